"""The plane of a head by landmarks: which of them counts how much, and what stands beside them."""

import numpy as np
import pytest

from contralateral.anatomy.measures import measured
from contralateral.anatomy.measures.sagittal import Midplane, sagittal
from tests.anatomy.measures.solids import AXES, FRONT, LEFT, MIDDLE, UP, Plane, diagonals, skull

EVEN = {
    "sellion": 85.0 * FRONT - 25.0 * UP,
    "tragion_left": 65.0 * LEFT - 25.0 * UP,
    "tragion_right": -65.0 * LEFT - 25.0 * UP,
}
EYES = {
    "exocanthion_left": 45.0 * LEFT + 65.0 * FRONT - 40.0 * UP,
    "exocanthion_right": -45.0 * LEFT + 65.0 * FRONT - 40.0 * UP,
}
PUSHED = {
    "tragion_left": EVEN["tragion_left"] + 4.0 * FRONT,
    "tragion_right": EVEN["tragion_right"] - 4.0 * FRONT,
}


def turn(plane: Midplane) -> float:
    """Degrees that the normal is turned from the left toward the front."""
    return float(np.degrees(np.arctan2(plane.normal @ FRONT, plane.normal @ LEFT)))


def by(marks: dict[str, np.ndarray], plane: Plane = MIDDLE, *, reference: bool = False) -> Midplane:
    found = sagittal(skull(0.1), plane, marks, reference=reference)
    assert found is not None
    return found


def test_even_landmarks_give_the_plane_in_their_middle() -> None:
    found = by(EVEN)
    assert turn(found) == pytest.approx(0.0, abs=1e-9)
    assert found.offset_mm == pytest.approx(0.0, abs=1e-9)


def test_without_sellion_and_ears_there_is_none() -> None:
    assert sagittal(skull(0.1), MIDDLE, EYES, reference=True) is None
    assert sagittal(skull(0.1), MIDDLE, None, reference=True) is None


def test_ears_that_are_pushed_count_little_and_eyes_hold_against_them() -> None:
    line = np.degrees(np.arctan2(8.0, 130.0))  # what the line from ear to ear is turned by
    three, five = turn(by(EVEN | PUSHED)), turn(by(EVEN | EYES | PUSHED))
    assert 0.0 < five < three < 0.4 * line


def test_more_landmarks_narrow_the_interval() -> None:
    assert by(EVEN | EYES).how == "plane of symmetry by sellion, both exocanthia, both tragia"
    assert by(EVEN | EYES).angle_ci_deg < 0.85 * by(EVEN).angle_ci_deg


def test_the_plane_of_a_skewed_vault_is_not_taken_and_that_of_a_part_is() -> None:
    sure = Plane(np.array(LEFT + 0.02 * FRONT) / np.hypot(1.0, 0.02), 0.0, 0.1, 0.1)
    assert turn(by(EVEN, sure)) == pytest.approx(0.0, abs=1e-9)
    both = by(EVEN, sure, reference=True)
    assert 0.5 * np.degrees(0.02) < turn(both) < np.degrees(0.02)
    assert both.angle_ci_deg < by(EVEN).angle_ci_deg
    assert "reference region" in both.how


def test_a_part_that_disagrees_is_left_out_and_that_is_said() -> None:
    other = Plane(np.array(LEFT + 0.2 * FRONT) / np.hypot(1.0, 0.2), 0.0, 0.1, 0.1)
    found = by(EVEN, other, reference=True)
    assert turn(found) == pytest.approx(0.0, abs=1e-9)
    assert "disagrees" in found.how


def test_a_head_with_landmarks_is_measured_by_them_and_says_so() -> None:
    """The vault of this skull is even about a plane of its own: by that one nothing would be the matter."""
    from contralateral.anatomy.deviation import deviation

    body = skull(0.1)
    own = Plane(np.array(LEFT + 0.12 * FRONT) / np.hypot(1.0, 0.12), 0.0, 0.1, 0.1)
    found = measured(body, own, deviation(body, own), "head", AXES, EVEN, level_mm=25.0)
    cva = next(m for m in found.measures if m.name == "cva")
    left, right = diagonals(0.1)
    assert cva.value == pytest.approx(abs(left - right), abs=0.3)
    assert "by sellion, both tragia" in cva.note
    assert isinstance(found.plane, Midplane)
