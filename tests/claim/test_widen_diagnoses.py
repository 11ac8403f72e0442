"""What the diagnoses of a line say: in force, full, of which part and side; null where nobody can tell."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from .widened import columns, tables

SUPPLIED = {"diagnoses_supplied": True}
IN_TABLE, AFTER = date(2026, 8, 3), date(2026, 11, 2)


def one(name: str, *codes: str, dos: date = IN_TABLE, system: str = "ICD-10-CM", **line: Any) -> Any:
    coded = [{"position": i, "diagnosis": d, "system": system} for i, d in enumerate(codes, start=1)]
    given = tables({"code": "L8030", "dos": dos, **line}, claim=SUPPLIED, diagnoses=coded)
    return columns(given, name)[0][0]


@pytest.mark.parametrize(
    ("codes", "dos", "bad"),
    [
        (["Z9011"], IN_TABLE, []),
        (["Z9011", "Q9999"], IN_TABLE, ["Q9999"]),
        (["Z9011", "Q9999"], AFTER, None),  # the newest table cannot know
        (["M67A01", "Q9999"], date(2026, 9, 30), ["M67A01", "Q9999"]),
        ([], IN_TABLE, []),
    ],
)
def test_not_listed(codes: list[str], dos: date, bad: list[str] | None) -> None:
    assert one("dx_not_listed", *codes, dos=dos) == bad


@pytest.mark.parametrize(
    ("codes", "dos", "bad"),
    [
        (["M722"], date(2026, 9, 30), []),
        (["M722"], date(2026, 10, 1), ["M722"]),
        (["Z901", "Q9999"], AFTER, ["Z901"]),  # one that is surely wrong outweighs one that is open
        (["Z9011", "Q9999"], AFTER, None),
        (["Z901"], date(2012, 1, 1), None),
    ],
)
def test_not_billable(codes: list[str], dos: date, bad: list[str] | None) -> None:
    assert one("dx_not_billable", *codes, dos=dos) == bad


def test_regions_and_whether_every_one_speaks() -> None:
    assert one("dx_regions", "M4125", "Z9011", "Z9012", "I10") == ["breast", "spine"]
    assert one("dx_without_region", "M4125", "Z9011") is False
    assert one("dx_without_region", "M4125", "I10") is True
    assert one("dx_without_region") is False


def test_a_side_counts_with_its_part_of_the_body() -> None:
    assert one("dx_sides", "Z9012") == ["left"]
    assert one("dx_sides", "Z9011", "Z9012") == ["left", "right"]
    assert one("dx_sides", "I63412") == []  # an artery of the left side of the brain


def test_only_what_the_line_points_to_counts() -> None:
    assert one("dx_regions", "M4125", "Z9011", pointers=[2]) == ["breast"]
    assert one("dx_regions", "M4125", "Z9011", pointers=None) == ["breast", "spine"]


def test_a_pointer_to_nothing_adds_nothing() -> None:
    assert one("dx", "M4125", pointers=[1, 3]) == ["M4125"]
    assert one("dx", "M4125", pointers=[3]) == []
    assert one("pointers_good", "M4125", pointers=[1, 3]) is False


def test_the_old_set_is_not_looked_up_in_the_new() -> None:
    old = {"system": "ICD-9-CM"}
    assert one("icd9", "V4571", **old) is True
    for name in ("dx_not_listed", "dx_not_billable", "dx_regions", "dx_sides"):
        assert one(name, "V4571", **old) == []


def test_nobody_told_us_the_diagnoses() -> None:
    listed = ("dx_not_listed", "dx_not_billable", "dx_regions", "dx_sides")
    names = ("dx", "dx_count", "icd9", "dx_without_region", *listed)
    assert columns(tables({"code": "L8030"}), *names) == [(None,) * len(names)]
