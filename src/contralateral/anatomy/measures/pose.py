"""The plane drawn again within its own uncertainty, and what that does to distances, volumes and sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.deviation import PlaneLike
    from contralateral.anatomy.surface import Surface

__all__ = ["Drawn", "Pose", "pose"]

DRAWS = 200
"""Enough for a 95 % interval to be right within a tenth of its width."""

RAYLEIGH_95 = 2.448
"""95 % of tilts with standard deviation 1 about each of two axes are smaller."""

SIGMA_95 = 1.96

UNKNOWN = 30.0
"""Degrees and mm that are drawn where nothing holds a plane (infinite) or nobody knows: intervals then say nothing."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plane as it may be as well."""

    normal: NDArray[np.float64]
    offset_mm: float


@dataclass(frozen=True, slots=True)
class Pose:
    """Draws of tilt and offset of a plane about a point of it in the middle of the surface."""

    plane: PlaneLike
    pivot: NDArray[np.float64]
    """(3,) on the plane."""
    tilts: NDArray[np.float64]
    """(k, 3) radians times unit vectors at right angles to the normal: what is added to it."""
    offsets_mm: NDArray[np.float64]
    """(k,)"""

    def planes(self) -> list[Drawn]:
        """Return the k planes."""
        normals = self.plane.normal + self.tilts
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        offsets = normals @ self.pivot + self.offsets_mm
        return [Drawn(n, float(o)) for n, o in zip(normals, offsets, strict=True)]

    def along(self, points: NDArray[np.float64], normals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far the mirror images of points move along normals, (n, k) mm.

        `points` (n, 3) are not mirrored; `normals` (n, 3) stand where their mirror images lie. To first order: the
        image p - 2 ((p - c)·n - o) n moves by 2 do n - 2 ((p - c)·dn) n - 2 ((p - c)·n) dn.
        """
        n, arm = self.plane.normal, points - self.pivot
        across = normals @ n
        return 2.0 * (
            np.outer(across, self.offsets_mm)
            - (arm @ self.tilts.T) * across[:, None]
            - (arm @ n)[:, None] * (normals @ self.tilts.T)
        )

    def swept(
        self, points: NDArray[np.float64], normals: NDArray[np.float64], weights: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return the sum over points of weight times `along`, (k,), without the table of all of them."""
        n, arm = self.plane.normal, points - self.pivot
        across, heavy = normals @ n, weights[:, None]
        by_tilt = (heavy * arm * across[:, None]).sum(axis=0) + (heavy * (arm @ n)[:, None] * normals).sum(
            axis=0
        )
        return np.asarray(2.0 * (self.offsets_mm * float(weights @ across) - self.tilts @ by_tilt))


def pose(surface: Surface, plane: PlaneLike, seed: int, *, draws: int = DRAWS) -> Pose:
    """Draw the plane again: its stated 95 % of tilt and offset taken as normal about the middle of the surface."""
    draw = np.random.default_rng(seed)
    middle = np.average(surface.vertices, axis=0, weights=np.maximum(surface.areas, 1e-12))
    normal = plane.normal
    pivot = middle - (middle @ normal - plane.offset_mm) * normal
    first = np.cross(normal, np.eye(3)[np.argmin(np.abs(normal))])
    first /= np.linalg.norm(first)
    second = np.cross(normal, first)
    tilt, shift = np.nan_to_num([plane.angle_ci_deg, plane.offset_ci_mm], nan=np.inf).clip(0.0, UNKNOWN)
    angles = draw.normal(0.0, np.radians(tilt) / RAYLEIGH_95, (draws, 2))
    offsets = draw.normal(0.0, shift / SIGMA_95, draws)
    return Pose(plane, pivot, angles[:, :1] * first + angles[:, 1:] * second, offsets)
