"""Where each segment of a 999 stands: before, in or behind the answer to a transaction (AK2 to IK5), in which loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.acks.finding import last_seen
from contralateral.edi.acks.guide import allowed
from contralateral.edi.acks.places import AGAIN, Places, inside_of
from contralateral.edi.ids import ID, NAMES, UNKNOWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk

__all__ = ["LOOPS", "places999"]

LOOPS = ("", "header", "2000", "2100", "2110", "2000 end", "trailer")
_AT = {name: at for at, name in enumerate(LOOPS)}
_ALLOWED = allowed(
    LOOPS,
    {
        "header": frozenset({"ST", "AK1"}),
        "2000": frozenset({"AK2"}),
        "2100": frozenset({"IK3", "CTX"}),
        "2110": frozenset({"IK4", "CTX"}),
        "2000 end": frozenset({"IK5"}),
        "trailer": frozenset({"AK9"}),
    },
)
BEFORE, IN, ENDED, BEHIND = range(4)


def _opening() -> NDArray[np.uint8]:
    """Return the loop that a segment opens, 0 for none; shape (states, names)."""
    table = np.zeros((4, len(NAMES)), dtype=np.uint8)
    table[:, ID["ST"]] = _AT["header"]
    for state, name, loop in (
        *((IN, "AK2", "2000"), (IN, "IK3", "2100"), (IN, "IK4", "2110"), (ENDED, "IK5", "2000 end")),
        (BEHIND, "AK9", "trailer"),
    ):
        table[state, ID[name]] = _AT[loop]
    return table


_OPENING = _opening()


def places999(chunk: Chunk) -> Places:
    """Find where each segment of a chunk of whole 999s stands, and what is out of place."""
    id_ = chunk.tokens.id
    size = len(id_)
    inside = inside_of(chunk)
    st = last_seen(id_ == ID["ST"])
    unit = last_seen((id_ == ID["AK2"]) & inside)
    behind = last_seen(id_ == ID["AK9"]) > st
    in_unit = (unit > st) & ~behind
    ended = last_seen(id_ == ID["IK5"]) > unit
    state = np.where(behind, BEHIND, np.where(in_unit, np.where(ended, ENDED, IN), BEFORE))
    opened = _OPENING[state, id_]
    opened[~inside] = 0
    opener = last_seen(opened > 0)
    unit = np.where(in_unit, unit, -1).astype(np.int32)
    none = np.full(size + 1, -1, dtype=np.int32)
    found = Places(
        inside=inside,
        st=st,
        level=none[:-1],
        rank=np.zeros(size, dtype=np.uint8),
        loop=np.where(inside & (opener >= 0), opened[opener], 0).astype(np.uint8),
        opener=opener,
        unit=unit,
        anchor=np.where(unit >= 0, unit, st).astype(np.int32),
        above=none[None, :],
        parent=none,
    )
    _structure(chunk, found)
    return found


def _structure(chunk: Chunk, found: Places) -> None:
    id_, inside, say = chunk.tokens.id, found.inside, found.faults
    unknown = np.flatnonzero((id_ == UNKNOWN) & inside)
    say.append((unknown, "This segment has a name that no segment of a 999 has.", AGAIN))
    misplaced = np.flatnonzero(~_ALLOWED[found.loop, id_] & inside)
    for name in np.unique(id_[misplaced]).tolist():
        rows = misplaced[id_[misplaced] == name]
        say.append((rows, f"{NAMES[name]} has no place here.", AGAIN))
    # An IK4 opens its loop anywhere in an answer, but hangs on an IK3.
    alone = np.flatnonzero((id_ == ID["IK4"]) & (last_seen(id_ == ID["IK3"]) < found.unit))
    say.append((alone, "IK4 has no place here: no IK3 stands before it.", AGAIN))
    st = np.flatnonzero((id_ == ID["ST"]) & inside)
    for name in ("AK1", "AK9"):
        rows = np.flatnonzero((id_ == ID[name]) & inside)
        counted = np.bincount(found.st[rows], minlength=len(id_))
        say.append((st[counted[st] == 0], f"This 999 has no {name}.", AGAIN))
        say.append((st[counted[st] > 1], f"This 999 has more than one {name}.", AGAIN))
    units = np.flatnonzero((id_ == ID["AK2"]) & (found.unit >= 0))
    rows = np.flatnonzero((id_ == ID["IK5"]) & (found.unit >= 0))
    counted = np.bincount(found.unit[rows], minlength=len(id_))
    say.append((units[counted[units] == 0], "This answer has no verdict (IK5).", AGAIN))
    say.append((units[counted[units] > 1], "This answer has more than one verdict (IK5).", AGAIN))
