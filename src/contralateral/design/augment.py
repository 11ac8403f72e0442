"""Augment: fill the space between the affected side and the mirror image of the sound one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.surface import surface
from contralateral.design.carve import Carving, Wall
from contralateral.design.fields import Sheet, cropped, mirrored, smoothed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.surface import Surface
    from contralateral.design.fields import Asked
    from contralateral.design.patch import Patch

__all__ = ["MARGIN_MM", "augmentation", "box", "skin_sheet"]

MARGIN_MM = 25.0
"""Skin taken along around the patch, so that distances near its border are right."""


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
) -> Carving:
    """Return what the solid is carved from: the skin under the patch as back, the mirrored other side as front."""
    deepest = float(np.nanmax(np.where(patch.inside, lack_mm, np.nan)))
    low, high = box(body.vertices[patch.inside], 1.3 * deepest + 8.0)
    skin = skin_sheet(body, patch, low, high)
    corners = mirrored(body.vertices, normal, offset_mm)
    near = _within(corners, low, high)
    vertices, faces, _ = cropped(body, near)
    other = Sheet(smoothed(surface(vertices, faces)))

    def front(points: NDArray[np.float64], _: Asked) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        found = other.ask(mirrored(points, normal, offset_mm))
        return found.mm, mirrored(found.normals, normal, 0.0)

    return Carving(skin, front, clearance_mm, wall, step_mm, 0.6 * deepest, low, high)


def skin_sheet(
    body: Surface,
    patch: Patch,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    thickness_mm: NDArray[np.float64] | None = None,
) -> Sheet:
    """Return the skin near the box, faired; over it the distance to the patch's border, and a thickness if given."""
    near = _within(body.vertices, low, high)
    vertices, faces, old = cropped(body, near)
    values = [patch.border_mm[old]] + ([] if thickness_mm is None else [thickness_mm[old]])
    return Sheet(smoothed(surface(vertices, faces)), np.stack(values, axis=1))


def box(points: NDArray[np.float64], room_mm: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the corners of the box around points (k, 3) with room on every side."""
    return points.min(axis=0) - room_mm, points.max(axis=0) + room_mm


def _within(
    points: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> NDArray[np.bool_]:
    return np.asarray(((points > low - MARGIN_MM) & (points < high + MARGIN_MM)).all(axis=1), bool)
