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
_NONE = np.empty(0, dtype=np.intp)
_OPENS = np.int32(1 << 8)  # in ``Tables.drawn``


@dataclass(slots=True)
class Placed:
    """The segments of a chunk in the guide; S segments, I openings of loops."""

    loop: NDArray[np.uint8]  # (S,) position in ``Tables.loops``
    use: NDArray[np.uint8]  # (S,) 0 where the guide has none for it
    starts: NDArray[np.bool_]  # (S,) a loop is opened here
    opened: NDArray[np.intp]  # (I,) positions
    order: NDArray[np.intp]  # (S,) the segments by use, those of one use in the order of the file
    count: NDArray[np.intp]  # (U,) segments of each use
    low: list[int]  # (U,) where each use begins in ``order``
    groups: list[tuple[int, int, int]]  # shape of uses and where they begin and end in ``order``

    def rows(self, use: int) -> NDArray[np.intp]:
        """Return the segments of a use."""
        low = self.low[use]
        return self.order[low : low + int(self.count[use])]


def place(known: Tables, chunk: Chunk, loops: Loops, finds: Finds) -> Placed:
    """Find the use of each segment; say which have none."""
    tokens = chunk.tokens
    at = np.left_shift(loops.loop, 8, dtype=np.intp)
    at |= tokens.id
    drawn = known.drawn.take(at)  # loop, whether it is opened, and cell in one number
    outside = (chunk.transaction < 0).nonzero()[0]
    drawn[outside] = 0
    loop = drawn.astype(np.uint8)
    starts = (drawn & _OPENS) != 0
    starts[0] = True
    starts[1:] |= loop[1:] != loop[:-1]
    drawn >>= 16
    cell = drawn.astype(np.int16)
    use = cell.astype(np.uint8)
    rows = (cell < 0).nonzero()[0]
    if len(rows):
        key = -cell.take(rows).astype(np.intp)
        use[rows] = found = _by_key(known, tokens, rows, key)
        if not found.all():
            lost = found == 0
            finds.add(rows[lost], "no_use", key[lost])
    _no_place(known, tokens, loop, ((cell == 0) & (loop > 0)).nonzero()[0], finds)
    return Placed(loop, use, starts, starts.nonzero()[0], *_by_shape(known, use))


def _by_shape(
    known: Tables, use: NDArray[np.uint8]
) -> tuple[NDArray[np.intp], NDArray[np.intp], list[int], list[tuple[int, int, int]]]:
    """Sort segments by use, uses of one shape beside each other; returns the last fields of ``Placed``."""
    rank = known.rank.take(use)
    ranked = np.bincount(rank, minlength=len(known.rank))
    bounds = np.zeros(len(ranked) + 1, dtype=np.intp)
    np.cumsum(ranked, out=bounds[1:])
    groups: list[tuple[int, int, int]] = []
    for place in ranked.nonzero()[0].tolist():
        shape, low, high = known.shape_by_rank[place], int(bounds[place]), int(bounds[place + 1])
        if groups and groups[-1][0] == shape:
            groups[-1] = (shape, groups[-1][1], high)
        elif shape:
            groups.append((shape, low, high))
    order = np.argsort(rank, kind="stable")
    return order, ranked.take(known.rank), bounds.take(known.rank).tolist(), groups


def _no_place(
    known: Tables, tokens: Tokens, loop: NDArray[np.uint8], none: NDArray[np.intp], finds: Finds
) -> None:
    """Say which segments have no use in their loop."""
    if not len(none):
        return
    names = tokens.id[none]
    finds.add(none[names == UNKNOWN], "unknown_segment")
    odd = loop[none] == len(known.loops) - 1
    # A party that the guide does not name is spoken of once, at its NM1.
    spoken = none[(names != UNKNOWN) & (~odd | (names == ID["NM1"]))]
    finds.add(spoken, "no_place", loop[spoken].astype(np.int32) * len(NAMES) + tokens.id[spoken])


def _by_key(
    known: Tables, tokens: Tokens, rows: NDArray[np.intp], cells: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Return the uses of segments that a code tells apart; of a composite its first component does."""
    key = known.cell_key.take(cells)
    at = tokens.base.take(rows)
    at += key
    there = tokens.count.take(rows) >= key
    every = bool(there.all())
    if not every:
        np.minimum(at, len(tokens.ends) - 1, out=at)
    where = at.astype(np.intp)
    length = tokens.ends.take(where)
    where -= 1
    start = tokens.ends.take(where)
    start += 1
    length -= start
    if not every:
        length *= there
        start *= there
    if tokens.padded:
        start, length = tokens.trim(start, length)
    word = tokens.words[start.astype(np.intp)]
    word &= LOW.take(length, mode="clip")
    mark = zero_bytes(word ^ np.uint64(ord(tokens.delimiters.component) * 0x0101010101010101))
    # Bytes below the first component separator; all of them where there is none.
    word &= ((mark & (~mark + _ONE)) >> _SEVEN) - _ONE
    found: NDArray[np.intp] = known.keyed.take(cells * known.keyed.shape[1] + known.codes.numbers(word))
    return found


def structure(known: Tables, chunk: Chunk, placed: Placed, finds: Finds) -> None:
    """Check what is required, how often a segment and a loop stand, and in which order."""
    opened = placed.opened
    of_loop = placed.loop.take(opened).astype(np.intp)
    each = np.bincount(of_loop, minlength=len(known.loops))
    _segments(known, placed, of_loop, each, finds)
    order = np.argsort(of_loop.astype(np.uint8), kind="stable")
    bounds = [0, *np.cumsum(each).tolist()]
    at = {loop: order[bounds[loop] : bounds[loop + 1]] for loop in each.nonzero()[0].tolist()}
    _order(known, opened, of_loop, at, finds)
    _loops(known, chunk, opened, of_loop, at, finds)


def _segments(
    known: Tables, placed: Placed, of_loop: NDArray[np.intp], each: NDArray[np.intp], finds: Finds
) -> None:
    use, starts = placed.use, placed.starts
    position = known.position.take(use)
    back = position[1:] < position[:-1]
    back &= ~starts[1:]
    rows = back.nonzero()[0] + 1
    rows = rows[use.take(rows) > 0]
    finds.add(rows, "segment_order", use[rows])
    # The segments of one use behind each other, each with the number of its loop: the same twice stands there twice.
    nth = np.cumsum(starts, dtype=np.int32).take(placed.order)
    again = nth[1:] == nth[:-1]
    edges = np.array(placed.low)
    again[edges[(edges > 0) & (edges <= len(again))] - 1] = False
    twice = np.bincount(use.take(placed.order.take(again.nonzero()[0])), minlength=len(known.use_name))
    limit = known.use_repeat
    for number in ((limit > 0) & (twice >= limit)).nonzero()[0].tolist():
        low, rows, most = placed.low[number], placed.rows(number), int(limit[number])
        mine = nth[low : low + len(rows)]
        over = mine[most:] == mine[:-most]
        over[1:] &= mine[most:-1] != mine[: -most - 1]  # only the first of each that is too many
        finds.add(rows[most:][over], "segment_too_often", number)
    short = known.use_required & (placed.count - twice < each.take(known.use_loop))
    for number in short.nonzero()[0].tolist():
        low = placed.low[number]
        lacking = of_loop == known.use_loop[number]
        lacking[nth[low : low + int(placed.count[number])] - 1] = False
        finds.add(placed.opened[lacking], "missing_segment", number)


def _loops(
    known: Tables,
    chunk: Chunk,
    opened: NDArray[np.intp],
    of_loop: NDArray[np.intp],
    at: dict[int, NDArray[np.intp]],
    finds: Finds,
) -> None:
    held = [loop for loop in at if loop and known.loops[loop] in CUT]
    seen: dict[tuple[int, ...], tuple[NDArray[np.bool_], NDArray[np.int32]]] = {}
    for loop, parents in enumerate(known.parents):
        needed = known.loop_required[loop]
        mine, limit = at.get(loop, _NONE), known.loop_repeat[loop]
        if known.loops[loop] in CUT or not any(p in at for p in parents):
            continue
        if not needed and not (limit and len(mine) > limit):
            continue
        if parents not in seen:
            # What stands behind another level or claim is not its child, wherever the file is cut.
            above = _among(known, (*held, *parents)).take(of_loop)
            seen[parents] = above, np.cumsum(above, dtype=np.int32)
        above, count = seen[parents]
        owner = count.take(mine)
        owner -= 1
        if limit and len(mine) > limit:
            same = owner[limit:] == owner[:-limit]
            if same.any():
                finds.add(opened[mine[limit:][same]], "loop_too_often", loop)
        if needed:
            above_rows = above.nonzero()[0]
            empty = _among(known, parents).take(of_loop.take(above_rows))
            empty[owner[owner >= 0]] = False
            if empty.any():
                rows = opened[above_rows[empty]]
                finds.add(rows[chunk.transaction[rows] >= 0], "missing_loop", loop)


def _among(known: Tables, loops: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return a table of all loops that is true for these."""
    table = np.zeros(len(known.loops), dtype=bool)
    table[list(loops)] = True
    return table


def _order(
    known: Tables,
    opened: NDArray[np.intp],
    of_loop: NDArray[np.intp],
    at: dict[int, NDArray[np.intp]],
    finds: Finds,
) -> None:
    """Say which loops begin where they may not.

    A loop at which a file may be cut is judged by the levels above it, which are read again with every piece; any
    other by the loop that was opened before it.
    """
    pair = of_loop[:-1] * len(known.loops)
    pair += of_loop[1:]
    rows = (~known.in_order.take(pair)).nonzero()[0] + 1
    finds.add(opened[rows], "loop_order", of_loop[rows])
    for loop, above in known.chain:
        if loop not in at:
            continue
        mine = at[loop]
        inside = _among(known, above).take(of_loop)
        places = inside.nonzero()[0]
        # How many of those above it stand before it; a loop is not above itself.
        last = np.cumsum(inside, dtype=np.int32).take(mine)
        last -= 1
        bad = last < 0
        if len(places):
            above_it = of_loop.take(places.take(last, mode="clip"))
            bad |= ~_among(known, known.parents[loop]).take(above_it)
        if bad.any():
            finds.add(opened[mine[bad]], "loop_order", loop)
