"""The gate: which editions speak of which line, by its payer, its code and its day; never by what the line says.

Lines that meet the same editions are of one class. A batch has few classes, so everything after is asked of classes.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from contralateral.policy.book import BASIS_COLUMN, Book, Edition
from contralateral.policy.factor import Ints, factor_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from contralateral.policy.sets import Scope
    from contralateral.policy.spaces import Lines

__all__ = ["SHUT", "UNDATED", "Classes", "Gate", "Item", "alike_rows"]

#: What the gate says of an edition: not asked, asked, or asked of a line without its day.
SHUT, OPEN, UNDATED = 0, 1, 2
Bytes = np.ndarray[Any, np.dtype[np.uint8]]
#: So many codes are remembered with the editions that speak of them.
_REMEMBERED = 20_000


class Item(NamedTuple):
    """An edition with the places of its rule in the book and of itself in the rule."""

    rule: int
    at: int
    edition: Edition
    basis: str  # the column of its day


class Classes(NamedTuple):
    """``of_line`` is each line's class (None: all lines are of one), ``says`` a row a class with a byte an edition,
    ``lines`` how many lines each class has."""

    of_line: Ints | None
    says: Bytes
    lines: Ints


class Gate:
    """The editions of a book, indexed by payer, code and day."""

    def __init__(self, book: Book) -> None:
        """Index every edition of every rule."""
        self.items = [
            Item(number, at, edition, BASIS_COLUMN[rule.record.basis])
            for number, rule in enumerate(book.rules)
            for at, edition in enumerate(rule.editions)
        ]
        self._book = book
        self._payers: dict[str | None, Bytes] = {}
        self._codes: dict[str | None, Bytes] = {}
        self._scopes: dict[Scope, list[int]] = {}
        for at, item in enumerate(self.items):
            self._scopes.setdefault(item.edition.scope, []).append(at)
        self._bases = {basis: _Days(self.items, basis) for basis in {item.basis for item in self.items}}

    def classes(self, lines: Lines, of_days: Iterable[str] | None = None) -> Classes:
        """Sort the lines of a batch into classes.

        Args:
            lines: the batch.
            of_days: the columns of days that are looked at; whoever goes by another is taken to be in time. All of
                them where left out.
        """
        bases = sorted(self._bases if of_days is None else self._bases.keys() & set(of_days))
        key: Ints | None = None
        size = 1
        axes: list[Sequence[Bytes]] = []
        for column in ("payer", "code", *bases):
            space = lines.space(column)
            numbers, first = space.projected((column,))
            values = [space.values(column)[i] for i in first.tolist()]
            if column in self._bases:
                periods = self._bases[column]
                seen = [periods.of(day) for day in values]
                there = sorted(set(seen))
                axis = [periods.says(period) for period in there]
                numbers = np.array([there.index(period) for period in seen], np.int64)[numbers]
            else:
                axis = [self._of_payer(v) if column == "payer" else self._of_code(v) for v in values]
            alike, same = _alike(axis)
            numbers = same[numbers]
            axes.append(alike)
            index = lines.index(space)
            if len(alike) > 1 and index is not None:
                place = numbers[index]
                key = place if key is None else key * len(alike) + place
                size *= len(alike)
        return self._sorted(lines.height, key, axes)

    def _sorted(self, height: int, key: Ints | None, axes: Sequence[Sequence[Bytes]]) -> Classes:
        if key is None:
            says = np.ones((1, len(self.items)), np.uint8)
            for axis in axes:
                says = says * axis[0]
            return Classes(None, says, np.array([height]))
        told = factor_numbers(key)
        met = key[told.first]
        says = np.ones((told.count, len(self.items)), np.uint8)
        for axis in reversed(axes):
            if len(axis) == 1:
                says *= axis[0]
            else:
                met, place = np.divmod(met, len(axis))
                says *= np.stack(axis)[place]
        # The product of an open gate and a missing day is a missing day; two missing days are one.
        np.minimum(says, UNDATED, out=says)
        distinct, of_key = alike_rows(says)
        of_line = of_key[told.ids]
        return Classes(of_line, distinct, np.bincount(of_line, minlength=len(distinct)))

    def speaking(self, payer: str, code: str | None) -> list[Item]:
        """Return the editions that speak of a code for a payer, on whatever day."""
        return [self.items[at] for at in np.flatnonzero(self._of_payer(payer) & self._of_code(code)).tolist()]

    def _of_payer(self, payer: str | None) -> Bytes:
        if payer not in self._payers:
            mine = {rule.id for rule in self._book.of_payer(payer or "")}
            told = [self._book.rules[item.rule].id in mine for item in self.items]
            self._payers[payer] = np.array(told, np.uint8)
        return self._payers[payer]

    def _of_code(self, code: str | None) -> Bytes:
        if code not in self._codes:
            if len(self._codes) > _REMEMBERED:
                self._codes.clear()
            told = np.zeros(len(self.items), np.uint8)
            for scope, places in self._scopes.items():
                if scope.covers(code):
                    told[places] = OPEN
            self._codes[code] = told
        return self._codes[code]


def alike_rows(says: Bytes) -> tuple[Bytes, Ints]:
    """Return the distinct rows in the order in which they come, and which of these each row is."""
    height, width = says.shape
    if not width or not height:
        return says[:1], np.zeros(height, np.int64)
    whole = np.ascontiguousarray(says).tobytes()
    rows: dict[bytes, int] = {}
    ends = range(width, len(whole) + 1, width)
    which = np.array([rows.setdefault(whole[end - width : end], len(rows)) for end in ends], np.int64)
    return np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), width), which


def _alike(axis: Sequence[Bytes]) -> tuple[Sequence[Bytes], Ints]:
    """Return what is said once where it is the same of several, and which of these each is."""
    rows: dict[bytes, int] = {}
    same = np.array([rows.setdefault(row.tobytes(), len(rows)) for row in axis], np.int64)
    return [np.frombuffer(row, np.uint8) for row in rows], same


class _Days:
    """The periods between the days on which some edition of a basis begins or ends; period 0 is no day."""

    def __init__(self, items: Sequence[Item], basis: str) -> None:
        mine = [item.edition for item in items if item.basis == basis]
        starts = {e.starts for e in mine} | {e.ends_before for e in mine if e.ends_before is not None}
        self.starts = sorted(starts)
        self._items, self._basis = items, basis
        self._said: dict[int, Bytes] = {}

    def of(self, day: date | None) -> int:
        """Return the period of a day."""
        return 0 if day is None else 1 + bisect_right(self.starts, day)

    def says(self, period: int) -> Bytes:
        """Return what the gate says of every edition in a period; of those by other days that it is open."""
        if period not in self._said:
            self._said[period] = np.array([self._one(item, period) for item in self._items], np.uint8)
        return self._said[period]

    def _one(self, item: Item, period: int) -> int:
        if item.basis != self._basis:
            return OPEN
        if period == 0:
            return UNDATED
        if period == 1:
            return SHUT
        first = self.starts[period - 2]
        ends = item.edition.ends_before
        return OPEN if item.edition.starts <= first and (ends is None or first < ends) else SHUT
