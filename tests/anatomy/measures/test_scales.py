"""Severity classes: each bound belongs to the class it is said to belong to."""

import pytest

from contralateral.anatomy.measures import Measure, scales
from contralateral.anatomy.measures.scales import severities


def scale(name):
    return next(one for one in scales() if one.name == name)


@pytest.mark.parametrize(
    ("value", "level"),
    [(0, 1), (3.49, 1), (3.5, 2), (6.24, 2), (6.25, 3), (8.74, 3), (8.75, 4), (11.0, 4), (11.01, 5), (30, 5)],
)
def test_choa_levels(value: float, level: int) -> None:
    assert scale("choa_2015").of(value).number == level


@pytest.mark.parametrize(
    ("name", "value", "label"),
    [
        ("cephalic_ratio_90", 74.9, "long (below the bands)"),
        ("cephalic_ratio_90", 75.0, "normal"),
        ("cephalic_ratio_90", 90.0, "normal"),
        ("cephalic_ratio_90", 91.0, "mild"),
        ("cephalic_ratio_90", 97.1, "severe"),
        ("cephalic_ratio_85", 84.9, "below the bands"),
        ("cephalic_ratio_85", 97.0, "second band"),
        ("cva_mm", 4.9, "normal"),
        ("cva_mm", 10.0, "moderate"),
        ("cva_mm", 15.0, "moderate"),
        ("cva_mm", 15.1, "severe"),
    ],
)
def test_other_scales(name: str, value: float, label: str) -> None:
    assert scale(name).of(value).label == label


def test_every_scale_has_a_source_and_rising_bounds() -> None:
    assert len({one.name for one in scales()}) == len(scales()) >= 4
    for one in scales():
        assert one.source
        assert one.seen >= "2026-01-01"
        assert one.confidence in ("H", "M", "W")
        bounds = [each.bound for each in one.classes]
        assert bounds == sorted(set(bounds))


def test_a_class_near_a_bound_says_what_else_it_may_be() -> None:
    near = Measure("cvai.longer_diagonal", 6.1, "%", 5.5, 6.7, "", "1", "level")
    (found,) = severities([near])
    assert (found.value, found.low, found.high) == (2, 2, 3)
    assert "level 2 to level 3" in found.note


def test_an_unknown_measure_has_no_class() -> None:
    nan = float("nan")
    assert severities([Measure("cva", nan, "mm", nan, nan, "", "1", "level")]) == ()
