"""A half of a body is told from a body with holes, arms cut off, or a back that was not scanned."""

import numpy as np
import pytest

from contralateral.anatomy import surface
from contralateral.anatomy.halves import half_of_body
from tests.anatomy.shapes import Mesh, ball, tube, without

LEFT = np.array([1.0, 0.0, 0.0])


def cut(mesh: Mesh, way: list[float], at: float = 0.0) -> Mesh:
    vertices, faces = mesh
    return vertices, faces[(vertices[faces] @ np.array(way) <= at).all(axis=1)]


@pytest.mark.parametrize("mesh", [ball(90.0, 4), tube(150, 500)])
def test_the_missing_side_is_named(mesh: Mesh) -> None:
    for way, side in (([1, 0, 0], "left"), ([-1, 0, 0], "right"), ([1, 0.3, 0], "left")):
        half = half_of_body(surface(*cut(mesh, way)), LEFT)
        assert half is not None
        assert half.missing == side
        assert half.facing > 0.9
    assert half_of_body(surface(*cut(ball(90.0, 4), [1, 0, 0])), LEFT).open_mm2 == pytest.approx(
        np.pi * 90**2, rel=0.1
    )  # type: ignore[union-attr]


def test_other_openings_are_no_missing_side() -> None:
    head, trunk = ball(90.0, 4), tube(150, 500)
    assert half_of_body(surface(*head), LEFT) is None
    assert half_of_body(surface(*trunk), LEFT) is None
    assert half_of_body(surface(*cut(head, [0, 1, 0])), LEFT) is None  # the back was not scanned
    assert half_of_body(surface(*cut(head, [0.6, 0.8, 0])), LEFT) is None
    assert half_of_body(surface(*without(trunk, np.array([150.0, 0, 400]), 60)), LEFT) is None
