"""Pads: as thick as prescribed, or as the map says."""

from __future__ import annotations

import numpy as np
import pytest

from contralateral.design import propose
from contralateral.design.solid import FRONT
from tests.design.torsos import recipe, seen

PLACE = {"kind": "pad", "at": (-80.0, 97.0, 0.0), "radius_mm": 55.0, "clearance_mm": 0.5}


@pytest.mark.parametrize("flat", [False, True])
def test_a_pad_is_as_thick_as_prescribed(flat: bool) -> None:
    made = propose(recipe(**PLACE, thickness_mm=12.0, flat=flat), seen())
    assert made.passed, [c for c in made.checks if c.passed is False]
    assert made.facts["thickness_greatest_mm"] == pytest.approx(12.0, abs=0.5)
    assert made.facts["edge_mm"] <= 0.6


def test_a_flat_pad_has_a_plane_in_its_middle() -> None:
    made = propose(recipe(**PLACE, thickness_mm=12.0, flat=True), seen())
    middle = made.solid.vertices[(made.solid.part == FRONT) & (made.solid.border_mm > 40)]
    assert np.linalg.svd(middle - middle.mean(axis=0))[1][2] / np.sqrt(len(middle)) < 0.6


def test_a_pad_from_the_map_fills_what_lacks() -> None:
    made = propose(recipe(kind="pad", clearance_mm=0.5), seen())
    assert made.passed, [c for c in made.checks if c.passed is False]
    assert 20 < made.facts["thickness_greatest_mm"] < 50
