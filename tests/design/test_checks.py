"""The checks find what they are for."""

from __future__ import annotations

import numpy as np
import trimesh

from contralateral.design.crossing import crossings
from contralateral.design.solid import BACK, FRONT, Solid, shells
from contralateral.design.thickness import thickness


def _box(size: tuple[float, float, float]) -> trimesh.Trimesh:
    return trimesh.creation.box(size).subdivide().subdivide()


def test_two_boxes_that_pass_through_each_other_cross() -> None:
    one, other = _box((10, 10, 10)), _box((10, 10, 10))
    other.apply_translation([4.1, 3.3, 2.7])
    both = trimesh.util.concatenate([one, other])
    assert len(crossings(both.vertices, both.faces)) > 0
    other.apply_translation([20, 0, 0])
    apart = trimesh.util.concatenate([one, other])
    assert len(crossings(apart.vertices, apart.faces)) == 0


def test_one_large_triangle_through_many_small_ones_crosses() -> None:
    ball = trimesh.creation.icosphere(4, 10)
    points = np.concatenate([ball.vertices, [[-90.0, -80, 1.3], [90, -80, 1.3], [0, 90, 1.3]]])
    faces = np.concatenate([ball.faces, [[len(ball.vertices) + k for k in range(3)]]])
    assert len(crossings(points, faces)) > 20


def test_genus_of_a_ring_and_of_a_hollow() -> None:
    ring = trimesh.creation.torus(20, 4)
    assert shells(np.asarray(ring.faces), len(ring.vertices)) == (1, 1)
    ball = trimesh.util.concatenate([trimesh.creation.icosphere(2, 10), trimesh.creation.icosphere(2, 5)])
    assert shells(np.asarray(ball.faces), len(ball.vertices)) == (2, 0)


def test_a_slab_is_as_thick_as_it_is() -> None:
    box = _box((40, 40, 3))
    part = np.where(box.vertices[:, 2] > 0, FRONT, BACK).astype(np.int8)
    part[np.abs(box.vertices[:, 2]) < 1.4] = 2
    border = 20 - np.abs(box.vertices[:, :2]).max(axis=1)
    found = thickness(Solid(box.vertices, np.asarray(box.faces), part, border), 5.0, 3.0)
    assert found.wall_mm is not None
    assert abs(found.wall_mm - 3.0) < 1e-9
