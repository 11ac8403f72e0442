"""Cross-sections against shapes whose outline is known."""

from __future__ import annotations

import numpy as np
import trimesh

from contralateral.anatomy.figures.sections import section

_UP = np.array([0.0, 0.0, 1.0])


def test_the_section_of_a_ball_is_a_circle_of_the_radius_at_its_height() -> None:
    ball = trimesh.creation.icosphere(subdivisions=5, radius=50.0)
    lines = section(np.asarray(ball.vertices), np.asarray(ball.faces), _UP, 30.0)
    assert np.allclose(lines[..., 2], 30.0)
    radius = np.linalg.norm(lines[..., :2], axis=-1)
    assert np.allclose(radius, 40.0, atol=0.1)
    length = np.linalg.norm(lines[:, 0] - lines[:, 1], axis=1).sum()
    assert abs(length - 2 * np.pi * 40.0) < 0.5


def test_each_end_of_a_piece_is_the_end_of_another() -> None:
    ball = trimesh.creation.icosphere(subdivisions=3, radius=50.0)
    lines = section(np.asarray(ball.vertices), np.asarray(ball.faces), _UP, 0.0)  # through corners as well
    lines = lines[np.linalg.norm(lines[:, 0] - lines[:, 1], axis=1) > 1e-9]
    _, counts = np.unique(np.round(lines.reshape(-1, 3), 6), axis=0, return_counts=True)
    assert (counts == 2).all()


def test_a_level_beyond_the_surface_cuts_nothing() -> None:
    ball = trimesh.creation.icosphere(subdivisions=1)
    assert section(np.asarray(ball.vertices), np.asarray(ball.faces), _UP, 2.0).shape == (0, 2, 3)
