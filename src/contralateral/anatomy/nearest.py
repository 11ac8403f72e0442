"""The nearest place of a surface: how far a point lies outside it, and whether that place was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.anatomy.edges import border_edges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.surface import Surface

__all__ = ["EXACT_UP_TO", "Found", "Nearest"]

EXACT_UP_TO = 200_000
"""Vertices up to which triangles are searched (libigl). Beyond, the nearest vertex and its tangent plane are: at
such a density they differ by less than the noise of a scanner, and a million points take one second and not five."""

EDGE = 1e-6
"""Weight below which a corner does not share in a nearest point."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is nearest to each of k points."""

    signed_mm: NDArray[np.float64]
    """(k,) distance, + where the point lies outside the surface."""
    normals: NDArray[np.float64]
    """(k, 3) unit, of the surface at the nearest place, between the normals of its corners."""
    vertex: NDArray[np.int64]
    """(k,) the nearest corner of the nearest triangle."""
    open: NDArray[np.bool_]
    """(k,) whether the nearest place is on an open border: what lies beyond was not seen."""
    filled: NDArray[np.bool_]
    """(k,) whether the nearest place was made by filling a hole, or is the rim of one that was filled."""
    place: NDArray[np.float64]
    """(k, 3) the nearest place; where vertices are searched, the foot on the tangent plane."""


class Nearest:
    """One surface, made ready to be asked often. The mirrored side is asked by mirroring the question."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._exact = len(surface.vertices) <= EXACT_UP_TO and len(surface.faces) > 0
        self._tree: Any
        self.ends = surface.border
        """(n,) whether the surface ends at a vertex: borders, but for those of holes that were filled."""
        if surface.filled.any() or surface.holes:
            self.ends = np.zeros_like(surface.border)
            self.ends[border_edges(surface.faces, len(surface.vertices)).ravel()] = True
        if self._exact:
            import igl

            self._tree = igl.AABB()
            self._tree.init(surface.vertices, surface.faces)
        else:
            from scipy.spatial import cKDTree

            self._tree = cKDTree(surface.vertices, balanced_tree=False, compact_nodes=False)
            self._normals = _smooth(surface)

    def ask(self, points: NDArray[np.float64]) -> Found:
        """Return what is nearest to points (k, 3) in mm."""
        points = np.ascontiguousarray(points, np.float64)
        return self._triangles(points) if self._exact else self._vertices(points)

    def _triangles(self, points: NDArray[np.float64]) -> Found:
        s = self._surface
        square, face, place = self._tree.squared_distance(s.vertices, s.faces, points)
        corners = s.faces[face]
        weights = _weights(place, s.vertices[corners])
        normals = _unit(np.einsum("kc,kcx->kx", weights, s.normals[corners]))
        outside = np.einsum("kx,kx->k", points - place, normals) >= 0
        shares = weights > EDGE
        return Found(
            np.where(outside, 1.0, -1.0) * np.sqrt(square),
            normals,
            corners[np.arange(len(corners)), weights.argmax(axis=1)],
            (self.ends[corners] | ~shares).all(axis=1),
            (s.filled[corners] & shares).any(axis=1)
            | (s.border[corners] & ~self.ends[corners] | ~shares).all(axis=1),
            place,
        )

    def _vertices(self, points: NDArray[np.float64]) -> Found:
        """Take the distance to the nearest vertex, less what it stands aside from the foot of the point.

        Sideways it can be no farther than its share of the surface reaches, whatever noise does to its normal.
        """
        s = self._surface
        order = _neighbours_first(points)
        far, vertex = np.zeros(len(points)), np.zeros(len(points), np.int64)
        far[order], vertex[order] = self._tree.query(points[order])
        normals = self._normals[vertex]
        along = np.einsum("kx,kx->k", points - s.vertices[vertex], normals)
        square = far * far
        aside = np.minimum(square - along * along, s.areas[vertex] / 2.0)
        size = np.sqrt(np.maximum(square - aside, 0.0))
        signed = np.where(along >= 0, size, -size)
        return Found(
            signed,
            normals,
            vertex,
            self.ends[vertex],
            s.filled[vertex] | (s.border & ~self.ends)[vertex],
            points - signed[:, None] * normals,
        )


def _neighbours_first(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return an order in which points that follow each other are near each other: a tree is three times as fast so."""
    cells = np.floor(points / 16.0).astype(np.int64)
    cells -= cells.min(axis=0, initial=0)
    keys = (cells[:, 0] << 40) + (cells[:, 1] << 20) + cells[:, 2]
    return np.argsort(keys, kind="stable")


def _smooth(surface: Surface) -> NDArray[np.float64]:
    """Return normals averaged with those of the neighbours: where vertices are dense, noise turns single ones about."""
    faces, n, normals = surface.faces, len(surface.vertices), surface.normals
    for _ in range(2 if len(faces) else 0):
        of_face = normals[faces[:, 0]] + normals[faces[:, 1]] + normals[faces[:, 2]]
        total = np.zeros_like(normals)
        for axis in range(3):
            for corner in range(3):
                total[:, axis] += np.bincount(faces[:, corner], of_face[:, axis], n)
        normals = _unit(total)
    return normals


def _weights(points: NDArray[np.float64], corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights (k, 3) with which three corners (k, 3, 3) make up points on their triangles."""
    a, b, c = (corners[:, i] for i in range(3))
    u, v, w = b - a, c - a, points - a
    uu, uv, vv = (np.einsum("kx,kx->k", *pair) for pair in ((u, u), (u, v), (v, v)))
    wu, wv = np.einsum("kx,kx->k", w, u), np.einsum("kx,kx->k", w, v)
    whole = uu * vv - uv * uv
    whole = np.where(whole > 0, whole, 1.0)
    second, third = (vv * wu - uv * wv) / whole, (uu * wv - uv * wu) / whole
    weights: NDArray[np.float64] = np.clip(np.stack([1.0 - second - third, second, third], axis=1), 0.0, 1.0)
    return weights


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = np.zeros_like(vectors)
    np.divide(vectors, length, out=unit, where=length > 0)
    return unit
