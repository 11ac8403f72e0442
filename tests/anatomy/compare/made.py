"""Two scans of a made body, with all that happened between them known."""

import numpy as np
from benchmarks.bodies import body
from benchmarks.bodies.sample import sampled
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from contralateral.anatomy import Orientation, Surface, surface

NOISE_MM = 0.3
LEFT, FRONT, UP = np.array([1.0, 0, 0]), np.array([0, -1.0, 0]), np.array([0, 0, 1.0])
WAY = Orientation(UP, FRONT, LEFT, "stated")


def fine(name: str) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """The body's points, their normals, and its faces."""
    one = body(name)
    return one.fine, one.normals, one.faces


def bump(name: str, at: NDArray[np.float64], peak_mm: float, width_mm: float) -> NDArray[np.float64]:
    """The body's points with a bell raised (or pressed in) where its surface is nearest to `at`."""
    points, normals, _ = fine(name)
    middle = points[np.linalg.norm(points - at, axis=1).argmin()]
    far = np.linalg.norm(points - middle, axis=1)
    return points + normals * (peak_mm * np.exp(-((far / width_mm) ** 2)))[:, None]


def volume_ml(before: NDArray[np.float64], after: NDArray[np.float64], faces: NDArray[np.int64]) -> float:
    """The volume gained between two shapes of the same faces, by the divergence of each with its openings alike."""
    inside = [
        np.einsum("ij,ij->i", p[faces[:, 0]], np.cross(p[faces[:, 1]], p[faces[:, 2]])).sum() / 6
        for p in (before, after)
    ]
    return float(inside[1] - inside[0]) / 1000


def scanned(
    name: str,
    seed: int,
    *,
    points: NDArray[np.float64] | None = None,
    turn: NDArray[np.float64] | None = None,
    move: tuple[float, float, float] = (0.0, 0.0, 0.0),
    grown: float = 1.0,
    vertices: int = 12_000,
    noise_mm: float = NOISE_MM,
    hole: tuple[NDArray[np.float64], float] | None = None,
) -> Surface:
    """A scan of the body: vertices of its own, noise, then grown about the origin, turned and moved."""
    draw = np.random.default_rng(seed)
    base = body(name)
    faces, triangle, weights = sampled(base, np.ones(len(base.coarse_faces), bool), vertices, draw)
    shape = base.fine if points is None else points
    at = np.einsum("ij,ijk->ik", weights, shape[base.faces[triangle]])
    at += draw.normal(0, noise_mm, (len(at), 1)) * surface(at, faces).normals
    if hole:
        out = np.linalg.norm(at - hole[0], axis=1) < hole[1]
        faces = faces[~out[faces].any(axis=1)]
    turn = np.eye(3) if turn is None else turn
    return surface(grown * at @ turn.T + np.array(move), faces)


def any_turn(seed: int) -> NDArray[np.float64]:
    return Rotation.random(rng=np.random.default_rng(seed)).as_matrix()


def degrees_apart(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(np.degrees(np.arccos(np.clip((np.trace(one.T @ other) - 1) / 2, -1, 1))))
