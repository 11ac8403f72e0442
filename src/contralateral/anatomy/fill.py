"""Holes are filled by a smooth patch that goes on as the surface around it curves, not by a flat lid.

The patch is cut into triangles as fine as the border's, and then bent so that its bending energy together with that of
the ring of faces around is least (a biharmonic surface: position and slope run on across the border). On a sphere this
gives back the cap that was lost; a flat lid would lose its whole volume.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.anatomy.patch import patch
from contralateral.anatomy.surface import Surface, normals_and_areas

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.openings import Hole

__all__ = ["fill_holes"]

_ROUNDS = 3
"""The weights of the bending energy depend on the shape that it gives; after three rounds it moves no more."""


def fill_holes(surface: Surface, *, largest_mm: float) -> Surface:
    """Return the surface with every hole filled whose mean width, its perimeter / π, is at most `largest_mm`.

    Vertices that a fill made are flagged in `filled`; vertices there before keep their places, and their `border`.
    Holes stay listed, each now with the area of its patch; where the scan ends (`crops`) nothing is filled.
    """
    near = surface.border[surface.faces].any(axis=1)
    around = surface.faces[near]
    vertices, faces, holes = [surface.vertices], [surface.faces], []
    n = len(surface.vertices)
    closed = 0
    for hole in surface.holes:
        if hole.perimeter_mm / np.pi > largest_mm:
            holes.append(hole)
            continue
        made, lid = _fill(surface, around, hole)
        old = lid < len(hole.border)
        faces.append(np.where(old, hole.border[np.where(old, lid, 0)], lid - len(hole.border) + n))
        vertices.append(made)
        corners = np.concatenate([surface.vertices[hole.border], made])[lid]
        area = (
            np.linalg.norm(
                np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1
            ).sum()
            / 2
        )
        holes.append(replace(hole, area_mm2=float(area)))
        n += len(made)
        closed += 1
    if not closed:
        return surface
    points, triangles = np.concatenate(vertices), np.concatenate(faces)
    normals, areas = normals_and_areas(points, triangles)
    new = n - len(surface.vertices)
    grey = np.array([[128, 128, 128, 255]], np.uint8).repeat(new, axis=0)
    colors = None if surface.colors is None else np.concatenate([surface.colors, grey])
    return replace(
        surface,
        vertices=points,
        faces=triangles,
        normals=normals,
        areas=areas,
        border=np.concatenate([surface.border, np.zeros(new, bool)]),
        filled=np.concatenate([surface.filled, np.ones(new, bool)]),
        holes=tuple(holes),
        colors=colors,
    )


def _fill(
    surface: Surface, around: NDArray[np.int64], hole: Hole
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the new vertices of a hole's patch, and its faces: indices into the border, and behind it the new ones."""
    k = len(hole.border)
    made, lid = patch(surface.vertices[hole.border])
    if len(made) == 0:
        return made, lid
    at = np.isin(around, hole.border)
    ring = around[at.any(axis=1)]
    others = np.setdiff1d(ring, hole.border)
    known = np.concatenate([hole.border, others])
    order = np.argsort(known, kind="stable")
    ring = order[np.searchsorted(known, ring, sorter=order)]
    # The border first, then what lies around, then the new vertices.
    triangles = np.concatenate([np.where(lid < k, lid, lid + len(others)), ring])
    points = np.concatenate([surface.vertices[known], made])
    return _bent(points, triangles, len(known), k)[len(known) :], lid


def _bent(
    points: NDArray[np.float64], triangles: NDArray[np.int64], fixed: int, border: int
) -> NDArray[np.float64]:
    """Return the points (n, 3) with those from `fixed` on moved to where the least bending is.

    The energy is of the free vertices and of the first `border` fixed ones: those whose whole surroundings are here.
    """
    from scipy.sparse import diags_array
    from scipy.sparse.linalg import splu

    whole = np.zeros(len(points), bool)
    whole[:border] = True
    whole[fixed:] = True
    for step in range(_ROUNDS + 1):
        laplacian, mass = _laplacian(points, triangles)
        if step == 0:  # where the patch begins, it spans the border like a film of soap
            energy = laplacian
        else:
            weight = np.where(whole, 1.0 / mass, 0.0)
            energy = (laplacian @ diags_array(weight) @ laplacian).tocsr()
        inner = energy[fixed:, fixed:].tocsc()
        points = points.copy()
        points[fixed:] = splu(inner).solve(-(energy[fixed:, :fixed] @ points[:fixed]))
    return points


def _laplacian(points: NDArray[np.float64], triangles: NDArray[np.int64]) -> tuple[Any, NDArray[np.float64]]:
    """Return the cotangent Laplacian (n, n), at rest positive, and the area that each point stands for."""
    from scipy.sparse import coo_array, diags_array

    n = len(points)
    corners = points[triangles]
    rows, columns, weights = [], [], []
    twice = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    floor = 1e-3 * float(np.median(twice))
    twice = np.maximum(twice, floor)
    for corner in range(3):
        here, left, right = (corners[:, (corner + step) % 3] for step in range(3))
        cotangent = np.einsum("ij,ij->i", left - here, right - here) / twice
        weight = np.clip(cotangent, -5.0, 20.0) / 2  # slivers would outweigh everything
        a, b = triangles[:, (corner + 1) % 3], triangles[:, (corner + 2) % 3]
        rows += [a, b]
        columns += [b, a]
        weights += [weight, weight]
    between = coo_array(
        (np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns))), (n, n)
    ).tocsr()
    mass = np.bincount(triangles.ravel(), np.repeat(twice / 6, 3), n)
    return (diags_array(between.sum(axis=1)) - between).tocsr(), np.maximum(mass, floor / 6)
