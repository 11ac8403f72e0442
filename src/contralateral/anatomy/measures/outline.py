"""The outline of a cross-section: where a level cuts the surface, as a radius in each direction from a centre."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Outline", "cut", "outline"]

STEPS = 120
"""Directions of an outline: every 3 degrees, so that 30 degrees is one of them."""

WINDOW_DEG = 5.0
"""Standard deviation of the window over which the radius is fitted: at a head it averages some 15 mm of outline."""

BINS = 1440
"""Of the angle, into which points are counted: a quarter of a degree is a third of a millimetre at a head."""

GAP_DEG = 12.0
"""A direction without a point within this on either side is unknown."""


def cut(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], up: NDArray[np.float64], height_mm: float
) -> NDArray[np.float64]:
    """Return the points (k, 3) at which edges of faces pass the level `up @ x == height_mm`."""
    above = vertices @ up - height_mm
    over = above >= 0
    a, b, c = (over[faces[:, corner]] for corner in range(3))
    faces = faces[(a != b) | (b != c)]
    corner = above[faces]
    points = []
    for first, second in ((0, 1), (1, 2), (2, 0)):
        low, high = corner[:, first], corner[:, second]
        crosses = (low < 0) != (high < 0)
        share = (low[crosses] / (low[crosses] - high[crosses]))[:, None]
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
        radius = self.radius_mm
        return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)

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
    center = np.array([0.5 * (points[:, 0].min() + points[:, 0].max()), 0.0])
    for _ in range(3):
        radius = _fit(points - center)
        front, back = radius[0], radius[STEPS // 2]
        if not np.isfinite(front + back):
            return None
        center = center + np.array([0.5 * (front - back), 0.0])
    return Outline(_fit(points - center), center)


def _fit(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the radius (STEPS,): a parabola over the angle, fitted in a soft window around each direction.

    Points are first counted into BINS, which all windows then share: two hundred outlines take a moment.
    """
    angle, radius = np.arctan2(points[:, 1], points[:, 0]), np.hypot(points[:, 0], points[:, 1])
    at = np.floor(angle * (BINS / (2.0 * np.pi))).astype(np.int64) % BINS
    count, total = np.bincount(at, minlength=BINS), np.bincount(at, radius, BINS)
    windows = _windows()
    moment = windows @ count
    sums = windows[:3] @ total
    table = np.stack([np.stack([moment[i + j] for j in range(3)], axis=-1) for i in range(3)], axis=-2)
    near = _near() @ (count > 0)
    scale = np.maximum(moment[0], 1e-12)[:, None, None]
    enough = (near[0] > 0) & (near[1] > 0) & (np.linalg.det(table / scale) > 1e-3)
    result = np.full(STEPS, np.nan)
    solved = np.linalg.solve(table[enough], np.stack(list(sums), axis=-1)[enough][..., None])
    result[enough] = solved[:, 0, 0]
    return result


@cache
def _windows() -> NDArray[np.float64]:
    """Return each bin's weight in each direction's window times powers 0 to 4 of its distance, (5, STEPS, BINS)."""
    off = _off() / WINDOW_DEG
    weight = np.exp(-0.5 * off**2) * (np.abs(off) < 3.0)
    return np.stack([weight * off**power for power in range(5)])


@cache
def _near() -> NDArray[np.float64]:
    """Return which bins are near each direction on one side and on the other, (2, STEPS, BINS)."""
    off = _off()
    return np.stack([(off <= 0) & (off > -GAP_DEG), (off >= 0) & (off < GAP_DEG)]).astype(np.float64)


def _off() -> NDArray[np.float64]:
    """Return the middle of each bin less each direction, degrees within ±180, (STEPS, BINS)."""
    bins, steps = (np.arange(BINS) + 0.5) * (360.0 / BINS), np.arange(STEPS) * (360.0 / STEPS)
    return (bins[None, :] - steps[:, None] + 180.0) % 360.0 - 180.0
