"""The scale: zero is neutral, both ends are told apart by any eye, the unknown is none of its colours."""

from __future__ import annotations

import numpy as np
import pytest

from contralateral.anatomy.figures import limit_mm, palette

#: What remains of sRGB for the three kinds of dichromats, after linearisation (Viénot, Brettel and Mollon 1999 for the
#: first two; the plane for tritans is that of the same construction).
_PROTAN = np.array([[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]])
_DEUTAN = np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]])


def test_zero_is_neutral_and_the_middle_of_the_scale() -> None:
    (zero,) = palette.colours(np.array([0.0]), 10.0)
    assert tuple(zero) == palette.NEUTRAL
    assert len(set(palette.NEUTRAL)) == 1
    assert tuple(palette.table()[palette.STEPS // 2]) == palette.NEUTRAL


def test_the_ends_stand_for_the_limit_and_everything_beyond() -> None:
    ends = palette.colours(np.array([-99.0, -10.0, 10.0, 99.0]), 10.0)
    assert (ends[0] == ends[1]).all()
    assert (ends[2] == ends[3]).all()
    assert ends[1][2] > ends[1][0]  # less is blue
    assert ends[2][0] > ends[2][2]  # more is orange


def test_both_sides_darken_with_the_distance_so_that_a_grey_print_shows_it() -> None:
    grey = palette.table() @ np.array([0.2126, 0.7152, 0.0722])
    middle = palette.STEPS // 2
    assert (np.diff(grey[: middle + 1]) > 0).all()
    assert (np.diff(grey[middle:]) < 0).all()


@pytest.mark.parametrize("left_over", [_PROTAN, _DEUTAN])
@pytest.mark.parametrize("share", [0.3, 0.6, 1.0])
def test_less_and_more_stay_apart_for_colour_blind_eyes(left_over: np.ndarray, share: float) -> None:
    seen = palette.colours(np.array([-share, share]), 1.0) / 255.0
    linear = np.where(seen <= 0.04045, seen / 12.92, ((seen + 0.055) / 1.055) ** 2.4)
    less, more = np.clip(linear @ left_over.T, 0.0, 1.0)
    # Blue stays above red and green together on one side, and below on the other.
    assert less[2] > less[:2].mean() * 1.5
    assert more[2] < more[:2].mean() / 1.5


def test_unknown_is_no_colour_of_the_scale() -> None:
    (unknown,) = palette.colours(np.array([np.nan]), 10.0)
    assert tuple(unknown) == palette.UNKNOWN
    assert not (palette.table() == unknown).all(axis=1).any()


@pytest.mark.parametrize(
    ("reach", "limit"), [(0.2, 1.0), (4.2, 5.0), (10.0, 10.0), (10.1, 15.0), (250.0, 300.0)]
)
def test_the_limit_is_a_round_number_that_covers_what_is_known(reach: float, limit: float) -> None:
    assert limit_mm(np.array([np.nan, -reach, reach, 0.0])) == limit


def test_a_map_of_nothing_known_still_has_a_scale() -> None:
    assert limit_mm(np.array([np.nan])) == 1.0
