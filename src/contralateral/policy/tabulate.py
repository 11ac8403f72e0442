"""Findings as a table, for files of millions of lines: words are made once for each distinct thing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from contralateral.policy.engine import UNKNOWN, WRONG
from contralateral.policy.factor import Ints, factor_numbers, grouped
from contralateral.policy.findings import THE_ITEM, needed_for, question, questions_of
from contralateral.policy.sentences import Teller, Told
from contralateral.policy.spaces import FrameLines, Lines

if TYPE_CHECKING:
    from contralateral.policy.book import Book, Rule

__all__ = ["FINDINGS", "tabulate"]

_T = pl.String()
#: One row a finding. The first five say where; the rest says what, as a report of one claim would.
FINDINGS: dict[str, pl.DataType] = {
    "claim": pl.UInt32(),
    "line": pl.UInt32(),
    "code": _T,
    "dos": pl.Date(),
    "payer": _T,
    "rule": _T,
    "verdict": _T,  # fails or unknown
    "outcome": _T,
    "blocks": pl.Boolean(),
    "would_block": pl.Boolean(),  # were it to fail
    "message": _T,
    "remedy": _T,
    "group": _T,  # the denial to expect
    "carc": _T,
    "rarc": _T,
    "source": _T,
    "from": pl.Date(),
    "confidence": _T,
}
_WHERE = ("claim", "line", "code", "dos", "payer")


def tabulate(verdicts: pl.DataFrame, lines: Lines | pl.DataFrame, book: Book) -> pl.DataFrame:
    """Put verdicts into words, as a table.

    Args:
        verdicts: of ``engine.judge``.
        lines: the lines that the verdicts' ``row`` points into.
        book: the rules that were judged by.

    Returns:
        A row a verdict in the order given, with the columns of ``FINDINGS``.
    """
    spaced = FrameLines(lines) if isinstance(lines, pl.DataFrame) else lines
    if not verdicts.height:
        return pl.DataFrame(schema=FINDINGS)
    rows = verdicts["row"].to_numpy().astype(np.int64)
    kinds = factor_numbers(_kinds(verdicts))
    messages, remedies = Told(len(rows)), Told(len(rows))
    order, bounds = grouped(kinds.ids, kinds.count)
    wrong, open_ = Teller(spaced), Teller(spaced, {"code": THE_ITEM})
    facts: list[dict[str, Any]] = []
    of_kind = verdicts[kinds.first].select("rule", "edition", "verdict").iter_rows()
    for (number, edition, verdict), begin, end in zip(of_kind, bounds[:-1], bounds[1:], strict=True):
        rule, mine = book.rules[number], order[begin:end]
        if verdict == WRONG:
            which, told = wrong.tell((rule.record.message, rule.record.remedy), rows[mine])
            messages.put(mine, which, told[0])
            remedies.put(mine, which, told[1])
        else:
            _ask(rule, book, open_, rows, mine, messages)
            remedies.put(mine, 0, pl.Series([needed_for(rule.record.title)], dtype=pl.String))
        facts.append(_facts(rule, edition, wrong=verdict == WRONG))
    where = spaced.take(_WHERE, rows)
    told_ = pl.DataFrame(facts, schema={name: FINDINGS[name] for name in facts[0]})[kinds.ids]
    columns = {
        **where.to_dict(),
        **told_.to_dict(),
        "message": messages.series(),
        "remedy": remedies.series(),
    }
    return pl.DataFrame([columns[name].alias(name) for name in FINDINGS]).cast(FINDINGS)  # type: ignore[arg-type]


def _kinds(verdicts: pl.DataFrame) -> Ints:
    """Return rule, edition and verdict as one number."""
    rule, edition, verdict = (verdicts[name].to_numpy() for name in ("rule", "edition", "verdict"))
    editions = int(edition.max(initial=0)) + 1
    kinds: Ints = (rule.astype(np.int64) * editions + edition) * (UNKNOWN + 1) + verdict
    return kinds


def _ask(rule: Rule, book: Book, teller: Teller, rows: Ints, mine: Ints, messages: Told) -> None:
    """What is asked depends on which of the facts are missing, and may name the code and the line."""
    waits = sorted(rule.waits_for)
    lacking = [teller.nulls(name, rows[mine]) for name in waits]
    bits = np.zeros(len(mine), np.int64)
    for at, flags in enumerate(lacking):
        bits |= np.asarray(flags).astype(np.int64) << at
    told = factor_numbers(bits)
    for at, mask in enumerate(bits[told.first].tolist()):
        some = mine if told.count == 1 else mine[told.ids == at]
        asked = questions_of(book, rule, {name for i, name in enumerate(waits) if mask >> i & 1})
        title = rule.record.title.replace("{", "{{").replace("}", "}}")
        which, (texts,) = teller.tell((question(title, list(asked.values())),), rows[some])
        messages.put(some, which, texts)


def _facts(rule: Rule, edition: int, *, wrong: bool) -> dict[str, Any]:
    record = rule.record
    version = record.version[rule.editions[edition].index]
    return {
        "rule": rule.id,
        "verdict": "fails" if wrong else "unknown",
        "outcome": record.outcome,
        "blocks": wrong and record.blocks,
        "would_block": record.blocks,
        "group": record.forecast.group or None,
        "carc": record.forecast.carc or None,
        "rarc": " ".join(record.forecast.rarc) or None,
        "source": f"{version.source} {version.at}".strip(),
        "from": version.from_,
        "confidence": version.confidence,
    }
