"""Days as articles write them."""

from __future__ import annotations

from datetime import date

import pytest

from contralateral.guide.reading import days_in, says_day

DAY = date(2025, 4, 1)


@pytest.mark.parametrize("text", ["2025-04-01", "April 1, 2025", "Apr. 1st, 2025", "4/1/2025", "04/01/25"])
def test_a_day_in_five_ways(text: str) -> None:
    assert days_in(f"effective {text}.") == [(DAY, DAY)]


def test_months_and_years_are_spans() -> None:
    assert days_in("in April 2025") == [(DAY, date(2025, 4, 30))]
    assert days_in("deleted in 2025") == [(date(2025, 1, 1), date(2025, 12, 31))]
    assert days_in("model 2025 costs $2025") == []
    assert days_in("on 2025-02-30") == []


def test_the_last_day_and_the_day_after_both_count() -> None:
    last = date(2025, 3, 31)
    assert says_day(days_in("March 31, 2025"), last)
    assert says_day(days_in("April 1, 2025"), last)
    assert not says_day(days_in("April 2, 2025"), last)
