"""Augment: fill the space between the affected side and the mirror image of the sound one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.surface import surface
from contralateral.design.carve import Carving, Wall
from contralateral.design.fields import SMOOTH_MM, Sheet, cropped, mirrored, smoothed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.surface import Surface
    from contralateral.design.carve import Front
    from contralateral.design.fields import Asked
    from contralateral.design.patch import Patch

__all__ = ["MARGIN_MM", "augmentation", "box", "skin_sheet"]

MARGIN_MM = 25.0
"""Skin taken along around the patch, so that distances near its border are right."""

LEAN, TAPER = 0.6, 1.0
"""How far a shape may lean out over its border, by its depth; how steeply it rises from one that a person set."""

FINE_MM = 1.5
"""How far the fairing of a dense scan reaches where the finished front is put on it."""


def augmentation(
    body: Surface,
    normal: NDArray[np.float64],
    offset_mm: float,
    patch: Patch,
    lack_mm: NDArray[np.float64],
    *,
    clearance_mm: float,
    wall: Wall,
    step_mm: float,
    scans: tuple[Surface, Surface] | None = None,
    template: Surface | None = None,
    limited: bool = False,
) -> Carving:
    """Return what the solid is carved from: the skin under the patch as back, the mirrored other side as front.

    `template`: what is wished in place of the mirror image. `limited`: a person set the border, so that something may
    lack on both sides of it: the shape then rises from the border by no more than TAPER and leans over none of it.
    Elsewhere the border lies where nothing lacks.
    `scans`: where `body` is a thinned one, the scan itself, which the finished front is put on, and the scan thinned no
    more than keeps its detail, which the front is carved by.
    """
    deepest = float(np.nanmax(np.where(patch.inside, lack_mm, np.nan)))
    low, high = box(body.vertices[patch.inside], 1.3 * deepest + 8.0)
    skin = skin_sheet(body, patch, low, high)
    scan, detailed = scans or (body, body)
    thinned = scan is not body and template is None
    if template is not None:  # no plane mirrors nothing
        scan, detailed, normal, offset_mm = template, template, np.zeros(3), 0.0
    other = _other(detailed, normal, offset_mm, low, high, MARGIN_MM)
    fine = other if not thinned else _other(scan, normal, offset_mm, low, high, 0.0, FINE_MM)

    def wanted(sheet: Sheet) -> Front:
        def front(points: NDArray[np.float64], at: Asked) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
            found = sheet.ask(mirrored(points, normal, offset_mm))
            way = mirrored(found.normals, normal, 0.0)
            if not limited:
                return found.mm, way
            border = at.values[:, 0]
            most = np.maximum(wall.at(border), wall.edge_mm + TAPER * np.maximum(border - wall.lip_mm, 0.0))
            over = at.mm - clearance_mm - most
            return np.maximum(found.mm, over), np.where((over > found.mm)[:, None], at.normals, way)

        return front

    lean = 0.0 if limited else LEAN * deepest
    return Carving(skin, wanted(other), clearance_mm, wall, step_mm, lean, low, high, wanted(fine))


def _other(
    body: Surface,
    normal: NDArray[np.float64],
    offset_mm: float,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    margin_mm: float,
    reach_mm: float = SMOOTH_MM,
) -> Sheet:
    """Return the skin whose mirror image lies near the box, faired, with its detail."""
    near = _within(mirrored(body.vertices, normal, offset_mm), low, high, margin_mm)
    vertices, faces, _ = cropped(body, near)
    return Sheet(smoothed(surface(vertices, faces), reach_mm=reach_mm, detail=True))


def skin_sheet(
    body: Surface,
    patch: Patch,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    thickness_mm: NDArray[np.float64] | None = None,
    reach_mm: float = SMOOTH_MM,
) -> Sheet:
    """Return the skin near the box, faired; over it the distance to the patch's border, and a thickness if given."""
    near = _within(body.vertices, low, high)
    vertices, faces, old = cropped(body, near)
    values = [patch.border_mm[old]] + ([] if thickness_mm is None else [thickness_mm[old]])
    return Sheet(smoothed(surface(vertices, faces), reach_mm=reach_mm), np.stack(values, axis=1))


def box(points: NDArray[np.float64], room_mm: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the corners of the box around points (k, 3) with room on every side."""
    return points.min(axis=0) - room_mm, points.max(axis=0) + room_mm


def _within(
    points: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    margin_mm: float = MARGIN_MM,
) -> NDArray[np.bool_]:
    return np.asarray(((points > low - margin_mm) & (points < high + margin_mm)).all(axis=1), bool)
