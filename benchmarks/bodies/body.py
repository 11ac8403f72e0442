"""The shipped bodies, exactly symmetric in x = 0: x to the patient's left, -y to the front, z up, in mm."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import igl
import numpy as np
import trimesh
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LEFT_UP_FRONT", "Body", "body", "globe"]

FOLDER = Path(__file__).parents[2] / "tests" / "data" / "bodies"
LEFT_UP_FRONT = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])


@dataclass(frozen=True, slots=True)
class Body:
    """A symmetric surface: coarse, to start samples from, and fine, which is the truth."""

    coarse: NDArray[np.float64]  # (n, 3)
    coarse_faces: NDArray[np.int64]
    fine: NDArray[np.float64]  # (m, 3) one Loop subdivision on
    faces: NDArray[np.int64]
    normals: NDArray[np.float64]  # (m, 3)
    areas: NDArray[np.float64]  # (m,) mm2 that a vertex stands for
    twin: NDArray[np.int64]  # (m,) the vertex that is the mirror image
    landmarks: dict[str, NDArray[np.float64]]


@lru_cache(maxsize=8)
def body(name: str) -> Body:
    """Return a shipped body: trunk_female, trunk_male, head_infant, head_adult."""
    mesh = trimesh.load(FOLDER / f"{name}.ply", process=False)
    told = json.loads((FOLDER / "landmarks.json").read_text("utf-8"))[name]
    marks = {key: np.array(point) for key, point in told.items()}
    for key in [key for key in marks if key.endswith("_left")]:
        marks[key.replace("_left", "_right")] = marks[key] * [-1, 1, 1]
    return _made(np.asarray(mesh.vertices, np.float64), np.asarray(mesh.faces, np.int64), marks)


@lru_cache(maxsize=1)
def globe(radius_mm: float = 60.0) -> Body:
    """Return a sphere, which has no plane of its own."""
    ball = trimesh.creation.icosphere(subdivisions=4, radius=radius_mm)
    return _made(np.asarray(ball.vertices), np.asarray(ball.faces, np.int64), {})


def _made(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], marks: dict[str, NDArray[np.float64]]
) -> Body:
    fine, fine_faces = trimesh.remesh.subdivide_loop(vertices, faces, iterations=1)
    # At a vertex where two open borders meet, Loop's border rule has no neighbour to take and throws the point away.
    square, _, near = igl.point_mesh_squared_distance(fine, vertices, faces)
    thrown = square > 3.0**2
    fine[thrown] = near[thrown]
    far, twin = cKDTree(fine).query(fine * [-1, 1, 1])
    if far.max() > 1e-6:
        raise ValueError(f"the body is not symmetric: {far.max():.3g} mm")
    mesh = trimesh.Trimesh(fine, fine_faces, process=False)
    areas = np.bincount(fine_faces.ravel(), np.repeat(mesh.area_faces / 3, 3), len(fine))
    return Body(vertices, faces, fine, fine_faces, np.array(mesh.vertex_normals), areas, twin, marks)
