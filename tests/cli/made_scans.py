"""Scans that are made for tests: a head whose vault is skewed by a known amount above an even face and neck."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import trimesh
from scipy.optimize import least_squares
from scipy.spatial import cKDTree

from contralateral.anatomy import surface
from contralateral.anatomy.orientation import stated
from contralateral.anatomy.parts import part

if TYPE_CHECKING:
    from pathlib import Path

#: Half the length, width and height of the vault, mm.
_LONG, _WIDE, _TALL = 92.0, 74.0, 82.0
#: A level of the vault, along up.
LEVEL_MM = 30.0


def head(path: Path, *, skew: float = 0.03, seed: int = 1, turned: np.ndarray | None = None) -> Path:
    """Write a head of 20,000 triangles; up +z, facing -y, its left +x; the format is that of the name.

    The vault's radius is (1 + skew sin 2a) times the even one, a from the front to the left on the sphere it is made
    of. With a skew above 0 the diagonal from front left to back right is the longer one: the head is flat at its left
    back. Below the brows it is nearly even. Noise of 0.2 mm and a millimetre of natural difference lie over it: a made
    body must not be more even than a real one.
    """
    points, faces = _shape(skew, seed)
    way, draw = (
        np.asarray(trimesh.creation.icosphere(subdivisions=5).vertices),
        np.random.default_rng([seed, 1]),
    )
    points = points + way * draw.normal(scale=0.2, size=len(points))[:, None]
    if turned is not None:
        points = points @ turned.T
    trimesh.Trimesh(points, faces, process=False).export(path)
    return path


def _shape(skew: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return vertices and faces of the head that is scanned, natural difference included and noise not."""
    ball = trimesh.creation.icosphere(subdivisions=5)
    way = np.asarray(ball.vertices)
    points = way * [_WIDE, _LONG, _TALL]
    a = np.arctan2(way[:, 0], -way[:, 1])
    share = 1.0 / (
        1.0 + np.exp(-(points[:, 2] - 0.0) / 12.0)
    )  # of the skew: the vault has all of it, the face none
    points[:, :2] *= (1.0 + skew * share * np.sin(2.0 * a))[:, None]
    for center, height, reach in (
        ([0.0, -92.0, -22.0], 22.0, 13.0),  # nose
        ([0.0, -82.0, -62.0], 12.0, 22.0),  # chin
        ([74.0, 5.0, -20.0], 14.0, 12.0),  # ears
        ([-74.0, 5.0, -20.0], 14.0, 12.0),
        ([30.0, -84.0, 5.0], -5.0, 14.0),  # eyes
        ([-30.0, -84.0, 5.0], -5.0, 14.0),
    ):
        away = ((points - center) ** 2).sum(axis=1)
        points = points + way * (height * np.exp(-away / (2.0 * reach**2)))[:, None]
    draw = np.random.default_rng(seed)
    waves = sum(np.cos(way @ draw.normal(size=3) * 4.0 + draw.uniform(0, 6)) for _ in range(8))
    return points + way * 0.25 * waves[:, None], np.asarray(ball.faces)


def cva_mm(skew: float, seed: int = 1) -> float:
    """Return the difference of the diagonals of such a head at LEVEL_MM, measured on the shape that is scanned.

    Natural difference turns the plane of its base by some tenths of a degree, and the foot of the skew turns it too:
    what is true of this head is told about the plane that mirrors the base best. Edges are cut at the level, and a
    ray's radius is read between the crossings next to it: nothing of the product but the base's border.
    """
    points, faces = _shape(skew, seed)
    normal, offset = _plane(points, faces)
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    start, end = points[edges[:, 0]], points[edges[:, 1]]
    passes = (start[:, 2] < LEVEL_MM) != (end[:, 2] < LEVEL_MM)
    start, end = start[passes], end[passes]
    met = start + ((LEVEL_MM - start[:, 2]) / (end[:, 2] - start[:, 2]))[:, None] * (end - start)
    left = normal[:2] / np.linalg.norm(normal[:2])
    aside = met[:, :2] @ left - (offset - LEVEL_MM * normal[2]) / np.linalg.norm(normal[:2])
    flat = np.stack([aside, met[:, :2] @ [left[1], -left[0]]], axis=1)  # to the left, to the front
    middle = 0.0

    def radius(degrees: float) -> float:
        arm = flat - [0.0, middle]
        angle = np.degrees(np.arctan2(arm[:, 0], arm[:, 1]))  # from the front to the left
        order = np.argsort(angle)
        return float(np.interp(degrees, angle[order], np.hypot(*arm[order].T), period=360.0))

    for _ in range(4):  # midway between front and back, on the plane
        middle = middle + 0.5 * (radius(0.0) - radius(180.0))
    one, other = (radius(d) + radius(d + 180.0) for d in (30.0, -30.0))
    return abs(one - other)


def _plane(points: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the plane that mirrors the base best, by least squares over vertices and the twins they are made with."""
    made = surface(points, faces)
    ball = np.asarray(trimesh.creation.icosphere(subdivisions=5).vertices)
    twin = cKDTree(ball).query(ball * [-1.0, 1.0, 1.0])[1]
    base = part(made, "skull_base", stated("z", "-y"))
    base &= base[twin]
    here, there, out = points[base], points[twin][base], made.normals[base]

    def apart(by: np.ndarray) -> np.ndarray:
        normal = np.array([1.0, by[0], by[1]]) / np.sqrt(1.0 + by[0] ** 2 + by[1] ** 2)
        image = there - 2.0 * (there @ normal - by[2])[:, None] * normal
        return np.einsum("ij,ij->i", here - image, out)

    by = least_squares(apart, np.zeros(3)).x
    return np.array([1.0, by[0], by[1]]) / np.sqrt(1.0 + by[0] ** 2 + by[1] ** 2), float(by[2])
