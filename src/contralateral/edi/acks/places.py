"""Where each segment of a chunk stands: its level, its unit, its loop, and what is wrong with the levels.

No segment is walked: levels and loops are running last-seen positions of what opened them. The level above is the last
one of a fitting rank that is still open, and HL02 must name it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.acks.finding import last_seen, qualifier
from contralateral.edi.cells import classify, filled
from contralateral.edi.columns import whole
from contralateral.edi.ids import ID, NAMES, UNKNOWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.acks.guide import Guide
    from contralateral.edi.chunks import Chunk

__all__ = ["Carried", "Places", "inside_of", "places"]

_OUTSIDE = ("ISA", "IEA", "GS", "GE", "TA1")
LEVELS = "Number the levels so that each HL02 names the level above."
AGAIN = "Ask the sender for the file again."


@dataclass(slots=True)
class Carried:
    """What a chunk leaves to the next one about the segments that are read again."""

    bad: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=bool))
    levels: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    number: int = -1  # HL01 of the last level of a transaction that goes on


@dataclass(slots=True)
class Places:
    """Where segments stand; one entry a segment, positions are in the chunk, -1 is none."""

    inside: NDArray[np.bool_]  # in a transaction
    st: NDArray[np.int32]
    level: NDArray[np.int32]  # its HL
    rank: NDArray[np.uint8]  # of that HL; 0 in the header
    loop: NDArray[np.uint8]
    opener: NDArray[np.int32]  # what opened its loop
    unit: NDArray[np.int32]  # what opened its unit
    anchor: NDArray[np.int32]  # what is left out with it: its unit, or its HL, or its ST
    above: NDArray[
        np.int32
    ]  # (ranks + 1, S + 1) the HL of each rank above a level's position; the last is none
    parent: NDArray[np.int32]  # (S + 1,) of an HL: the HL above it
    #: Faults of structure: segments, what is wrong, the way out.
    faults: list[tuple[NDArray[np.intp], str, str]] = field(default_factory=list)


def inside_of(chunk: Chunk) -> NDArray[np.bool_]:
    """Tell which segments are in a transaction."""
    outside = np.isin(chunk.tokens.id, [ID[name] for name in _OUTSIDE])
    return (chunk.transaction >= 0) & ~outside


def places(chunk: Chunk, guide: Guide, carried: Carried) -> Places:
    """Find where each segment of a chunk stands.

    Args:
        chunk: the segments.
        guide: of the transaction.
        carried: what the chunk before left.
    """
    tokens = chunk.tokens
    size = len(tokens)
    id_ = tokens.id
    inside = inside_of(chunk)
    st = last_seen(id_ == ID["ST"])
    rows = np.flatnonzero((id_ == ID["HL"]) & inside)
    rank_of = classify(qualifier(tokens, rows, 3), [code for code, _, _ in guide.levels])
    rank_of[rank_of == 0] = guide.depth + 1
    level = _limited(_at(rows, size), st)
    rank = np.zeros(size + 1, dtype=np.uint8)
    rank[rows] = rank_of
    rank = rank[level]
    open_ = _open(rows, rank_of, guide, st)
    faults: list[tuple[NDArray[np.intp], str, str]] = []
    parent = _parents(chunk, guide, carried, rows, rank_of, open_, faults)
    opened = guide.opening[rank, id_]
    opened[~inside] = 0
    opener = last_seen(opened > 0)
    loop = np.where(inside & (opener >= 0), opened[opener], 0).astype(np.uint8)
    unit = _units(guide, id_, rank, level, open_)
    found = Places(
        inside=inside,
        st=st,
        level=level,
        rank=rank,
        loop=loop,
        opener=opener,
        unit=unit,
        anchor=np.where(unit >= 0, unit, np.where(level >= 0, level, st)).astype(np.int32),
        above=_above(guide, rows, rank_of, parent, size),
        parent=parent,
        faults=faults,
    )
    _names(chunk, guide, found)
    _parties(chunk, guide, found, rows, rank_of)
    _header(chunk, guide, found)
    return found


def _at(rows: NDArray[np.intp], size: int) -> NDArray[np.int32]:
    mask = np.zeros(size, dtype=bool)
    mask[rows] = True
    return last_seen(mask)


def _limited(seen: NDArray[np.int32], limit: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.where(seen > limit, seen, np.int32(-1))


def _open(
    rows: NDArray[np.intp], rank_of: NDArray[np.uint8], guide: Guide, st: NDArray[np.int32]
) -> list[NDArray[np.int32]]:
    """Return for each rank the HL of it that is open at each segment: none of a lower rank came after it."""
    found, limit = [st], st
    for rank in range(1, guide.depth + 1):
        seen = _at(rows[rank_of == rank], len(st))
        found.append(_limited(seen, limit))
        limit = np.maximum(limit, seen)
    return found


def _parents(
    chunk: Chunk,
    guide: Guide,
    carried: Carried,
    rows: NDArray[np.intp],
    rank_of: NDArray[np.uint8],
    open_: list[NDArray[np.int32]],
    faults: list[tuple[NDArray[np.intp], str, str]],
) -> NDArray[np.int32]:
    """Return for each HL the one above it (-1 none; shape (S + 1,)), and say where HL01 to HL03 do not lead to one."""
    tokens = chunk.tokens
    size = len(tokens)
    codes = ", ".join(code for code, _, _ in guide.levels)
    faults.append((rows[rank_of > guide.depth], f"HL03 is none of {codes}.", LEVELS))
    own, good, _ = whole(tokens, tokens.cell(rows, 1))
    own = np.where(good, own, -1)
    faults.append((rows[~good], "HL01 is not a number.", LEVELS))
    before = np.full(len(rows), -1, dtype=np.int64)
    st = open_[0]
    before[1:] = np.where(st[rows[1:]] == st[rows[:-1]], own[:-1], -1)
    again = int(np.searchsorted(rows, chunk.fresh))
    if again < len(rows) and chunk.fresh and st[rows[again]] < chunk.fresh:
        before[again] = max(before[again], carried.number)
    repeated = good & (own <= before)
    faults.append(
        (rows[repeated], "HL01 does not count on: it was already used in this transaction.", LEVELS)
    )
    number = np.full(size + 1, -2, dtype=np.int64)
    number[rows] = own
    written = tokens.cell(rows, 2)
    named, readable, _ = whole(tokens, written)
    parent = np.full(size + 1, -1, dtype=np.int32)
    top = (rank_of == 1) & filled(written)
    faults.append((rows[top], "HL02 names a level above the highest.", LEVELS))
    for rank in range(2, guide.depth + 1):
        mine = np.flatnonzero(rank_of == rank)
        chosen = np.full(len(mine), -1, dtype=np.int32)
        for above in guide.parents[rank]:
            candidate = open_[above][rows[mine]]
            fits = (chosen < 0) & (candidate >= 0) & readable[mine] & (number[candidate] == named[mine])
            chosen[fits] = candidate[fits]
        parent[rows[mine]] = chosen
        words = " or ".join(
            f"{guide.levels[p - 1][1]} (HL03 {guide.levels[p - 1][0]})" for p in guide.parents[rank]
        )
        faults.append((rows[mine[chosen < 0]], f"HL02 does not lead to its {words}.", LEVELS))
    return parent


def _above(
    guide: Guide, rows: NDArray[np.intp], rank_of: NDArray[np.uint8], parent: NDArray[np.int32], size: int
) -> NDArray[np.int32]:
    above = np.full((guide.depth + 2, size + 1), -1, dtype=np.int32)
    for rank in range(1, guide.depth + 1):
        mine = rows[rank_of == rank]
        above[:, mine] = above[:, parent[mine]]  # a parent has a lower rank: it is done
        above[rank, mine] = mine
    return above


def _units(
    guide: Guide,
    id_: NDArray[np.uint8],
    rank: NDArray[np.uint8],
    level: NDArray[np.int32],
    open_: list[NDArray[np.int32]],
) -> NDArray[np.int32]:
    """Return what opened the unit of each segment."""
    if guide.unit_opener == "HL":
        # By order, not by HL02: a level that leads nowhere spoils the unit that it stands in.
        mine = np.isin(rank, [*guide.unit_ranks, guide.depth + 1])
        return np.where(mine, open_[guide.unit_rank], -1).astype(np.int32)
    opens = (id_ == ID[guide.unit_opener]) & (rank == guide.unit_rank)
    return np.where(rank == guide.unit_rank, _limited(last_seen(opens), level), -1).astype(np.int32)


def _names(chunk: Chunk, guide: Guide, found: Places) -> None:
    """Say which segments have no name that is known, and which have no place in their loop."""
    id_ = chunk.tokens.id
    unknown = np.flatnonzero((id_ == UNKNOWN) & found.inside)
    found.faults.append((unknown, f"This segment has a name that no segment of a {guide.kind} has.", AGAIN))
    misplaced = np.flatnonzero(~guide.allowing[found.loop, id_] & found.inside)
    for loop, name in sorted({(int(found.loop[row]), int(id_[row])) for row in misplaced}):
        rows = misplaced[(found.loop[misplaced] == loop) & (id_[misplaced] == name)]
        words = guide.loops[loop] if loop else "any loop"
        where = f"loop {words}" if words[0].isdigit() else f"the {words}"
        found.faults.append((rows, f"{NAMES[name]} has no place in {where}.", "Move it to its own loop."))


def _parties(
    chunk: Chunk, guide: Guide, found: Places, rows: NDArray[np.intp], rank_of: NDArray[np.uint8]
) -> None:
    """Say where a level has no party, or one that belongs to another level: an HL was lost there."""
    tokens = chunk.tokens
    nm1 = np.flatnonzero((tokens.id == ID["NM1"]) & found.inside)
    roles = classify(qualifier(tokens, nm1), list(guide.roles))
    strange = ~guide.role_ranks[roles, found.rank[nm1]]
    fault = "NM1 names a party of another level: an HL before it was lost."
    found.faults.append((nm1[strange], fault, "Add the HL."))
    count = np.bincount(found.level[nm1] + 1, minlength=len(tokens) + 1)[1:]
    bare = np.isin(rank_of, guide.named) & (count[rows] == 0)
    found.faults.append((rows[bare], "This level names nobody (no NM1).", "Add the NM1."))
    twice = np.isin(rank_of, guide.single) & (count[rows] > 1)
    fault = "This level has more than one party (NM1): an HL between them was lost."
    found.faults.append((rows[twice], fault, "Add the HL."))


def _header(chunk: Chunk, guide: Guide, found: Places) -> None:
    """Say which transactions have no BHT, or no level."""
    id_ = chunk.tokens.id
    st = np.flatnonzero((id_ == ID["ST"]) & found.inside)
    bht = np.flatnonzero((id_ == ID["BHT"]) & found.inside & (found.level < 0))
    bare = st[~np.isin(st, found.st[bht])]
    found.faults.append((bare, f"This {guide.kind} has no BHT.", AGAIN))
    _, first = np.unique(found.st[bht], return_index=True)
    second = np.delete(bht, first)
    found.faults.append((second, f"This {guide.kind} has more than one BHT.", AGAIN))
    closed = np.flatnonzero((id_ == ID["SE"]) & found.inside & (found.level < 0))
    # A transaction that is read again in part has had its levels before.
    empty = closed[found.st[closed] >= chunk.fresh]
    found.faults.append((empty, f"This {guide.kind} has no level (HL): it says nothing.", AGAIN))
