"""Heads against sheared ellipsoids, whose diagonals have a formula."""

import numpy as np
import pytest

from contralateral.anatomy import surface
from contralateral.anatomy.deviation import deviation
from contralateral.anatomy.measures import Measure, by_level, measure
from contralateral.errors import SideUnclear
from tests.anatomy.measures.solids import (
    AXES,
    FRONT,
    LEFT,
    MIDDLE,
    UP,
    Plane,
    ball,
    diagonals,
    moved,
    noisy,
    rotation,
    skull,
    turned,
)


def head(body, plane=MIDDLE, axes=AXES, landmarks=None, level_mm=0.0) -> dict[str, Measure]:
    found = measure(body, plane, deviation(body, plane), "head", axes, landmarks, level_mm=level_mm)
    return {one.name: one for one in found}


@pytest.mark.parametrize("shear", [0.0, 0.05, 0.12, -0.2])
def test_a_sheared_skull_has_the_index_of_its_formula(shear: float) -> None:
    found = head(noisy(skull(shear), 0.3, 7))
    left, right = diagonals(shear)
    assert found["diagonal.front_left"].value == pytest.approx(left, abs=0.6)
    assert found["diagonal.front_right"].value == pytest.approx(right, abs=0.6)
    cva = abs(left - right)
    for name, truth in (
        ("cva", cva),
        ("cvai.longer_diagonal", 100.0 * cva / max(left, right)),
        ("cvai.shorter_diagonal", 100.0 * cva / min(left, right)),
    ):
        assert found[name].value == pytest.approx(truth, abs=0.5), name
        assert found[name].low <= truth <= found[name].high, name


def test_both_definitions_stand_beside_each_other_with_both_diagonals() -> None:
    found = head(skull(0.12))
    a, b = (found[f"diagonal.front_{side}"].value for side in ("left", "right"))
    assert found["cva"].value == pytest.approx(abs(a - b))
    assert found["cvai.longer_diagonal"].value == pytest.approx(100 * abs(a - b) / max(a, b))
    assert found["cvai.shorter_diagonal"].value == pytest.approx(100 * abs(a - b) / min(a, b))
    assert found["cvai.shorter_diagonal"].value > found["cvai.longer_diagonal"].value


def test_cephalic_index_and_circumference_of_an_ellipse() -> None:
    from scipy.special import ellipe

    found = head(skull(0.0))
    assert found["cephalic_index"].value == pytest.approx(100.0 * 70.0 / 90.0, abs=0.1)
    around = 4.0 * 90.0 * ellipe(1.0 - (70.0 / 90.0) ** 2)
    assert found["head_circumference"].value == pytest.approx(around, rel=0.002)


def test_nothing_hangs_on_the_pose() -> None:
    body, turn, by = skull(0.1), rotation(8), np.array([20.0, 500.0, -70.0])
    normal = -(turn @ LEFT)
    plane = Plane(normal, float(normal @ by))
    here = head(body)
    there = head(moved(body, turn, by), plane, turned(AXES, turn), level_mm=float(turn @ UP @ by))
    for name in ("diagonal.front_left", "diagonal.front_right", "cvai.longer_diagonal", "cephalic_index"):
        assert there[name].value == pytest.approx(here[name].value, abs=0.02), name


def test_a_mirror_image_changes_the_diagonals() -> None:
    body = skull(0.1)
    other = surface(body.vertices * [-1.0, 1.0, 1.0], body.faces[:, ::-1])
    here, there = head(body), head(other)
    assert there["diagonal.front_left"].value == pytest.approx(here["diagonal.front_right"].value, abs=0.02)
    assert there["cva"].value == pytest.approx(here["cva"].value, abs=0.02)


MARKS = {
    "sellion": 85.0 * FRONT - 25.0 * UP,
    "tragion_left": 65.0 * LEFT - 25.0 * UP,
    "tragion_right": -65.0 * LEFT - 25.0 * UP,
}


def test_landmarks_give_the_level_and_the_answer_says_so() -> None:
    found = head(skull(0.1), landmarks=MARKS, level_mm=None, axes=None)
    # the third of ten levels of the 105 mm from the base plane at -25 to the top at 80
    assert "31.5 mm above the plane of sellion and tragia" in found["cva"].method
    assert found["cva"].region == "sellion, tragion_left, tragion_right"
    stated = head(skull(0.1), landmarks=MARKS, level_mm=25.0)
    left, right = diagonals(0.1)  # 25 mm above the base plane is the equator
    assert stated["cva"].value == pytest.approx(abs(left - right), abs=0.2)


def test_landmarks_that_are_off_move_the_answer_less_than_its_interval() -> None:
    body, draw = skull(0.1), np.random.default_rng(2)
    left, right = diagonals(0.1)
    truth = 100.0 * abs(left - right) / max(left, right)
    for _ in range(3):
        steps = draw.normal(size=(3, 3))
        steps *= 2.0 / np.linalg.norm(steps, axis=1, keepdims=True)
        marks = {name: at + step for (name, at), step in zip(MARKS.items(), steps, strict=True)}
        found = head(body, landmarks=marks, level_mm=25.0)["cvai.longer_diagonal"]
        assert found.value == pytest.approx(truth, abs=1.2)
        assert found.low <= truth <= found.high


def test_how_the_answer_moves_with_the_level_is_told() -> None:
    rows = by_level(skull(0.1), MIDDLE, AXES, None, 0.0, (-20.0, 0.0, 20.0))
    sizes = [row["head_circumference"] for _, row in rows]
    shrunk = np.sqrt(1.0 - (20.0 / 80.0) ** 2)
    assert sizes[0] == pytest.approx(shrunk * sizes[1], rel=0.003)
    assert sizes[2] == pytest.approx(shrunk * sizes[1], rel=0.003)
    assert "Over levels within 10 mm" in head(skull(0.1))["cva"].note


def test_without_landmarks_a_head_is_measured_where_it_is_longest() -> None:
    found = head(skull(0.1), level_mm=None)
    left, right = diagonals(0.1)
    assert "where the head is longest" in found["cva"].method
    assert found["cva"].value == pytest.approx(abs(left - right), abs=0.5)


def test_a_gap_in_the_outline_is_unknown() -> None:
    body = skull(0.1)
    gap = np.linalg.norm(body.vertices - 90.0 * FRONT, axis=1) < 30.0
    found = head(surface(body.vertices, body.faces[~gap[body.faces].any(axis=1)]))
    assert np.isnan(found["cva"].value)
    assert "gap" in found["cva"].note
    assert not any(name.startswith("severity") for name in found)


def test_up_is_not_guessed() -> None:
    with pytest.raises(SideUnclear, match="up"):
        head(skull(0.1), axes=None)


def test_more_noise_and_a_worse_plane_widen_the_interval() -> None:
    def width(body, plane):
        one = head(body, plane)["cvai.longer_diagonal"]
        return one.high - one.low

    fine = width(noisy(skull(0.1), 0.1, 1), Plane(LEFT, 0.0, 0.1, 0.1))
    rough = width(noisy(skull(0.1), 0.6, 1), Plane(LEFT, 0.0, 0.1, 0.1))
    unsure = width(noisy(skull(0.1), 0.1, 1), Plane(LEFT, 0.0, 1.0, 1.0))
    assert rough > 1.5 * fine
    assert unsure > 1.5 * fine


def test_a_ball_has_no_asymmetry() -> None:
    points, faces = ball(80.0)
    found = head(surface(points, faces))
    assert found["cva"].value < 0.1
    assert found["cva"].low == 0.0
    assert found["severity.choa_2015"].value == 1
