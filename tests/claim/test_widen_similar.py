"""Same or similar: the last earlier device of the line's family and side; and the level in the record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from .widened import DAY, columns, tables, values

NAMES = ("similar_before", "similar_code", "similar_days", "similar_ended")
KNEE: dict[str, Any] = {"code": "L1843", "modifiers": ["RT"]}


def told(*history: dict[str, Any], line: dict[str, Any] = KNEE) -> tuple[Any, ...]:
    given = tables(line, claim={"history_supplied": True}, history=list(history))
    return columns(given, *NAMES)[0]


def earlier(code: str = "L1832", **more: Any) -> dict[str, Any]:
    return {"code": code, "side": "right", "delivered": date(2025, 11, 2), "ended": "worn", **more}


def test_a_brace_of_the_same_family_is_similar() -> None:
    assert told(earlier()) == (True, "L1832", 365, "worn")
    assert told(earlier("L1843")) == (True, "L1843", 365, "worn")


def test_another_family_or_side_is_not() -> None:
    assert told(earlier("L1932")) == (False, None, None, None)
    assert told(earlier(side="left")) == (False, None, None, None)
    assert told(earlier("L9999")) == (False, None, None, None)
    assert told(earlier("L8030"), line={"code": "L8030", "modifiers": ["RT"]}) == (False, None, None, None), (
        "breast forms have a rule of their own"
    )


def test_a_side_or_date_that_nobody_noted_counts() -> None:
    assert told(earlier(side=None))[0] is True
    assert told(earlier(delivered=None)) == (True, "L1832", None, "worn")
    assert told(earlier(), line={"code": "L1843", "modifiers": None})[0] is True


def test_the_last_one_speaks_and_later_ones_do_not() -> None:
    older, newer = earlier(delivered=date(2020, 1, 1)), earlier("L1851", delivered=date(2026, 1, 1))
    assert told(older, newer)[1] == "L1851"
    assert told(newer, older)[1] == "L1851"
    assert told(earlier(delivered=DAY)) == (False, None, None, None)


def test_nothing_said_is_unknown_and_nothing_there_is_false() -> None:
    assert columns(tables(KNEE), *NAMES)[0] == (None, None, None, None)
    assert told() == (False, None, None, None)


def level(*rows: dict[str, Any]) -> list[Any]:
    stated = [{"fact": "functional_level_evaluated", "role": "practitioner", **row} for row in rows]
    return values(tables({"code": "L5981"}, {"code": "L5856"}, evidence=stated), "record_level")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], [None, None]),
        ([{"value": "k3"}], [3, 3]),
        ([{"value": "2"}], [2, 2]),
        ([{"value": "2.0"}], [2, 2]),
        ([{"value": "k5"}], [None, None]),
        ([{"value": "high"}], [None, None]),
        ([{"value": "k2"}, {"value": "k3", "role": "surgeon"}], [3, 3]),
        ([{"value": "k2"}, {"value": "k4", "role": "prosthetist"}], [2, 2]),
        ([{"value": "k4", "role": "prosthetist"}], [None, None]),
        ([{"value": "k3", "line": 2}], [None, 3]),
        ([{"value": "k2", "line": 1}, {"value": "k1"}], [2, 1]),
        ([{"value": "k3", "fact": "another"}], [None, None]),
    ],
)
def test_the_level_in_the_record(rows: list[dict[str, Any]], expected: list[int | None]) -> None:
    assert level(*rows) == expected


@pytest.mark.parametrize(
    ("number", "of_claim", "expected"),
    [
        (None, None, (None, None)),
        (None, "", ("", None)),
        (None, "A1234567890123", ("A1234567890123", True)),
        ("PA-1", "A1234567890123", ("PA-1", False)),
        ("", "A1234567890123", ("A1234567890123", True)),
        (" A1234567890123 ", None, (" A1234567890123 ", True)),
        ("A123456789-123", None, ("A123456789-123", False)),
    ],
)
def test_the_number_of_an_authorization(
    number: str | None, of_claim: str | None, expected: tuple[Any, Any]
) -> None:
    given = tables({"code": "L0650", "authorization": number}, claim={"authorization": of_claim})
    assert columns(given, "authorization_number", "authorization_of_14")[0] == expected
