"""The clean surface that everything after works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.edges import edges_of
from contralateral.anatomy.openings import Hole, openings
from contralateral.anatomy.units import span

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Hole", "Surface", "surface"]


@dataclass(frozen=True, slots=True)
class Surface:
    """Triangles that turn one way, with what is known of each vertex."""

    vertices: NDArray[np.float64]
    """(n, 3) millimetres, in the axes of the file."""
    faces: NDArray[np.int64]
    """(m, 3), seen from outside counter-clockwise."""
    normals: NDArray[np.float64]
    """(n, 3) unit, outward, weighted by the area of the faces around; zero where a vertex has no face."""
    areas: NDArray[np.float64]
    """(n,) mm²: a third of each face around."""
    border: NDArray[np.bool_]
    """(n,) whether the vertex lies on an open border of the scan as given."""
    filled: NDArray[np.bool_]
    """(n,) whether the vertex was made by filling a hole."""
    holes: tuple[Hole, ...] = ()
    """Openings in what was scanned."""
    crops: tuple[Hole, ...] = ()
    """Openings where the scan ends: the cut of a trunk, the edge of a chest. They are no holes."""
    colors: NDArray[np.uint8] | None = None
    """(n, 4) or None."""
    warnings: tuple[str, ...] = ()


def surface(vertices: NDArray[np.float64], faces: NDArray[np.int64]) -> Surface:
    """Return arrays that are known to be good as a surface, with its normals, areas and borders.

    `vertices` (n, 3) mm and `faces` (m, 3) are taken as they are: no repair, no search for pieces.
    """
    vertices = np.ascontiguousarray(vertices, np.float64)
    faces = np.ascontiguousarray(faces, np.int64)
    normals, areas = normals_and_areas(vertices, faces)
    edges = edges_of(faces, len(vertices)).border
    border = np.zeros(len(vertices), bool)
    border[edges.ravel()] = True
    holes, crops = openings(vertices, normals, edges, float(areas.sum()), span(vertices[areas > 0]))
    return Surface(vertices, faces, normals, areas, border, np.zeros(len(vertices), bool), holes, crops)


def normals_and_areas(
    vertices: NDArray[np.float64], faces: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the unit normal (n, 3) and the area in mm² (n,) of each vertex, both by the faces around it."""
    n = len(vertices)
    areas = np.zeros(n)
    normals = np.zeros((n, 3))
    for start in range(0, len(faces), 1 << 20):  # in pieces: millions of faces would take gigabytes at once
        part = faces[start : start + (1 << 20)]
        a, b, c = (vertices[part[:, corner]] for corner in range(3))
        twice = np.cross(b - a, c - a)
        sixth = np.linalg.norm(twice, axis=1) / 6.0
        for corner in range(3):
            at = part[:, corner]
            areas += np.bincount(at, sixth, n)
            for axis in range(3):
                normals[:, axis] += np.bincount(at, twice[:, axis], n)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    np.divide(normals, length, out=normals, where=length > 0)
    return normals, areas
