"""Levels and patient events: who asks for what, for whom, and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral.edi.acks.finding import qualifier
from contralateral.edi.acks.table import Table, hung
from contralateral.edi.auth278.guide import GUIDE
from contralateral.edi.auth278.schemas import SCHEMAS
from contralateral.edi.cells import classify

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.acks.table import Made
    from contralateral.edi.acks.work import Work

__all__ = ["asked", "events", "of_level", "requests"]

_OF = pl.Series([None, *(words for _, words, _ in GUIDE.levels), None], dtype=pl.String())
#: BHT02: a cancellation, an answer, a request, and a reply of the one who was asked to deduct.
_PURPOSES = ("01", "11", "13", "36")
_DIRECTIONS = pl.Series([None, "request", "answer", "request", "request"], dtype=pl.String())


def of_level(work: Work, rows: NDArray[np.intp]) -> pl.Series:
    """Return what the levels of segments are to a person."""
    return _OF.gather(work.places.rank[rows])


def events(work: Work) -> Made:
    """Return a row for each level (HL), with what the transaction is (BHT)."""
    rows = work.rows("HL")
    found = work.places
    table = Table(work, rows).keys(level=True).put(of=of_level(work, rows)).text(has_children=4)
    table.number("parent", _number(work, found.parent[rows]))
    for rank, (_, name, _) in enumerate(GUIDE.levels[:5], 1):
        table.number(name, _number(work, found.above[rank][rows]))
    _transaction(work, table).text(purpose=2, type=6, time=5).days(submitted=4)
    _say_direction(work)
    return table.frame(SCHEMAS["events"])


def _number(work: Work, at: NDArray[np.int32]) -> NDArray[np.int64]:
    return np.where(at >= 0, work.level[np.maximum(at, 0)], -1)


def _transaction(work: Work, table: Table) -> Table:
    """Add what the BHT says: the direction and the reference; return it for more."""
    bht = hung(work.kid("BHT", "header", by="st"), work.places.st[table.rows])
    head = table.beside(bht).text(reference=3)
    kind = classify(qualifier(work.tokens, np.maximum(bht, 0), 2), _PURPOSES)
    return head.put(direction=_DIRECTIONS.gather(np.where(bht >= 0, kind, 0)))


def _say_direction(work: Work) -> None:
    bht = work.rows("BHT", "header")
    kind = classify(qualifier(work.tokens, bht, 2), _PURPOSES)
    message = "BHT02 is none of 01, 11, 13 and 36: whether this asks or answers is unknown."
    work.warn(bht[kind == 0], message)
    asks = work.places.st[bht[(kind > 0) & (kind != 2)]]
    for name in ("HCR", "AAA"):
        rows = work.rows(name)
        rows = rows[np.isin(work.places.st[rows], asks)]
        work.warn(rows, f"{name} is part of an answer, and BHT02 says that this is a request; it was read.")


def requests(work: Work) -> Made:
    """Return a row for each patient event (HL03 EV), with the levels above it."""
    rows = work.rows("HL", "2000E")
    table = Table(work, rows).keys(level=True)
    _transaction(work, table)
    um = asked(work, table, rows, "2000E")
    um.text(level_of_service=6, condition=7, prognosis=8, release=9, delay_reason=10)
    table.beside(hung(work.kid("HCR", "2000E", by="level"), rows)).text(second_opinion=4)
    for first, through, code in (
        ("event_first", "event_through", "AAH"),
        *(
            ("admitted", None, "435"),
            ("discharged", None, "096"),
            ("onset", None, "431"),
            ("accident", None, "439"),
        ),
    ):
        day = table.beside(hung(work.kid("DTP", "2000E", by="level", code=code), rows))
        day.period(2, 3, first, through)
    _people(work, table, rows)
    bare = (um.rows < 0) & (table.columns["direction"] == "request").fill_null(value=False).to_numpy()
    work.warn(rows[bare], "This request has no UM: what it asks for is unknown. Ask the sender to add it.")
    return table.frame(SCHEMAS["requests"])


def _people(work: Work, table: Table, rows: NDArray[np.intp]) -> None:
    umo, requester, subscriber, dependent = (work.places.above[rank][rows] for rank in (1, 2, 3, 4))
    table.beside(hung(work.kid("NM1", "2010A", by="level"), umo)).text(umo_name=3, umo_id=9)
    asking = table.beside(hung(work.kid("NM1", "2010B", by="level"), requester))
    asking.text(requester_name=3, requester_first=4, requester_id_qualifier=8, requester_id=9)
    for name, loop, level in (("subscriber", "2010C", subscriber), ("dependent", "2010D", dependent)):
        person = table.beside(hung(work.kid("NM1", loop, by="level"), level))
        person.text(**{f"{name}_last": 3, f"{name}_first": 4})
        if name == "subscriber":
            person.text(subscriber_id=9)
        born = table.beside(hung(work.kid("DMG", loop, by="level"), level))
        born.period(1, 2, f"{name}_born").text(**{f"{name}_sex": 3})


def asked(work: Work, table: Table, rows: NDArray[np.intp], loop: str) -> Table:
    """Add what an event and a service have in common; return the UM for more.

    Args:
        work: the chunk.
        table: to add to.
        rows: the HL of each row.
        loop: of the level itself.
    """

    def kid(name: str, code: str | None = None) -> Table:
        return table.beside(hung(work.kid(name, loop, by="level", code=code), rows))

    um = kid("UM").text(category=1, certification_type=2, service_type=3)
    um.parts(4, "place_of_service", "place_qualifier")
    hcr = kid("HCR").text(action=1, certification=2)
    hcr.texts(reason=hcr.first_repetition(3))
    kid("DTP", "007").period(2, 3, "certified_first", "certified_through")
    kid("DTP", "102").period(2, 3, "certified_on")
    kid("DTP", "036").period(2, 3, "expires")
    for name, code in (("previous_certification", "BB"), ("authorization", "G1"), ("administrative", "NT")):
        kid("REF", code).text(**{name: 2})
    kid("MSG").text(message=1)
    kid("TRN").text(trace=2)
    hsd = kid("HSD").text(hsd_qualifier=1, hsd_unit=3, hsd_period=5, hsd_pattern=7, hsd_time=8)
    hsd.decimals(hsd_quantity=2, hsd_modulus=4).whole(hsd_periods=6)
    return um
