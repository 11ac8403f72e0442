"""What the payer would say of a suggested code: the same claim, with that code in the line's place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral import policy
from contralateral.claim.tables import COUNT, ClaimTables
from contralateral.claim.widen import widen
from contralateral.claim.widen.pairs import spans
from contralateral.policy.engine import WRONG

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from contralateral.claim.report import ClaimReport
    from contralateral.policy import Book
    from contralateral.policy.factor import Ints

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
    denying = _denying(book)
    lines = widen(supposed, (), payer=whose, receipt=receipt)
    wrong = policy.judge(lines, denying).filter(pl.col("verdict") == WRONG)
    said: dict[int, str] = {}
    for finding in policy.write(wrong, lines, denying):
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


_DENYING: list[tuple[Book, Book]] = []


def _denying(book: Book) -> Book:
    """The book's rules by which a payer of its own policy denies; made once a book."""
    for whole, part in _DENYING:
        if whole is book:
            return part
    rules = (r for r in book.rules if r.record.blocks and r.record.outcome == "deny" and r.pack != "all")
    part = replace(book, rules=tuple(rules))
    _DENYING[:] = [*_DENYING[-3:], (book, part)]
    return part


def _supposed(tables: ClaimTables, wanted: Sequence[tuple[int, int, str]]) -> ClaimTables:
    """Return one claim per supposition: the claim's own rows, numbered anew, with one line under another code."""
    numbers = tables.claims["claim"].to_numpy().astype(np.int64)
    claims = numbers[[n for n, _, _ in wanted]]
    at = np.array([line for _, line, _ in wanted], np.int64)
    instead = pl.Series("code", [code for _, _, code in wanted], pl.String)
    frames = {}
    for name in ("claims", "lines", "diagnoses", "evidence", "history", "notices"):
        frame: pl.DataFrame = getattr(tables, name)
        if not frame.height:
            frames[name] = frame
            continue
        rows, new = _of_claims(frame["claim"], claims)
        if name == "lines":
            here = frame["line"].to_numpy()[rows] == at[new]
            rows, new = rows[here], new[here]
        moved = frame[rows].with_columns(pl.Series("claim", new, COUNT))
        if name == "lines":
            moved = moved.with_columns(
                instead.gather(new),
                pl.col("modifiers").list.set_intersection(_SIDES),
                pl.lit(None, pl.Boolean).alias("on_order"),
            )
        frames[name] = moved
    return ClaimTables(**frames)


def _of_claims(of: pl.Series, claims: Ints) -> tuple[Ints, Ints]:
    """The rows of each claim asked, in its order, and beside each row which of the claims it is of."""
    numbers = of.to_numpy().astype(np.int64)
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    first = np.searchsorted(ordered, claims)
    count = np.searchsorted(ordered, claims, side="right") - first
    return order[spans(first, count)], np.repeat(np.arange(len(claims)), count)
