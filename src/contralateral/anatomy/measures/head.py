"""A head at a level: both diagonals, vault asymmetry, its indices, cephalic index and circumference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.measures.level import Level, head_level, standing
from contralateral.anatomy.measures.natural import roughness
from contralateral.anatomy.measures.outline import Outline, cut, outline
from contralateral.anatomy.measures.sagittal import Midplane
from contralateral.anatomy.measures.scales import severities
from contralateral.anatomy.measures.value import Measure, MeasureStopped, between, positive, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from contralateral.anatomy.deviation import PlaneLike
    from contralateral.anatomy.measures.pose import Pose
    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.surface import Surface

__all__ = ["DIAGONAL_DEG", "by_level", "measures"]

DIAGONAL_DEG = 30.0
"""Of the diagonals from the line front to back."""

SLICE_MM = (-3.0, 0.0, 3.0)
"""Cuts about the level whose points share an outline: noise falls, what changes evenly with the level cancels."""

AROUND_MM = (-10.0, -5.0, 5.0, 10.0)
"""Levels beside the stated one at which the answer is told as well."""

MARGIN_MM = 30.0

REACH_MM = 110.0
"""From the middle of a head to its outline, at most: what a tilt of the level moves."""

PROPORTION = (45.0, 150.0)
"""Width by length, %, of an outline that can be a head's: the longest and the broadest told of lie well within."""

NAMES = {
    "diagonal.front_left": ("mm", "diameter through the centre 30 degrees from the front toward the left"),
    "diagonal.front_right": ("mm", "diameter through the centre 30 degrees from the front toward the right"),
    "cva": ("mm", "difference of the two diagonals, as a size"),
    "cvai.longer_diagonal": (
        "%",
        "difference of the diagonals by the longer one (calculators, most software)",
    ),
    "cvai.shorter_diagonal": ("%", "difference of the diagonals by the shorter one (Loveday and de Chalain)"),
    "cephalic_index": ("%", "width by length of the outline between parallel jaws"),
    "head_circumference": ("mm", "convex outline at the level, as a tape runs"),
}


@dataclass(frozen=True, slots=True)
class _Band:
    """The faces around a level: all that its cuts need."""

    vertices: NDArray[np.float64]
    faces: NDArray[np.int64]
    normals: NDArray[np.float64]


def measures(
    surface: Surface,
    plane: PlaneLike,
    drawn: Pose,
    orientation: Orientation | None,
    landmarks: Mapping[str, NDArray[np.float64]] | None,
    level_mm: float | None,
    edges: object,
    seed: int,
) -> tuple[Measure, ...]:
    """Return the measures of a head and their severity classes.

    Raises SideUnclear where no level can be had, MeasureStopped where the outline there is no head's.
    """
    level = head_level(surface, orientation, landmarks, level_mm)
    band = _band(surface, level)
    left = _toward_left(plane, orientation, landmarks)
    told = standing(level, orientation)
    if isinstance(plane, Midplane):
        told += f"; {plane.how}"
    value = _values(band, plane.normal * left, plane.offset_mm * left, level.up, level.height_mm)
    if value is None:
        reason = "The outline of the head has a gap at this level. Fill its holes or choose another level."
        return tuple(unknown(n, unit, m, level.rests_on, reason) for n, (unit, m) in NAMES.items())
    if not PROPORTION[0] < value["cephalic_index"] < PROPORTION[1]:
        raise MeasureStopped(
            f"At this level ({level.how}) the outline is {value['cephalic_index']:.0f} % as wide as it is long, which "
            "no head is. Check --region, --up and --front, or state --level."
        )
    moves = 4.0 * (level.sd_mm + REACH_MM * level.sd_rad) + SLICE_MM[-1] + 4.0
    draws = _draws(_band(surface, level, moves), drawn, left, level, roughness(surface, edges), seed)
    beside = _beside(band, plane, left, level)
    result = []
    for name, (unit, method) in NAMES.items():
        note = _note(name, told, value[name], beside)
        draw = np.array([one[name] if one else np.nan for one in draws])
        result.append(between(name, value[name], draw, unit, f"{method}; {level.how}", level.rests_on, note))
    result = [positive(one) for one in result]
    return (*result, *severities(result))


def by_level(
    surface: Surface,
    plane: PlaneLike,
    orientation: Orientation | None,
    landmarks: Mapping[str, NDArray[np.float64]] | None,
    level_mm: float | None,
    steps_mm: tuple[float, ...],
) -> tuple[tuple[float, dict[str, float]], ...]:
    """Return how the measures move with the level: for each step from it (mm, up) the values by name."""
    level = head_level(surface, orientation, landmarks, level_mm)
    band = _band(surface, level, max(abs(s) for s in steps_mm) + MARGIN_MM)
    left = _toward_left(plane, orientation, landmarks)
    rows = []
    for step in steps_mm:
        value = _values(band, plane.normal * left, plane.offset_mm * left, level.up, level.height_mm + step)
        rows.append((step, value or dict.fromkeys(NAMES, float("nan"))))
    return tuple(rows)


def _band(surface: Surface, level: Level, margin_mm: float = MARGIN_MM) -> _Band:
    near = np.abs(surface.vertices @ level.up - level.height_mm) < margin_mm
    faces = surface.faces[near[surface.faces].any(axis=1)]
    used, compact = np.unique(faces, return_inverse=True)
    return _Band(surface.vertices[used], compact.reshape(-1, 3).astype(np.int64), surface.normals[used])


def _toward_left(
    plane: PlaneLike,
    orientation: Orientation | None,
    landmarks: Mapping[str, NDArray[np.float64]] | None,
) -> float:
    if orientation is not None:
        return 1.0 if plane.normal @ orientation.left > 0 else -1.0
    marks = landmarks or {}
    return 1.0 if plane.normal @ (marks["tragion_left"] - marks["tragion_right"]) > 0 else -1.0


def _values(
    band: _Band, left: NDArray[np.float64], offset_mm: float, up: NDArray[np.float64], height_mm: float
) -> dict[str, float] | None:
    """Return every value at one level; None where the outline has a gap. `left @ x == offset_mm` is the plane."""
    tilt = float(left @ up)
    y_axis = left - tilt * up
    size = float(np.linalg.norm(y_axis))
    y_axis = y_axis / size
    x_axis = np.cross(y_axis, up)
    points = np.concatenate([cut(band.vertices, band.faces, up, height_mm + s) for s in SLICE_MM])
    # the plane cuts the level along y == (offset - tilt * height) / size
    y = points @ y_axis - (offset_mm - tilt * (points @ up)) / size
    found: Outline | None = outline(np.stack([points @ x_axis, y], axis=1))
    if found is None or not np.isfinite(found.radius_mm).all():
        return None
    to_left, to_right = found.across(DIAGONAL_DEG), found.across(-DIAGONAL_DEG)
    cva = abs(to_left - to_right)
    return {
        "diagonal.front_left": to_left,
        "diagonal.front_right": to_right,
        "cva": cva,
        "cvai.longer_diagonal": 100.0 * cva / max(to_left, to_right),
        "cvai.shorter_diagonal": 100.0 * cva / min(to_left, to_right),
        "cephalic_index": 100.0 * found.width_mm / found.length_mm,
        "head_circumference": found.tape_mm,
    }


def _draws(
    band: _Band, drawn: Pose, left: float, level: Level, noise_mm: float, seed: int
) -> list[dict[str, float] | None]:
    """Measure again with the plane, the level and the noise of the scan drawn anew."""
    draw = np.random.default_rng(seed)
    noise = 0.0 if np.isnan(noise_mm) else noise_mm
    middle = band.vertices.mean(axis=0)
    results = []
    for plane in drawn.planes():
        up = level.up + draw.normal(0.0, level.sd_rad, 3)
        up /= np.linalg.norm(up)
        height = level.height_mm + float((up - level.up) @ middle) + draw.normal(0.0, level.sd_mm)
        moved = band.vertices + band.normals * draw.normal(0.0, noise, (len(band.vertices), 1))
        again = _Band(moved, band.faces, band.normals)
        results.append(_values(again, plane.normal * left, plane.offset_mm * left, up, height))
    return results


def _beside(band: _Band, plane: PlaneLike, left: float, level: Level) -> dict[float, dict[str, float]]:
    found = {}
    for step in AROUND_MM:
        value = _values(band, plane.normal * left, plane.offset_mm * left, level.up, level.height_mm + step)
        if value is not None:
            found[step] = value
    return found


def _note(name: str, told: str, value: float, beside: dict[float, dict[str, float]]) -> str:
    rows = [f"{beside[step][name]:.1f} at {step:+.0f} mm" for step in (-10.0, 10.0) if step in beside]
    every = [value, *(one[name] for one in beside.values())]
    moves = (
        f" Over levels within 10 mm: {min(every):.1f} to {max(every):.1f} ({', '.join(rows)})."
        if rows
        else ""
    )
    return f"Measured {told}.{moves}"
