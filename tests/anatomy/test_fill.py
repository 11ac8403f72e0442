"""Holes are filled as the surface around them curves, and what was made is flagged."""

import numpy as np
import pytest

from contralateral.anatomy import surface
from contralateral.anatomy.clean import fill_holes
from contralateral.anatomy.openings import loops
from contralateral.anatomy.patch import patch
from tests.anatomy.shapes import ball, tube, without

POLE = np.array([0.0, 0.0, 100.0])


@pytest.mark.parametrize("radius", [15.0, 30.0, 60.0])
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_a_cap_of_a_ball_comes_back(radius: float, noise: float) -> None:
    """A flat lid over the largest would lie 20 mm too low."""
    vertices, faces = without(ball(100.0, 5), POLE, radius)
    rng = np.random.default_rng(0)
    given = surface(vertices + noise * rng.normal(size=vertices.shape), faces)
    made = fill_holes(given, largest_mm=200)
    off = np.linalg.norm(made.vertices[made.filled], axis=1) - 100
    assert made.filled.any()
    assert np.abs(off).max() < 1.2 + 3 * noise
    assert abs(off.mean()) < 0.4 + 0.5 * noise
    again = surface(made.vertices, made.faces)
    assert not again.border[again.areas > 0].any()
    assert made.areas.sum() == pytest.approx(4 * np.pi * 100**2, rel=0.01 + 0.05 * noise)


def test_what_was_there_stays_and_is_known_from_what_was_made() -> None:
    given = surface(*without(ball(100.0, 4), POLE, 30))
    made = fill_holes(given, largest_mm=200)
    n = len(given.vertices)
    assert np.array_equal(made.vertices[:n], given.vertices)
    assert np.array_equal(made.faces[: len(given.faces)], given.faces)
    assert np.array_equal(made.border[:n], given.border)
    assert made.filled[n:].all()
    assert not made.filled[:n].any()
    assert len(made.holes) == len(given.holes) == 1
    assert made.holes[0].area_mm2 == pytest.approx(
        surface(*ball(100.0, 4)).areas.sum() - given.areas.sum(), rel=0.01
    )
    assert made.holes[0].area_mm2 == pytest.approx(made.areas.sum() - given.areas.sum())


def test_wide_holes_and_the_ends_of_a_trunk_stay_open() -> None:
    mesh = without(
        without(tube(150, 500, 120, 120), np.array([150.0, 0, 250]), 60), np.array([-150.0, 0, 250]), 20
    )
    given = surface(*mesh)
    made = fill_holes(given, largest_mm=60)
    again = surface(made.vertices, made.faces)
    assert len(again.holes) == 1
    assert len(again.crops) == 2
    assert again.holes[0].center[0] > 140
    assert fill_holes(given, largest_mm=5) is given


def test_a_fill_follows_a_cylinder() -> None:
    made = fill_holes(
        surface(*without(tube(150, 500, 120, 120), np.array([150.0, 0, 250]), 40)), largest_mm=200
    )
    off = np.hypot(*made.vertices[made.filled][:, :2].T) - 150
    assert np.abs(off).max() < 0.8


def test_colours_of_what_was_made_are_grey() -> None:
    from dataclasses import replace

    given = surface(*without(ball(100.0, 4), POLE, 30))
    given = replace(given, colors=np.full((len(given.vertices), 4), 9, np.uint8))
    made = fill_holes(given, largest_mm=200)
    assert made.colors is not None
    assert made.colors.shape == (len(made.vertices), 4)
    assert (made.colors[made.filled, :3] == 128).all()


@pytest.mark.parametrize("seed", range(12))
def test_ragged_holes_are_closed_whole(seed: int) -> None:
    """Holes eaten out at random, with bays, tongues and points where they meet themselves."""
    vertices, faces = ball(100.0, 4)
    rng = np.random.default_rng(seed)
    out = np.zeros(len(faces), bool)
    middles = vertices[faces].mean(axis=1)
    for _ in range(14):
        at = middles[rng.integers(len(faces))]
        if at[2] > 20:
            out |= np.linalg.norm(middles - at, axis=1) < rng.uniform(4, 22)
    given = surface(vertices, faces[~out])
    made = fill_holes(given, largest_mm=500)
    again = surface(made.vertices, made.faces)
    left = [hole for hole in again.holes + again.crops if hole.area_mm2 > 1]
    assert len(left) <= len(given.crops)
    assert np.isfinite(made.vertices).all()
    assert np.linalg.norm(made.vertices[made.filled], axis=1) == pytest.approx(100, abs=12)


@pytest.mark.parametrize("points", [3, 4, 5, 8, 40])
def test_a_patch_closes_its_loop(points: int) -> None:
    angle = np.arange(points) / points * 2 * np.pi
    loop = np.stack([50 * np.cos(angle), 20 * np.sin(angle), 8 * np.cos(3 * angle)], axis=1)
    made, faces = patch(loop)
    assert set(faces.ravel().tolist()) == set(range(points + len(made)))
    corners = np.concatenate([loop, made])[faces]
    up = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 2]
    assert up.sum() / 2 == pytest.approx(0.5 * points * np.sin(2 * np.pi / points) * 50 * 20, rel=1e-6)


def test_a_loop_that_crosses_itself_in_its_plane_is_closed_on_a_circle() -> None:
    angle = np.arange(60) / 60 * 2 * np.pi
    loop = (
        np.stack([(1 + 0.3 * np.cos(angle)) * np.cos(2 * angle), np.sin(angle), np.sin(2 * angle)], axis=1)
        * 40
    )
    made, faces = patch(loop)
    assert len(faces) == 58 + 2 * len(made)


def test_loops_that_meet_at_a_point_are_two() -> None:
    found = loops(np.array([[0, 1], [1, 2], [2, 0], [2, 3], [3, 4], [4, 2]]))
    assert sorted(sorted(loop.tolist()) for loop in found) == [[0, 1, 2], [2, 3, 4]]
    assert loops(np.array([[0, 1], [1, 2]])) == []
