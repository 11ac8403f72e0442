"""Trunks, hips and faces against columns and balls that were turned, shifted and dented by known amounts."""

import numpy as np
import pytest

from contralateral.anatomy import surface
from contralateral.anatomy.deviation import deviation
from contralateral.anatomy.measures import Measure, measure
from contralateral.errors import SideUnclear
from tests.anatomy.measures.solids import (
    AXES,
    FRONT,
    LEFT,
    MIDDLE,
    UP,
    Plane,
    column,
    moved,
    noisy,
    rotation,
    turned,
)


def found_in(region, body, plane=MIDDLE, axes=AXES, landmarks=None, **options) -> dict[str, Measure]:
    found = measure(body, plane, deviation(body, plane), region, axes, landmarks, **options)
    return {one.name: one for one in found}


@pytest.mark.parametrize("twist", [0.0, 8.0, -15.0])
def test_a_twisted_column_turns_by_its_twist(twist: float) -> None:
    found = found_in("trunk", noisy(column(twist), 0.3, 4))
    truth = twist * (0.85 - 0.12)  # between the levels of pelvis and shoulders
    rotation = found["trunk_rotation"]
    assert rotation.value == pytest.approx(truth, abs=0.3)
    assert rotation.unit == "deg"
    assert "shoulders at 85%" in rotation.region
    if twist:
        assert ("left" if twist > 0 else "right") in rotation.note


def test_landmarks_set_the_levels() -> None:
    marks = {
        "asis_left": 100 * LEFT + 100.0 * UP, "asis_right": -100 * LEFT + 100.0 * UP,
        "acromion_left": 150 * LEFT + 440.0 * UP, "acromion_right": -150 * LEFT + 440.0 * UP,
    }  # fmt: skip
    found = found_in("trunk", column(10.0), landmarks=marks)["trunk_rotation"]
    assert found.value == pytest.approx(10.0 * (400.0 - 100.0) / 500.0, abs=0.3)
    assert "asis_left" in found.region
    assert "acromion_left" in found.region


def test_a_leaning_column_shifts_to_its_side_whatever_the_pose() -> None:
    body = column(0.0, shift_mm=30.0)
    turn, by = rotation(6), np.array([90.0, 0.0, 44.0])
    normal = -(turn @ LEFT)
    here = found_in("trunk", body)["lateral_shift"]
    there = found_in("trunk", moved(body, turn, by), Plane(normal, float(normal @ by)), turned(AXES, turn))
    assert here.value == pytest.approx(30.0 * (0.85 - 0.12), abs=0.8)
    assert there["lateral_shift"].value == pytest.approx(here.value, abs=0.1)


def test_a_mirror_image_turns_and_shifts_the_other_way() -> None:
    body = column(9.0, shift_mm=20.0)
    other = surface(body.vertices * [-1.0, 1.0, 1.0], body.faces[:, ::-1])
    here, there = found_in("trunk", body), found_in("trunk", other)
    for name in ("trunk_rotation", "lateral_shift", "waist_difference"):
        assert there[name].value == pytest.approx(-here[name].value, abs=0.05), name


def test_nothing_of_a_trunk_is_called_by_the_name_of_a_radiograph() -> None:
    for one in found_in("trunk", column(5.0)).values():
        assert "cobb" not in f"{one.name} {one.method} {one.note}".lower()


def test_trunk_hip_and_face_need_an_up() -> None:
    for region in ("trunk", "hip", "face"):
        with pytest.raises(SideUnclear, match="up and front"):
            found_in(region, column(0.0), axes=None)


def bulged(height: float, at_mm: float = 150.0):
    body = column(0.0)
    far = np.linalg.norm(body.vertices - (160.0 * LEFT + at_mm * UP), axis=1) / 90.0
    bump = height * np.where(far < 1.0, (1.0 - far**2) ** 2, 0.0)
    return surface(body.vertices + bump[:, None] * LEFT, body.faces)


def test_a_hip_that_bulges_by_a_known_height() -> None:
    marks = {"trochanter_left": 170 * LEFT + 150.0 * UP, "trochanter_right": -160 * LEFT + 150.0 * UP}
    found = found_in("hip", noisy(bulged(12.0), 0.3, 2), landmarks=marks)
    assert found["hip_difference"].value == pytest.approx(12.0, abs=0.9)
    assert found["hip_difference"].low <= 12.0 <= found["hip_difference"].high
    assert "left hip reaches" in found["hip_difference"].note
    assert found["pad_height"].value == pytest.approx(12.0, abs=1.0)
    assert "right hip" in found["pad_height"].note
    assert found["hip_difference"].region == "trochanter_left, trochanter_right"


def test_hips_without_landmarks_are_measured_where_they_are_widest_or_as_stated() -> None:
    found = found_in("hip", bulged(12.0))
    assert found["hip_difference"].value == pytest.approx(12.0, abs=1.0)
    assert "widest" in found["hip_difference"].region
    stated = found_in("hip", bulged(12.0), level_mm=350.0)
    assert stated["hip_difference"].value == pytest.approx(0.0, abs=0.2)


def test_a_face_differs_in_the_unit_that_is_dented() -> None:
    points = column(0.0, height=180.0).vertices
    body = surface(points * [0.45, 0.9, 1.0], column(0.0, height=180.0).faces)
    marks = {"sellion": 90 * FRONT + 120.0 * UP, "subnasale": 90 * FRONT + 65.0 * UP, "menton": 90 * FRONT}
    cheek = 60.0 * LEFT + 45.0 * FRONT + 80.0 * UP
    far = np.linalg.norm(body.vertices - cheek, axis=1) / 25.0
    dent = 8.0 * np.where(far < 1.0, (1.0 - far**2) ** 2, 0.0)
    found = found_in(
        "face", surface(body.vertices - dent[:, None] * body.normals, body.faces), landmarks=marks
    )
    units = {name: one for name, one in found.items() if name.startswith("face_deviation.")}
    assert len(units) == 6
    assert max(units, key=lambda name: units[name].value) == "face_deviation.cheek"
    assert units["face_deviation.forehead"].value < 0.2
    assert units["face_deviation.cheek"].region == "sellion, subnasale, menton"
