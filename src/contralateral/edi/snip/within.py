"""Composites: where their components begin and end, and which separators stand in none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.snip.bits import AHEAD, Bits
from contralateral.edi.snip.cells import row_within
from contralateral.edi.snip.column import Column, joined, together

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.snip.sift import Sieve
    from contralateral.edi.tokens import Tokens

__all__ = ["Composites"]

#: Separators of components that most composites have at most.
_FEW = 4
_ONE = np.uint64(1)


class Composites:
    """The separators of components in a piece, and the composites seen so far."""

    def __init__(self, tokens: Tokens) -> None:
        self.low = int(tokens.start[0])
        high = int(tokens.ends[tokens.base[-1] + tokens.count[-1]])
        self.separators = tokens.bytes_[self.low : high] == ord(tokens.delimiters.component)
        self.marks = Bits(self.separators)
        self._found = 0
        self._seen: list[Column] = []

    def cut(self, sieve: Sieve, shape: int, columns: list[Column]) -> None:
        """Cut composites of one shape at their separators and look at their components."""
        known, tokens = sieve.known, sieve.tokens
        self._seen += columns
        above = joined([sieve.numbers(c, slice(None)) for c in columns])
        column = Column(*together(columns), above)
        rows, start, length = column.rows, column.start, column.length
        open_ = tokens.bytes_.take(start + length - np.int32(1)) == ord(tokens.delimiters.component)
        if open_.any():
            sieve.finds.add(rows[open_], "empty_end", known.use_of[above[open_]])
        if int(np.maximum.reduce(length)) > AHEAD:
            long_ = column.only((length > AHEAD).nonzero()[0])
            self._found += _cut_long(sieve, shape, long_, self.separators, self.low)
            column = column.only((length <= AHEAD).nonzero()[0])
        if len(column.rows):
            ahead = self.marks.ahead(column.start.astype(np.intp) - self.low, column.length)
            self._found += _cut(sieve, shape, column, ahead)

    def strays(self) -> NDArray[np.int32]:
        """Return the separators that stand in no composite, when all were seen."""
        if self._found == len(self.marks):
            return np.empty(0, dtype=np.int32)
        marks = self.separators.nonzero()[0].astype(np.int32)
        marks += np.int32(self.low)
        return _outside(self._seen, marks)


def _cut(sieve: Sieve, shape: int, column: Column, marks: NDArray[np.uint64]) -> int:
    """Look at the components of composites: bit k is set where byte k of each separates two; returns how many do."""
    count = np.bitwise_count(marks)
    most = int(np.maximum.reduce(count))
    many = count >= _FEW
    # A few that have many more than the others would make the matrix of all as large.
    if most > _FEW and 4 * np.count_nonzero(many) < len(many):
        parts = (many.nonzero()[0], (~many).nonzero()[0])
        return sum(_cut(sieve, shape, column.only(kept), marks.take(kept)) for kept in parts)
    stop = column.start + column.length
    ends = np.empty((most + 2, len(stop)), dtype=np.int32)
    np.subtract(column.start, 1, out=ends[0])
    for c in range(1, most + 1):
        below = marks - _ONE
        marks = marks & below
        np.bitwise_and(below, ~marks, out=below)
        # The bits below the lowest: as many as there are bytes before it, and past the end where there is none.
        np.add(column.start, np.bitwise_count(below), out=ends[c])
        np.minimum(ends[c], stop, out=ends[c])
    ends[most + 1] = stop
    _components(sieve, shape, column, ends, count)
    return int(count.sum(dtype=np.int64))


def _cut_long(sieve: Sieve, shape: int, column: Column, separators: NDArray[np.bool_], low: int) -> int:
    """Look at the components of composites of any length; returns how many separators they have."""
    marks = np.append(separators.nonzero()[0] + low, np.iinfo(np.int32).max).astype(np.int32)
    stop = column.start + column.length
    first = np.searchsorted(marks, column.start)
    count = np.searchsorted(marks, stop) - first
    most = min(int(count.max()), len(row_within(sieve.known, shape).cells))
    ends = [column.start - np.int32(1)]
    ends += [np.minimum(marks.take(first + c, mode="clip"), stop) for c in range(most)]
    _components(sieve, shape, column, np.stack([*ends, stop]), count)
    return int(count.sum())


def _components(
    sieve: Sieve, shape: int, column: Column, ends: NDArray[np.int32], count: NDArray[np.integer]
) -> None:
    above = column.above
    assert above is not None
    row = row_within(sieve.known, shape)
    if len(ends) - 1 > len(row.cells):
        over = count >= len(row.cells)
        sieve.finds.add(column.rows[over], "too_many_components", above[over])
    used = int(sieve.known.usage[shape]) != 0
    sieve.look(row, column.rows, ends[: len(row.cells) + 1], above, used=used)


def _outside(composites: list[Column], marks: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the separators of components that stand in no composite."""
    if not composites:
        return marks
    start = np.sort(np.concatenate([c.start for c in composites]))
    stop = np.sort(np.concatenate([c.start + c.length for c in composites]))
    which = np.searchsorted(stop, marks)  # the first composite that ends behind each mark
    inside = which < len(stop)
    inside[inside] = marks[inside] >= start[which[inside]]
    return marks[~inside]
