"""At which level a head is cut: over the plane of sellion and tragia, or where the head is longest.

The second is a published choice as well: the level with the greatest extent from front to back, at which circumference,
index and diagonals at 30 degrees were measured on scans of newborns (Sci Rep 2021, doi 10.1038/s41598-021-00680-1, its
table 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.measures.outline import cut
from contralateral.anatomy.measures.value import MeasureStopped
from contralateral.errors import SideUnclear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.surface import Surface

__all__ = ["BASE", "LEVEL_SHARE", "Level", "head_level", "standing"]

BASE = ("sellion", "tragion_left", "tragion_right")

LEVEL_SHARE = 0.3
"""Of the height from the base plane to the top: the third of ten levels."""

LANDMARK_MM = 2.0
"""How far a landmark put by hand is off (95 %): two people putting it differ by about so much."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level: the points with `up @ x == height_mm`."""

    up: NDArray[np.float64]
    height_mm: float
    how: str
    """In words, for the method and the note of a measure."""
    rests_on: str
    """The landmarks, or what stands for them."""
    sd_mm: float
    """How far the level may be off."""
    sd_rad: float
    """How far `up` may be off, about each axis."""


def head_level(
    surface: Surface,
    orientation: Orientation | None,
    landmarks: Mapping[str, NDArray[np.float64]] | None,
    level_mm: float | None,
) -> Level:
    """Choose the level. `level_mm` is above the base plane, or without landmarks the coordinate along up.

    Raises SideUnclear where neither landmarks nor an orientation say what is up.
    """
    marks = landmarks or {}
    if all(name in marks for name in BASE):
        return _over_base(surface, marks, orientation, level_mm)
    if orientation is None:
        raise SideUnclear(
            "A head is measured at a level, and nobody said what is up: state up and front, or give the "
            f"landmarks {', '.join(BASE)}."
        )
    up = orientation.up
    rests = "up and front, no landmarks"
    if level_mm is not None:
        return Level(up, level_mm, f"at {level_mm:.1f} mm along up, as stated", rests, 0.0, 0.0)
    height, below = _longest(surface, orientation)
    how = f"where the head is longest, {below:.0f} mm below its top"
    return Level(up, height, how, rests, 4.0, np.radians(3.0))


def _over_base(
    surface: Surface,
    marks: Mapping[str, NDArray[np.float64]],
    orientation: Orientation | None,
    level_mm: float | None,
) -> Level:
    sellion, left, right = (np.asarray(marks[name], np.float64) for name in BASE)
    up = np.cross(left - sellion, right - sellion)
    size = float(np.linalg.norm(up))
    if size < 100.0:
        raise MeasureStopped("Sellion and the two tragia lie on one line: put the landmarks again.")
    up = up / size
    heights = surface.vertices @ up
    base = float(sellion @ up)
    # the vault is what is farther away from the base; a stated up wins
    toward = float(up @ orientation.up) if orientation else heights.max() + heights.min() - 2 * base
    if toward < 0:
        up, heights, base = -up, -heights, -base
    top = float(heights.max()) - base
    above = LEVEL_SHARE * top if level_mm is None else level_mm
    share = "as stated" if level_mm is not None else f"{LEVEL_SHARE:.0%} of the {top:.0f} mm up to the top"
    how = f"{above:.1f} mm above the plane of sellion and tragia, {share}"
    sd = LANDMARK_MM / 1.96
    reach = float(
        min(np.linalg.norm(left - right) / np.sqrt(2.0), np.linalg.norm(sellion - 0.5 * (left + right)))
    )
    return Level(up, base + above, how, ", ".join(BASE), 0.7 * sd, sd / reach)


def _longest(surface: Surface, orientation: Orientation) -> tuple[float, float]:
    """Return the height of the level at which the head is longest, and how far that is below the top.

    Sought between a fifth and a half of the head's length below the top: lower, a nose or a neck would be measured.
    """
    heights = surface.vertices @ orientation.up
    forward = surface.vertices @ orientation.front
    top = float(heights.max())
    crown = heights > top - 0.5 * float(np.ptp(forward))
    length = float(np.ptp(forward[crown]))
    below = np.arange(0.2, 0.501, 0.02) * length
    spans = []
    for depth in below:
        points = cut(surface.vertices, surface.faces, orientation.up, top - depth)
        spans.append(float(np.ptp(points @ orientation.front)) if len(points) else 0.0)
    best = int(np.argmax(spans))
    return top - float(below[best]), float(below[best])


def standing(level: Level, orientation: Orientation | None) -> str:
    """Return how a level is told."""
    return level.how if orientation is None else f"{level.how} (up and front: {orientation.how})"
