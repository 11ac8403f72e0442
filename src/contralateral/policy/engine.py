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
    reads: frozenset[str]


class _Plan:
    """The rules of one payer, grouped by the codes they speak of."""

    def __init__(self, rules: tuple[Rule, ...], position: dict[str, int]) -> None:
        groups: dict[Scope, list[_Item]] = defaultdict(list)
        for rule in rules:
            for at, edition in enumerate(rule.editions):
                item = _Item(position[rule.id], at, _in_force(rule, edition), rule.reads)
                groups[edition.scope].append(item)
        self.every = groups.pop(Scope(every=True), [])
        self.scopes = list(groups.items())

    def run(self, block: pl.DataFrame) -> list[pl.DataFrame]:
        found = _evaluate(block, self.every)
        marked = block.join(self._marks(block["code"]), on="code", how="left", maintain_order="left")
        for bit, (_, items) in enumerate(self.scopes):
            word, flag = divmod(bit, _BITS)
            mine = marked.filter((pl.col(f"scope{word}") & (1 << flag)) != 0)
            if mine.height:
                found += _evaluate(mine, items)
        return found

    def _marks(self, codes: pl.Series) -> pl.DataFrame:
        """One row per distinct code with a bit for each scope that covers it."""
        distinct = codes.drop_nulls().unique().to_list()
        words = -(-len(self.scopes) // _BITS) or 1
        marks: dict[str, list[int]] = {f"scope{w}": [0] * len(distinct) for w in range(words)}
        for bit, (scope, _) in enumerate(self.scopes):
            word, flag = divmod(bit, _BITS)
            column = marks[f"scope{word}"]
            for at, code in enumerate(distinct):
                if scope.covers(code):
                    column[at] |= 1 << flag
        schema = {"code": pl.String(), **dict.fromkeys(marks, pl.UInt64())}
        return pl.DataFrame({"code": distinct, **marks}, schema=schema)


def _in_force(rule: Rule, edition: Edition) -> pl.Expr:
    """The check, on the days of this edition; a line without its date is unknown unless the check is content."""
    day = pl.col(BASIS_COLUMN[rule.record.basis])
    within = day >= edition.starts
    if edition.ends_before is not None:
        within = within & (day < edition.ends_before)
    return within & edition.wrong


def _evaluate(lines: pl.DataFrame, items: list[_Item]) -> list[pl.DataFrame]:
    if not items:
        return []
    names = [str(i) for i in range(len(items))]
    verdicts = lines.lazy().select("row", *(i.expression.alias(n) for i, n in zip(items, names, strict=True)))
    answers = verdicts.collect()
    found = []
    for item, name in zip(items, names, strict=True):
        said = answers[name]
        if said.null_count() == 0 and not said.any():
            continue
        wrong = pl.when(pl.col(name)).then(pl.lit(WRONG, pl.UInt8)).otherwise(pl.lit(UNKNOWN, pl.UInt8))
        found.append(
            answers.lazy()
            .filter(pl.col(name).fill_null(value=True))
            .select(
                pl.col("row").cast(pl.UInt32),
                rule=pl.lit(item.number, pl.UInt16),
                edition=pl.lit(item.edition, pl.UInt8),
                verdict=wrong,
            )
            .collect()
        )
    return found


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
