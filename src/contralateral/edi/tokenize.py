"""Bytes to tokens, block by block: what is looked at several times stays in the cache."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from contralateral.edi.cells import codes, write_cells
from contralateral.edi.header import BLANKS
from contralateral.edi.ids import number_of
from contralateral.edi.plain import plain_pieces
from contralateral.edi.tokens import Tokens, trim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from contralateral.edi.values import Delimiters

__all__ = ["BEHIND", "PADDING", "Scratch", "has_inner_breaks", "skip_blanks", "tokenize"]

T = TypeVar("T", bound=np.generic)
P = TypeVar("P", bound=np.signedinteger)

#: Bytes behind the segments, so that sixteen may be looked at from anywhere in them, and a little further.
BEHIND = 40
PADDING = bytes(BEHIND)
#: What counts as blank around segments and elements.
_BLANK = np.zeros(256, dtype=bool)
_BLANK[list(BLANKS)] = True
#: Blanks are control characters and space, and bytes of a byte order mark.
_HIGHEST_BLANK, _LOWEST_HIGH = 0x20, 0x80
#: Bytes looked at in one go: their masks and cells stay in the cache.
_BLOCK = 1 << 17


class Scratch:
    """Arrays that are filled again for every piece of a file: memory that was never used before costs most."""

    def __init__(self) -> None:
        """Begin with none."""
        self._held: dict[str, NDArray[np.generic]] = {}

    def array(self, name: str, size: int, dtype: type[T]) -> NDArray[T]:
        """Return an array of at least this size, with whatever was in it before."""
        held = self._held.get(name)
        if held is None or len(held) < size:
            held = self._held[name] = np.empty(size + size // 8, dtype=dtype)
        return cast("NDArray[T]", held)


class _Found:
    """What the blocks looked at so far hold."""

    def __init__(self, data: bytes | bytearray, size: int, delimiters: Delimiters, scratch: Scratch) -> None:
        self.size = size
        self.view = np.frombuffer(data, dtype=np.uint8)
        self.sixteens = np.ndarray((len(data) - 15,), dtype="V16", buffer=data, strides=(1,))
        self.element, self.terminator = ord(delimiters.element), ord(delimiters.terminator)
        self.component = ord(delimiters.component)
        # There are as many separators as bytes at most; what is not filled takes no memory.
        self.ends = scratch.array("ends", size + 1, np.int32)
        self.cells = scratch.array("cells", size + 1, np.complex128)
        self.masks = [scratch.array(f"mask{n}", _BLOCK + 2, np.bool_) for n in range(3)]
        self.count = 0
        self.segments: list[NDArray[np.intp]] = []  # places of terminators in ``ends``
        self.begins: list[NDArray[np.intp]] = []  # where segments begin, behind blanks
        self.names: list[NDArray[np.uint64]] = []  # and their names, as ``cells.codes`` gives them
        self.tabs = 9 in data
        self.returns = delimiters.terminator == "\n" and 13 in data
        self.padded = self.returns

    def block(self, at: int) -> None:
        """Look at one block: separators, components, blanks beside them, and what stands between them."""
        stop = min(at + _BLOCK, self.size)
        before = min(at, 1)  # a byte of the blocks before and behind is looked at with this one
        here = self.view[at - before : min(stop + 1, self.size)]
        mark, other, blank = (mask[: len(here)] for mask in self.masks)
        inner = slice(before, before + stop - at)
        np.equal(here, self.terminator, out=mark)
        np.equal(here, self.element, out=other)
        mark |= other
        found = np.flatnonzero(mark[inner])
        np.equal(here, self.component, out=other)
        mark |= other
        padded = self.returns or self._blanks_beside(here, mark, other, blank)
        self.padded |= padded
        self._put(found, at, here[inner].take(found) == self.terminator, padded)

    def _blanks_beside(
        self,
        here: NDArray[np.uint8],
        mark: NDArray[np.bool_],
        other: NDArray[np.bool_],
        blank: NDArray[np.bool_],
    ) -> bool:
        """Tell whether a blank stands beside a separator or at an end of the data; ``other`` and ``blank`` are used."""
        np.equal(here, 32, out=blank)
        if self.tabs:
            blank |= here == 9
        if len(here) and (blank[0] or blank[-1]) and len(here) < _BLOCK + 2:
            return True
        other = other[1:]
        np.logical_and(blank[1:], mark[:-1], out=other)
        if other.any():
            return True
        np.logical_and(blank[:-1], mark[1:], out=other)
        return bool(other.any())

    def _put(self, found: NDArray[np.intp], at: int, closes: NDArray[np.bool_], padded: bool) -> None:
        """Write where the elements of a block end, where its segments begin, and the cells."""
        if not len(found):
            return
        first, last = self.count, self.count + len(found)
        found += at
        self.ends[first:last] = found
        start = np.empty_like(found)
        start[0] = self.ends[first - 1] + 1 if first else 0
        np.add(found[:-1], 1, out=start[1:])
        terminators = np.flatnonzero(closes)
        named = terminators + 1
        if not first or (self.segments and self.segments[-1][-1] == first - 1):
            named = np.concatenate([_ZERO, named])
        if closes[-1]:
            named = named[:-1]
        begins = skip_blanks(self.view, start.take(named), found.take(named))
        start[named] = begins
        length = found - start
        if padded:
            long = length.take(named)
            start, length = trim(self.view, start, length)
            start[named], length[named] = begins, long  # a blank is part of a name, and makes it another
        cells = self.cells[first:last]
        write_cells(self.sixteens, start, length, cells)
        self.begins.append(begins)
        self.names.append(codes(cells.take(named)))
        if len(terminators):
            self.segments.append(terminators + first)
        self.count = last


_ZERO = np.zeros(1, dtype=np.intp)


def tokenize(
    data: bytes | bytearray,
    delimiters: Delimiters,
    *,
    size: int | None = None,
    byte: int = 0,
    number: int = 1,
    scratch: Scratch | None = None,
) -> Tokens:
    """Find the segments and elements of whole segments.

    Args:
        data: the segments, the last one with its terminator.
        delimiters: as the ISA chose them.
        size: bytes of the segments, where ``BEHIND`` bytes or more of anything follow them; all where left out.
        byte: offset of ``data`` in the file.
        number: of its first segment in the file, from 1.
        scratch: arrays to be used; what was tokenized before with them is then lost.
    """
    offsets = None
    if not data.isascii() or has_inner_breaks(data, delimiters):
        data, offsets, _, _ = plain_pieces(bytes(data[:size]), delimiters)
        size = None
    if size is None:
        size, data = len(data), data + PADDING
    found = _Found(data, size, delimiters, scratch or Scratch())
    for at in range(0, size, _BLOCK):
        found.block(at)
    ends, cells = found.ends[: found.count], found.cells[: found.count]
    last = _joined(found.segments)
    start = _joined(found.begins)[: len(last)]
    base = np.zeros(len(last), dtype=np.int32)
    np.add(last[:-1], np.int32(1), out=base[1:])
    count = last - base
    where = offsets if offsets is not None else start.astype(np.int64)
    names = np.concatenate([*found.names, np.empty(0, np.uint64)])[: len(last)]
    filled = names != 0
    filled |= count > 0
    if not filled.all():
        kept = np.flatnonzero(filled)
        start, base, count, where, names = start[kept], base[kept], count[kept], where[kept], names[kept]
    if found.count:
        cells[0] = 0
    return Tokens(
        data=data,
        delimiters=delimiters,
        ends=ends,
        start=start,
        base=base,
        count=count,
        id=number_of(names),
        byte=where + byte,
        number=np.arange(number, number + len(start), dtype=np.int64),
        bytes_=found.view,
        words=np.ndarray((len(data) - 7,), dtype="<u8", buffer=data, strides=(1,)),
        padded=found.padded,
        sixteens=found.sixteens,
        cells=cells if found.count else np.zeros(1, dtype=np.complex128),
    )


def _joined(pieces: Sequence[NDArray[np.intp] | NDArray[np.int32]]) -> NDArray[np.int32]:
    return np.concatenate([*pieces, np.empty(0, np.int32)]).astype(np.int32)


def skip_blanks(view: NDArray[np.uint8], start: NDArray[P], stop: NDArray[P]) -> NDArray[P]:
    """Move each start behind the blanks and line ends before its segment."""
    first = view.take(start)
    if not len(first) or (int(first.min()) > _HIGHEST_BLANK and int(first.max()) < _LOWEST_HIGH):
        return start
    blank = np.flatnonzero(_BLANK.take(first) & (start < stop))
    while len(blank):
        start[blank] += 1
        here = start[blank]
        blank = blank[_BLANK[view[here]] & (here < stop[blank])]
    return start


def has_inner_breaks(data: bytes | bytearray, delimiters: Delimiters) -> bool:
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
