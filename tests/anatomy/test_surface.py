"""Normals, areas and borders of arrays known to be good."""

import numpy as np

from contralateral.anatomy import surface
from tests.anatomy.shapes import ball


def test_a_ball_has_its_area_outward_normals_and_no_border() -> None:
    made = surface(*ball(50.0, 4))
    assert abs(made.areas.sum() / (4 * np.pi * 50**2) - 1) < 0.005
    assert (np.einsum("ij,ij->i", made.normals, made.vertices) / 50 > 0.999).all()
    assert not made.border.any()
    assert not made.filled.any()


def test_the_border_is_the_edge_of_a_half() -> None:
    vertices, faces = ball(50.0, 4)
    half = faces[(vertices[faces][:, :, 2] >= 0).all(axis=1)]
    made = surface(vertices, half)
    used = np.unique(half)
    assert made.border[used].any()
    assert np.abs(vertices[made.border][:, 2]).max() < 6
    assert not made.border[vertices[:, 2] > 6].any()
    assert (made.areas[np.setdiff1d(np.arange(len(vertices)), used)] == 0).all()
