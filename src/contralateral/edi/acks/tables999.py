"""The tables of a 999: groups, the transactions answered, and the errors of segments and elements found in them.

The values that were found bad are in the tables; no message repeats one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.acks.everywhere import rest, rest_columns
from contralateral.edi.acks.finding import qualifier, repetitions
from contralateral.edi.acks.schema import schema
from contralateral.edi.acks.table import Table, hung
from contralateral.edi.cells import classify

if TYPE_CHECKING:
    from contralateral.edi.acks.schema import Schema
    from contralateral.edi.acks.table import Made
    from contralateral.edi.acks.work import Work

__all__ = ["ACCEPTED", "REFUSED", "SCHEMAS", "tables"]

#: IK501: taken, with errors noted or without; and not taken, whatever the reason.
ACCEPTED, REFUSED = ("A", "E"), ("R", "M", "W", "X")
_ERROR = "transaction:u answer:u error:u segment:u"

SCHEMAS: dict[str, Schema] = {
    "groups": schema(
        "transaction:u segment:u functional_id control version code included:n received:n accepted:n",
        "note1 note2 note3 note4 note5",
    ),
    "transactions": schema(
        "transaction:u answer:u segment:u set_id control version code reason1 reason2 reason3 reason4 reason5"
    ),
    "segment_errors": schema(_ERROR, "name position:n loop code context context_value"),
    "element_errors": schema(_ERROR, "element:n component:n repetition:n reference code value"),
    "contexts": schema(
        _ERROR,
        "of:u name value segment_name position:n loop element:n component:n repetition:n reference",
    ),
    "rest": rest_columns("answer"),
}


def tables(work: Work) -> dict[str, Made]:
    """Make all tables of a chunk."""
    made = {
        "groups": groups(work),
        "transactions": transactions(work),
        "segment_errors": segment_errors(work),
        "element_errors": element_errors(work),
        "contexts": contexts(work),
    }
    return made | {"rest": rest(work, SCHEMAS["rest"])}


def groups(work: Work) -> Made:
    """Return a row for each group answered: AK1 with its AK9."""
    rows = work.rows("AK1", "header")
    table = Table(work, rows).keys().text(functional_id=1, control=2, version=3)
    end = table.beside(hung(work.kid("AK9", "trailer", by="st"), work.places.st[rows]))
    end.text(code=1, note1=5, note2=6, note3=7, note4=8, note5=9)
    end.whole(included=2, received=3, accepted=4)
    for j in (1, 2, 3, 4):
        bare = end.rows[(end.rows >= 0) & (end.span(j)[1] == 0)]
        work.fault(bare, f"AK9{j:02} is empty.", "Ask for the acknowledgment again.")
    return table.frame(SCHEMAS["groups"])


def transactions(work: Work) -> Made:
    """Return a row for each transaction answered: AK2 with its IK5."""
    rows = work.rows("AK2", "2000")
    table = Table(work, rows).keys().text(set_id=1, control=2, version=3)
    work.fault(
        rows[table.span(2)[1] == 0], "AK202 is empty: nobody can tell which transaction is meant.", _AGAIN
    )
    end = table.beside(hung(work.kid("IK5", "2000 end", by="unit"), rows))
    end.text(code=1, reason1=2, reason2=3, reason3=4, reason4=5, reason5=6)
    there = end.rows[end.rows >= 0]
    known = classify(qualifier(work.tokens, there), (*ACCEPTED, *REFUSED)) > 0
    bare = work.tokens.element(there, 1)[1] == 0
    work.fault(there[bare], "IK501 is empty: the verdict is not there.", _AGAIN)
    work.warn(there[~known & ~bare], "IK501 is no verdict that this guide has; it was kept as it stands.")
    return table.frame(SCHEMAS["transactions"])


_AGAIN = "Ask for the acknowledgment again."


def segment_errors(work: Work) -> Made:
    """Return a row for each IK3; ``context`` is the first name beside it that has a value, as CLM01 has."""
    rows = work.rows("IK3", "2100")
    table = Table(work, rows).keys(service=True)
    table.text(name=1, loop=3, code=4).whole(position=2)
    work.fault(rows[table.span(2)[1] == 0], "IK302 is empty: the place of the segment is not told.", _AGAIN)
    ctx = work.rows("CTX", "2100")
    nth, names = repetitions(work.tokens, Table(work, ctx).span(1), work.tokens.delimiters.repetition)
    valued = np.flatnonzero(Table(work, ctx).parts(names, None, None)[1][1] > 0)
    opener = work.places.opener[ctx[nth[valued]]]
    at = np.full(len(work.tokens), -1, dtype=np.intp)
    at[opener[::-1]] = valued[::-1]
    at = at[rows]
    start, length = names if len(ctx) else (rows.astype(np.int32), rows.astype(np.int32))
    beside = np.maximum(at, 0)
    table.parts(
        (start[beside], np.where(at >= 0, length[beside], 0).astype(np.int32)), "context", "context_value"
    )
    return table.frame(SCHEMAS["segment_errors"])


def element_errors(work: Work) -> Made:
    """Return a row for each IK4: where in its segment, which rule, and the bad value."""
    rows = work.rows("IK4", "2110")
    table = Table(work, rows).keys(service=True)
    element, component, repetition = table.parts(1, None, None, None)
    table.whole(element=("01", element), component=("01-2", component), repetition=("01-3", repetition))
    work.fault(rows[element[1] == 0], "IK401 is empty: the place of the element is not told.", _AGAIN)
    table.text(reference=2, code=3, value=4)
    return table.frame(SCHEMAS["element_errors"])


def contexts(work: Work) -> Made:
    """Return a row for each name in each CTX, with the segment (IK3 or IK4) that it stands beside."""
    ctx = work.rows("CTX", "2100", "2110")
    nth, names = repetitions(work.tokens, Table(work, ctx).span(1), work.tokens.delimiters.repetition)
    rows = ctx[nth]
    table = Table(work, rows).keys(service=True)
    table.number("of", work.tokens.number[work.places.opener[rows]])
    table.parts(names, "name", "value")
    table.text(segment_name=2, loop=4).whole(position=3)
    element, component, repetition = table.parts(5, None, None, None)
    table.whole(element=("05", element), component=("05-2", component), repetition=("05-3", repetition))
    table.parts(6, "reference")
    return table.frame(SCHEMAS["contexts"])
