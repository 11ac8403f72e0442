"""The first look at every element: which are there, and which few of them a closer look is for.

All elements of a chunk lie in one run of separators. One index brings each its definition, a second what is to be
looked at in one of that definition and length: most are text of a fit length, and that is all there is to know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.snip.tables import CLIP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.snip.problems import Finds
    from contralateral.edi.snip.tables import Tables
    from contralateral.edi.snip.uses import Placed
    from contralateral.edi.tokens import Tokens

__all__ = ["Spans", "flags_of", "sift"]

#: Segments looked at in one go, so that what is computed of them stays in the nearest cache.
_BLOCK = 4096
_SHIFT = CLIP.bit_length()
#: Bits of the elements up to number n; the name itself is none.
_UPTO = np.array([(2 << n) - 2 for n in range(31)], dtype=np.uint32)


@dataclass(slots=True)
class Spans:
    """Elements or components to look at closer, in order; E entries."""

    start: NDArray[np.int32]
    length: NDArray[np.int32]
    definition: NDArray[np.intp]
    flags: NDArray[np.uint8]
    #: Where each element ends among ``Tokens.ends``; of components the segment is held in ``row`` instead.
    entry: NDArray[np.intp]
    row: NDArray[np.intp] | None

    def rows(self, tokens: Tokens, entries: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the segments of entries."""
        if self.row is not None:
            return self.row[entries]
        return np.searchsorted(tokens.base, self.entry[entries], side="right") - 1

    def only(self, kept: NDArray[np.intp]) -> Spans:
        """Return some of them."""
        row = None if self.row is None else self.row[kept]
        return Spans(
            self.start.take(kept),
            self.length.take(kept),
            self.definition.take(kept),
            self.flags.take(kept),
            self.entry.take(kept),
            row,
        )


def flags_of(known: Tables, definition: NDArray[np.intp], length: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Return what is to be looked at in elements of these definitions and lengths."""
    index = definition << _SHIFT
    index += np.minimum(length, CLIP).astype(np.intp)
    flags: NDArray[np.uint8] = known.watch.take(index)
    return flags


def sift(known: Tables, tokens: Tokens, placed: Placed, finds: Finds) -> tuple[NDArray[np.uint32], Spans]:
    """Return which elements each segment has (bit j for element j), and those to look at closer."""
    n = len(tokens)
    wide = _wide(known, tokens, placed, finds)
    present = np.empty(n, dtype=np.uint32)
    found: list[Spans] = []
    for low in range(0, n, _BLOCK):
        high = min(low + _BLOCK, n)
        found.append(_block(known, tokens, placed, low, high, wide, present, finds))
    return present, Spans(
        np.concatenate([s.start for s in found]),
        np.concatenate([s.length for s in found]),
        np.concatenate([s.definition for s in found]),
        np.concatenate([s.flags for s in found]),
        np.concatenate([s.entry for s in found]),
        None,
    )


def _wide(known: Tables, tokens: Tokens, placed: Placed, finds: Finds) -> NDArray[np.intp]:
    """Say which segments are longer than they are drawn; return those whose run of separators is not theirs alone."""
    size = known.size.take(placed.use)
    base, count = tokens.base, tokens.count
    over = count > size
    last = base + count
    last = last.astype(np.intp)
    lone = tokens.ends.take(last) - tokens.ends.take(last - (last > 0)) == 1
    end = np.flatnonzero(lone & (count > 0))
    end = end[placed.use.take(end) > 0]
    finds.add(end, "empty_end", placed.use[end])
    odd = over.copy()
    odd[:-1] |= base[1:] != last[:-1] + 1
    wide = np.flatnonzero(odd)
    told = wide[over[wide] & (placed.use[wide] > 0)]
    finds.add(told, "too_many_elements", placed.use[told])
    return wide


def _block(
    known: Tables,
    tokens: Tokens,
    placed: Placed,
    low: int,
    high: int,
    wide: NDArray[np.intp],
    present: NDArray[np.uint32],
    finds: Finds,
) -> Spans:
    """Sift the segments from ``low`` to ``high``; puts what is there into ``present``."""
    begin = int(tokens.base[low])
    stop = int(tokens.base[high]) if high < len(tokens) else int(tokens.base[-1] + tokens.count[-1]) + 1
    ends = tokens.ends[begin:stop]
    first = tokens.base[low:high].astype(np.intp)
    first -= begin
    length = np.empty(len(ends), dtype=np.int32)
    np.subtract(ends[1:], ends[:-1], out=length[1:])
    length -= 1
    length[first] = 0
    step = np.empty_like(first)
    np.subtract(first[1:], first[:-1], out=step[:-1])
    step[-1] = len(ends) - first[-1]
    # Definitions run on by one within a segment.
    definition = np.repeat(known.first.take(placed.use[low:high]) - first, step)
    definition += np.arange(len(ends))
    mine = wide[np.searchsorted(wide, low) : np.searchsorted(wide, high)]
    if len(mine):
        _undefine(known, tokens, placed, mine, first[mine - low], step[mine - low], definition)
    start = None
    if tokens.padded:
        raw = np.empty_like(length)
        raw[0] = tokens.start[low]
        raw[1:] = ends[:-1] + 1
        start, short = tokens.trim(raw, length)
        odd = np.flatnonzero((short != length) & (definition > 0))
        rows = np.searchsorted(first, odd, side="right") - 1 + low
        finds.add(rows, "blanks", definition[odd])
        length = short
    present[low:high] = _present(known, tokens, placed, low, high, length > 0, first)
    flags = flags_of(known, definition, length)
    kept = np.flatnonzero(flags != 0)
    begin_of = start.take(kept) if start is not None else ends.take(kept - 1) + 1
    return Spans(begin_of, length.take(kept), definition.take(kept), flags.take(kept), kept + begin, None)


def _present(
    known: Tables,
    tokens: Tokens,
    placed: Placed,
    low: int,
    high: int,
    filled: NDArray[np.bool_],
    first: NDArray[np.intp],
) -> NDArray[np.uint32]:
    """Cut the bits of each segment out of the bits of all elements: bit j is set where element j is there."""
    bits = np.packbits(filled, bitorder="little").tobytes() + bytes(8)
    words = np.ndarray((len(bits) - 7,), dtype="<u8", buffer=bits, strides=(1,))
    found = words[first >> 3] >> (first & 7).astype(np.uint64)
    drawn = np.minimum(tokens.count[low:high], known.size.take(placed.use[low:high]))
    present: NDArray[np.uint32] = found.astype(np.uint32) & _UPTO.take(drawn)
    return present


def _undefine(
    known: Tables,
    tokens: Tokens,
    placed: Placed,
    wide: NDArray[np.intp],
    first: NDArray[np.intp],
    step: NDArray[np.intp],
    definition: NDArray[np.intp],
) -> None:
    """Take the definition off what stands beyond a segment as it is drawn, or in no segment."""
    offset = np.arange(int(step.sum())) - np.repeat(np.cumsum(step) - step, step)
    entry = np.repeat(first, step) + offset
    beyond = offset > np.repeat(np.minimum(known.size[placed.use[wide]], tokens.count[wide]), step)
    definition[entry[beyond]] = 0
