"""Which use of the guide each segment is, and whether uses and loops stand in order, in number and complete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.ids import ID, NAMES, UNKNOWN
from contralateral.edi.snip.form import LOW, zero_bytes
from contralateral.edi.snip.tables import CUT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk
    from contralateral.edi.reading import Loops
    from contralateral.edi.snip.problems import Finds
    from contralateral.edi.snip.tables import Tables
    from contralateral.edi.tokens import Tokens

__all__ = ["Placed", "place", "structure"]

_ONE = np.uint64(1)
_SEVEN = np.uint64(7)
_USE_BITS = 8  # a guide has fewer uses than 256


@dataclass(slots=True)
class Placed:
    """The segments of a chunk in the guide; S segments, I openings of loops."""

    loop: NDArray[np.uint8]  # (S,) position in ``Tables.loops``
    use: NDArray[np.int16]  # (S,) 0 where the guide has none for it
    starts: NDArray[np.bool_]  # (S,) a loop is opened here
    opened: NDArray[np.intp]  # (I,) positions


def place(known: Tables, chunk: Chunk, loops: Loops, finds: Finds) -> Placed:
    """Find the use of each segment; say which have none."""
    tokens = chunk.tokens
    loop = known.of_reader[loops.loop]
    loop[tokens.id == ID["SE"]] = known.trailer
    loop[chunk.transaction < 0] = 0
    cell = known.cell[loop.astype(np.intp) * len(NAMES) + tokens.id]
    use = cell
    rows = np.flatnonzero(cell < 0)
    if len(rows):
        use = cell.copy()
        use[rows] = _by_key(known, tokens, rows, -cell[rows].astype(np.intp))
        lost = rows[use[rows] == 0]
        finds.add(lost, "no_use", -cell[lost])
    none = np.flatnonzero((cell == 0) & (loop > 0))
    if len(none):
        names = tokens.id[none]
        finds.add(none[names == UNKNOWN], "unknown_segment")
        odd = loop[none] == len(known.loops) - 1
        # A party that the guide does not name is spoken of once, at its NM1.
        spoken = none[(names != UNKNOWN) & (~odd | (names == ID["NM1"]))]
        finds.add(spoken, "no_place", loop[spoken].astype(np.int32) * len(NAMES) + tokens.id[spoken])
    starts = known.opener[loop] == tokens.id
    starts[:1] = True
    starts[1:] |= loop[1:] != loop[:-1]
    return Placed(loop, use, starts, np.flatnonzero(starts))


def _by_key(
    known: Tables, tokens: Tokens, rows: NDArray[np.intp], cells: NDArray[np.intp]
) -> NDArray[np.int16]:
    """Return the uses of segments that a code tells apart; of a composite its first component does."""
    key = known.cell_key[cells].astype(np.int32)
    there = tokens.count[rows] >= key
    at = tokens.base[rows] + np.where(there, key, 1)
    at = np.minimum(at, len(tokens.ends) - 1)
    start = tokens.ends[at - 1] + 1
    length = np.where(there, tokens.ends[at] - start, 0)
    if tokens.padded:
        start, length = tokens.trim(start, length)
    word = tokens.words[start] & LOW[np.minimum(length, 8)]
    mark = zero_bytes(word ^ np.uint64(ord(tokens.delimiters.component) * 0x0101010101010101))
    # Bytes below the first component separator; all of them where there is none.
    word &= ((mark & (~mark + _ONE)) >> _SEVEN) - _ONE
    found: NDArray[np.int16] = known.keyed[cells, known.codes.numbers(word)]
    return found


def structure(known: Tables, chunk: Chunk, placed: Placed, finds: Finds) -> None:
    """Check what is required, how often a segment and a loop stand, and in which order."""
    opened = placed.opened
    of_loop = placed.loop[opened]
    present = np.bitwise_or.reduceat(known.required_bit[placed.use], opened) if len(opened) else opened
    gone = known.required_uses[of_loop] & ~present
    for i in np.flatnonzero(gone).tolist():
        bits = int(gone[i])
        missing = np.flatnonzero((known.required_bit & np.uint32(bits) > 0) & (known.use_loop == of_loop[i]))
        for use in missing.tolist():
            finds.add(opened[i : i + 1], "missing_segment", use)
    _segments(known, placed, finds)
    _loops(known, chunk, opened, of_loop, finds)


def _segments(known: Tables, placed: Placed, finds: Finds) -> None:
    use, starts = placed.use, placed.starts
    position = known.position[use]
    back = (position[1:] < position[:-1]) & ~starts[1:] & (use[1:] > 0)
    rows = np.flatnonzero(back) + 1
    finds.add(rows, "segment_order", use[rows])
    # One use of a loop is one number: where two are the same it stands more than once.
    keys = (np.cumsum(starts, dtype=np.int32) << _USE_BITS) | use
    limited = known.use_repeat[use] > 0
    rows = np.flatnonzero(limited)
    keys = keys[rows]
    ordered = np.sort(keys)
    if not (ordered[1:] == ordered[:-1]).any():
        return
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = np.ones(len(ordered), dtype=bool)
    first[1:] = ordered[1:] != ordered[:-1]
    nth = np.arange(len(ordered)) - np.maximum.accumulate(np.where(first, np.arange(len(ordered)), 0))
    over = rows[np.sort(order[nth == known.use_repeat[use[rows[order]]]])]
    finds.add(over, "segment_too_often", use[over])


def _loops(
    known: Tables, chunk: Chunk, opened: NDArray[np.intp], of_loop: NDArray[np.uint8], finds: Finds
) -> None:
    wrong = np.flatnonzero(~known.follows[of_loop[:-1], of_loop[1:]]) + 1
    finds.add(opened[wrong], "loop_order", of_loop[wrong])
    order = np.argsort(of_loop, kind="stable")
    bounds = np.searchsorted(of_loop[order], np.arange(len(known.loops) + 1))
    at: dict[int, NDArray[np.intp]] = {
        loop: order[bounds[loop] : bounds[loop + 1]]
        for loop in range(1, len(known.loops))
        if bounds[loop] < bounds[loop + 1]
    }
    seen: dict[tuple[int, ...], NDArray[np.intp]] = {}
    for loop, parents in enumerate(known.parents):
        held = [at[p] for p in parents if p in at]
        if not held or (loop not in at and not known.loop_required[loop]):
            continue
        if parents not in seen:
            seen[parents] = held[0] if len(held) == 1 else np.sort(np.concatenate(held))
        above = seen[parents]
        mine = at.get(loop, order[:0])
        owner = np.searchsorted(above, mine, side="right") - 1
        limit = known.loop_repeat[loop]
        if limit and len(mine) > limit:
            over = mine[limit:][owner[limit:] == owner[:-limit]]
            finds.add(opened[over], "loop_too_often", loop)
        if known.loop_required[loop] and known.loops[loop] not in CUT:
            empty = np.ones(len(above), dtype=bool)
            empty[owner[owner >= 0]] = False
            rows = opened[above[empty]]
            finds.add(rows[chunk.transaction[rows] >= 0], "missing_loop", loop)
