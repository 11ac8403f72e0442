"""What is wrong with the order of segments: names of no 835, segments out of place, elements too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.ids import ID, NAMES, UNKNOWN
from contralateral.edi.remit835.places import LOOPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.remit835.work import Work

__all__ = ["say_structure"]


def say_structure(work: Work) -> None:
    """Fault what has no place and what is too long."""
    found, tokens = work.places, work.tokens
    rows, times = _first_of_kind(work, found.misplaced)
    for row, count in zip(rows.tolist(), times.tolist(), strict=True):
        at = np.array([row], dtype=np.intp)
        more = f" There are {count} here." if count > 1 else ""
        id_ = int(tokens.id[row])
        if id_ == UNKNOWN:
            fault = "This segment has a name that no segment of an 835 has."
            work.fault(at, f"{fault}{more}", "Correct it or ask the payer for the file again.")
        elif id_ == ID["SVC"]:
            work.fault(
                at, f"SVC stands in no claim: its CLP is missing.{more}", "Ask the payer for the file again."
            )
        else:
            loop = LOOPS[found.loop[row]]
            where = f"loop {loop}" if loop[:1].isdigit() else f"the {loop or 'end'} of an 835"
            fault = f"{NAMES[id_]} has no place in {where}.{more}"
            work.fault(at, fault, "Move it to its own loop or ask the payer for the file again.")
    for id_ in np.unique(tokens.id[found.long]).tolist():
        rows = found.long[tokens.id[found.long] == id_]
        work.fault(
            rows,
            f"This {NAMES[id_]} has more elements than it can have.",
            "Take out the separators too many.",
        )
    work.say(
        "warning", found.late, "This stands behind a PLB, which ends a payment; it was read as it stands."
    )


def _first_of_kind(work: Work, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first of the faults of one name in one claim, or in one stretch without a claim, and how many."""
    if not len(rows):
        return rows, rows
    stretch = np.searchsorted(work.places.bounds, rows, side="right")
    _, first, times = np.unique(
        stretch.astype(np.int64) * 256 + work.tokens.id[rows], return_index=True, return_counts=True
    )
    order = np.argsort(first)
    return rows[first[order]], times[order]
