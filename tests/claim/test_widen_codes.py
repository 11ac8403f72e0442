"""What the tables of the day say of a code, a modifier and a place; null where no table can say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from .widened import columns, tables, values

IN_TABLE, AFTER, BEFORE = date(2024, 8, 1), date(2026, 11, 2), date(2023, 8, 1)


@pytest.mark.parametrize(
    ("code", "dos", "limit"),
    [
        ("L1290", IN_TABLE, (2, 3, True)),
        ("L1290", AFTER, (2, 3, True)),  # taken to hold on
        ("L1290", BEFORE, (None, None, None)),
        ("L1007", IN_TABLE, (None, None, True)),  # the day's table has no limit
        ("L1007", AFTER, (None, None, None)),  # one may have been set since
        ("A4206", IN_TABLE, (0, 3, True)),
        (None, IN_TABLE, (None, None, None)),
    ],
)
def test_a_limit_is_told_or_told_to_be_none_or_not_told(
    code: str | None, dos: date, limit: tuple[Any, ...]
) -> None:
    assert columns(tables({"code": code, "dos": dos}), "mue", "mai", "mue_told") == [limit]


def test_units_of_the_day_are_of_the_code_on_that_day() -> None:
    day, next_day = date(2026, 11, 2), date(2026, 11, 3)
    given = tables(
        {"code": "L1290", "units": 2.0, "dos": day},
        {"code": "L1290", "units": 1.0, "dos": day},
        {"code": "L1290", "units": 5.0, "dos": next_day},
        {"code": "L8030", "units": 1.0, "dos": day},
    )
    assert values(given, "units_of_day") == [3.0, 3.0, 5.0, 1.0]


def test_one_count_that_nobody_told_leaves_the_day_open() -> None:
    given = tables({"code": "L1290", "units": 2.0}, {"code": "L1290"}, {"code": "L8030", "units": 1.0})
    assert values(given, "units_of_day") == [None, None, 1.0]


@pytest.mark.parametrize(
    ("modifiers", "dos", "unknown"),
    [
        (["RT", "KX"], date(2025, 11, 3), []),
        (["RT", "ZZ"], date(2025, 11, 3), ["ZZ"]),
        (["ZZ", "59"], date(2025, 11, 3), ["ZZ"]),
        (["RT", "59"], date(2025, 11, 3), None),  # CPT's own are in no table here
        (["RT", "ZZ"], date(2026, 11, 3), None),
        ([], date(2026, 11, 3), []),
        (None, date(2025, 11, 3), None),
    ],
)
def test_modifiers_that_no_table_knows(
    modifiers: list[str] | None, dos: date, unknown: list[str] | None
) -> None:
    given = tables({"code": "L8030", "modifiers": modifiers, "dos": dos})
    assert values(given, "mods_unknown") == [unknown]


@pytest.mark.parametrize(
    ("place", "dos", "known"),
    [
        ("12", date(2024, 6, 15), True),
        ("97", date(2024, 6, 15), False),
        ("97", AFTER, None),
        (None, AFTER, None),
    ],
)
def test_places(place: str | None, dos: date, known: bool | None) -> None:
    assert values(tables({"code": "L8030", "place_of_service": place, "dos": dos}), "pos_known") == [known]


@pytest.mark.parametrize(
    ("code", "dos", "standing"),
    [
        ("L8010", date(2025, 3, 31), ("in_force", True)),
        ("L8010", date(2025, 4, 1), ("ended", False)),
        ("L1007", date(2025, 9, 30), ("not_yet", False)),
        ("L1299", date(2026, 7, 5), ("not_listed", False)),
        ("L1299", date(2026, 11, 5), ("unknown", None)),
        (None, AFTER, (None, None)),
        ("L8030", None, (None, None)),
    ],
)
def test_standing(code: str | None, dos: date | None, standing: tuple[str | None, bool | None]) -> None:
    assert columns(tables({"code": code, "dos": dos}), "code_status", "code_in_force") == [standing]


def test_words_name_what_is_told_of_code_and_device() -> None:
    claim = {"device_kind": "prosthesis", "device_make": "custom fabricated"}
    given = tables({"code": "L1290"}, {"code": "L8035"}, {"code": "E9999"}, claim=claim)
    device = "prosthesis, custom fabricated"
    assert columns(given, "code_words", "device_words")[:2] == [
        ("orthosis, spine", device),
        ("prosthesis, breast, custom fabricated", device),
    ]


@pytest.mark.parametrize(
    ("modifiers", "dos", "asked"),
    [
        (["RT", "ZZ"], date(2026, 11, 3), "is ZZ a modifier of that day? No table at hand has it"),
        (
            ["RT", "59"],
            date(2025, 11, 3),
            "is 59 a modifier of that day? Those that begin with a digit are CPT's",
        ),
    ],
)
def test_a_question_names_the_modifiers_that_it_is_about(modifiers: list[str], dos: date, asked: str) -> None:
    (words,) = values(tables({"code": "L8030", "modifiers": modifiers, "dos": dos}), "mods_open")
    assert words.startswith(asked)


@pytest.mark.parametrize(
    ("code", "dos", "told"),
    [
        ("S1040", date(2026, 11, 3), True),  # of the table's days, and without a limit there
        ("L1007", date(2026, 11, 3), None),  # later than the table
        ("S1040", date(2023, 11, 3), None),  # before it
        ("L0100", date(2026, 11, 3), None),
    ],
)
def test_a_table_without_a_limit_is_held_on_to(code: str, dos: date, told: bool | None) -> None:
    given = tables({"code": code, "dos": dos})
    assert values(given, "mue") == [None]
    assert values(given, "mue_told") == [told]


@pytest.mark.parametrize(
    ("code", "dos", "named"),
    [
        ("L8030", date(2026, 11, 3), "Breast prosthes w/o adhesive"),
        ("L8010", date(2026, 11, 3), "Mastectomy sleeve; ended 2025-03-31"),
        (
            "L0100",
            date(2026, 11, 3),
            "Craniostenosis helmet, molded to patient model (protective); withdrawn",
        ),
        ("L1007", date(2025, 1, 1), "not yet in force"),
        ("L1299", date(2026, 11, 3), "no table at hand names it"),
    ],
)
def test_a_code_is_called_by_its_name_and_how_it_stands(code: str, dos: date, named: str) -> None:
    (words,) = values(tables({"code": code, "dos": dos}), "code_named")
    assert words.endswith(named)


def test_few_codes_and_many_are_named_alike() -> None:
    lines = [{"code": f"L{n:04}", "dos": date(2026, 11, 3)} for n in range(100, 1400, 10)]
    many = tables(*lines)
    for name in ("code_named", "code_ended_words", "unlisted", "mue_told"):
        assert values(many, name) == [values(tables(line), name)[0] for line in lines], name
