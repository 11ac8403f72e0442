"""Modifiers, places of service, unlikely edits, and what happened to a code."""

from __future__ import annotations

import polars as pl
import pytest

from contralateral.codes import (
    history,
    lookup_modifiers,
    lookup_mue,
    lookup_places,
    modifier,
    mue,
    place_of_service,
)
from tests.codes.made import day


@pytest.mark.parametrize(
    ("code", "on", "known"),
    [
        ("KX", "2026-08-01", True),
        ("KX", "2022-06-01", True),  # in a gap, both neighbours list it
        ("KX", "2018-06-01", None),
        ("ZA", "2019-06-01", False),  # ended on 2018-03-31
        ("GD", "2019-12-31", True),
        ("GD", "2020-01-01", False),  # ended, by the date printed in 2020
        ("J5", "2020-09-30", False),
        ("J5", "2020-10-01", True),
        ("QQ", "2019-06-01", True),
        ("8Z", "2025-11-01", None),  # a digit first: CPT's
        ("59", "2026-08-01", None),
        ("ZZ", "2025-11-01", False),
        ("ZZ", "2026-08-01", None),
    ],
)
def test_modifiers(code: str, on: str, known: bool | None) -> None:
    assert modifier(code, on=day(on)).known is known


def test_modifier_names() -> None:
    assert (
        modifier("kx", on=day("2026-08-01")).name
        == "Requirements specified in the medical policy have been met"
    )
    owned = modifier("P3", on=day("2025-11-01"))
    assert (owned.known, owned.name) == (True, None)


def test_modifier_frame() -> None:
    lines = pl.DataFrame({"modifier": ["KX", None, "ZZ", "59"], "dos": [day("2025-11-01")] * 4})
    assert lookup_modifiers(lines)["known"].to_list() == [True, None, False, None]


@pytest.mark.parametrize(
    ("code", "on", "known"),
    [
        ("12", "2024-06-15", True),
        ("12", "2026-08-01", True),
        ("28", "2024-06-15", False),
        ("28", "2026-08-01", None),
        ("12", "2024-05-31", None),
    ],
)
def test_places(code: str, on: str, known: bool | None) -> None:
    assert place_of_service(code, on=day(on)).known is known


def test_place_frame_and_name() -> None:
    lines = pl.DataFrame({"pos": ["12", None, "31"], "dos": [day("2026-08-01")] * 3})
    assert lookup_places(lines)["pos_known"].to_list() == [True, None, True]
    assert place_of_service("12", on=day("2026-08-01")).name == "Home"
    assert place_of_service("31", on=day("2026-08-01")).facility is True


def test_unlikely_edits() -> None:
    found = mue("L1290", on=day("2024-07-01"))
    assert (found.units, found.mai, found.listed, found.basis) == (2, 3, True, "table of the day")
    assert mue("L1290", on=day("2024-06-30")).units is None
    assert mue("L1290", on=day("2026-08-01")).basis == "after newest release"
    assert mue("L1007", on=day("2024-08-01")).listed is False
    assert mue("L1007", on=day("2026-08-01")).listed is None
    assert mue("A4206", on=day("2024-08-01")).units == 0


def test_unlikely_edits_frame() -> None:
    lines = pl.DataFrame({"code": ["L8030", None, "L1007"], "dos": [day("2026-08-01")] * 3})
    answer = lookup_mue(lines)
    assert answer["mue"].to_list() == [2, None, None]
    assert answer["mai"].to_list() == [3, None, None]
    assert answer["after_newest"].to_list() == [True, None, True]


def test_history() -> None:
    told = [(event.on.isoformat(), event.change) for event in history("L8010")]
    assert told == [("1986-01-01", "added"), ("2025-03-31", "ended")]
    renamed = next(event for event in history("L8032") if event.change == "renamed")
    assert "prefabricated" in (renamed.now or "")
    assert [event.change for event in history("L0100")] == ["withdrawn"]
    assert "S1040" in (history("L0100")[0].now or "")
    assert [event.change for event in history("A2027")] == ["listed"]
    assert history("X9999") == ()
    assert all(event.source for event in history("L8010"))
