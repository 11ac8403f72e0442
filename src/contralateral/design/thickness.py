"""How thick a solid is, measured on its triangles: from each place of one face to the nearest of the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.surface import Surface
from contralateral.design.fields import Sheet
from contralateral.design.solid import BACK, CUT, FRONT, HOLLOW, RIM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.design.solid import Solid

__all__ = ["Thickness", "across", "thickness"]


@dataclass(frozen=True, slots=True)
class Thickness:
    """Thickness by vertex and what follows from it."""

    mm: NDArray[np.float64]
    """(n,) to the nearest place of the face across, NaN on rims and cuts."""
    wall_mm: float | None
    """The least of it farther from the border than the feather."""
    edge_mm: float | None
    """What 95 % of the border stay below."""
    greatest_mm: float | None


def across(solid: Solid) -> NDArray[np.float64]:
    """Return the distance (n,) mm from each vertex to the nearest place of the face across; NaN on rims and cuts."""
    far = np.full(len(solid.vertices), np.nan)
    pairs = [(BACK, FRONT), (FRONT, BACK)]
    if (solid.part == HOLLOW).any():
        pairs += [(HOLLOW, FRONT), (HOLLOW, BACK)]
    for here, there in pairs:
        face = _face(solid, there, here)
        at = solid.part == here
        if face is None or not at.any():
            continue
        far[at] = np.fmin(far[at], np.abs(Sheet(face).ask(solid.vertices[at]).mm))
    return far


def thickness(solid: Solid, feather_mm: float, cut_reach_mm: float) -> Thickness:
    """Measure a solid. Faces across: back and front; with a hollow, each of them and the hollow's wall."""
    from scipy.spatial import cKDTree

    far = across(solid)
    sure = np.isfinite(far) & (solid.border_mm > feather_mm)
    cut = solid.part == CUT
    if cut.any():
        near, _ = cKDTree(solid.vertices[cut]).query(solid.vertices, distance_upper_bound=cut_reach_mm)
        sure &= ~np.isfinite(near)
    wall = float(far[sure].min()) if sure.any() else None
    return Thickness(far, wall, _edge(solid, far), float(np.nanmax(far)) if np.isfinite(far).any() else None)


def _face(solid: Solid, which: int, across: int) -> Surface | None:
    """Return the triangles of a face up to the rim, without any that reach the face across."""
    parts = solid.part[solid.faces]
    keep = (parts == which).any(axis=1) & ~(parts == across).any(axis=1)
    faces = solid.faces[keep]
    if not len(faces):
        return None
    n = len(solid.vertices)
    none = np.zeros(n, bool)
    return Surface(solid.vertices, faces, np.zeros((n, 3)), np.ones(n), none, none)


def _edge(solid: Solid, far: NDArray[np.float64]) -> float | None:
    """Return the thickness at the border: of the front's vertices that touch the rim."""
    rim = solid.part == RIM
    if not rim.any():
        return None
    touching = np.zeros(len(far), bool)
    at_rim = rim[solid.faces].any(axis=1)
    touching[solid.faces[at_rim].ravel()] = True
    values = far[touching & np.isin(solid.part, (FRONT, BACK)) & np.isfinite(far)]
    return float(np.quantile(values, 0.95)) if len(values) else None
