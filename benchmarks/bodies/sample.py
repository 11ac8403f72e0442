"""Sample a symmetric body as a scanner does: no vertex has a mirror twin, and triangles differ from side to side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import igl
import numpy as np

if TYPE_CHECKING:
    from benchmarks.bodies.body import Body
    from numpy.typing import NDArray

__all__ = ["cut", "refine", "sampled"]


def cut(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], keep: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the indices (k,) of the vertices that faces kept by ``keep`` (m,) use, and those faces renumbered."""
    kept, index = np.unique(faces[keep], return_inverse=True)
    return kept, index.reshape(-1, 3).astype(np.int64)


def refine(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], count: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Halve long edges, chosen with chance in it, until the mesh has ``count`` vertices; it stays conforming."""
    while len(vertices) < count:
        corners = np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2)
        edges, index = np.unique(np.sort(corners, axis=1), axis=0, return_inverse=True)
        index = index.reshape(-1, 3)
        length = np.linalg.norm(vertices[edges[:, 0]] - vertices[edges[:, 1]], axis=1)
        length *= rng.uniform(0.75, 1.25, len(length))
        take = min(count - len(vertices), len(edges))
        chosen = np.argpartition(-length, take - 1)[:take]
        number = np.full(len(edges), -1)
        number[chosen] = len(vertices) + np.arange(take)
        vertices = np.vstack([vertices, vertices[edges[chosen]].mean(axis=1)])
        faces = _split(faces, number[index])
    return vertices, faces


def _split(faces: NDArray[np.int64], middle: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return faces cut at the new vertices ``middle`` (m, 3) of their edges, -1 where an edge is whole."""
    marks = (middle >= 0).sum(axis=1)
    # Turned so that the first edge is cut, and with two cut ones the third is whole.
    turn = np.argmax(middle >= 0, axis=1)
    turn[marks == 2] = (np.argmin(middle[marks == 2] >= 0, axis=1) + 1) % 3
    order = (turn[:, None] + np.arange(3)) % 3
    a, b, c = np.take_along_axis(faces, order, 1).T
    ab, bc, ca = np.take_along_axis(middle, order, 1).T
    parts = [faces[marks == 0]]
    for number, shapes in (
        (1, ((a, ab, c), (ab, b, c))),
        (2, ((ab, b, bc), (a, ab, bc), (a, bc, c))),
        (3, ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))),
    ):
        parts += [np.stack(shape, axis=1)[marks == number] for shape in shapes]
    return np.concatenate(parts)


def sampled(
    body: Body, keep: NDArray[np.bool_], count: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return faces (f, 3) of a sample of ``count`` points, with the fine triangle and the weights in it of each point.

    keep : (m,) bool, the coarse faces to be sampled. The sample has at least the vertices that these use.
    """
    used, faces = cut(body.coarse, body.coarse_faces, keep)
    vertices, faces = refine(body.coarse[used], faces, count, rng)
    corners = vertices[faces]
    edge = np.linalg.norm(corners - np.roll(corners, -1, axis=1), axis=2).min(axis=1)
    room = np.full(len(vertices), np.inf)
    np.minimum.at(room, faces.ravel(), np.repeat(edge, 3))
    moved = vertices + rng.uniform(-0.28, 0.28, vertices.shape) * room[:, None]
    _, triangle, point = igl.point_mesh_squared_distance(moved, body.fine, body.faces)
    a, b, c = body.fine[body.faces[triangle]].transpose(1, 0, 2)
    weights = igl.barycentric_coordinates(
        np.ascontiguousarray(point), np.ascontiguousarray(a), np.ascontiguousarray(b), np.ascontiguousarray(c)
    )
    # Points beyond an open border all fall on the same corners of it, on both sides: a little into the triangle.
    weights = 0.98 * weights + 0.02 * rng.dirichlet(np.ones(3), len(weights))
    return faces, triangle.astype(np.int64), weights
