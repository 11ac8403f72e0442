"""Shapes whose answers are known."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contralateral.anatomy import Scan, Units

Mesh = tuple[NDArray[np.float64], NDArray[np.int64]]


def ball(radius: float, depth: int) -> Mesh:
    """A sphere of 20 * 4**depth triangles."""
    import trimesh

    made = trimesh.creation.icosphere(subdivisions=depth, radius=radius)
    return np.asarray(made.vertices, np.float64), np.asarray(made.faces, np.int64)


def tube(radius: float, height: float, around: int = 60, rows: int = 60) -> Mesh:
    """A cylinder along z, open at both ends."""
    angle, level = np.meshgrid(np.arange(around) / around * 2 * np.pi, np.linspace(0, height, rows + 1))
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle), level], axis=-1).reshape(-1, 3)
    corner = (np.arange(rows)[:, None] * around + np.arange(around)).ravel()
    right = corner - corner % around + (corner + 1) % around
    lower = np.stack([corner, right, right + around], axis=1)
    return points, np.concatenate([lower, np.stack([corner, right + around, corner + around], axis=1)])


def without(mesh: Mesh, center: NDArray[np.float64], radius: float) -> Mesh:
    """The mesh without the faces that come near a point."""
    vertices, faces = mesh
    out = np.linalg.norm(vertices - center, axis=1) < radius
    return vertices, faces[~out[faces].any(axis=1)]


def joined(*meshes: Mesh) -> Mesh:
    starts = np.cumsum([0] + [len(vertices) for vertices, _ in meshes])
    faces = [faces + start for (_, faces), start in zip(meshes, starts[:-1], strict=True)]
    return np.concatenate([vertices for vertices, _ in meshes]), np.concatenate(faces)


def scan(mesh: Mesh) -> Scan:
    return Scan(*mesh, "", Units("mm", 1.0, "stated"))


def write(path: Path, mesh: Mesh, **options: object) -> Path:
    """Write a file of the kind that its name ends in."""
    import trimesh

    trimesh.Trimesh(*mesh, process=False).export(path, **options)
    return path
