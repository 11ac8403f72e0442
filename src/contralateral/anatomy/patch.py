"""The triangles of a patch inside a loop, before it is bent: as fine as the loop's edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["patch"]

_MOST = 20_000
"""New vertices in one patch at most; a hole that needs more gets larger triangles."""


def patch(loop: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return new vertices (p, 3) and faces (q, 3) over the loop's k points followed by those, for a loop (k, 3).

    `loop` runs counter-clockwise; so do the faces. The triangles are made in the plane where the loop lies flattest; a
    loop that crosses itself there is laid on a circle instead, edge by edge.
    """
    k = len(loop)
    if k == 3:
        return np.zeros((0, 3)), np.array([[0, 1, 2]])
    flat = _flat(loop)
    for outline in (flat, _circle(loop)):
        inside, triangles = _triangulated(outline)
        if _closes(triangles, k, k + len(inside)):
            return _lifted(outline, inside, loop), triangles
    fan = np.stack([np.arange(k), np.roll(np.arange(k), -1), np.full(k, k)], axis=1)
    return loop.mean(axis=0, keepdims=True), fan


def _flat(loop: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the loop (k, 2) in the plane of its own enclosed area, counter-clockwise."""
    middle = loop - loop.mean(axis=0)
    normal = np.cross(middle, np.roll(middle, -1, axis=0)).sum(axis=0)
    axes = np.linalg.svd(normal[None, :])[2]
    u = axes[1]
    v = np.cross(normal / max(float(np.linalg.norm(normal)), 1e-300), u)
    return np.stack([middle @ u, middle @ v], axis=1)


def _circle(loop: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(np.roll(loop, -1, axis=0) - loop, axis=1)
    lengths = np.maximum(lengths, 1e-3 * lengths.mean())
    angle = 2 * np.pi * np.concatenate(([0.0], np.cumsum(lengths)[:-1])) / lengths.sum()
    radius = float(lengths.sum()) / (2 * np.pi)
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _triangulated(outline: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    from scipy.spatial import Delaunay, QhullError

    inside = _grid(outline)
    points = np.concatenate([outline, inside])
    try:
        triangles = Delaunay(points).simplices.astype(np.int64)
    except QhullError:
        return inside, np.zeros((0, 3), np.int64)
    corners = points[triangles]
    first, second = (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
    turn = first[0] * second[1] - first[1] * second[0]
    triangles = np.where((turn < 0)[:, None], triangles[:, ::-1], triangles)
    kept = _within(corners.mean(axis=1), outline) & (np.abs(turn) > 1e-12 * np.abs(turn).max(initial=0.0))
    return inside, triangles[kept]


def _grid(outline: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points of a triangular grid inside an outline, none nearer to it than half an edge."""
    ends = np.roll(outline, -1, axis=0)
    lengths = np.linalg.norm(ends - outline, axis=1)
    low, high = outline.min(axis=0), outline.max(axis=0)
    step = max(float(np.median(lengths)), float(np.sqrt(np.prod(high - low) / _MOST)))
    if step <= 0:
        return np.zeros((0, 2))
    rows = np.arange(low[1], high[1], step * np.sqrt(3) / 2)
    columns = np.arange(low[0], high[0] + step, step)
    x, y = np.meshgrid(columns, rows)
    x = x + (np.arange(len(rows)) % 2 * step / 2)[:, None]
    points = np.stack([x.ravel(), y.ravel()], axis=1)
    points = points[_within(points, outline)]
    if len(points) == 0:
        return points
    from scipy.spatial import cKDTree

    # Along each edge as many marks as keep them half a step apart: far from all marks is far from the outline.
    marks = np.concatenate(
        [
            a + np.linspace(0, 1, 1 + int(np.ceil(2 * size / step)))[:, None] * (b - a)
            for a, b, size in zip(outline, ends, lengths, strict=True)
        ]
    )
    apart: NDArray[np.float64] = cKDTree(marks).query(points)[0]
    return points[apart > 0.6 * step]


def _within(points: NDArray[np.float64], outline: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether each point (p, 2) lies inside the outline, by the parity of its crossings."""
    inside = np.zeros(len(points), bool)
    x, y = points[:, 0], points[:, 1]
    for (ax, ay), (bx, by) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        if ay != by:
            inside ^= ((ay > y) != (by > y)) & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return inside


def _closes(triangles: NDArray[np.int64], k: int, n: int) -> bool:
    """Whether the border of the triangles is exactly the loop 0, 1 ... k-1, and they leave out no vertex."""
    from contralateral.anatomy.edges import edges_of

    if len(triangles) == 0 or len(np.unique(triangles)) != n:
        return False
    edges = edges_of(triangles, n)
    wanted = np.stack([np.arange(k), np.roll(np.arange(k), -1)], axis=1)
    border = edges.border[np.argsort(edges.border[:, 0])]
    return edges.twisted == 0 and edges.crowded == 0 and np.array_equal(border, wanted)


def _lifted(
    outline: NDArray[np.float64], inside: NDArray[np.float64], loop: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the points inside (p, 2) in space: each the mean of the loop, weighted by nearness. A start, no more."""
    if len(inside) == 0:
        return np.zeros((0, 3))
    made = np.zeros((len(inside), 3))
    for start in range(0, len(inside), 2048):
        part = inside[start : start + 2048]
        weight = 1.0 / ((part[:, None, :] - outline[None, :, :]) ** 2).sum(axis=2) ** 1.5
        made[start : start + len(part)] = weight @ loop / weight.sum(axis=1, keepdims=True)
    return made
