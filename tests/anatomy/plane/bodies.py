"""A body by formula: symmetric in x = 0, unlike in every other plane, meshed without regard to either."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from contralateral.anatomy import Surface, surface
from tests.anatomy.shapes import Mesh, ball

Motion = tuple[NDArray[np.float64], NDArray[np.float64]]


def body(seed: int = 0, *, lesion_mm: float = 0.0, noise_mm: float = 0.0, depth: int = 4) -> Mesh:
    """A trunk of about 340 by 220 by 560 mm with two breasts, one of which may be missing."""
    rng = np.random.default_rng(seed)
    at, faces = ball(1.0, depth)
    at = at @ Rotation.random(random_state=int(rng.integers(1 << 30))).as_matrix()
    x, y, z = at.T
    points = at * [170.0, 110.0, 280.0]
    front = (y > 0) * y
    breast = np.exp(-(((np.abs(x) - 0.4) / 0.22) ** 2) - ((z - 0.3) / 0.2) ** 2) * front
    points[:, 1] += (
        40.0 * breast - lesion_mm * breast * (x > 0) - 15.0 * np.sin(2.5 * z) + 12.0 * np.cos(3 * z)
    )
    points[:, 0] *= 1.0 + 0.15 * np.cos(4.0 * z)
    return points + noise_mm * rng.normal(size=points.shape), faces


def moved(mesh: Mesh, seed: int) -> tuple[Surface, NDArray[np.float64], float]:
    """The mesh turned and moved anyhow, with the normal and the offset that x = 0 has then."""
    rng = np.random.default_rng(seed)
    turn = Rotation.random(random_state=int(rng.integers(1 << 30))).as_matrix()
    shift = rng.uniform(-400.0, 400.0, 3)
    return surface(mesh[0] @ turn.T + shift, mesh[1]), turn[:, 0], float(turn[:, 0] @ shift)


def kept(mesh: Mesh, keep: NDArray[np.bool_]) -> Mesh:
    """The mesh of the vertices that are kept."""
    index = np.cumsum(keep) - 1
    return mesh[0][keep], index[mesh[1][keep[mesh[1]].all(axis=1)]]


def errors(
    found_normal: NDArray[np.float64],
    found_offset: float,
    made: Surface,
    normal: NDArray[np.float64],
    offset: float,
) -> tuple[float, float]:
    """Angle in degrees, and the distance of the planes in the middle of the surface in mm."""
    middle = made.areas @ made.vertices / made.areas.sum()
    side = np.sign(found_normal @ normal)
    angle = np.degrees(np.arctan2(np.linalg.norm(np.cross(found_normal, normal)), abs(found_normal @ normal)))
    return float(angle), float(
        abs(side * (found_normal @ middle - found_offset) - (normal @ middle - offset))
    )
