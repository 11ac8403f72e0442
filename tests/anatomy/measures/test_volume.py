"""Volumes against caps cut off a sphere."""

import numpy as np
import pytest

from contralateral.anatomy import surface
from contralateral.anatomy.clean import fill_holes
from contralateral.anatomy.deviation import deviation
from contralateral.anatomy.measures import Measure, MeasureStopped, measure
from contralateral.errors import SideUnclear
from tests.anatomy.measures.solids import (
    AXES,
    FRONT,
    LEFT,
    MIDDLE,
    Plane,
    ball,
    cap_ml,
    flattened,
    moved,
    noisy,
    rotation,
    turned,
    uneven,
)

ASIDE = LEFT + 0.6 * FRONT


def by_name(measures: tuple[Measure, ...]) -> dict[str, Measure]:
    found = {one.name: one for one in measures}
    assert len(found) == len(measures)
    return found


def chest(body, plane=MIDDLE, axes=AXES, affected=None, **options):
    return by_name(measure(body, plane, deviation(body, plane), "chest", axes, None, affected, **options))


@pytest.mark.parametrize("height", [12.0, 25.0, 45.0])
def test_a_cap_cut_off_is_missing_by_its_formula(height: float) -> None:
    found = chest(noisy(flattened(ASIDE, height), 0.3, 1), affected="left")
    missing = found["volume_missing"]
    assert missing.value == pytest.approx(cap_ml(height), rel=0.015)
    assert missing.low <= cap_ml(height) <= missing.high
    assert missing.unit == "mL"
    assert found["volume_added"].value == 0.0
    assert found["volume_net"].value == pytest.approx(missing.value, abs=1e-9)
    assert found["deviation_max"].value == pytest.approx(height, abs=0.6)
    radius = np.sqrt(height * (300.0 - height))
    assert found["area_affected"].value == pytest.approx(np.pi * radius**2 / 100.0, rel=0.12)


def test_seen_from_the_other_side_the_same_volume_is_added() -> None:
    body = flattened(ASIDE, 25.0)
    left, right = chest(body, affected="left"), chest(body, affected="right")
    assert right["volume_added"].value == pytest.approx(left["volume_missing"].value, rel=0.01)
    assert right["volume_missing"].value == 0.0
    assert left["volume_net"].value > 0 > right["volume_net"].value


def test_a_mirror_image_changes_sides_and_nothing_else() -> None:
    body = flattened(ASIDE, 25.0)
    points = body.vertices * [-1.0, 1.0, 1.0]
    other = surface(points, body.faces[:, ::-1])
    here, there = chest(body), chest(other)
    assert here["volume_missing"].region.startswith("left side")
    assert there["volume_missing"].region.startswith("right side")
    assert there["volume_missing"].value == pytest.approx(here["volume_missing"].value, rel=0.005)


def test_volumes_do_not_hang_on_where_the_body_lies_or_the_way_of_the_normal() -> None:
    body = flattened(ASIDE, 25.0)
    turn, by = rotation(5), np.array([400.0, 10.0, -900.0])
    normal = turn @ LEFT
    here = chest(body, affected="left")["volume_missing"].value
    for sign in (1.0, -1.0):
        plane = Plane(sign * normal, sign * float(normal @ by))
        there = chest(moved(body, turn, by), plane, turned(AXES, turn), affected="left")
        assert there["volume_missing"].value == pytest.approx(here, rel=0.005)


def test_missing_and_added_are_told_apart_and_net_is_their_difference() -> None:
    body = flattened(ASIDE, 20.0)
    lump = np.linalg.norm(body.vertices - 150.0 * np.array([-0.6, -0.8, 0.0]), axis=1) / 50.0
    lump = 12.0 * np.where(lump < 1.0, (1.0 - lump**2) ** 2, 0.0)
    found = chest(surface(body.vertices + lump[:, None] * body.normals, body.faces), affected="left")
    missing, added, net = (found[f"volume_{kind}"].value for kind in ("missing", "added", "net"))
    assert missing == pytest.approx(cap_ml(20.0), rel=0.02)
    # over a flat ground the lump holds pi h R²/3; on a sphere of 150 mm its rays part by some 5 %
    assert added == pytest.approx(np.pi * 12.0 * 50.0**2 / 3.0 / 1000.0, rel=0.1)
    assert net == pytest.approx(missing - added, abs=1e-9)


def test_nothing_missing_is_zero_with_what_may_hide() -> None:
    found = chest(uneven(surface(*ball()), 0.5, 3), affected="left")
    assert found["volume_missing"].value == 0.0
    assert 3.0 < found["volume_missing"].high < 20.0
    assert found["deviation_max"].value < 3.5


def test_a_filled_hole_in_the_region_widens_the_interval() -> None:
    whole = flattened(ASIDE, 25.0)
    middle = 125.0 * ASIDE / np.linalg.norm(ASIDE)
    cut = np.linalg.norm(whole.vertices - middle, axis=1) < 22.0
    holed = surface(whole.vertices, whole.faces[~cut[whole.faces].any(axis=1)])
    filled = fill_holes(_with_holes(holed), largest_mm=80.0)
    assert filled.filled.any()
    here, there = chest(whole, affected="left"), chest(filled, affected="left")
    value = there["volume_missing"]
    assert value.value == pytest.approx(cap_ml(25.0), rel=0.02)
    assert value.high - value.low > 1.05 * (here["volume_missing"].high - here["volume_missing"].low)
    assert "Filled holes cover" in value.note


def test_a_hole_over_most_of_the_region_stops_the_volume() -> None:
    whole = flattened(ASIDE, 25.0)
    middle = 125.0 * ASIDE / np.linalg.norm(ASIDE)
    cut = np.linalg.norm(whole.vertices - middle, axis=1) < 55.0
    holed = surface(whole.vertices, whole.faces[~cut[whole.faces].any(axis=1)])
    for body in (_with_holes(holed), fill_holes(_with_holes(holed), largest_mm=200.0)):
        missing = chest(body, affected="left")["volume_missing"]
        assert np.isnan(missing.value)
        assert np.isnan(missing.high)
        assert "Scan it again" in missing.note


def _with_holes(body):
    from contralateral.anatomy.clean import clean
    from contralateral.anatomy.scan import Scan, Units

    used, faces = np.unique(body.faces, return_inverse=True)
    return clean(Scan(body.vertices[used], faces.reshape(-1, 3), "", Units("mm", 1.0, "stated")))


def test_a_side_is_never_guessed() -> None:
    body = flattened(ASIDE, 25.0)
    with pytest.raises(SideUnclear, match="left"):
        chest(body, axes=None, affected="left")
    found = chest(body, axes=None)
    assert found["volume_missing"].value == pytest.approx(cap_ml(25.0), rel=0.02)
    assert "left" not in found["volume_missing"].region
    assert "right" not in found["volume_missing"].region


def test_half_a_body_is_not_measured() -> None:
    points, faces = ball()
    half = (points @ LEFT > 20.0)[faces].all(axis=1)
    body = surface(points, faces[half])
    with pytest.raises(MeasureStopped, match="half"):
        chest(body)


def test_intervals_hold_the_truth_on_bodies_with_natural_asymmetry() -> None:
    held = 0
    for seed in range(8):
        body = noisy(uneven(flattened(ASIDE, 22.0), 0.5, seed), 0.3, seed)
        missing = chest(body, affected="left")["volume_missing"]
        held += missing.low <= cap_ml(22.0) <= missing.high
        assert missing.value == pytest.approx(cap_ml(22.0), abs=25.0)
    assert held >= 6


def test_the_same_seed_gives_the_same_numbers() -> None:
    body = uneven(flattened(ASIDE, 22.0), 0.5, 0)
    assert chest(body, seed=3) == chest(body, seed=3)
