"""The engine: which rule says what of which line. Words come later, and only for what was found.

Rules are indexed by payer and by code: a line meets only its own. What a rule finds is kept as one byte a line
(1 wrong, 2 unknown); silence is not kept at all.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from contralateral.policy.book import BASIS_COLUMN, Book, Edition, Rule
from contralateral.policy.sets import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

__all__ = ["UNKNOWN", "WRONG", "Looked", "coverage", "judge"]

WRONG, UNKNOWN = 1, 2
_BITS = 63
_BLOCK = 131_072  # lines; a block's columns stay in the cache while its rules run
_VERDICTS = {"row": pl.UInt32(), "rule": pl.UInt16(), "edition": pl.UInt8(), "verdict": pl.UInt8()}


def judge(frame: pl.DataFrame, book: Book) -> pl.DataFrame:
    """Judge every line by the rules that its payer selects.

    Args:
        frame: widened lines, one row each, with ``payer``, ``code`` and every column in ``book.columns``.
        book: the rules.

    Returns:
        A row per rule and line that is wrong or unknown: ``row`` into the frame, ``rule`` into ``book.rules``,
        ``edition`` into its editions, ``verdict`` 1 wrong or 2 unknown. Ordered by row, then rule.
    """
    position = {rule.id: i for i, rule in enumerate(book.rules)}
    rows = frame.with_row_index("row")
    found: list[pl.DataFrame] = []
    for (payer,), lines in rows.partition_by("payer", as_dict=True, include_key=True).items():
        plan = _Plan(book.of_payer(str(payer)), position)
        for block in lines.iter_slices(_BLOCK):
            found += plan.run(block)
    if not found:
        return pl.DataFrame(schema=_VERDICTS)
    every = pl.concat(found).sort("row", "rule", "edition", "verdict")
    # Where the date is unknown every edition answers null; the question is asked once.
    return every.unique(["row", "rule"], keep="first", maintain_order=True)


@dataclass(frozen=True, slots=True)
class _Item:
    number: int
    edition: int
    expression: pl.Expr


class _Plan:
    """The rules of one payer, grouped by the codes they speak of."""

    def __init__(self, rules: tuple[Rule, ...], position: dict[str, int]) -> None:
        groups: dict[Scope, list[_Item]] = defaultdict(list)
        for rule in rules:
            for at, edition in enumerate(rule.editions):
                groups[edition.scope].append(_Item(position[rule.id], at, _in_force(rule, edition)))
        self.every = groups.pop(Scope(every=True), [])
        self.groups = list(groups.items())
        self.words = -(-len(self.groups) // _BITS)
        self.marks: dict[str | None, list[int]] = {}

    def run(self, block: pl.DataFrame) -> list[pl.DataFrame]:
        """Evaluate each group's checks on the lines of its codes, all groups together."""
        lines = block.lazy()
        wanted = [(self.every, lines)] if self.every else []
        if self.groups:
            marks = self._mark(block["code"])
            lines = lines.join(marks.lazy(), on="code", how="left", nulls_equal=True, maintain_order="left")
            for at, (_, items) in enumerate(self.groups):
                word, flag = divmod(at, _BITS)
                bit = pl.lit(1 << flag, pl.UInt64)
                if marks.select(((pl.col(f"scope{word}") & bit) != 0).any()).item():
                    wanted.append((items, lines.filter((pl.col(f"scope{word}") & bit) != 0)))
        asked = [
            of_codes.select("row", *(item.expression.alias(str(i)) for i, item in enumerate(items)))
            for items, of_codes in wanted
        ]
        said = pl.collect_all(asked)
        return [found for (items, _), told in zip(wanted, said, strict=True) for found in _found(told, items)]

    def _mark(self, codes: pl.Series) -> pl.DataFrame:
        """One row per distinct code, the missing one included, with a bit for each group that covers it."""
        distinct = codes.unique().to_list()
        for code in distinct:
            if code not in self.marks:
                self.marks[code] = self._bits(code)
        columns = {f"scope{w}": [self.marks[code][w] for code in distinct] for w in range(self.words)}
        schema = {"code": pl.String(), **dict.fromkeys(columns, pl.UInt64())}
        return pl.DataFrame({"code": distinct, **columns}, schema=schema)

    def _bits(self, code: str | None) -> list[int]:
        words = [0] * self.words
        for at, (scope, _) in enumerate(self.groups):
            if scope.covers(code):
                words[at // _BITS] |= 1 << at % _BITS
        return words


def _in_force(rule: Rule, edition: Edition) -> pl.Expr:
    """The check, on the days of this edition; a line without its date is unknown unless the check is content."""
    day = pl.col(BASIS_COLUMN[rule.record.basis])
    within = day >= edition.starts
    if edition.ends_before is not None:
        within = within & (day < edition.ends_before)
    return within & edition.wrong


def _found(told: pl.DataFrame, items: list[_Item]) -> Iterator[pl.DataFrame]:
    """Keep what is wrong or unknown; most rules are content with every line of a block."""
    for at, item in enumerate(items):
        said = told[str(at)]
        open_or_wrong = said.fill_null(value=True)
        if not open_or_wrong.any():
            continue
        kept = told.select("row", said=said).filter(open_or_wrong)
        yield kept.select(
            pl.col("row").cast(pl.UInt32),
            rule=pl.lit(item.number, pl.UInt16),
            edition=pl.lit(item.edition, pl.UInt8),
            verdict=pl.when(pl.col("said"))
            .then(pl.lit(WRONG, pl.UInt8))
            .otherwise(pl.lit(UNKNOWN, pl.UInt8)),
        )


@dataclass(frozen=True, slots=True)
class Looked:
    """Which rules looked at a line, and whether one of its payer's own named its code."""

    packs: tuple[str, ...]
    rules: tuple[str, ...]
    named: bool


def coverage(book: Book, payer: str, code: str | None, on: date | None) -> Looked:
    """Say which packs and rules look at a line of this code on this day for this payer.

    ``named`` is true when a rule of a pack other than ``all`` speaks of this very code: only then has a policy of the
    payer examined the line. Where the day is unknown, every edition counts.
    """
    mine = [r for r in book.of_payer(payer) if any(_looks(e, code, on) for e in r.editions)]
    named = any(r.pack != "all" and not any(e.scope.every for e in r.editions) for r in mine)
    return Looked(tuple(sorted({r.pack for r in mine})), tuple(r.id for r in mine), named)


def _looks(edition: Edition, code: str | None, on: date | None) -> bool:
    in_time = on is None or (
        edition.starts <= on and (edition.ends_before is None or on < edition.ends_before)
    )
    return in_time and edition.scope.covers(code)
