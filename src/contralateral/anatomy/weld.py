"""Points that are one, faces that are one, and faces that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.edges import edge_keys

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["compact", "drop_faces", "weld"]

_DIVIDED = 100_000
"""Thin faces whose neighbours are divided at most: one by one, and a scan has few."""

_PRIMES = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)


def weld(vertices: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (first, index): the first vertex of each place, and for each vertex which of those lies where it lies.

    Only equal coordinates are one place: what an STL repeats for each triangle, it repeats to the bit. Works by sorting
    one hash a vertex, several times faster than sorting three columns, and falls back on those if two hashes collide.
    """
    if len(vertices) == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    # Adding zero makes -0.0 and 0.0 the same bits.
    keys = _hash((vertices[:, axis] + 0.0).view(np.uint64) for axis in range(3))
    order = keys.argsort()
    keys = keys[order]
    new = np.ones(len(order), bool)
    collide = False
    for start in range(
        1, len(order), 1 << 20
    ):  # in pieces: the sorted points themselves would fill much memory
        stop = min(start + (1 << 20), len(order))
        here, before = vertices[order[start:stop]], vertices[order[start - 1 : stop - 1]]
        new[start:stop] = (here != before).any(axis=1)
        collide |= bool((new[start:stop] & (keys[start:stop] == keys[start - 1 : stop - 1])).any())
    if collide:
        _, first, index = np.unique(vertices, axis=0, return_index=True, return_inverse=True)
        return first, index.ravel()
    del keys
    if new.all():
        return np.arange(len(order)), np.arange(len(order))
    # The first of each place, in the order of the file: what lies together there is read together later.
    first = np.minimum.reduceat(order, np.flatnonzero(new))
    ranking = first.argsort()
    rank = np.zeros(len(first), np.int64)
    rank[ranking] = np.arange(len(first))
    index = np.zeros(len(order), np.int64)
    index[order] = rank[np.cumsum(new) - 1]
    return first[ranking], index


def drop_faces(vertices: NDArray[np.float64], faces: NDArray[np.int64]) -> tuple[NDArray[np.int64], int, int]:
    """Return the faces without those that cover nothing and those that are there already, and how many of each went.

    A face covers nothing when two of its corners are one, or when its height is a millionth of its longest side.
    """
    a, b, c = faces.T
    distinct = (a != b) & (b != c) & (c != a)
    faces = faces[distinct]
    thin = _thin(vertices, faces)
    if thin.any():
        faces = _without_thin(vertices, faces, thin)
    flat = int(len(distinct) - distinct.sum() + thin.sum())
    keys = _hash(iter(np.sort(faces, axis=1).view(np.uint64).T))
    found = np.sort(keys)
    if not (found[1:] == found[:-1]).any():
        return faces, flat, 0
    _, kept = np.unique(np.sort(faces, axis=1), axis=0, return_index=True)
    kept.sort()
    return faces[kept], flat, len(faces) - len(kept)


def compact(faces: NDArray[np.int64], n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (kept, faces): the vertices that a face uses, in their order, and the faces over those."""
    used = np.zeros(n, bool)
    used[faces.ravel()] = True
    where = np.cumsum(used) - 1
    return np.flatnonzero(used), where[faces]


def _without_thin(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], thin: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the faces without those marked, and no slit in their place.

    The corner of a thin face lies on its longest side; the neighbour behind that side is divided there. Where the
    neighbour is thin itself or divided already, the slit stays, and is an opening without area.
    """
    n, m = len(vertices), len(faces)
    bad = np.flatnonzero(thin)[:_DIVIDED]
    corners = vertices[faces[bad]]
    longest = np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2).argmax(axis=1)
    start, end, tip = (faces[bad, (longest + step) % 3] for step in range(3))
    wanted = np.minimum(start, end) * n + np.maximum(start, end)
    keys = edge_keys(faces, n) >> 1
    behind: dict[int, list[int]] = {}
    for side in np.flatnonzero(np.isin(keys, wanted)).tolist():
        if not thin[side % m]:
            behind.setdefault(int(keys[side]), []).append(side)
    faces = faces.copy()
    more: list[tuple[int, int, int]] = []
    divided: set[int] = set()
    for key, middle in zip(wanted.tolist(), tip.tolist(), strict=True):
        sides = behind.get(key, [])
        if len(sides) != 1 or sides[0] % m in divided:
            continue
        face, first = sides[0] % m, sides[0] // m
        a, b, c = np.roll(faces[face], -first).tolist()
        if middle != c:
            divided.add(face)
            faces[face] = a, middle, c
            more.append((middle, b, c))
    return np.concatenate([faces[~thin], np.array(more, np.int64).reshape(-1, 3)])


def _thin(vertices: NDArray[np.float64], faces: NDArray[np.int64]) -> NDArray[np.bool_]:
    thin = np.zeros(len(faces), bool)
    for start in range(0, len(faces), 1 << 20):
        part = faces[start : start + (1 << 20)]
        a, b, c = (vertices[part[:, corner]] for corner in range(3))
        ab, bc, ca = b - a, c - b, a - c
        longest = np.maximum(np.maximum(_squared(ab), _squared(bc)), _squared(ca))
        thin[start : start + len(part)] = _squared(np.cross(ab, ca)) <= 1e-12 * longest * longest
    return thin


def _squared(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    squared: NDArray[np.float64] = np.einsum("ij,ij->i", vectors, vectors)
    return squared


def _hash(columns: object) -> NDArray[np.uint64]:
    """Return one well mixed number for each row of three columns of 64 bits."""
    mixed: NDArray[np.uint64] | None = None
    for column, prime in zip(columns, _PRIMES, strict=True):  # type: ignore[call-overload]
        part = (column ^ (column >> np.uint64(32))) * np.uint64(prime)
        part ^= part >> np.uint64(29)
        if mixed is None:
            mixed = part
        else:
            mixed = (mixed * np.uint64(31)) ^ part
            mixed ^= mixed >> np.uint64(31)
    assert mixed is not None
    return mixed
