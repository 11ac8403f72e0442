"""Pads: a thickness over a patch, by a number, by the map, or painted; smooth to nothing at the border."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.design.augment import box, skin_sheet
from contralateral.design.carve import Carving, Wall
from contralateral.design.fields import neighbours
from contralateral.design.patch import rounds_for
from contralateral.design.refused import DesignRefused

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.surface import Surface
    from contralateral.design.fields import Asked
    from contralateral.design.patch import Patch

__all__ = ["by_map", "by_number", "padding"]

FAIR_MM = 8.0
"""Radius over which a thickness that comes from the map is averaged."""

THICK_MM = 4.0, 12.0
"""From where on the front of a thick pad goes by skin that is faired more, and where by nothing else: far off the skin
its normals' roughness moves the foot of a point, and with it the thickness, by millimetres."""


def by_number(patch: Patch, thickness_mm: float, taper_mm: float, wall: Wall) -> NDArray[np.float64]:
    """Return the thickness (n,) mm: as prescribed in the middle, falling to the edge over the taper.

    Raises DesignRefused where the patch is too narrow to reach what is prescribed.
    """
    reach = float(patch.border_mm[patch.inside].max())
    if taper_mm > reach:
        raise DesignRefused(
            f"The patch is {reach:.0f} mm from border to middle and the taper {taper_mm:.0f} mm: "
            f"{thickness_mm:.0f} mm would not be reached.",
            "Give a larger --radius or a shorter --taper.",
        )
    x = np.clip((patch.border_mm - wall.lip_mm) / max(taper_mm - wall.lip_mm, 1e-6), 0.0, 1.0)
    return wall.edge_mm + (thickness_mm - wall.edge_mm) * x * x * (3.0 - 2.0 * x)


def by_map(
    body: Surface, patch: Patch, lack_mm: NDArray[np.float64], clearance_mm: float, wall: Wall
) -> NDArray[np.float64]:
    """Return the thickness (n,) mm that the map lacks, faired, falling to the edge at the border."""
    average = neighbours(body.faces, len(body.vertices))
    thick = np.where(patch.inside, np.nan_to_num(np.maximum(lack_mm - clearance_mm, 0.0)), 0.0)
    for _ in range(rounds_for(body, FAIR_MM)):
        thick = average @ thick
    x = np.clip((patch.border_mm - wall.lip_mm) / FAIR_MM, 0.0, 1.0)
    return np.maximum(thick * x * x * (3.0 - 2.0 * x), wall.edge_mm)


def padding(
    body: Surface,
    patch: Patch,
    thickness_mm: NDArray[np.float64],
    *,
    clearance_mm: float,
    wall: Wall,
    step_mm: float,
    flat: bool,
) -> Carving:
    """Return what the pad is carved from. `flat`: the face away from the skin is a plane, for a flat shell."""
    deepest = float(thickness_mm[patch.inside].max())
    low, high = box(body.vertices[patch.inside], deepest + clearance_mm + 8.0)
    sheet = skin_sheet(body, patch, low, high, thickness_mm)
    fair = skin_sheet(body, patch, low, high, thickness_mm, 3.0 * FAIR_MM)
    middle = patch.inside & (patch.border_mm > 0.6 * patch.border_mm.max())
    toward = np.average(body.normals[middle], axis=0, weights=body.areas[middle])
    toward /= np.linalg.norm(toward)
    level = float((body.vertices[middle] @ toward).mean()) + clearance_mm + deepest

    def front(points: NDArray[np.float64], skin: Asked) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        over, way = skin.mm - clearance_mm - skin.values[:, 1], skin.normals
        share = np.clip((skin.values[:, 1] - THICK_MM[0]) / (THICK_MM[1] - THICK_MM[0]), 0.0, 1.0)
        thick = share > 0
        if thick.any():
            there, part = fair.ask(points[thick]), share[thick]
            over, way = over.copy(), way.copy()
            over[thick] += part * (there.mm - clearance_mm - there.values[:, 1] - over[thick])
            way[thick] += part[:, None] * (there.normals - way[thick])
            way[thick] /= np.maximum(np.linalg.norm(way[thick], axis=1, keepdims=True), 1e-9)
        if not flat:
            return over, way
        plane = points @ toward - level
        return np.maximum(over, plane), np.where((plane > over)[:, None], toward, way)

    return Carving(sheet, front, clearance_mm, wall, step_mm, 0.0, low, high)
