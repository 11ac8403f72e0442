"""How large the space is, by another way than the product's: winding numbers and the scan before its noise.

Nothing of ``contralateral.design`` is asked but where the finished device ends: a point counts if it is inside the
mirror image, outside the skin by more than the clearance, and over the skin that the device's back lies on (or beside
it, as far as the recipe lets a shape lean out: two millimetres for each of height, and no more than it says).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import igl
import numpy as np
from scipy.spatial import cKDTree

from contralateral.design.solid import BACK

if TYPE_CHECKING:
    from benchmarks.bodies.scene import Scene
    from numpy.typing import NDArray

    from contralateral.design import Design

__all__ = ["space_ml"]

LEAN, LEAN_MOST = 2.0, 0.6


def space_ml(one: Scene, made: Design, clearance_mm: float, *, cell_mm: float = 1.8) -> float:
    """Return the millilitres between the mirror image and the skin less the clearance, under the device."""
    truth, faces = one.truth, np.ascontiguousarray(one.faces, np.int64)
    skin = truth.points
    image = skin - 2.0 * np.outer(skin @ truth.normal - truth.offset_mm, truth.normal)
    solid = made.solid
    frame = np.linalg.svd(solid.vertices - solid.vertices.mean(axis=0), full_matrices=False)[2]
    local = solid.vertices @ frame.T
    low, high = local.min(axis=0) - 4.0, local.max(axis=0) + 4.0
    axes = [np.arange(a + cell_mm / 2, b, cell_mm) for a, b in zip(low, high, strict=True)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3) @ frame
    points = points[_inside(image, faces[:, ::-1], points)]
    points = points[~_inside(skin, faces, points)]
    square, _, foot = igl.point_mesh_squared_distance(points, skin, faces)
    height = np.sqrt(square) - clearance_mm
    beside = _beside(made, foot)
    deepest = float(height[beside <= 0].max(initial=0.0))
    over = beside <= np.minimum(LEAN * height, LEAN_MOST * deepest)
    return float(((height > 0) & over).sum()) * cell_mm**3 / 1000.0


def _beside(made: Design, foot: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far (k,) mm skin lies outside of what the device's back covers; below zero under it."""
    solid = made.solid
    back = solid.vertices[solid.part == BACK]
    far, _ = cKDTree(back).query(foot)
    reach = 1.5 * (made.recipe.step_mm or 1.5)
    return np.asarray(far - reach, np.float64)


def _inside(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], points: NDArray[np.float64]
) -> NDArray[np.bool_]:
    found = igl.fast_winding_number(
        np.ascontiguousarray(vertices), np.ascontiguousarray(faces), np.ascontiguousarray(points)
    )
    return np.asarray(found > 0.5, bool)
