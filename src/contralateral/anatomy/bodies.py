"""The pieces that a mesh falls into: which of them is the body, which float, and whether there are two bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.anatomy.edges import used_vertices
from contralateral.anatomy.units import span
from contralateral.errors import ScanRefused

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Kept", "keep_body", "labels_of"]

_SMALL = 0.01
"""Pieces under this share of the largest one's area are dust: the scanner's noise, or a hair."""
_BODY = 0.2
"""Pieces over this share that lie apart could be a second body."""
_NEAR = 0.05
"""Pieces within this share of the body's length belong to it: a scan torn at a fold has them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Which faces are the body's."""

    faces: NDArray[np.bool_]
    """(m,)"""
    pieces: int
    """How many pieces the body is in."""
    dropped: int
    """How many pieces floated, and were left out."""
    dropped_mm2: float


def labels_of(faces: NDArray[np.int64], n: int) -> NDArray[np.int32]:
    """Return for each of n vertices the number of its piece, those without faces each being one of their own."""
    from scipy.sparse import coo_array, csgraph

    start = faces[:, :2].T.ravel().astype(np.int32)
    end = faces[:, 1:].T.ravel().astype(np.int32)
    graph = coo_array((np.ones(len(start), np.int8), (start, end)), (n, n)).tocsr()
    labels: NDArray[np.int32] = csgraph.connected_components(graph, directed=False)[1]
    return labels


def keep_body(name: str, vertices: NDArray[np.float64], faces: NDArray[np.int64]) -> Kept:
    """Return which faces are the body's: the largest piece, and the pieces close to it that are no dust.

    Raises ScanRefused when a piece that lies apart is as large as a second body.
    """
    labels = labels_of(faces, len(vertices))[faces[:, 0]]
    a, b, c = (vertices[faces[:, corner]] for corner in range(3))
    areas = np.bincount(labels, np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2)
    del a, b, c
    numbers = np.flatnonzero(areas)
    if len(numbers) == 1:
        return Kept(np.ones(len(faces), bool), 1, 0, 0.0)
    largest = int(areas.argmax())
    keep = np.zeros(len(areas), bool)
    keep[largest] = True
    body = vertices[used_vertices(faces[labels == largest], len(vertices))]
    length = span(body)
    tree = _tree(body)
    for number in numbers[np.argsort(-areas[numbers])][1:]:
        if areas[number] < _SMALL * areas[largest]:
            break
        piece = vertices[used_vertices(faces[labels == number], len(vertices))]
        gap = float(tree.query(_some(piece))[0].min())
        if gap <= _NEAR * length:
            keep[number] = True
        elif areas[number] >= _BODY * areas[largest]:
            fault = f"Two bodies are in the file: one of {areas[largest] / 100:,.0f} cm² and one of "
            fault += f"{areas[number] / 100:,.0f} cm², {gap:,.0f} mm apart."
            raise ScanRefused(name, fault, "Export the body that is measured, alone.")
    lost = numbers[~keep[numbers]]
    return Kept(keep[labels], int(keep.sum()), len(lost), float(areas[lost].sum()))


def _tree(points: NDArray[np.float64]) -> Any:
    from scipy.spatial import cKDTree

    return cKDTree(_some(points))


def _some(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return points[:: max(1, len(points) // 100_000)]
