"""Helmets and covers."""

from __future__ import annotations

import numpy as np
import pytest
import trimesh

from contralateral.anatomy import Orientation, surface
from contralateral.design import NOT_CLEARED, Recipe, Seen, propose
from contralateral.design.fields import Sheet
from contralateral.design.remold import growth_mm
from contralateral.design.sheet import sheet
from tests.design.torsos import FRONT, LEFT, UP


def _seen(mesh: trimesh.Trimesh) -> Seen:
    return Seen(surface(mesh.vertices, mesh.faces), Orientation(UP, FRONT, LEFT, "stated"), LEFT, 0.0, ())


def _head() -> Seen:
    """An egg whose back is flattened on one side."""
    ball = trimesh.creation.icosphere(5, 1.0)
    points = ball.vertices * [62, 76, 62]
    flat = np.exp(-(((points[:, 0] - 35) / 30) ** 2)) * (points[:, 1] < 0)
    points[:, 1] *= 1 - 0.12 * flat
    return _seen(trimesh.Trimesh(points, ball.faces, process=False))


def test_a_helmet_touches_where_the_head_bulges_and_leaves_room_where_it_is_flat() -> None:
    seen = _head()
    made = propose(
        Recipe("remold", region="head", age_months=6, material="pp", clearance_mm=1.0, wall_mm=4.0), seen
    )
    assert made.passed, [c for c in made.checks if c.passed is False]
    inner = made.solid.vertices[made.solid.part == 0]
    gap = Sheet(seen.body).ask(inner[::7]).mm
    flat = (inner[::7, 0] > 20) & (inner[::7, 1] < -40)
    round_ = (inner[::7, 0] < -20) & (inner[::7, 1] < -40)
    assert gap.min() > 0.4
    assert np.median(gap[flat]) > np.median(gap[round_]) + 1.0


def test_a_helmet_says_that_it_is_not_cleared() -> None:
    made = propose(Recipe("remold", region="head", age_months=6, wall_mm=4.0, clearance_mm=1.0), _head())
    assert NOT_CLEARED in sheet(made, ("a.3mf",), draft=False)


def test_growth_falls_with_age() -> None:
    assert growth_mm(4, 12) > growth_mm(9, 12) > growth_mm(18, 12) > 0


def test_a_cover_is_the_mirror_image_of_the_limb() -> None:
    tube = trimesh.creation.cylinder(40, 300, sections=128).subdivide_to_size(6)
    points = np.asarray(tube.vertices) + np.array([90, 0, 0])
    points[:, 0] += 10 * np.sin(points[:, 2] / 60) * np.sin(np.arctan2(points[:, 1], points[:, 0] - 90))
    seen = _seen(trimesh.Trimesh(points, tube.faces, process=False))
    made = propose(
        Recipe("cover", wall_mm=3.0, low_mm=-100.0, high_mm=100.0, step_mm=1.5, material="tpu"), seen
    )
    assert made.passed, [c for c in made.checks if c.passed is False]
    assert made.facts["genus"] == 1
    assert (made.solid.vertices[:, 0] < 0).all()
    wall = 3.2  # what is asked with what is spared
    assert made.facts["volume_ml"] == pytest.approx(np.pi * (40**2 - (40 - wall) ** 2) * 200 / 1000, rel=0.06)
