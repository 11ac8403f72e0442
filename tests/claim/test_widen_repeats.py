"""How many of the same item the patient had in the year before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from .widened import DAY, tables, values

YEAR_AGO = date(DAY.year - 1, DAY.month, DAY.day)


def had(*days: date | None, code: str = "L8000", supplied: bool = True, **line: Any) -> list[Any]:
    history = [{"code": code, "side": None, "delivered": day, "ended": "worn"} for day in days]
    given = tables(
        {"code": "L8000", **line},
        claim={"history_supplied": True} if supplied else {},
        history=history,
    )
    return values(given, "earlier_in_year")


@pytest.mark.parametrize(
    ("days", "count"),
    [
        ([], 0),
        ([date(YEAR_AGO.year, YEAR_AGO.month, YEAR_AGO.day)], 0),  # twelve months to the day are over
        ([date.fromordinal(YEAR_AGO.toordinal() + 1)], 1),
        ([date.fromordinal(DAY.toordinal() - 1)] * 3, 3),
        ([DAY], 0),  # this very delivery
        ([date.fromordinal(DAY.toordinal() + 1)], 0),
        ([date.fromordinal(DAY.toordinal() - 1), None], None),  # one without a date
        ([None, date.fromordinal(DAY.toordinal() - 1)], None),
    ],
)
def test_the_year_before(days: list[date | None], count: int | None) -> None:
    assert had(*days) == [count]


def test_another_code_does_not_count() -> None:
    assert had(date.fromordinal(DAY.toordinal() - 1), code="L8030") == [0]


def test_nothing_told_is_unknown() -> None:
    assert had(supplied=False) == [None]


def test_a_line_without_its_date_leaves_it_open() -> None:
    assert had(date.fromordinal(DAY.toordinal() - 1), dos=None) == [None]


def test_each_line_has_its_own() -> None:
    given = tables(
        {"code": "L8000"},
        {"code": "L8030"},
        {"code": "L8000", "dos": YEAR_AGO},
        claim={"history_supplied": True},
        history=[{"code": "L8000", "delivered": date.fromordinal(DAY.toordinal() - 9), "ended": None}],
    )
    assert values(given, "earlier_in_year") == [1, 0, 0]
