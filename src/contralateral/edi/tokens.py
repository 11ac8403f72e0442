"""Bytes to tokens: where every segment and every element of a run of segments stands, as integer arrays.

One look at the bytes finds all separators. An element is then two subscripts: element ``j`` of segment ``i`` lies
between ``ends[base[i] + j - 1]`` and ``ends[base[i] + j]``, and its place among all elements is ``base[i] + j``. There
stands its cell (``cells``): what it holds, in sixteen bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from contralateral.edi.cells import write_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from contralateral.edi.values import Delimiters

__all__ = ["Elements", "Tokens", "trim"]

T = TypeVar("T", bound=np.signedinteger)

_TRIM = np.zeros(256, dtype=bool)
_TRIM[list(b" \t\r\n")] = True


@dataclass(slots=True)
class Tokens:
    """A run of whole segments as arrays; S segments, D separators.

    Behind the segments ``data`` has some more bytes, so that sixteen may be looked at from anywhere. Offsets are into
    ``data``; ``byte`` and ``number`` tell a person where a segment stands in the file.
    """

    data: bytes | bytearray
    delimiters: Delimiters
    ends: NDArray[np.int32]  # (D,) offset of the separator after each element
    start: NDArray[np.int32]  # (S,) first byte of the name
    base: NDArray[np.int32]  # (S,) position in ``ends`` of the name's own end
    count: NDArray[np.int32]  # (S,) elements behind the name
    id: NDArray[np.uint8]  # (S,) position in ``ids.NAMES``
    byte: NDArray[np.int64]  # (S,) offset in the file
    number: NDArray[np.int64]  # (S,) 1-based in the file
    bytes_: NDArray[np.uint8]  # of ``data``
    words: NDArray[np.uint64]  # the eight bytes from each offset on
    padded: bool  # blanks stand beside a separator somewhere
    sixteens: NDArray[np.void]  # the sixteen bytes from each offset on
    #: (D,) the cell of every element, by its place, without blanks around it. Place 0 is empty; the names of segments
    #: have places too, and no cell that could be used.
    cells: NDArray[np.complex128]
    _order: tuple[NDArray[np.intp], NDArray[np.intp]] | None = None
    _marks: dict[int, NDArray[np.int32]] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of segments."""
        return len(self.start)

    def rows(self, id_: int, after: int = 0) -> NDArray[np.intp]:
        """Return the positions of the segments of one name, in order, from ``after`` on."""
        if self._order is None:
            # One pass sorts all names; small integers are sorted by counting.
            order = np.argsort(self.id, kind="stable")
            self._order = (order, np.searchsorted(self.id[order], np.arange(257)))
        order, bounds = self._order
        found = order[bounds[id_] : bounds[id_ + 1]]
        return found[np.searchsorted(found, after) :] if after else found

    def cells_at(self, start: NDArray[np.int32], length: NDArray[np.int32]) -> NDArray[np.complex128]:
        """Return the cells of any stretches of the data, empty where the length is 0; the shape is kept."""
        made = np.zeros(start.shape, dtype=np.complex128)
        begin, size = start.reshape(-1).astype(np.intp), length.reshape(-1).astype(np.intp)
        there = np.flatnonzero(size > 0)
        if len(there) * 2 > len(begin):
            write_cells(self.sixteens, begin, size, made.reshape(-1))
        elif len(there):
            few = np.empty(len(there), dtype=np.complex128)
            write_cells(self.sixteens, begin.take(there), size.take(there), few)
            made.reshape(-1)[there] = few
        return made

    def elements(self, rows: NDArray[np.integer]) -> Elements:
        """Return the elements of segments; a position of -1 has none."""
        return Elements(self, rows)

    def cell(self, rows: NDArray[np.intp], j: int) -> NDArray[np.complex128]:
        """Return element ``j`` (1-based) of segments as cells, empty where a segment is shorter; shape (n,)."""
        return Elements(self, rows).cell(j)

    def at(self, rows: NDArray[np.intp], j: NDArray[np.integer]) -> NDArray[np.int32]:
        """Return the place of an element that differs from row to row, 0 where a segment is shorter; shape (n,)."""
        place: NDArray[np.int32] = self.run(rows, j, 1)[0]
        return place

    def run(self, rows: NDArray[np.intp], j: NDArray[np.integer], count: int) -> NDArray[np.int32]:
        """Return the places of some elements in a row, from ``j`` on, as ``at`` does; shape (count, n)."""
        place, left = self.base.take(rows), self.count.take(rows)
        place += j.astype(np.int32, copy=False)
        left -= j.astype(np.int32, copy=False)
        steps = np.arange(count, dtype=np.int32)
        found: NDArray[np.int32] = np.add.outer(steps, place)
        if len(rows) and int(left.min()) < count - 1:
            found *= np.less_equal.outer(steps, left)
        return found

    def marks(self, separator: int) -> NDArray[np.int32]:
        """Return where a byte stands in the data, and one place behind the end; shape (M + 1,)."""
        found = self._marks.get(separator)
        if found is None:
            stand = np.flatnonzero(self.bytes_ == separator).astype(np.int32)
            found = self._marks[separator] = np.append(stand, np.int32(len(self.bytes_)))
        return found

    def raw(self, rows: NDArray[np.intp], j: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return start and length of element ``j`` (1-based) of these segments, padding included.

        The length is 0 where a segment is shorter. Both shape (len(rows),).
        """
        at = self.base.take(rows)
        last = at + self.count.take(rows)
        at += j - 1
        start = self.ends.take(np.minimum(at, last))
        start += 1
        at += 1
        length = self.ends.take(np.minimum(at, last, out=at))
        length -= start
        # Where the segment is shorter, its terminator ends both: one less than nothing.
        return start, np.maximum(length, 0, out=length)

    def element(self, rows: NDArray[np.intp], j: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return start and length of element ``j`` of these segments, without blanks around it."""
        return self.trim(*self.raw(rows, j))

    def trim(
        self, start: NDArray[np.int32], length: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Take blanks off both ends of spans."""
        return trim(self.bytes_, start, length) if self.padded else (start, length)

    def text(self, row: int, j: int) -> str:
        """Return one element as text, empty where the segment is shorter; for messages and single looks."""
        (start,), (length,) = self.element(np.array([row]), j)
        return self.data[start : start + length].decode("utf-8")

    def segment_bytes(self, row: int) -> bytes:
        """Return one whole segment without its terminator."""
        return bytes(self.data[self.start[row] : self.ends[self.base[row] + self.count[row]]])


def trim(view: NDArray[np.uint8], start: NDArray[T], length: NDArray[T]) -> tuple[NDArray[T], NDArray[T]]:
    """Take blanks off both ends of stretches of bytes."""
    while True:
        padded = _TRIM[view[start + length - 1]] & (length > 0)
        if not padded.any():
            break
        length = length - padded
    while True:
        padded = _TRIM[view[start]] & (length > 0)
        if not padded.any():
            return start, length
        start, length = start + padded, length - padded


class Elements:
    """The elements of some segments: where they stand, and their cells."""

    __slots__ = ("_base", "_count", "_least", "_tokens", "most")

    def __init__(self, tokens: Tokens, rows: NDArray[np.integer]) -> None:
        """Look at these segments; a position of -1 has no elements."""
        self._tokens = tokens
        self._base, self._count = tokens.base.take(rows), tokens.count.take(rows)
        if len(rows) and int(rows.min()) < 0:
            self._count *= rows >= 0
        self._least = int(self._count.min(initial=_MANY))
        #: How many elements the longest has.
        self.most = int(self._count.max(initial=0))

    def at(self, j: int) -> NDArray[np.int32]:
        """Return the place of element ``j`` in each, 0 where there is none; shape (n,)."""
        if j > self.most:
            return np.zeros(len(self._base), dtype=np.int32)
        found = self._base + np.int32(j)
        if j > self._least:
            found *= self._count >= j
        return found

    def places(self, elements: Sequence[int]) -> NDArray[np.int32]:
        """Return the places of several elements; shape (elements, n)."""
        wanted = np.array(elements, dtype=np.int32)
        found = np.add.outer(wanted, self._base)
        if int(wanted.max()) > self._least:
            found *= np.less_equal.outer(wanted, self._count)
        return found

    def cell(self, j: int) -> NDArray[np.complex128]:
        """Return element ``j`` of each as a cell, empty where there is none; shape (n,)."""
        if j > self.most:
            return np.zeros(len(self._base), dtype=np.complex128)
        return self._tokens.cells.take(self.at(j))


_MANY = 1 << 30
