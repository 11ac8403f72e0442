"""Mirroring, and the side that a plane's normal points to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contralateral.anatomy.plane import Alternative, Plane, oriented, reflect

number = st.floats(-500.0, 500.0)
vector = st.tuples(number, number, number).map(np.array)
normals = vector.filter(lambda v: np.linalg.norm(v) > 1.0).map(lambda v: v / np.linalg.norm(v))


@given(vector, vector, normals, number)
def test_mirrored_twice_is_where_it_was(
    a: np.ndarray, b: np.ndarray, normal: np.ndarray, offset: float
) -> None:
    points = np.stack([a, b])
    once = reflect(points, normal, offset)
    assert reflect(once, normal, offset) == pytest.approx(points, abs=1e-8)
    assert 0.5 * (points + once) @ normal == pytest.approx(np.full(2, offset), abs=1e-8)
    assert np.linalg.norm(once[0] - once[1]) == pytest.approx(np.linalg.norm(a - b), abs=1e-8)


@given(normals, normals, number, vector)
def test_turning_to_the_left_keeps_the_plane(
    normal: np.ndarray, left: np.ndarray, offset: float, point: np.ndarray
) -> None:
    plane = Plane(normal, offset, 0.1, 0.1, 0.9, False, (Alternative(-normal, offset + 1.0, 0.5),))
    turned = oriented(plane, left)
    assert turned.normal @ left >= 0
    assert turned.alternatives[0].normal @ left >= 0
    for before, after in ((plane, turned), (plane.alternatives[0], turned.alternatives[0])):
        there = reflect(point, before.normal, before.offset_mm)
        assert reflect(point, after.normal, after.offset_mm) == pytest.approx(there, abs=1e-8)
