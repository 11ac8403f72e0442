"""The outline of a cross-section: where a level cuts the surface, as a radius in each direction from a centre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Outline", "cut", "outline"]

STEPS = 120
"""Directions of an outline: every 3 degrees, so that 30 degrees is one of them."""

WINDOW_DEG = 5.0
"""Standard deviation of the window over which the radius is fitted: at a head it averages some 15 mm of outline."""

MOST = 1500
"""Points of the cut that are used; more say nothing new."""

GAP_DEG = 12.0
"""A direction without a point within this is unknown."""


def cut(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], up: NDArray[np.float64], height_mm: float
) -> NDArray[np.float64]:
    """Return the points (k, 3) at which edges of faces pass the level `up @ x == height_mm`."""
    above = vertices @ up - height_mm
    corner = above[faces]
    passing = (corner.min(axis=1) < 0) & (corner.max(axis=1) >= 0)
    faces, corner = faces[passing], corner[passing]
    points = []
    for first, second in ((0, 1), (1, 2), (2, 0)):
        a, b = corner[:, first], corner[:, second]
        crosses = (a < 0) != (b < 0)
        share = (a[crosses] / (a[crosses] - b[crosses]))[:, None]
        start, end = vertices[faces[crosses, first]], vertices[faces[crosses, second]]
        points.append(start + share * (end - start))
    return np.concatenate(points)


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed outline in its plane; x points to the front, y to the patient's left."""

    radius_mm: NDArray[np.float64]
    """(STEPS,) from the centre, counter-clockwise from the front over the left; NaN where nothing was seen."""
    center: NDArray[np.float64]
    """(2,) middle of the front and the back point on the plane of symmetry: front and left, in mm."""

    def across(self, degrees: float) -> float:
        """Return the whole diameter through the centre at an angle from the front toward the left, mm."""
        step = round(degrees / 360.0 * STEPS)
        return float(self.radius_mm[step % STEPS] + self.radius_mm[(step + STEPS // 2) % STEPS])

    def points(self) -> NDArray[np.float64]:
        """Return the outline as points (STEPS, 2) from the centre."""
        angle = np.arange(STEPS) * (2.0 * np.pi / STEPS)
        return self.radius_mm[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)

    @property
    def length_mm(self) -> float:
        """Front to back between two parallel jaws."""
        x = self.points()[:, 0]
        return float(x.max() - x.min())

    @property
    def width_mm(self) -> float:
        """Left to right between two parallel jaws."""
        y = self.points()[:, 1]
        return float(y.max() - y.min())

    @property
    def tape_mm(self) -> float:
        """Around, as a tape runs: it spans hollows."""
        from scipy.spatial import ConvexHull

        points = self.points()
        if not np.isfinite(points).all():
            return float("nan")
        # what 120 chords lose of a smooth curve: x/sin x with x = half the step
        half = np.pi / STEPS
        return float(ConvexHull(points).area) * half / float(np.sin(half))


def outline(points: NDArray[np.float64]) -> Outline | None:
    """Fit an outline to points (k, 2), front and left of the plane of symmetry; None where too few are there.

    The centre lies on the plane of symmetry (y = 0), midway between front and back; it is found in three rounds.
    """
    if len(points) < 12:
        return None
    if len(points) > MOST:
        points = points[:: len(points) // MOST + 1]
    center = np.array([0.5 * (points[:, 0].min() + points[:, 0].max()), 0.0])
    for _ in range(3):
        radius = _fit(points - center, (0, STEPS // 2))
        if not np.isfinite(radius).all():
            return None
        center = center + [0.5 * (radius[0] - radius[1]), 0.0]
    return Outline(_fit(points - center, range(STEPS)), center)


def _fit(points: NDArray[np.float64], steps: range | tuple[int, ...]) -> NDArray[np.float64]:
    """Return the radius at some of the directions: a parabola over the angle, fitted in a soft window around each."""
    at = np.asarray(list(steps)) * (2.0 * np.pi / STEPS)
    angle, radius = np.arctan2(points[:, 1], points[:, 0]), np.hypot(points[:, 0], points[:, 1])
    off = (angle[None, :] - at[:, None] + np.pi) % (2.0 * np.pi) - np.pi
    off /= np.radians(WINDOW_DEG)
    weight = np.exp(-0.5 * off**2) * (np.abs(off) < 3.0)
    moments = [np.sum(weight * off**power, axis=1) for power in range(5)]
    sums = [np.sum(weight * off**power * radius, axis=1) for power in range(3)]
    table = np.stack([np.stack([moments[i + j] for j in range(3)], axis=-1) for i in range(3)], axis=-2)
    enough = (np.abs(off) * WINDOW_DEG < GAP_DEG).sum(axis=1) >= 4
    enough &= np.linalg.cond(table) < 1e8
    result = np.full(len(at), np.nan)
    right = np.stack(sums, axis=-1)[enough]
    result[enough] = np.linalg.solve(table[enough], right[..., None])[:, 0, 0]
    return result
