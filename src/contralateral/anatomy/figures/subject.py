"""What is drawn: a surface with a number at each vertex, its plane, and the directions of the patient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.scan import Region

__all__ = ["IDENTIFYING", "Subject", "limit_mm"]

#: Regions whose shaded views show who the patient is.
IDENTIFYING = frozenset({"face", "head"})
#: What the two ends of the scale may stand for: numbers that a reader can halve.
_LIMITS_MM = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 20.0, 30.0, 40.0, 60.0, 80.0, 100.0)


@dataclass(frozen=True, slots=True)
class Subject:
    """A measured surface, ready to be drawn.

    ``vertices`` is (n, 3) mm, ``faces`` (m, 3) indices, ``normals`` (n, 3) unit, ``distance_mm`` (n,) the signed
    distance to the mirrored other side with NaN where it is unknown. ``up`` and ``front`` are the patient's, (3,) unit
    vectors at right angles. ``plane_normal`` is (3,), a unit vector to the patient's left; the plane holds x with
    normal @ x == offset.
    """

    vertices: NDArray[np.float64]
    faces: NDArray[np.int64]
    normals: NDArray[np.float64]
    distance_mm: NDArray[np.float64]
    up: NDArray[np.float64]
    front: NDArray[np.float64]
    plane_normal: NDArray[np.float64]
    plane_offset_mm: float
    region: Region
    affected: Literal["left", "right"] | None = None
    marks: NDArray[np.float64] | None = None
    """(k, 3) mm: the summits of the patches, numbered from 1 in the views."""

    @property
    def left(self) -> NDArray[Any]:
        """The patient's left, (3,) unit."""
        return np.cross(self.up, self.front)

    @property
    def identifying(self) -> bool:
        """Whether a shaded view tells who it is."""
        return self.region in IDENTIFYING

    def mirrored(self) -> NDArray[Any]:
        """Return the vertices reflected in the plane, (n, 3) mm."""
        height = self.vertices @ self.plane_normal - self.plane_offset_mm
        return self.vertices - 2.0 * height[:, None] * self.plane_normal


def limit_mm(distance_mm: NDArray[np.float64], areas: NDArray[np.float64] | None = None) -> float:
    """Return what both ends of the scale stand for: a round number that covers 99.5 % of the known surface.

    ``areas`` (n,) says how much of the surface each value stands for; all alike where left out.

    >>> limit_mm(np.array([np.nan, -4.2, 0.0, 3.0]))
    5.0
    """
    known = np.isfinite(distance_mm)
    if not known.any():
        return _LIMITS_MM[0]
    size = np.abs(distance_mm[known])
    share = np.ones(len(size)) if areas is None else areas[known]
    order = np.argsort(size)
    covered = np.cumsum(share[order])
    reach = float(size[order][np.searchsorted(covered, 0.995 * covered[-1])])
    return next((limit for limit in _LIMITS_MM if limit >= reach), float(np.ceil(reach / 100.0) * 100.0))
