"""The dated facts of Part B, each with a source of the book."""

from __future__ import annotations

from datetime import date

import pytest

from contralateral.claim.share import part_b


@pytest.mark.parametrize(
    ("day", "cents", "confidence"),
    [
        ("2020-01-01", 19_800, "M"),
        ("2021-12-31", 20_300, "M"),
        ("2025-07-01", 25_700, "H"),
        ("2026-01-01", 28_300, "H"),
    ],
)
def test_the_deductible_of_a_year(day: str, cents: int, confidence: str) -> None:
    told = part_b.deductible(date.fromisoformat(day))
    assert told is not None
    assert told[0] == cents
    assert told[1].confidence == confidence
    assert told[1].url.startswith("https://")


def test_a_year_that_is_not_here_is_unknown_and_no_zero() -> None:
    assert part_b.deductible(date(2027, 1, 1)) is None
    assert part_b.deductible(date(2019, 12, 31)) is None


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        ("2013-03-31", None),
        ("2013-04-01", 2),
        ("2020-05-01", 0),
        ("2022-03-31", 0),
        ("2022-04-01", 1),
        ("2022-06-30", 1),
        ("2022-07-01", 2),
        ("2026-11-02", 2),
    ],
)
def test_what_is_held_back_on_a_day(day: str, percent: int | None) -> None:
    held = part_b.held_back(date.fromisoformat(day))
    assert (held and held[0] / 100) == percent
