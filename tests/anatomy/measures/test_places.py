"""The patches one by one, on a sphere with two caps cut off."""

import numpy as np
import pytest

from contralateral.anatomy import Surface, surface
from contralateral.anatomy.deviation import deviation
from contralateral.anatomy.measures import Place, measured
from contralateral.anatomy.measures.value import Side
from contralateral.anatomy.scan import Region
from tests.anatomy.measures.solids import AXES, FRONT, LEFT, MIDDLE, UP, flattened

FIRST, SECOND = LEFT + 1.4 * FRONT + 1.1 * UP, -LEFT - 1.4 * FRONT - 1.1 * UP


def two_caps() -> Surface:
    """25 mm are cut off at the upper left front, 15 mm at the lower right back."""
    one, other = flattened(FIRST, 25.0), flattened(SECOND, 15.0)
    nearer = np.einsum("ij,ij->i", one.vertices, one.vertices) < np.einsum(
        "ij,ij->i", other.vertices, other.vertices
    )
    return surface(np.where(nearer[:, None], one.vertices, other.vertices), one.faces)


def found(region: Region, affected: Side | None) -> tuple[Place, ...]:
    body = two_caps()
    return measured(body, MIDDLE, deviation(body, MIDDLE), region, AXES, None, affected).places


@pytest.mark.parametrize(
    ("region", "affected", "told"),
    [
        # on the affected side: one cap is cut off it, the other off its counterpart
        ("chest", "left", [("left", "front, upper third", -25.0), ("left", "back, lower third", 15.0)]),
        ("chest", "right", [("right", "front, upper third", 25.0), ("right", "back, lower third", -15.0)]),
        # on a trunk of which no side was stated, where it stands out
        ("trunk", None, [("right", "front, upper third", 25.0), ("left", "back, lower third", 15.0)]),
        ("trunk", "left", [("left", "front, upper third", -25.0), ("left", "back, lower third", 15.0)]),
    ],
)
def test_each_patch_has_its_side_place_and_sign(
    region: Region, affected: Side | None, told: list[tuple[str, str, float]]
) -> None:
    places = found(region, affected)
    assert [(p.side, p.place) for p in places] == [(side, place) for side, place, _ in told]
    for place, (side, _, height) in zip(places, told, strict=True):
        assert place.deviation_mm == pytest.approx(height, abs=0.8)
        assert place.low <= height <= place.high
        assert (place.at @ LEFT > 0) == (side == "left")
        radius = np.sqrt(abs(height) * (300.0 - abs(height)))
        assert place.area_cm2 == pytest.approx(np.pi * radius**2 / 100.0, rel=0.15)


def test_without_axes_neither_side_nor_place_is_named() -> None:
    body = two_caps()
    places = measured(body, MIDDLE, deviation(body, MIDDLE), "chest").places
    assert [(p.side, p.place) for p in places] == [(None, ""), (None, "")]
    assert {p.deviation_mm > 0 for p in places} == {True, False}
