"""Faces that all turn one way, and outward."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.bodies import labels_of
from contralateral.anatomy.edges import edge_keys, edges_of, used_vertices

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["outward", "turned"]

_FLAT = 1e-3
"""A piece whose volume is under this share of its area to the power of 3/2 has no inside."""


def turned(faces: NDArray[np.int64], n: int) -> tuple[NDArray[np.bool_], bool]:
    """Return which of (m, 3) faces must turn so that neighbours agree, and whether all can.

    In each piece the smaller party turns. Not all can where the surface has one side only, as a Möbius strip has.
    """
    from scipy.sparse import coo_array, csgraph

    m = len(faces)
    keys = edge_keys(faces, n)
    order = keys.argsort()
    keys = keys[order]
    edges = keys >> 1
    same = edges[1:] == edges[:-1]
    pair = same.copy()  # an edge of exactly two faces says how they lie; one of three or more says nothing
    pair[1:] &= ~same[:-1]
    pair[:-1] &= ~same[1:]
    at = np.flatnonzero(pair)
    left, right = order[at] % m, order[at + 1] % m
    twisted = (keys[at] & 1) == (keys[at + 1] & 1)
    # First the patches within which all agree, and then the patches against each other, each in both positions.
    good = ~twisted
    graph = coo_array((np.ones(good.sum(), np.int8), (left[good], right[good])), (m, m)).tocsr()
    count, patch = csgraph.connected_components(graph, directed=False)
    a, b = patch[left[twisted]], patch[right[twisted]]
    rows, columns = np.concatenate([a, a + count]), np.concatenate([b + count, b])
    both = coo_array((np.ones(len(rows), np.int8), (rows, columns)), (2 * count, 2 * count)).tocsr()
    position = csgraph.connected_components(both, directed=False)[1]
    can = not (position[:count] == position[count:]).any()
    upside = position[:count] > position[count:]
    piece = np.minimum(position[:count], position[count:])
    size = np.bincount(patch, minlength=count)
    turning = np.bincount(piece, size * upside)
    upside ^= (turning > np.bincount(piece, size) / 2)[piece]
    return upside[patch], can


def outward(vertices: NDArray[np.float64], faces: NDArray[np.int64]) -> tuple[NDArray[np.bool_], bool]:
    """Return which faces must turn so that each piece's volume is above zero, and whether every piece has an inside.

    Openings are closed for this by a fan to the middle of their borders.
    """
    n = len(vertices)
    labels = labels_of(faces, n)
    count = int(labels.max()) + 1
    used = used_vertices(faces, n)
    middle = np.zeros((count, 3))
    sizes = np.maximum(np.bincount(labels[used], minlength=count), 1)
    for axis in range(3):
        middle[:, axis] = np.bincount(labels[used], vertices[used, axis], count) / sizes
    volume = np.zeros(count)
    area = np.zeros(count)
    for start in range(0, len(faces), 1 << 20):
        part = faces[start : start + (1 << 20)]
        of = labels[part[:, 0]]
        a, b, c = (vertices[part[:, corner]] - middle[of] for corner in range(3))
        normal = np.cross(b, c)
        volume += np.bincount(of, np.einsum("ij,ij->i", a, normal) / 6, count)
        area += np.bincount(of, np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2, count)
    volume += _caps(vertices, edges_of(faces, n).border, labels, middle)
    of = labels[faces[:, 0]]
    return (volume < 0)[of], bool((np.abs(volume) >= _FLAT * area**1.5).all())


def _caps(
    vertices: NDArray[np.float64],
    border: NDArray[np.int64],
    labels: NDArray[np.int32],
    middle: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the volume under the fans that close the openings of each piece."""
    from scipy.sparse import coo_array, csgraph

    if len(border) == 0:
        return np.zeros(len(middle))
    corners, ends = np.unique(border, return_inverse=True)
    ends = ends.reshape(-1, 2)
    graph = coo_array((np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1])), (len(corners),) * 2).tocsr()
    count, loop = csgraph.connected_components(graph, directed=False)
    points = vertices[corners] - middle[labels[corners]]
    sizes = np.bincount(loop)
    tip = np.stack([np.bincount(loop, points[:, axis], count) / sizes for axis in range(3)], axis=1)
    a, b = points[ends[:, 0]], points[ends[:, 1]]
    under = np.einsum("ij,ij->i", tip[loop[ends[:, 0]]], np.cross(b, a)) / 6
    caps: NDArray[np.float64] = np.bincount(labels[border[:, 0]], under, len(middle)).astype(np.float64)
    return caps
