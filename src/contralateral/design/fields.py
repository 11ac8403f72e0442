"""Signed distances to parts of a surface: what a solid is carved from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.anatomy.surface import surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.surface import Surface

__all__ = ["SMOOTH_MM", "Asked", "Sheet", "cropped", "mirrored", "neighbours", "smoothed"]

SMOOTH_MM = 3.0
"""About how far fairing reaches: a scanner's noise is finer than this, a body's shape is not."""

STANDS = 4.0
"""How many times the usual noise, averaged with its neighbours, a shape stands up at least."""


def mirrored(
    points: NDArray[np.float64], normal: NDArray[np.float64], offset_mm: float
) -> NDArray[np.float64]:
    """Return points (n, 3) reflected in the plane `normal @ x == offset_mm`; twice is the identity."""
    return points - 2.0 * np.outer(points @ normal - offset_mm, normal)


def neighbours(faces: NDArray[np.int64], n: int) -> Any:
    """Return the averaging matrix (n, n): row i takes the mean of the vertices that share an edge with i."""
    from scipy.sparse import csr_matrix, diags

    pairs = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    ones = np.ones(len(pairs))
    joined = csr_matrix((ones, (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    joined = joined + joined.T
    joined.data[:] = 1.0
    degree = np.asarray(joined.sum(axis=1)).ravel()
    return diags(1.0 / np.maximum(degree, 1.0)) @ joined


def smoothed(surface_: Surface, *, reach_mm: float = SMOOTH_MM, detail: bool = False) -> Surface:
    """Return the surface without a scanner's noise: shape kept (Taubin's two steps), borders left where they are.

    `detail`: where what was smoothed away stands up from the noise together with its neighbours (a nipple, an ear),
    the scan is kept, with the least of fairing.
    """
    average = neighbours(surface_.faces, len(surface_.vertices))
    spacing = float(np.sqrt(surface_.areas.mean())) if len(surface_.areas) else 1.0
    rounds = int(np.clip(round((reach_mm / max(spacing, 1e-6)) ** 2), 1, 12))
    points = surface_.vertices.copy()
    free = ~surface_.border[:, None]
    least = points
    for number in range(rounds):
        for step in (0.5, -0.53):
            points = points + np.where(free, step * (average @ points - points), 0.0)
        least = points if number == 0 else least
    if detail and rounds > 1:
        points = points + _standing(surface_, points, average)[:, None] * (least - points)
    return surface(points, surface_.faces)


def _standing(surface_: Surface, points: NDArray[np.float64], average: Any) -> NDArray[np.float64]:
    """Return from 0 to 1 (n,) whether what was taken from the surface is a shape and not noise."""
    taken = np.einsum("ij,ij->i", surface_.vertices - points, surface_.normals)
    for _ in range(3):
        taken = average @ taken
    usual = 1.4826 * float(np.median(np.abs(taken))) + 1e-9
    share = np.clip(np.abs(taken) / usual / STANDS - 1.0, 0.0, 1.0)
    for _ in range(3):  # its foot with its top
        share = np.maximum(share, np.minimum(1.6 * (average @ share), 1.0))
    return np.asarray(average @ share, np.float64)


def cropped(
    surface_: Surface, keep: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return vertices, faces and the old index of each vertex of the faces that touch a kept vertex."""
    faces = surface_.faces[keep[surface_.faces].any(axis=1)]
    used = np.zeros(len(surface_.vertices), bool)
    used[faces.ravel()] = True
    old = np.flatnonzero(used)
    new = np.full(len(surface_.vertices), -1)
    new[old] = np.arange(len(old))
    return surface_.vertices[old], new[faces], old


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sheet answers for k points."""

    mm: NDArray[np.float64]
    """(k,) signed distance, + outside."""
    normals: NDArray[np.float64]
    """(k, 3) unit: the way in which the distance grows."""
    values: NDArray[np.float64]
    """(k, v) what was laid over the vertices, between the corners of the nearest triangle."""


class Sheet:
    """A piece of surface, made ready to be asked for distances and for values laid over it."""

    def __init__(self, piece: Surface, values: NDArray[np.float64] | None = None) -> None:
        import igl

        self.surface = piece
        self.values = (
            np.zeros((len(piece.vertices), 0)) if values is None else values.reshape(len(piece.vertices), -1)
        )
        self._faces = np.ascontiguousarray(piece.faces, np.int64)
        self._tree: Any = igl.AABB()
        self._tree.init(piece.vertices, self._faces)

    def ask(self, points: NDArray[np.float64]) -> Asked:
        """Return distances and values at points (k, 3) in mm."""
        points = np.ascontiguousarray(points, np.float64)
        if not len(points):
            return Asked(np.zeros(0), np.zeros((0, 3)), np.zeros((0, self.values.shape[1])))
        piece = self.surface
        square, face, place = self._tree.squared_distance(piece.vertices, self._faces, points)
        corners = self._faces[face]
        weights = _weights(place, piece.vertices[corners])
        normals = _unit(np.einsum("kc,kcx->kx", weights, piece.normals[corners]))
        away = points - place
        far = np.sqrt(np.maximum(square, 0.0))
        sign = np.where(np.einsum("kx,kx->k", away, normals) >= 0, 1.0, -1.0)
        # Off the surface the distance grows along the way to its foot; on it that way is rounding: the normal holds.
        straight = far > 0.05
        ways = np.where(straight[:, None], sign[:, None] * away / np.maximum(far, 1e-12)[:, None], normals)
        return Asked(sign * far, ways, np.einsum("kc,kcv->kv", weights, self.values[corners]))


def _weights(points: NDArray[np.float64], corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights (k, 3) with which three corners (k, 3, 3) make up points on their triangles."""
    a = corners[:, 0]
    u, v, w = corners[:, 1] - a, corners[:, 2] - a, points - a
    uu, uv, vv = (np.einsum("kx,kx->k", *pair) for pair in ((u, u), (u, v), (v, v)))
    wu, wv = np.einsum("kx,kx->k", w, u), np.einsum("kx,kx->k", w, v)
    whole = uu * vv - uv * uv
    whole = np.where(whole > 0, whole, 1.0)
    second, third = (vv * wu - uv * wv) / whole, (uu * wv - uv * wu) / whole
    weights: NDArray[np.float64] = np.clip(np.stack([1.0 - second - third, second, third], axis=1), 0.0, 1.0)
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = np.zeros_like(vectors)
    np.divide(vectors, length, out=unit, where=length > 0)
    return unit
