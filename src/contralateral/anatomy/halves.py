"""Whether a scan holds one side of a body only: then there is nothing to mirror."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.surface import Surface

__all__ = ["Half", "half_of_body"]

_WIDE = 0.1
"""Of the surface: a half of a ball is open over a third of its surface, a half of a trunk over about a quarter."""
_ACROSS = 0.8
"""How nearly an opening must face sideways: within 37 degrees."""


@dataclass(frozen=True, slots=True)
class Half:
    """A scan that is open to one side."""

    missing: Literal["left", "right"]
    open_mm2: float
    """The opening's area, seen from that side."""
    facing: float
    """1 when it looks straight to the missing side."""


def half_of_body(surface: Surface, left: NDArray[np.float64]) -> Half | None:
    """Return which side of a body is missing, or None when no wide opening of the surface faces left or right.

    `left` (3,) is the unit vector to the patient's left. A scan that was walked around from one side, or cut at the
    middle, is open over a wide area whose cap looks to the other side; holes and the cuts of arms are narrow.
    """
    for crop in sorted((*surface.crops, *surface.holes), key=lambda opening: -opening.area_mm2):
        loop = surface.vertices[crop.border] - crop.center
        cap = np.cross(loop, np.roll(loop, -1, axis=0)).sum(axis=0) / 2
        size = float(np.linalg.norm(cap))
        facing = float(cap @ left) / size if size > 0 else 0.0
        if size > _WIDE * float(surface.areas.sum()) and abs(facing) > _ACROSS:
            return Half("left" if facing > 0 else "right", size, abs(facing))
    return None
