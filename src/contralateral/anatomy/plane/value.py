"""A plane of symmetry and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["WEAK", "Alternative", "Plane", "oriented", "reflect"]

WEAK = 0.65
"""A plane that a smaller share of the area supports is in doubt. Made bodies with a lesion have 0.85 and more; half of
a body has some plane too, with half of its area."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another plane that the surface could be mirrored in."""

    normal: NDArray[np.float64]
    """(3,) unit."""
    offset_mm: float
    support: float
    """Share of the area, as in Plane."""


@dataclass(frozen=True, slots=True)
class Plane:
    """The points x with `normal @ x == offset_mm`, in the axes of the file."""

    normal: NDArray[np.float64]
    """(3,) unit; towards the patient's left once that is known (see oriented)."""
    offset_mm: float
    """Distance of the plane from the origin of the file's axes, along the normal."""
    angle_ci_deg: float
    """95 % of the time, the true normal is within this angle; infinite where nothing holds the plane."""
    offset_ci_mm: float
    """95 % of the time, the true plane passes the middle of what was fitted within this distance. At the origin of the
    file's axes, which may be far away, the angle adds its share."""
    support: float
    """Share of the area fitted that lies within tolerance of its mirror image; what has no image counts against it."""
    ambiguous: bool
    """Whether a runner-up is as good: the surface does not say which plane is meant."""
    alternatives: tuple[Alternative, ...] = ()
    """The runners-up, best first."""
    warnings: tuple[str, ...] = ()
    """What a person has to know before trusting the plane."""

    @property
    def weak(self) -> bool:
        """Whether too little of the area lies on its mirror image for a plane of symmetry to be meant at all."""
        return self.support < WEAK


def reflect(points: NDArray[np.float64], normal: ArrayLike, offset_mm: float) -> NDArray[np.float64]:
    """Return points (..., 3) mirrored in a plane with a unit normal. Directions are mirrored with an offset of 0."""
    direction = np.asarray(normal, np.float64)
    return points - 2.0 * (points @ direction - offset_mm)[..., None] * direction


def oriented(plane: Plane, left: ArrayLike) -> Plane:
    """Return the same plane with its normal, and those of its runners-up, towards `left` (3,)."""
    towards = np.asarray(left, np.float64)
    others = tuple(
        a if a.normal @ towards >= 0 else replace(a, normal=-a.normal, offset_mm=-a.offset_mm)
        for a in plane.alternatives
    )
    if plane.normal @ towards >= 0:
        return replace(plane, alternatives=others)
    return replace(plane, normal=-plane.normal, offset_mm=-plane.offset_mm, alternatives=others)
