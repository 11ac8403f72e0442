"""Fewer triangles for a picture: the shape and the map stay, and the unknown never shrinks."""

from __future__ import annotations

import numpy as np
import pytest

from contralateral.anatomy.figures.lighter import lighter

from .made import egg


def test_a_subject_that_is_light_enough_stays_as_it_is() -> None:
    assert lighter(egg()) is egg()


@pytest.mark.parametrize("enough", [2_000, 8_000])
def test_the_shape_and_its_map_stay(enough: int) -> None:
    whole = egg("chest", 5)
    less = lighter(whole, enough)
    assert 0.4 * enough < len(less.faces) < 1.6 * enough
    assert np.allclose(less.vertices.min(axis=0), whole.vertices.min(axis=0), atol=4.0)
    assert np.allclose(less.vertices.max(axis=0), whole.vertices.max(axis=0), atol=4.0)
    assert np.nanmax(less.distance_mm) == pytest.approx(np.nanmax(whole.distance_mm), abs=1.0)
    assert np.nanmin(less.distance_mm) == pytest.approx(np.nanmin(whole.distance_mm), abs=1.0)


def test_the_unknown_stays_unknown() -> None:
    less = lighter(egg("chest", 5), 4_000)
    assert np.isnan(less.distance_mm[less.vertices[:, 2] > 56.0]).all()
    assert np.isfinite(less.distance_mm[less.vertices[:, 2] < 45.0]).all()
