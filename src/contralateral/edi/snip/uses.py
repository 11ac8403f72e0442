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
_USE_BITS, _USE_MASK = 8, 255  # a guide has fewer uses than 256


@dataclass(slots=True)
class Placed:
    """The segments of a chunk in the guide; S segments, I openings of loops."""

    loop: NDArray[np.intp]  # (S,) position in ``Tables.loops``
    use: NDArray[np.intp]  # (S,) 0 where the guide has none for it
    starts: NDArray[np.bool_]  # (S,) a loop is opened here
    opened: NDArray[np.intp]  # (I,) positions
    order: NDArray[np.intp]  # (S,) the segments by use, those of one use in the order of the file
    bounds: list[int]  # where each use begins in ``order``
    uses: list[int]  # that are there, without 0

    def rows(self, use: int) -> NDArray[np.intp]:
        """Return the segments of a use."""
        return self.order[self.bounds[use] : self.bounds[use + 1]]


def place(known: Tables, chunk: Chunk, loops: Loops, finds: Finds) -> Placed:
    """Find the use of each segment; say which have none."""
    tokens = chunk.tokens
    loop = known.of_reader.take(loops.loop)
    loop[tokens.id == ID["SE"]] = known.trailer
    loop[chunk.transaction < 0] = 0
    cell = known.cell.take(loop * len(NAMES) + tokens.id)
    use = cell
    rows = np.flatnonzero(cell < 0)
    if len(rows):
        use = cell.copy()
        use[rows] = _by_key(known, tokens, rows, -cell.take(rows))
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
    starts = known.opener.take(loop) == tokens.id
    starts[:1] = True
    starts[1:] |= loop[1:] != loop[:-1]
    counts = np.bincount(use, minlength=len(known.use_name))
    return Placed(
        loop,
        use,
        starts,
        np.flatnonzero(starts),
        order=np.argsort(use.astype(np.uint8), kind="stable"),
        bounds=[0, *np.cumsum(counts).tolist()],
        uses=(np.flatnonzero(counts[1:]) + 1).tolist(),
    )


def _by_key(
    known: Tables, tokens: Tokens, rows: NDArray[np.intp], cells: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Return the uses of segments that a code tells apart; of a composite its first component does."""
    key = known.cell_key.take(cells)
    there = tokens.count.take(rows) >= key
    at = tokens.base.take(rows).astype(np.intp)
    at += np.where(there, key, 1)
    np.minimum(at, len(tokens.ends) - 1, out=at)
    length = tokens.ends.take(at)
    at -= 1
    start = tokens.ends.take(at)
    start += 1
    length -= start
    length *= there
    if tokens.padded:
        start, length = tokens.trim(start, length)
    word = tokens.words[start.astype(np.intp)] & LOW.take(length)
    mark = zero_bytes(word ^ np.uint64(ord(tokens.delimiters.component) * 0x0101010101010101))
    # Bytes below the first component separator; all of them where there is none.
    word &= ((mark & (~mark + _ONE)) >> _SEVEN) - _ONE
    found: NDArray[np.intp] = known.keyed.take(cells * known.keyed.shape[1] + known.codes.numbers(word))
    return found


def structure(known: Tables, chunk: Chunk, placed: Placed, finds: Finds) -> None:
    """Check what is required, how often a segment and a loop stand, and in which order."""
    opened = placed.opened
    of_loop = placed.loop[opened]
    present = np.bitwise_or.reduceat(known.required_bit.take(placed.use), opened) if len(opened) else opened
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
    position = known.position.take(use)
    back = (position[1:] < position[:-1]) & ~starts[1:] & (use[1:] > 0)
    rows = np.flatnonzero(back) + 1
    finds.add(rows, "segment_order", use[rows])
    # One use of a loop is one number: where two are the same it stands more than once.
    opened = placed.opened
    nth = np.repeat(np.arange(len(opened)) << _USE_BITS, np.diff(opened, append=len(use)))
    rows = np.flatnonzero(known.use_repeat.take(use) > 0)
    keys = (nth | use).take(rows).astype(np.int32)
    ordered = np.sort(keys)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(again):
        return
    several, more = np.unique(again, return_counts=True)
    for key in several[more >= known.use_repeat[several & _USE_MASK]].tolist():
        same = rows[keys == key]
        over = same[int(known.use_repeat[key & _USE_MASK]) :][:1]
        finds.add(over, "segment_too_often", key & _USE_MASK)


def _loops(
    known: Tables, chunk: Chunk, opened: NDArray[np.intp], of_loop: NDArray[np.intp], finds: Finds
) -> None:
    _order(known, opened, of_loop, finds)
    order = np.argsort(of_loop.astype(np.uint8), kind="stable")
    bounds = np.zeros(len(known.loops) + 1, dtype=np.intp)
    np.cumsum(np.bincount(of_loop, minlength=len(known.loops)), out=bounds[1:])
    at: dict[int, NDArray[np.intp]] = {
        loop: order[bounds[loop] : bounds[loop + 1]]
        for loop in range(1, len(known.loops))
        if bounds[loop] < bounds[loop + 1]
    }
    held = [loop for loop in at if known.loops[loop] in CUT]
    seen: dict[tuple[int, ...], NDArray[np.int32]] = {}
    for loop, parents in enumerate(known.parents):
        if not any(p in at for p in parents) or (loop not in at and not known.loop_required[loop]):
            continue
        if parents not in seen:
            # What stands behind another level or claim is not its child, wherever the file is cut.
            above = _among(known, (*held, *parents)).take(of_loop)
            seen[parents] = np.cumsum(above, dtype=np.int32)
        mine = at.get(loop, order[:0])
        owner = seen[parents].take(mine) - 1
        limit = known.loop_repeat[loop]
        if limit and len(mine) > limit and known.loops[loop] not in CUT:
            over = mine[limit:][owner[limit:] == owner[:-limit]]
            finds.add(opened[over], "loop_too_often", loop)
        if known.loop_required[loop] and known.loops[loop] not in CUT:
            above_rows = np.flatnonzero(_among(known, (*held, *parents)).take(of_loop))
            empty = _among(known, parents).take(of_loop.take(above_rows))
            empty[owner[owner >= 0]] = False
            rows = opened[above_rows[empty]]
            finds.add(rows[chunk.transaction[rows] >= 0], "missing_loop", loop)


def _among(known: Tables, loops: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return a table of all loops that is true for these."""
    table = np.zeros(len(known.loops), dtype=bool)
    table[list(loops)] = True
    return table


def _order(known: Tables, opened: NDArray[np.intp], of_loop: NDArray[np.intp], finds: Finds) -> None:
    """Say which loops begin where they may not.

    A loop at which a file may be cut is judged by the levels above it, which are read again with every piece; any
    other by the loop that was opened before it.
    """
    pair = of_loop[:-1] * len(known.loops) + of_loop[1:]
    fine = known.follows.take(pair) | known.cut.take(of_loop[1:])
    # A transaction may begin behind any other.
    fine |= of_loop[1:] == known.loops.index("header")
    rows = np.flatnonzero(~fine) + 1
    small = of_loop.astype(np.uint8)
    for loop, above in known.chain:
        mine = np.flatnonzero(small == loop)
        if not len(mine):
            continue
        inside = np.flatnonzero(_among(known, above).take(of_loop))
        nth = np.searchsorted(inside, mine) - 1  # the last above it
        bad = nth < 0
        if len(inside):
            last = inside.take(np.maximum(nth, 0))
            bad |= ~_among(known, known.parents[loop]).take(of_loop.take(last))
        rows = np.concatenate([rows, mine[bad]])
    finds.add(opened[rows], "loop_order", of_loop[rows])
