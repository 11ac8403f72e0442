"""A dense scan thinned: what decides where a device lies and how it is carved needs no tenth of a millimetre."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.edges import border_edges
from contralateral.anatomy.surface import normals_and_areas

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.surface import Surface

__all__ = ["lighter"]

DENSE_MM2, LARGE_MM2, COARSE_MM2 = 1.2, 95_000.0, 5.0
"""Skin for each vertex below which a scan is thinned: to about a third of its vertices, again and again. On a body
larger than a face it is more, in proportion, up to the last: a torso of 100 thousand vertices is thinned, an ear is
not.
"""


def lighter(body: Surface, *, fine: bool = False) -> Surface:
    """Return the scan thinned, if it is dense; otherwise as it is.

    `fine`: no more than keeps a nipple or the rim of an ear.

    Vertices are chosen so that no two are neighbours and every other one has one of them beside it; those others go
    to it, and where three such groups meet lies a triangle. Groups are pieces of the surface itself, so that folds
    and thin places stay apart, which cells of a grid would join.
    """
    coarse = float(np.clip(body.areas.sum() / LARGE_MM2, DENSE_MM2, COARSE_MM2))
    dense = DENSE_MM2 if fine else coarse
    while len(body.faces) and float(body.areas[body.areas > 0].mean()) < dense:
        body = _thinned(body)
    return body


def _thinned(body: Surface) -> Surface:
    new = _groups(body.faces, len(body.vertices))
    faces = new[body.faces]
    a, b, c = faces.T
    faces = _single(faces[(a != b) & (b != c) & (c != a)])
    used = np.zeros(int(new.max()) + 1, bool)
    used[faces.ravel()] = True
    number = np.cumsum(used) - 1
    faces, n = number[faces], int(used.sum())
    kept = used[new]
    new = number[new]
    share = 1.0 / np.maximum(np.bincount(new[kept], minlength=n), 1)
    points = body.vertices[kept]
    vertices = np.stack([np.bincount(new[kept], points[:, k], n) * share for k in range(3)], axis=1)
    vertices = _out_again(vertices, points, body.normals[kept], new[kept], share)
    normals, areas = normals_and_areas(vertices, faces)
    border = np.zeros(n, bool)
    border[new[kept & body.border]] = True
    border[border_edges(faces, n).ravel()] = True
    # A group is what most of it is: what nobody saw does not grow by the thinning.
    filled = np.bincount(new[kept], body.filled[kept], n) * share > 0.5
    colors = None
    if body.colors is not None:
        colors = np.zeros((n, body.colors.shape[1]), np.uint8)
        some = np.flatnonzero(kept[: len(body.colors)])
        colors[new[some]] = body.colors[some]
    return replace(
        body,
        vertices=vertices,
        faces=faces,
        normals=normals,
        areas=areas,
        colors=colors,
        border=border,
        filled=filled,
    )


def _single(faces: NDArray[np.int64]) -> NDArray[np.int64]:
    """Leave out triangles (m, 3) that lie on each other: a group between two others has one on either side."""
    corners = np.sort(faces, axis=1)
    order = np.lexsort(corners.T)
    same = (corners[order][1:] == corners[order][:-1]).all(axis=1)
    twice = np.zeros(len(faces), bool)
    twice[order[1:][same]] = True
    twice[order[:-1][same]] = True
    return np.ascontiguousarray(faces[~twice])


def _groups(faces: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return the number of its group for each of n vertices. The order of choice is drawn, always the same."""
    from scipy.sparse import csr_matrix

    pairs = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    pairs = np.concatenate([pairs, pairs[:, ::-1]])
    joined = csr_matrix((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    near, start = joined.indices, joined.indptr[:-1].astype(np.int64)
    has = np.diff(joined.indptr) > 0
    rank = np.random.default_rng(0).permutation(n)

    def greatest(values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the greatest of the neighbours' values (n,), -1 without a neighbour."""
        found = np.full(n, -1)
        if len(near):
            found[has] = np.maximum.reduceat(values[near], start[has])
        return found

    open_, chosen = np.ones(n, bool), np.zeros(n, bool)
    while open_.any():
        best = open_ & (rank > greatest(np.where(open_, rank, -1)))
        chosen |= best
        open_ &= ~best & (greatest(best.astype(np.int64)) < 1)
    group = np.where(chosen, rank, greatest(np.where(chosen, rank, -1)))
    _, numbers = np.unique(group, return_inverse=True)
    return np.asarray(numbers, np.int64)


def _out_again(
    vertices: NDArray[np.float64],
    points: NDArray[np.float64],
    normals: NDArray[np.float64],
    group: NDArray[np.int64],
    share: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the means (n, 3) of groups of points (k, 3), moved back onto the curved skin that they fell below.

    On a paraboloid the plane that touches it at a point passes as far above the middle as the point lies below it:
    half of the way to these planes is the way back. Without it a torso thinned to five millimetres loses some
    hundredths of one, which over a chest is half a percent of a breast.
    """
    mean = np.stack([np.bincount(group, normals[:, k], len(vertices)) * share for k in range(3)], axis=1)
    mean /= np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9)
    facing = np.einsum("ij,ij->i", normals, mean[group])
    above = np.einsum("ij,ij->i", normals, points - vertices[group]) / np.maximum(facing, 0.5)
    return vertices + (0.5 * np.bincount(group, above, len(vertices)) * share)[:, None] * mean
