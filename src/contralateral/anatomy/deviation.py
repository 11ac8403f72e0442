"""How far each vertex lies outside the mirror image of the other side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from contralateral.anatomy.nearest import Nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.surface import Surface

__all__ = ["REACH_MM", "Deviation", "PlaneLike", "deviation", "mirrored", "mirrored_directions"]

REACH_MM = 120.0
"""Beyond this nothing of the other side is thought to answer a vertex. A large breast is 80 to 100 mm deep."""

NEAR_MM = 2.0
"""Nearer than this a place answers whichever way its normal points: noise turns normals where vertices are dense."""

BLOCK = 500_000
"""Vertices asked at once: keeps a scan of millions within memory."""


class PlaneLike(Protocol):
    """What is read of a plane of symmetry: points with `normal @ x == offset_mm`."""

    @property
    def normal(self) -> NDArray[np.float64]:
        """(3,) unit, to the patient's left once the orientation is known."""

    @property
    def offset_mm(self) -> float:
        """Distance from the origin of the file along the normal."""

    @property
    def angle_ci_deg(self) -> float:
        """How far the normal may be off, 95 %."""

    @property
    def offset_ci_mm(self) -> float:
        """How far the plane may be off at the middle of the surface, 95 %."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """The map: for each vertex of the surface its distance to the mirrored other side."""

    distance_mm: NDArray[np.float64]
    """(n,) + where the vertex lies outside the mirrored other side, - where inside; NaN where nobody saw."""
    known: NDArray[np.bool_]
    """(n,)"""


def mirrored(
    points: NDArray[np.float64], normal: NDArray[np.float64], offset_mm: float
) -> NDArray[np.float64]:
    """Return points (n, 3) reflected in the plane; twice is the identity."""
    return points - 2.0 * np.outer(points @ normal - offset_mm, normal)


def mirrored_directions(vectors: NDArray[np.float64], normal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return directions (n, 3) reflected."""
    return mirrored(vectors, normal, 0.0)


def deviation(
    surface: Surface, plane: PlaneLike, *, reach_mm: float = REACH_MM, nearest: Nearest | None = None
) -> Deviation:
    """Map the signed distance of each vertex to the mirrored other side, in mm.

    A vertex is mirrored and its nearest place on the surface looked up: that is the distance to the mirrored surface,
    and the surface is made ready once for any number of planes (`nearest`). Unknown, never zero, are: vertices
    without a face or made by filling a hole, and those whose nearest place is on an open border or in a filled hole,
    is farther than `reach_mm`, or faces the other way.
    """
    nearest = nearest or Nearest(surface)
    distance = np.full(len(surface.vertices), np.nan)
    for start in range(0, len(distance), BLOCK):
        part = slice(start, start + BLOCK)
        found = nearest.ask(mirrored(surface.vertices[part], plane.normal, plane.offset_mm))
        facing = np.einsum(
            "ij,ij->i", mirrored_directions(surface.normals[part], plane.normal), found.normals
        )
        size = np.abs(found.signed_mm)
        sure = ~(found.open | found.filled | surface.filled[part]) & ((facing > 0) | (size < NEAR_MM))
        sure &= (size <= reach_mm) & (surface.areas[part] > 0)
        distance[part] = np.where(sure, found.signed_mm, np.nan)
    return Deviation(distance, np.isfinite(distance))
