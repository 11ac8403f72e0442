"""What the affected side lacks, vertex by vertex, and which vertices are neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.deviation import NEAR_MM, REACH_MM, mirrored, mirrored_directions

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from contralateral.anatomy.deviation import Deviation, PlaneLike
    from contralateral.anatomy.nearest import Nearest
    from contralateral.anatomy.surface import Surface

__all__ = ["Lack", "lack", "neighbours"]

SMOOTH_MM = 5.0
"""Radius over which the map is averaged before it is judged: noise falls, a lesion does not."""


@dataclass(frozen=True, slots=True)
class Lack:
    """The same question asked from both sides: where does the affected side lack volume?"""

    mm: NDArray[np.float64]
    """(n,) smoothed; + where the affected side lies inside the mirror of the other; NaN unknown."""
    raw_mm: NDArray[np.float64]
    """(n,) the same, not smoothed."""
    partner: NDArray[np.int64]
    """(n,) the vertex of the other side that answers this one."""
    normals: NDArray[np.float64]
    """(n, 3) unit, of the surface where the mirrored vertex meets it."""
    on_affected: NDArray[np.bool_]
    """(n,) whether the vertex lies on the affected side."""
    filled: NDArray[np.bool_]
    """(n,) whether the vertex or its partner was made by filling a hole."""
    links: csr_array
    """(n, n) which vertices are neighbours, on the surface or as partners."""


def neighbours(surface: Surface) -> csr_array:
    """Return which vertices share an edge, (n, n) of ones, symmetric."""
    from scipy.sparse import csr_array

    n, faces = len(surface.vertices), surface.faces
    start = np.concatenate([faces[:, 0], faces[:, 1], faces[:, 2]])
    end = np.concatenate([faces[:, 1], faces[:, 2], faces[:, 0]])
    ones = np.ones(2 * len(start), np.float32)
    table = csr_array((ones, (np.concatenate([start, end]), np.concatenate([end, start]))), shape=(n, n))
    table.data[:] = 1.0
    return table


def lack(surface: Surface, plane: PlaneLike, deviation: Deviation, nearest: Nearest, sign: float) -> Lack:
    """Return what the affected side lacks; `sign` is +1 where it lies along the plane's normal, else -1.

    Filled holes take part here (and are flagged), because a volume needs them; in the map they are unknown.
    """
    from scipy.sparse import csr_array

    vertices = surface.vertices
    found = nearest.ask(mirrored(vertices, plane.normal, plane.offset_mm))
    distance = deviation.distance_mm.copy()
    filled = surface.filled | found.filled
    facing = np.einsum("ij,ij->i", mirrored_directions(surface.normals, plane.normal), found.normals)
    size = np.abs(found.signed_mm)
    usable = filled & ~found.open & ((facing > 0) | (size < NEAR_MM)) & (size <= REACH_MM)
    distance[usable] = found.signed_mm[usable]
    on_affected = sign * (vertices @ plane.normal - plane.offset_mm) > 0
    amount = np.where(on_affected, -distance, distance)
    edges = neighbours(surface)
    known = np.isfinite(amount)
    ones = np.ones(int(known.sum()), np.float32)
    across = csr_array((ones, (np.flatnonzero(known), found.vertex[known])), shape=edges.shape)
    links = edges + across + across.T
    return Lack(
        _smoothed(amount, surface, edges), amount, found.vertex, found.normals, on_affected, filled, links
    )


def _smoothed(amount: NDArray[np.float64], surface: Surface, edges: csr_array) -> NDArray[np.float64]:
    """Average with the neighbours until about SMOOTH_MM are reached; what is unknown stays so and tells nothing."""
    known = np.isfinite(amount).astype(np.float64)
    spacing = np.sqrt(np.median(surface.areas[surface.areas > 0])) if (surface.areas > 0).any() else 1.0
    passes = int(np.clip(np.ceil((SMOOTH_MM / spacing) ** 2 / 2.0), 1, 12))
    value = np.nan_to_num(amount)
    weight = known * surface.areas
    for _ in range(passes):
        total = weight + edges @ weight
        value = np.divide(
            weight * value + edges @ (weight * value), total, out=np.zeros_like(value), where=total > 0
        )
    return np.where(known > 0, value, np.nan)
