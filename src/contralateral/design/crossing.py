"""Do triangles of a mesh pass through each other? Pairs by nearness, then edges against triangles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from contralateral.design.fields import neighbours

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from contralateral.design.solid import Solid

__all__ = ["crossings", "untangled"]

LARGE = 3.0
"""Triangles with more than this many times the median radius are compared with everything near them, one by one."""

TOUCH = 1e-7
"""Barycentric slack: what meets at a corner within it is a touch, not a crossing."""


def crossings(vertices: NDArray[np.float64], faces: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the pairs (k, 2) of triangles that share no corner and cross each other."""
    pairs = _pairs(vertices, faces)
    parts = [pairs[start : start + 400_000] for start in range(0, len(pairs), 400_000)]
    return np.concatenate([np.zeros((0, 2), np.int64), *(_crossing(vertices, faces, part) for part in parts)])


def untangled(
    solid: Solid,
    settle: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    *,
    rounds: int = 12,
    most_mm: float = np.inf,
) -> Solid:
    """Return the solid with its vertices settled, and those of crossing triangles evened out among their neighbours.

    They are a few, at a thin rim. Each second round takes in one more ring of vertices around them. `settle` rounds
    vertices (n, 3) as they will be written: that alone can make slivers cross. `most_mm`: of one round's move, where
    triangles are as large as a cut made them.
    """
    faces, vertices = solid.faces, settle(solid.vertices)
    pairs = crossings(vertices, faces)
    if not len(pairs):
        return replace(solid, vertices=vertices)
    average = neighbours(faces, len(vertices))
    ever = np.zeros(len(vertices), bool)
    for round_ in range(rounds):
        at = np.zeros(len(vertices), bool)
        at[faces[pairs].ravel()] = True
        for _ in range(round_ // 2):
            at |= average @ at > 0
        move = 0.5 * ((average @ vertices)[at] - vertices[at])
        size = np.linalg.norm(move, axis=1, keepdims=True)
        vertices[at] = settle(vertices[at] + move * np.minimum(1.0, most_mm / np.maximum(size, 1e-12)))
        # What was moved can cross only what is near it.
        ever |= at
        some = np.flatnonzero(_near(vertices, faces, ever))
        pairs = some[crossings(vertices, faces[some])]
        if not len(pairs):
            break
    return replace(solid, vertices=vertices)


def _near(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], moved: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return the faces (m,) that come within the longest moved edge of a moved vertex."""
    from scipy.spatial import cKDTree

    mine = vertices[faces[moved[faces].any(axis=1)]]
    reach = 1.01 * float(np.linalg.norm(mine - np.roll(mine, 1, axis=1), axis=2).max())
    far, _ = cKDTree(vertices[moved]).query(vertices, distance_upper_bound=2.0 * reach)
    return np.asarray(np.isfinite(far)[faces].any(axis=1), bool)


def _pairs(vertices: NDArray[np.float64], faces: NDArray[np.int64]) -> NDArray[np.int64]:
    from scipy.spatial import cKDTree

    corners = vertices[faces]
    middle = corners.mean(axis=1)
    radius = np.linalg.norm(corners - middle[:, None], axis=2).max(axis=1)
    usual = float(np.quantile(radius, 0.9))
    small = np.flatnonzero(radius <= LARGE * usual)
    tree = cKDTree(middle[small])
    rows = []
    # In classes of size, so that a few wider triangles do not make every pair a candidate.
    wide = small[radius[small] > usual]
    near = cKDTree(middle[small[radius[small] <= usual]])
    fine = small[radius[small] <= usual]
    rows.append(fine[near.query_pairs(2.0 * usual, output_type="ndarray")])
    for some in (wide, np.flatnonzero(radius > LARGE * usual)):
        if not len(some):
            continue
        reach = radius[some] + (LARGE * usual)
        found = tree.query_ball_point(middle[some], reach)
        left = np.repeat(some, [len(f) for f in found])
        right = small[np.concatenate([np.asarray(f, np.int64) for f in found])] if len(left) else left
        rows.append(np.stack([left, right], axis=1))
    large = np.flatnonzero(radius > LARGE * usual)
    if len(large) > 1:
        first, second = np.triu_indices(len(large), 1)
        rows.append(np.stack([large[first], large[second]], axis=1))
    pairs = np.concatenate(rows).astype(np.int64)
    for axis in range(3):  # one after the other: most pairs fall out at once
        low, high = corners[:, :, axis].min(axis=1), corners[:, :, axis].max(axis=1)
        a, b = pairs.T
        pairs = pairs[(low[a] <= high[b]) & (low[b] <= high[a])]
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    a, b = pairs.T
    shared = np.zeros(len(pairs), bool)
    for one in range(3):
        for other in range(3):
            shared |= faces[a, one] == faces[b, other]
    keys = np.unique(pairs[~shared].min(axis=1) * len(faces) + pairs[~shared].max(axis=1))
    return np.stack([keys // len(faces), keys % len(faces)], axis=1)


def _crossing(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], pairs: NDArray[np.int64]
) -> NDArray[np.int64]:
    first, second = vertices[faces[pairs[:, 0]]], vertices[faces[pairs[:, 1]]]
    both = _straddles(first, second) & _straddles(second, first)
    first, second, pairs = first[both], second[both], pairs[both]
    hit = np.zeros(len(first), bool)
    for k in range(3):
        hit |= _pierces(first[:, k], first[:, (k + 1) % 3], second)
        hit |= _pierces(second[:, k], second[:, (k + 1) % 3], first)
    return pairs[hit]


def _straddles(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether corners of `one` lie on both sides of the plane of `other`, (k,)."""
    normal = np.cross(other[:, 1] - other[:, 0], other[:, 2] - other[:, 0])
    side = np.einsum("kcx,kx->kc", one - other[:, :1], normal)
    mixed: NDArray[np.bool_] = (side.max(axis=1) > 0) & (side.min(axis=1) < 0)
    return mixed


def _pierces(
    a: NDArray[np.float64], b: NDArray[np.float64], triangle: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return whether the segment a-b (k, 3) passes through the triangle (k, 3, 3): Möller and Trumbore's test."""
    e1, e2 = triangle[:, 1] - triangle[:, 0], triangle[:, 2] - triangle[:, 0]
    way = b - a
    p = np.cross(way, e2)
    det = np.einsum("kx,kx->k", e1, p)
    safe = np.where(np.abs(det) > 1e-15, det, np.inf)
    t = a - triangle[:, 0]
    u = np.einsum("kx,kx->k", t, p) / safe
    q = np.cross(t, e1)
    v = np.einsum("kx,kx->k", way, q) / safe
    w = np.einsum("kx,kx->k", e2, q) / safe
    low, high = TOUCH, 1.0 - TOUCH
    inside: NDArray[np.bool_] = (
        (u > low) & (v > low) & (u + v < high) & (w > low) & (w < high) & np.isfinite(safe)
    )
    return inside
