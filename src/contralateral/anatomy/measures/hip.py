"""Hips at the level of the trochanters: which reaches farther, and how thick a pad makes them even."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.measures.affected import left_sign
from contralateral.anatomy.measures.value import Measure, around, unknown
from contralateral.errors import SideUnclear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from contralateral.anatomy.deviation import Deviation, PlaneLike
    from contralateral.anatomy.measures.natural import Natural
    from contralateral.anatomy.measures.pose import Pose
    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.surface import Surface

__all__ = ["measures"]

TROCHANTERS = ("trochanter_left", "trochanter_right")
BAND_MM = 10.0
PAD_MM = 40.0
"""Half the height of the band in which a pad is thought to lie."""

OUTWARD = 0.6
"""A vertex belongs to the side of the hip where its normal points so much sideways."""


def measures(
    surface: Surface,
    plane: PlaneLike,
    deviation: Deviation,
    drawn: Pose,
    natural: Natural,
    orientation: Orientation | None,
    landmarks: Mapping[str, NDArray[np.float64]] | None,
    level_mm: float | None,
) -> tuple[Measure, ...]:
    """Return hip_difference and pad_height. `level_mm` is the coordinate along up; else landmarks or the widest level.

    Raises SideUnclear without an orientation.
    """
    left = left_sign(plane, orientation)
    if orientation is None or left is None:
        raise SideUnclear("Hips are measured at a level: state up and front, or give landmarks.")
    side = left * (surface.vertices @ plane.normal - plane.offset_mm)
    heights = surface.vertices @ orientation.up
    level, rests = _level(heights, side, orientation, landmarks or {}, level_mm)
    method = "farthest points of both sides from the plane within 10 mm of the level: left less right"
    band = np.abs(heights - level) <= BAND_MM
    if not (band & (side > 0)).any() or not (band & (side < 0)).any():
        reason = "One side of the hips was not seen at this level."
        return (
            unknown("hip_difference", "mm", method, rests, reason),
            unknown("pad_height", "mm", "", rests, reason),
        )
    to_left, to_right = (_reach(side[band] * s) for s in (1.0, -1.0))
    value = to_left - to_right
    tilt = drawn.offsets_mm + drawn.tilts @ (level * orientation.up - drawn.pivot)
    sd = float(np.sqrt((2.0 * np.std(tilt)) ** 2 + natural.sd_mm**2))
    wider = "left" if value > 0 else "right"
    note = f"The {wider} hip reaches {abs(value):.1f} mm farther ({to_left:.1f} mm left, {to_right:.1f} mm right)."
    return (
        around("hip_difference", value, sd, "mm", method, rests, note),
        _pad(surface, plane, deviation, side, heights, level, value, sd, rests),
    )


def _pad(
    surface: Surface,
    plane: PlaneLike,
    deviation: Deviation,
    side: NDArray[np.float64],
    heights: NDArray[np.float64],
    level: float,
    difference: float,
    sd: float,
    rests: str,
) -> Measure:
    method = (
        "greatest distance between the fuller hip and the mirror image of the other within 40 mm of the level "
        "(98th percentile): the thickness of a pad that makes both even"
    )
    fuller = np.sign(difference) if difference else 1.0
    outward = np.abs(surface.normals @ plane.normal) > OUTWARD
    inside = (side * fuller > 0) & outward & (np.abs(heights - level) <= PAD_MM) & deviation.known
    if inside.sum() < 10:
        return unknown(
            "pad_height", "mm", method, rests, "Too little of the fuller hip faces a place that was seen."
        )
    value = max(float(np.quantile(deviation.distance_mm[inside], 0.98)), 0.0)
    where = "right" if difference > 0 else "left"
    return around("pad_height", value, sd, "mm", method, rests, f"On the {where} hip.", floor=0.0)


def _reach(side: NDArray[np.float64]) -> float:
    """Return how far a side reaches: the mean of its farthest few points, so that noise does not decide."""
    count = int(np.clip(0.02 * len(side), 3, 50))
    return float(np.sort(side)[-count:].mean())


def _level(
    heights: NDArray[np.float64],
    side: NDArray[np.float64],
    orientation: Orientation,
    marks: Mapping[str, NDArray[np.float64]],
    level_mm: float | None,
) -> tuple[float, str]:
    if level_mm is not None:
        return level_mm, f"at {level_mm:.1f} mm along up, as stated"
    if all(name in marks for name in TROCHANTERS):
        at = float(np.mean([np.asarray(marks[name]) @ orientation.up for name in TROCHANTERS]))
        return at, ", ".join(TROCHANTERS)
    low, high = float(heights.min()), float(heights.max())
    levels = np.linspace(low + 0.1 * (high - low), low + 0.7 * (high - low), 25)
    widths = []
    for level in levels:
        band = np.abs(heights - level) <= BAND_MM
        widths.append(np.ptp(side[band]) if band.sum() > 10 else 0.0)
    return float(levels[int(np.argmax(widths))]), "where the hips are widest, no landmarks"
