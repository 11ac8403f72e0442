"""Which faces meet at which edges: sorted keys, no walks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["border_edges", "edge_keys"]


def edge_keys(faces: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return one number for each side of each face, (3m,): the edge without its direction times 2, + 1 if it runs down.

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


def border_edges(faces: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return the edges that only one face has, (k, 2), in the direction in which that face runs along them."""
    keys = np.sort(edge_keys(faces, n))
    edges = keys >> 1
    first = np.ones(len(keys), bool)
    np.not_equal(edges[1:], edges[:-1], out=first[1:])
    alone = first.copy()
    alone[:-1] &= first[1:]
    keys = keys[alone]
    low, high = np.divmod(keys >> 1, max(n, 1))
    down = (keys & 1).astype(bool)
    return np.stack([np.where(down, high, low), np.where(down, low, high)], axis=1)
