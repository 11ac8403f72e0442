"""What the payer would say of a suggested code: the same claim, with that code in the line's place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from contralateral import policy
from contralateral.claim.tables import COUNT, ClaimTables
from contralateral.claim.widen import widen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from contralateral.claim.report import ClaimReport
    from contralateral.policy import Book

__all__ = ["with_payers_word"]

_SIDES = ["RT", "LT"]


def with_payers_word(
    reports: Sequence[ClaimReport], tables: ClaimTables, payers: pl.Series, book: Book, receipt: date
) -> tuple[ClaimReport, ...]:
    """Add to each suggestion the denial that the payer's own policy would bring for the suggested code.

    The line keeps its side and loses its other modifiers, which spoke of another device.

    Args:
        reports: one per claim, in the order of ``tables.claims``.
        tables: the claims.
        payers: the key of each claim's payer.
        book: the rules.
        receipt: the day the payer would get the claims.
    """
    asked = [(n, s) for n, report in enumerate(reports) for s in report.suggestions]
    if not asked:
        return tuple(reports)
    supposed = _supposed(tables, [(n, s.line, s.instead) for n, s in asked])
    whose = payers.gather([n for n, _ in asked])
    columns = book.columns | book.message_columns
    frame = widen(supposed, columns, payer=whose, receipt=receipt).with_row_index("row")
    said: dict[int, str] = {}
    for finding in policy.write(policy.judge(frame.drop("row"), book), frame, book):
        if finding.blocks and finding.outcome == "deny" and not finding.rule.startswith("all/"):
            said.setdefault(finding.claim, f" {book.payers[whose[finding.claim]].title}: {finding.message}")
    words = {(n, s.line, s.instead): said.get(i, "") for i, (n, s) in enumerate(asked)}
    return tuple(
        replace(
            report,
            suggestions=tuple(
                replace(s, why=s.why + words[n, s.line, s.instead]) for s in report.suggestions
            ),
        )
        for n, report in enumerate(reports)
    )


def _supposed(tables: ClaimTables, wanted: Sequence[tuple[int, int, str]]) -> ClaimTables:
    """Return one claim per supposition: the claim's own rows, numbered anew, with one line under another code."""
    picks = pl.DataFrame(
        [(n, i, line, code) for i, (n, line, code) in enumerate(wanted)],
        schema={"claim": COUNT, "new": COUNT, "at": COUNT, "instead": pl.String()},
        orient="row",
    )
    frames = {}
    for name in ("claims", "lines", "diagnoses", "evidence", "history", "notices"):
        frame: pl.DataFrame = getattr(tables, name)
        moved = frame.join(picks, on="claim", how="inner", maintain_order="left")
        if name == "lines":
            here = pl.col("line") == pl.col("at")
            sides = pl.col("modifiers").list.set_intersection(_SIDES)
            moved = moved.filter(here).with_columns(
                code=pl.col("instead"), modifiers=sides, on_order=pl.lit(None, pl.Boolean)
            )
        frames[name] = moved.with_columns(claim=pl.col("new")).select(frame.columns).sort("claim")
    return ClaimTables(**frames)
