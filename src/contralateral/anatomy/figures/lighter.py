"""A subject with as many triangles as a picture can show: millions are joined where they lie close."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from contralateral.anatomy.figures.subject import Subject

__all__ = ["ENOUGH_FACES", "lighter"]

#: A page is 1,500 pixels wide: half a million triangles are smaller than its pixels.
ENOUGH_FACES = 600_000


def lighter(subject: Subject, enough: int = ENOUGH_FACES) -> Subject:
    """Return a subject of about ``enough`` triangles, or the same where it has no more.

    Vertices in one cell of a grid become one at their middle. Where one of them is unknown, it is: a picture never
    shows more than was seen.
    """
    if len(subject.faces) <= enough:
        return subject
    corners = subject.vertices[subject.faces]
    area = (
        np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum()
        / 2.0
    )
    # A surface crosses about 1.5 cells for each square of its size, and has two triangles a vertex.
    cell = np.sqrt(3.0 * area / enough)
    at = np.floor((subject.vertices - subject.vertices.min(axis=0)) / cell).astype(np.int64)
    size = at.max(axis=0) + 1
    key = (at[:, 0] * size[1] + at[:, 1]) * size[2] + at[:, 2]
    _, where, count = np.unique(key, return_inverse=True, return_counts=True)
    vertices = np.stack(
        [np.bincount(where, subject.vertices[:, axis], len(count)) / count for axis in range(3)], axis=1
    )
    normals = np.zeros_like(vertices)
    for axis in range(3):
        normals[:, axis] = np.bincount(where, subject.normals[:, axis], len(count))
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    np.divide(normals, length, out=normals, where=length > 0)
    distance = (
        np.bincount(where, subject.distance_mm, len(count)) / count
    )  # one unknown makes the sum unknown
    faces = where[subject.faces]
    kept = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    faces = faces[kept]
    corners = vertices[faces]
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    folded = np.einsum("ij,ij->i", facing, normals[faces].sum(axis=1)) < 0
    faces[folded] = faces[folded][:, ::-1]  # what was folded over while it was joined looks outward again
    return replace(subject, vertices=vertices, normals=normals, distance_mm=distance, faces=faces)
