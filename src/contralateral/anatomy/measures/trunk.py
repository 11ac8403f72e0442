"""A trunk level by level: how the axis of symmetry turns and shifts from the pelvis to the shoulders.

It describes the surface. The angle between vertebrae is measured on a radiograph, and nothing here stands for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.deviation import mirrored
from contralateral.anatomy.measures.affected import left_sign
from contralateral.anatomy.measures.value import Measure, around, unknown
from contralateral.errors import SideUnclear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from contralateral.anatomy.deviation import PlaneLike
    from contralateral.anatomy.measures.pose import Pose
    from contralateral.anatomy.nearest import Nearest
    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.surface import Surface

__all__ = ["Slab", "measures", "slabs"]

PELVIS, WAIST, SHOULDERS = 0.12, (0.3, 0.65), 0.85
"""Heights, as shares of that of the scan, where no landmarks say where pelvis, waist and shoulders are."""

LEVELS = 17
THICK_MM = 40.0
"""A slab is so high: enough to average skin and clothing, little against the length of a trunk."""

USED = 1500
"""Vertices of a slab that are asked."""

ROUNDS = 8
HUBER_MM = 2.0


@dataclass(frozen=True, slots=True)
class Slab:
    """The mirror axis of a slab, against the plane of symmetry."""

    height_mm: float
    """Along up."""
    turn_deg: float
    """About up, + where its front is turned toward the patient's left."""
    shift_mm: float
    """Of its middle from the plane, + to the patient's left."""
    turn_sd_deg: float
    shift_sd_mm: float
    left_mm: float
    """Half-width from the plane to the left."""
    right_mm: float


def measures(
    surface: Surface,
    plane: PlaneLike,
    drawn: Pose,
    nearest: Nearest,
    orientation: Orientation | None,
    landmarks: Mapping[str, NDArray[np.float64]] | None,
) -> tuple[Measure, ...]:
    """Return trunk_rotation, lateral_shift and waist_difference. Raises SideUnclear without an orientation."""
    left = left_sign(plane, orientation)
    if orientation is None or left is None:
        raise SideUnclear(
            "A trunk is measured from pelvis to shoulders: state up and front, or give landmarks."
        )
    pelvis, shoulders, rests = _ends(surface, orientation, landmarks or {})
    heights = np.linspace(pelvis, shoulders, LEVELS)
    rows = slabs(surface, plane, nearest, orientation, left, heights)
    by_height = {row.height_mm: row for row in rows}
    low, high = by_height.get(float(heights[0])), by_height.get(float(heights[-1]))
    method = "mirror axis of slabs of 40 mm, robust fit of the slab to its own mirror image"
    if low is None or high is None:
        reason = "The slab at the pelvis or at the shoulders has no mirror axis that can be told: too little was seen."
        return tuple(
            unknown(n, u, method, rests, reason)
            for n, u in (("trunk_rotation", "deg"), ("lateral_shift", "mm"))
        )
    turn = high.turn_deg - low.turn_deg
    turn_sd = float(np.hypot(high.turn_sd_deg, low.turn_sd_deg))
    way = "the shoulders are turned to the patient's " + ("left" if turn > 0 else "right")
    note = f"{way} against the pelvis. Of the surface; not the angle of a radiograph."
    return (
        around("trunk_rotation", turn, turn_sd, "deg", method, rests, note),
        _shift(rows, low, high, drawn, method, rests),
        _waist(surface, rows, pelvis, shoulders, drawn, rests),
    )


def _shift(rows: list[Slab], low: Slab, high: Slab, drawn: Pose, method: str, rests: str) -> Measure:
    far = max(rows, key=lambda row: abs(row.shift_mm - low.shift_mm))
    value = high.shift_mm - low.shift_mm
    tilt = float(np.std(drawn.tilts @ (drawn.tilts[0] / (np.linalg.norm(drawn.tilts[0]) or 1.0))))
    sd = float(
        np.sqrt(high.shift_sd_mm**2 + low.shift_sd_mm**2 + (tilt * (high.height_mm - low.height_mm)) ** 2)
    )
    way = "left" if value > 0 else "right"
    note = f"the shoulders stand to the patient's {way} of the pelvis; the greatest shift is "
    note += f"{far.shift_mm - low.shift_mm:+.1f} mm, {far.height_mm - low.height_mm:.0f} mm above the pelvis' level."
    return around(
        "lateral_shift",
        value,
        sd,
        "mm",
        f"middle of the slab at the shoulders against that at the pelvis; {method}",
        rests,
        note,
    )


def _waist(
    surface: Surface, rows: list[Slab], pelvis: float, shoulders: float, drawn: Pose, rests: str
) -> Measure:
    method = "half-width to the left less that to the right, where the trunk is narrowest"
    span = shoulders - pelvis
    middle = [r for r in rows if pelvis + 0.15 * span <= r.height_mm <= pelvis + 0.75 * span]
    if not middle:
        return unknown(
            "waist_difference", "mm", method, rests, "No level between pelvis and shoulders was seen."
        )
    waist = min(middle, key=lambda row: row.left_mm + row.right_mm)
    value = waist.left_mm - waist.right_mm
    # a shift of the plane widens one side and narrows the other
    sd = float(np.hypot(2.0 * np.std(drawn.offsets_mm), 0.7))
    wider = "left" if value > 0 else "right"
    note = f"{waist.height_mm - pelvis:.0f} mm above the pelvis' level; the {wider} side reaches farther."
    return around("waist_difference", value, sd, "mm", method, rests, note)


def _ends(
    surface: Surface, orientation: Orientation, marks: Mapping[str, NDArray[np.float64]]
) -> tuple[float, float, str]:
    """Return the heights of pelvis and shoulders, and what they rest on."""
    heights = surface.vertices @ orientation.up
    low, high = float(heights.min()), float(heights.max())
    pelvis = _height(marks, ("asis_left", "asis_right"), orientation)
    shoulders = _height(marks, ("acromion_left", "acromion_right"), orientation)
    rests = []
    if pelvis is None:
        pelvis = low + PELVIS * (high - low)
        rests.append(f"pelvis at {PELVIS:.0%} of the height of the scan")
    else:
        rests.append("pelvis at asis_left, asis_right")
    if shoulders is None:
        shoulders = low + SHOULDERS * (high - low)
        rests.append(f"shoulders at {SHOULDERS:.0%} of it")
    else:
        shoulders -= THICK_MM
        rests.append(f"shoulders {THICK_MM:.0f} mm below acromion_left, acromion_right")
    return pelvis, shoulders, ", ".join(rests)


def _height(
    marks: Mapping[str, NDArray[np.float64]], names: tuple[str, str], orientation: Orientation
) -> float | None:
    if not all(name in marks for name in names):
        return None
    return float(np.mean([np.asarray(marks[name]) @ orientation.up for name in names]))


def slabs(
    surface: Surface,
    plane: PlaneLike,
    nearest: Nearest,
    orientation: Orientation,
    left: float,
    heights_mm: NDArray[np.float64],
) -> list[Slab]:
    """Fit the mirror axis at each height; a slab with too little seen is left out."""
    along = surface.vertices @ orientation.up
    result = []
    for height in heights_mm:
        inside = np.flatnonzero((np.abs(along - height) < THICK_MM / 2.0) & ~surface.border)
        if len(inside) >= 60:
            chosen = inside[:: len(inside) // USED + 1]
            slab = _axis(surface, plane, nearest, orientation.up, left, chosen, float(height))
            if slab is not None:
                result.append(slab)
    return result


def _axis(
    surface: Surface,
    plane: PlaneLike,
    nearest: Nearest,
    up: NDArray[np.float64],
    left: float,
    chosen: NDArray[np.int64],
    height: float,
) -> Slab | None:
    """Turn the plane about up and shift it until the mirrored slab lies on the surface."""
    points = surface.vertices[chosen]
    middle = points.mean(axis=0)
    start = plane.normal * left
    offset = plane.offset_mm * left
    pivot = middle - (middle @ start - offset) * start
    flat = start - (start @ up) * up
    flat /= np.linalg.norm(flat)
    turn, shift = 0.0, 0.0
    for _ in range(ROUNDS):
        normal = np.cos(turn) * flat + np.sin(turn) * np.cross(up, flat)
        swing = np.cross(up, normal)
        found = nearest.ask(mirrored(points, normal, float(normal @ pivot) + shift))
        use = ~found.open & (np.abs(found.signed_mm) < 60.0)
        if use.sum() < 40:
            return None
        arm, facing = points[use] - pivot, found.normals[use]
        across = facing @ normal
        by_turn = -2.0 * ((arm @ swing) * across + (arm @ normal - shift) * (facing @ swing))
        table = np.stack([by_turn, 2.0 * across], axis=1)
        rest = found.signed_mm[use]
        scale = max(1.4826 * float(np.median(np.abs(rest))), 0.2)
        weight = 1.0 / np.maximum(1.0, np.abs(rest) / (HUBER_MM * scale))
        inverse = np.linalg.pinv(table.T @ (weight[:, None] * table))
        step = -inverse @ (table.T @ (weight * rest))
        turn, shift = turn + float(np.clip(step[0], -0.2, 0.2)), shift + float(np.clip(step[1], -30, 30))
    # neighbours share their asymmetry: some 40 places of a slab tell something of their own
    spread = np.sqrt(np.diag(inverse) * len(rest) / 40.0) * scale
    side = points @ start - offset
    return Slab(
        height, float(np.degrees(turn)), shift, float(np.degrees(spread[0])), float(spread[1]),
        float(side.max()), float(-side.min()),
    )  # fmt: skip
