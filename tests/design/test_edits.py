"""Edits do what they say, and keep the solid closed."""

from __future__ import annotations

import numpy as np
import pytest
import trimesh

from contralateral.design import Design, propose
from contralateral.design.edits import edited
from contralateral.design.solid import FRONT, Solid, shells
from tests.design.torsos import recipe, seen


@pytest.fixture(scope="module")
def plain() -> Design:
    return propose(recipe(), seen())


def _top(solid: Solid) -> list[float]:
    front = solid.vertices[(solid.part == FRONT) & (solid.border_mm > 30)]
    return [float(v) for v in front[front[:, 1].argmax()]]


def _closed(solid: Solid) -> bool:
    return bool(trimesh.Trimesh(solid.vertices, solid.faces, process=False).is_watertight)


def test_pull_and_push_move_the_front_by_as_much(plain: Design) -> None:
    at = _top(plain.solid)
    for do, by in (("pull", 5.0), ("push", -5.0)):
        after = edited(plain.solid, ({"do": do, "at": at, "radius_mm": 30.0, "by_mm": 5.0},))
        moved = (after.vertices - plain.solid.vertices)[:, 1]
        assert moved[np.abs(moved).argmax()] == pytest.approx(by, rel=0.1)
        assert _closed(after)


def test_smooth_takes_a_bump_away(plain: Design) -> None:
    at = _top(plain.solid)
    bump = edited(plain.solid, ({"do": "pull", "at": at, "radius_mm": 8.0, "by_mm": 5.0},))
    flat = edited(bump, ({"do": "smooth", "at": at, "radius_mm": 20.0, "rounds": 60},))
    assert flat.volume_mm3 < bump.volume_mm3
    assert (
        np.abs(flat.vertices - plain.solid.vertices).max()
        < np.abs(bump.vertices - plain.solid.vertices).max()
    )


def test_offset_and_blend(plain: Design) -> None:
    thicker = edited(plain.solid, ({"do": "offset", "by_mm": 1.0},))
    assert thicker.volume_mm3 > plain.solid.volume_mm3 + 0.6 * 8000
    to = edited(plain.solid, ({"do": "blend", "at": _top(plain.solid), "radius_mm": 30.0, "to_mm": 30.0},))
    assert to.volume_mm3 < plain.solid.volume_mm3


def test_trim_and_split_leave_closed_parts(plain: Design) -> None:
    half = edited(plain.solid, ({"do": "trim_plane", "point": [-80.0, 0, 0], "normal": [0, 0, 1.0]},))
    assert half.vertices[:, 2].max() < 1e-3
    assert 0.3 < half.volume_mm3 / plain.solid.volume_mm3 < 0.7
    two = edited(plain.solid, ({"do": "split", "point": [-80.0, 0, 0], "normal": [0, 0, 1.0]},))
    assert shells(two.faces, len(two.vertices)) == (2, 0)
    ring = [[-80 + 30 * np.cos(t), 100.0, 30 * np.sin(t)] for t in np.linspace(0, 6.0, 24)]
    inner = edited(plain.solid, ({"do": "trim_curve", "points": ring},))
    assert np.ptp(inner.vertices[:, 2]) < 75
    assert all(map(_closed, (half, two, inner)))


def test_a_slot_and_a_vent_are_holes_through_and_letters_are_not(plain: Design) -> None:
    edits = (
        {"do": "slot", "at": [-80.0, 108.0, 52.0], "length_mm": 12.0, "width_mm": 3.0},
        {"do": "vent", "at": [-80.0, 108.0, -50.0], "diameter_mm": 4.0},
        {"do": "emboss", "text": "L8A", "at": [-80.0, 98.0, 0.0], "height_mm": 6.0, "depth_mm": 0.6},
    )
    made = propose(recipe(edits=edits), seen())
    by_name = {c.name: c for c in made.checks}
    for name in ("watertight", "manifold", "genus", "self_intersection", "min_wall"):
        assert by_name[name].passed, by_name[name]
    assert made.facts["genus"] == 2
    assert made.solid.volume_mm3 < plain.solid.volume_mm3
