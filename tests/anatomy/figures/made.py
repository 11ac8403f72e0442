"""A made body with a known map: an egg with a bulge on its left and what the mirror sees of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import trimesh

from contralateral.anatomy.figures import Subject
from contralateral.anatomy.surface import normals_and_areas

if TYPE_CHECKING:
    from contralateral.anatomy.scan import Region

#: The greatest deviation of the bulge, mm.
BULGE_MM = 8.0


@cache
def egg(region: Region = "chest", subdivisions: int = 4) -> Subject:
    """Return an egg of 150 by 190 by 140 mm, up +z, facing −y, its left +x; its top is unseen."""
    ball = trimesh.creation.icosphere(subdivisions=subdivisions)
    points = np.asarray(ball.vertices) * [75.0, 95.0, 70.0]
    outward = points / np.linalg.norm(points, axis=1)[:, None]
    bulge = _bulge(points, [60.0, -50.0, 10.0])
    distance = bulge - _bulge(points, [-60.0, -50.0, 10.0])
    distance[points[:, 2] > 55.0] = np.nan
    vertices, faces = points + outward * bulge[:, None], np.asarray(ball.faces, dtype=np.int64)
    return Subject(
        vertices=vertices,
        faces=faces,
        normals=normals_and_areas(vertices, faces)[0],
        distance_mm=distance,
        up=np.array([0.0, 0.0, 1.0]),
        front=np.array([0.0, -1.0, 0.0]),
        plane_normal=np.array([1.0, 0.0, 0.0]),
        plane_offset_mm=0.0,
        region=region,
        affected="left",
    )


def _bulge(points: np.ndarray, at: list[float]) -> np.ndarray:
    away = ((points - at) ** 2).sum(axis=1)
    shape = BULGE_MM * np.exp(-away / 25.0**2)
    return np.where(shape > 0.05, shape, 0.0)
