"""A device as triangles, each vertex with the face of the device that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BACK", "CUT", "FRONT", "HOLLOW", "RIM", "Solid", "shells"]

BACK, FRONT, RIM, CUT, HOLLOW = 0, 1, 2, 3, 4
"""Faces of a device: towards the skin, away from it, the edge between, made by an edit, the wall of a hollow."""


@dataclass(frozen=True, slots=True)
class Solid:
    """Closed triangles in mm, axes of the scan."""

    vertices: NDArray[np.float64]
    """(n, 3)"""
    faces: NDArray[np.int64]
    """(m, 3) outward."""
    part: NDArray[np.int8]
    """(n,) BACK, FRONT, RIM, CUT or HOLLOW."""
    border_mm: NDArray[np.float64]
    """(n,) how far inside the patch's border the skin under the vertex is."""

    @property
    def volume_mm3(self) -> float:
        """Volume inside, mm³."""
        middle = self.vertices.mean(axis=0) if len(self.vertices) else 0.0
        a, b, c = (self.vertices[self.faces[:, k]] - middle for k in range(3))
        return float(np.einsum("ij,ij->", a, np.cross(b, c))) / 6.0

    @property
    def area_mm2(self) -> float:
        """Surface, mm²."""
        a, b, c = (self.vertices[self.faces[:, k]] for k in range(3))
        return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum()) / 2.0


def shells(faces: NDArray[np.int64], n: int) -> tuple[int, int]:
    """Return how many closed shells the faces (m, 3) over n vertices make, and the sum of their genera.

    By Euler's formula over each; right for edges that join two faces each, which the checks prove apart.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    used = np.unique(faces)
    pairs = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    edges = len(np.unique(np.sort(pairs, axis=1) @ np.array([n, 1])))
    joined = csr_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    _, label = connected_components(joined, False)
    count = len(np.unique(label[used]))
    euler = len(used) - edges + len(faces)
    return count, (2 * count - euler) // 2
