"""Bytes to tokens: where every segment and every element of a run of segments stands, as integer arrays.

One look at the bytes finds all separators. An element is then two subscripts: element ``j`` of segment ``i`` lies
between ``ends[base[i] + j - 1]`` and ``ends[base[i] + j]``. No text is made here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.header import BLANKS
from contralateral.edi.ids import number_of
from contralateral.edi.plain import plain_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from contralateral.edi.values import Delimiters

__all__ = ["PADDING", "Tokens", "has_inner_breaks", "skip_blanks", "tokenize"]

#: Zero bytes behind the data, so that sixteen bytes may be looked at from anywhere in it.
PADDING = bytes(32)
#: What counts as blank around segments and elements.
_BLANK = np.zeros(256, dtype=bool)
_BLANK[list(BLANKS)] = True
_TRIM = np.zeros(256, dtype=bool)
_TRIM[list(b" \t\r\n")] = True
#: Bytes looked at in one go where several looks are taken: they stay in the cache.
_BLOCK = 1 << 17
_NAME_MASK = np.array([0, 0, 0xFFFF, 0xFFFFFF], dtype=np.uint32)


@dataclass(slots=True)
class Tokens:
    """A run of whole segments as arrays; S segments, D separators.

    ``data`` ends with ``PADDING``. Offsets are into ``data``; ``byte`` and ``number`` tell a person where a segment
    stands in the file.
    """

    data: bytes
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
    _order: tuple[NDArray[np.intp], NDArray[np.intp]] | None = None
    _sixteens: NDArray[np.void] | None = None

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

    @property
    def sixteens(self) -> NDArray[np.void]:
        """The sixteen bytes from each offset on."""
        if self._sixteens is None:
            size = len(self.data) - 15
            self._sixteens = np.ndarray((size,), dtype="V16", buffer=self.data, strides=(1,))
        return self._sixteens

    def spans(
        self, rows: NDArray[np.intp], elements: Sequence[int]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return start and length of some elements of segments, without blanks around them.

        The length is 0 where a segment is shorter. Both shape (elements, rows).
        """
        base = self.base.take(rows)
        last = base + self.count.take(rows)
        wanted = sorted({*elements, *(j - 1 for j in elements)})
        place = {j: i for i, j in enumerate(wanted)}
        at = np.add.outer(np.array(wanted, dtype=np.intp), base)
        np.minimum(at, last, out=at)
        ends = self.ends.take(at)
        start = ends[[place[j - 1] for j in elements]]
        start += 1
        length = ends[[place[j] for j in elements]]
        length -= start
        # Where a segment is shorter, its terminator ends both: one less than nothing.
        np.maximum(length, 0, out=length)
        return self.trim(start, length)

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
        if not self.padded:
            return start, length
        while True:
            padded = _TRIM[self.bytes_[start + length - 1]] & (length > 0)
            if not padded.any():
                break
            length = length - padded
        while True:
            padded = _TRIM[self.bytes_[start]] & (length > 0)
            if not padded.any():
                return start, length
            start, length = start + padded, length - padded

    def text(self, row: int, j: int) -> str:
        """Return one element as text, empty where the segment is shorter; for messages and single looks."""
        (start,), (length,) = self.element(np.array([row]), j)
        return self.data[start : start + length].decode("utf-8")

    def segment_bytes(self, row: int) -> bytes:
        """Return one whole segment without its terminator."""
        return self.data[self.start[row] : self.ends[self.base[row] + self.count[row]]]


def tokenize(data: bytes, delimiters: Delimiters, *, byte: int = 0, number: int = 1) -> Tokens:
    """Find the segments and elements of whole segments.

    Args:
        data: ends with a terminator (what follows the last one is not read).
        delimiters: as the ISA chose them.
        byte: offset of ``data`` in the file.
        number: of its first segment in the file, from 1.
    """
    offsets = None
    if not data.isascii() or has_inner_breaks(data, delimiters):
        data, offsets, _, _ = plain_pieces(data, delimiters)
    padded = data + PADDING
    view = np.frombuffer(padded, dtype=np.uint8)
    used = view[: len(data)]
    element, terminator = ord(delimiters.element), ord(delimiters.terminator)
    mark = used == terminator
    mark |= used == element
    found = np.flatnonzero(mark)
    ends = found.astype(np.int32)
    last = np.flatnonzero(view.take(found) == terminator).astype(np.int32)  # positions in ends
    start = np.empty(len(last), dtype=np.int32)
    base = np.empty(len(last), dtype=np.int32)
    if len(last):
        start[0] = base[0] = 0
        start[1:] = ends.take(last[:-1]) + 1
        base[1:] = last[:-1] + 1
    start = skip_blanks(view, start, ends[base])
    count = last - base
    where = offsets if offsets is not None else start.astype(np.int64)
    filled = (count > 0) | (ends[base] > start)
    if not filled.all():
        kept = np.flatnonzero(filled)
        start, base, count, where = start[kept], base[kept], count[kept], where[kept]
    word32 = np.ndarray((len(padded) - 3,), dtype="<u4", buffer=padded, strides=(1,))
    length = ends[base] - start
    keys = word32[start] & _NAME_MASK[np.where((length == 2) | (length == 3), length, 0)]
    keys[(length == 3) & (keys < 1 << 16)] = 0  # a zero byte is part of the name, not its end
    return Tokens(
        data=padded,
        delimiters=delimiters,
        ends=ends,
        start=start,
        base=base,
        count=count,
        id=number_of(keys),
        byte=where + byte,
        number=np.arange(number, number + len(start), dtype=np.int64),
        bytes_=view,
        words=np.ndarray((len(padded) - 7,), dtype="<u8", buffer=padded, strides=(1,)),
        padded=_has_padding(used, delimiters),
    )


def _has_padding(view: NDArray[np.uint8], delimiters: Delimiters) -> bool:
    """Tell whether a blank stands beside any separator or another blank; if none does, no element needs trimming."""
    if delimiters.terminator == "\n" and (view == 13).any():
        return True
    if len(view) and {int(view[0]), int(view[-1])} & {9, 32}:
        return True
    separators = [ord(mark) for mark in (delimiters.element, delimiters.component, delimiters.terminator)]
    tabs = bool((view == 9).any())
    for at in range(0, len(view), _BLOCK):
        # One byte of the next block is looked at with this one.
        here = view[at : at + _BLOCK + 1]
        blank = here == 32
        if tabs:
            blank |= here == 9
        mark = blank.copy()
        for separator in separators:
            mark |= here == separator
        if (blank[1:] & mark[:-1]).any() or (blank[:-1] & mark[1:]).any():
            return True
    return False


def skip_blanks(
    view: NDArray[np.uint8], start: NDArray[np.int32], stop: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Move each start behind the blanks and line ends before its segment."""
    blank = np.flatnonzero(_BLANK[view[start]] & (start < stop))
    while len(blank):
        start[blank] += 1
        here = start[blank]
        blank = blank[_BLANK[view[here]] & (here < stop[blank])]
    return start


def has_inner_breaks(data: bytes, delimiters: Delimiters) -> bool:
    """Tell whether a line end stands anywhere but between segments."""
    terminator = delimiters.terminator.encode("latin-1")
    if b"\r" not in data and (terminator == b"\n" or b"\n" not in data):
        return False
    view = np.frombuffer(data, dtype=np.uint8)
    returns, feeds = int(np.count_nonzero(view == 13)), int(np.count_nonzero(view == 10))
    if terminator == b"\n":
        return returns > 0 and returns != data.count(b"\r\n")
    if terminator == b"\r":
        return feeds > 0 and feeds != data.count(b"\r\n")
    if not returns and not feeds:
        return False
    # The usual layouts in one look each; anything else is looked at piece by piece.
    after = data.count(terminator + b"\r\n")
    if returns == feeds == after:
        return False
    return not (returns == 0 and feeds == data.count(terminator + b"\n"))
