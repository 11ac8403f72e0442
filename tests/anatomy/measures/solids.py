"""Solids whose measures are known in closed form, as surfaces with a plane of symmetry and its axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy import Orientation, Surface, surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEFT, FRONT, UP = np.diag([-1.0, 1.0, 1.0])
AXES = Orientation(up=UP, front=FRONT, left=LEFT, how="stated")


@dataclass(frozen=True)
class Plane:
    normal: NDArray[np.float64]
    offset_mm: float = 0.0
    angle_ci_deg: float = 0.1
    offset_ci_mm: float = 0.2


MIDDLE = Plane(LEFT)


def turned(axes: Orientation, turn: NDArray[np.float64]) -> Orientation:
    return Orientation(turn @ axes.up, turn @ axes.front, turn @ axes.left, axes.how)


def rotation(seed: int) -> NDArray[np.float64]:
    q, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))
    return q * np.sign(np.linalg.det(q))


def ball(radius: float = 150.0, count: int = 20_000) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """A sphere of points on a spiral: nothing in it is mirrored by anything else in it."""
    from scipy.spatial import ConvexHull

    i = np.arange(count) + 0.5
    height, around = 1.0 - 2.0 * i / count, np.pi * (1.0 + 5.0**0.5) * i
    flat = np.sqrt(1.0 - height**2)
    points = np.stack([flat * np.cos(around), flat * np.sin(around), height], axis=1)
    faces = ConvexHull(points).simplices.astype(np.int64)
    a, b, c = (points[faces[:, k]] for k in range(3))
    inward = np.einsum("ij,ij->i", np.cross(b - a, c - a), a) < 0
    faces[inward] = faces[inward][:, ::-1]
    return radius * points, faces


def flattened(direction: NDArray[np.float64], height: float, radius: float = 150.0) -> Surface:
    """A sphere from which a cap of a height is cut off: pi h² (3 R - h) / 3 are missing."""
    points, faces = ball(radius)
    direction = direction / np.linalg.norm(direction)
    beyond = np.maximum(points @ direction - (radius - height), 0.0)
    return surface(points - np.outer(beyond, direction), faces)


def cap_ml(height: float, radius: float = 150.0) -> float:
    return np.pi * height**2 * (3.0 * radius - height) / 3.0 / 1000.0


def skull(shear: float, half: tuple[float, float, float] = (70.0, 90.0, 80.0)) -> Surface:
    """An ellipsoid sheared to the front by its left: plagiocephaly that has a formula."""
    points, faces = ball(1.0)
    points = points * np.array(half)
    points[:, 1] += shear * (points @ LEFT)
    return surface(points, faces)


def diagonals(shear: float, degrees: float = 30.0) -> tuple[float, float]:
    """Both diagonals of the equator of `skull`, to the front left and to the front right."""
    found = []
    for sign in (1.0, -1.0):
        x, y = sign * np.sin(np.radians(degrees)), np.cos(np.radians(degrees))
        found.append(2.0 / np.hypot(x / 70.0, (y - shear * x) / 90.0))
    return found[0], found[1]


def column(twist_deg: float, shift_mm: float = 0.0, height: float = 500.0) -> Surface:
    """An elliptic column that turns and shifts evenly from its foot to its top, open at both ends."""
    rows, around = 120, 160
    z, angle = np.linspace(0.0, height, rows), np.linspace(0.0, 2.0 * np.pi, around, endpoint=False)
    z, angle = np.meshgrid(z, angle + 0.013, indexing="ij")
    x, y = 160.0 * np.cos(angle), 100.0 * np.sin(angle)
    turn = np.radians(twist_deg) * z / height
    points = np.stack(
        [np.cos(turn) * x - np.sin(turn) * y - shift_mm * z / height, np.sin(turn) * x + np.cos(turn) * y, z],
        axis=-1,
    )
    row, col = np.arange(rows - 1)[:, None] * around, np.arange(around)[None, :]
    a, b = row + col, row + (col + 1) % around
    c, d = a + around, b + around
    faces = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([b, d, c], -1).reshape(-1, 3)])
    return surface(points.reshape(-1, 3), faces)


def moved(body: Surface, turn: NDArray[np.float64], by: NDArray[np.float64]) -> Surface:
    return surface(body.vertices @ turn.T + by, body.faces)


def noisy(body: Surface, sd_mm: float, seed: int) -> Surface:
    noise = np.random.default_rng(seed).normal(0.0, sd_mm, (len(body.vertices), 1))
    return surface(body.vertices + noise * body.normals, body.faces)


def uneven(body: Surface, sd_mm: float, seed: int, reach_mm: float = 35.0) -> Surface:
    """A body with natural asymmetry: a smooth random field along its normals, waves of about a reach."""
    draw = np.random.default_rng(seed)
    waves = draw.normal(0.0, 1.0 / reach_mm, (200, 3))
    phase = draw.uniform(0.0, 2.0 * np.pi, 200)
    field = np.sqrt(2.0 / 200.0) * np.cos(body.vertices @ waves.T + phase).sum(axis=1)
    return surface(body.vertices + sd_mm * field[:, None] * body.normals, body.faces)
