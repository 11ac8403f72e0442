"""Terms: a check as the things that must all hold for it to be wrong, each of which reads little.

A check is wrong where all of its terms are, fine where one is fine, and unknown otherwise; so lines that one term finds
fine need not be asked the others, and a term is evaluated on the distinct values of what it alone reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from contralateral.policy.footprints import Footprint, as_byte

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from contralateral.policy.gate import Item
    from contralateral.policy.spaces import Watch

__all__ = ["Term", "Terms", "conjuncts", "terms"]


class Term(NamedTuple):
    """One term of an edition: which footprint reads its columns, and the place of its answer there."""

    footprint: int
    answer: int


class Terms(NamedTuple):
    """``footprints`` have the terms that read the same columns; ``of_item`` has each edition's terms, those that read
    least first."""

    footprints: list[Footprint]
    of_item: list[list[Term]]


def conjuncts(wrong: pl.Expr) -> list[pl.Expr]:
    """Split an expression of booleans at its outermost ``&``; null is unknown on either side, so order is free."""
    inputs = wrong.meta.pop()
    if len(inputs) == 2:
        one, other = inputs
        for left, right in ((one, other), (other, one)):
            if (left & right).meta.eq(wrong):
                return [*conjuncts(left), *conjuncts(right)]
    return [wrong]


def terms(items: Sequence[Item]) -> Terms:
    """Split editions into terms and group these by the columns that they read."""
    groups: dict[tuple[tuple[str, ...], frozenset[tuple[str, Watch]]], _Group] = {}
    of_item: list[list[Term]] = []
    for item in items:
        merged: dict[tuple[str, ...], pl.Expr] = {}
        for part in conjuncts(item.edition.wrong):
            columns = tuple(sorted(set(part.meta.root_names())))
            merged[columns] = merged[columns] & part if columns in merged else part
        mine = []
        for columns in sorted(merged, key=lambda names: (len(names), names)):
            # Its own lists alone, so that lists of codes which differ in others' are one to it.
            watched = frozenset((n, lists) for n, lists in item.edition.watch.items() if n in columns)
            group = groups.setdefault((columns, watched), _Group(len(groups)))
            mine.append(Term(group.at, group.place(merged[columns])))
        of_item.append(mine)
    made = [
        Footprint(
            columns,
            [as_byte(part, str(i)) for i, part in enumerate(group.parts)],
            dict(watched),
        )
        for (columns, watched), group in groups.items()
    ]
    return Terms(made, of_item)


class _Group:
    """The different terms that read the same columns."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.parts: list[pl.Expr] = []

    def place(self, part: pl.Expr) -> int:
        """Return the place of a term among those met so far."""
        for at, known in enumerate(self.parts):
            if known.meta.eq(part):
                return at
        self.parts.append(part)
        return len(self.parts) - 1
