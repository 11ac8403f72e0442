"""Which side is measured: as stated, else the one that lacks volume. Sides have names only where left is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.errors import SideUnclear

if TYPE_CHECKING:
    from contralateral.anatomy.deviation import Deviation, PlaneLike
    from contralateral.anatomy.measures.value import Side
    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.surface import Surface

__all__ = ["Affected", "affected_side", "left_sign"]


@dataclass(frozen=True, slots=True)
class Affected:
    """The side whose volume is compared with the mirror image of the other."""

    sign: float
    """+1 where it lies along the plane's normal, else -1."""
    name: str
    """"left side", "right side", or "the side that lacks volume" where nobody said where left is."""
    stated: bool


def left_sign(plane: PlaneLike, orientation: Orientation | None) -> float | None:
    """Return +1 where the plane's normal points to the patient's left, -1 where to the right, None if nobody knows."""
    if orientation is None:
        return None
    toward = float(plane.normal @ orientation.left)
    if abs(toward) < 0.5:
        raise SideUnclear(
            "The plane of symmetry is more than 60 degrees off the left and right that were stated. "
            "State up and front again, or give landmarks: nothing was measured."
        )
    return 1.0 if toward > 0 else -1.0


def affected_side(
    surface: Surface,
    plane: PlaneLike,
    deviation: Deviation,
    orientation: Orientation | None,
    affected: Side | None,
) -> Affected:
    """Settle the side. Raises SideUnclear where a side is stated and nobody said where left is."""
    left = left_sign(plane, orientation)
    if affected is not None:
        if left is None:
            raise SideUnclear(
                f"The {affected} side is said to be affected, but not where left is: state up and front, "
                "or give landmarks. A side is never guessed."
            )
        return Affected(left if affected == "left" else -left, f"{affected} side", True)
    known = deviation.known
    side = np.sign(surface.vertices[known] @ plane.normal - plane.offset_mm)
    more = float((side * deviation.distance_mm[known] * surface.areas[known]).sum())
    sign = -1.0 if more > 0 else 1.0
    name = "the side that lacks volume"
    if left is not None:
        name = f"{'left' if sign == left else 'right'} side"
    return Affected(sign, name, False)
