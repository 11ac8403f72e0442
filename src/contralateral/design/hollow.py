"""A hollow core: a second skin inside, at the wall's distance from every face."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.design.carve import FAR_MM, border_field
from contralateral.design.cuts import cylinder, subtracted
from contralateral.design.fields import Asked
from contralateral.design.grid import contour, one_piece, sampled
from contralateral.design.refused import DesignRefused
from contralateral.design.solid import HOLLOW, Solid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.design.carve import Carving

__all__ = ["hollowed"]

SPARE_MM = 0.15


def hollowed(solid: Solid, carving: Carving, wall_mm: float, *, vents: int, vent_mm: float) -> Solid:
    """Return the solid with a core left out, and vents of a diameter from it to the back face.

    Raises DesignRefused where the wall leaves no room for a core, or for a vent.
    """
    wall = wall_mm + SPARE_MM

    def parts(points: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
        skin = carving.skin.ask(points)
        height, inside = skin.mm - carving.clearance_mm, skin.values[:, 0]
        wanted = np.full(len(points), -FAR_MM)
        near = np.maximum(wall - height, border_field(carving, inside, height - wall) + wall) <= reach
        asked = Asked(skin.mm[near], skin.normals[near], skin.values[near])
        wanted[near] = carving.front(points[near], asked)[0]
        return np.stack([height, inside, wanted], axis=1)

    def field(known: NDArray[np.float64]) -> NDArray[np.float64]:
        height, inside, wanted = known.T
        border = border_field(carving, inside, height - wall)
        return np.asarray(np.max([wall - height, border + wall, wanted + wall], axis=0), np.float64)

    values, low = sampled(parts, field, carving.low, carving.high, carving.step_mm)
    vertices, faces = contour(one_piece(values), low, carving.step_mm)
    core = Solid(vertices, faces, np.full(len(vertices), HOLLOW, np.int8), np.full(len(vertices), np.inf))
    if not len(faces) or core.volume_mm3 < 1000.0:
        raise DesignRefused(
            f"With a wall of {wall_mm:g} mm all round there is no room for a hollow core.",
            "Give a thinner --hollow, or make it solid.",
        )
    both = Solid(
        np.concatenate([solid.vertices, vertices]),
        np.concatenate([solid.faces, faces[:, ::-1] + len(solid.vertices)]),
        np.concatenate([solid.part, core.part]),
        np.concatenate([solid.border_mm, core.border_mm]),
    )
    if not vents:
        return both
    return subtracted(both, [_vent(carving, vertices, k, vents, vent_mm, wall) for k in range(vents)])


def _vent(
    carving: Carving, core: NDArray[np.float64], number: int, count: int, vent_mm: float, wall: float
) -> object:
    """Return a cylinder from the skin side into the core, along the skin's normal, in the core's low side."""
    skin = carving.skin.ask(core)
    floor = skin.mm - carving.clearance_mm < wall + 0.6 * carving.step_mm
    flat = core[floor] if floor.any() else core
    middle = flat.mean(axis=0)
    spread = np.linalg.svd(flat - middle, full_matrices=False)[2][0]
    along = (flat - middle) @ spread
    goal = middle + spread * float(np.quantile(along, (number + 0.5) / count) if count > 1 else 0.0)
    at = flat[np.argmin(np.linalg.norm(flat - goal, axis=1))]
    way = carving.skin.ask(at[None]).normals[0]
    return cylinder(at - way * wall / 2.0, way, vent_mm / 2.0, 2.0 * wall + 2.0 * carving.step_mm)
