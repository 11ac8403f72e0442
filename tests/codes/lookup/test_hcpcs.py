"""Is a code in force on the day: on the boundary days that matter, in gaps, before and after all tables."""

from __future__ import annotations

import polars as pl
import pytest

from contralateral.codes import hcpcs, lookup_hcpcs, names
from contralateral.codes.lookup.hcpcs import _UNLISTED
from contralateral.codes.store import frame, releases
from tests.codes.made import SHARED, day, with_shared


@pytest.mark.parametrize(
    ("code", "on", "status"),
    [
        ("L8010", "2025-03-31", "in_force"),
        ("L8010", "2025-04-01", "ended"),
        ("L6000", "2026-03-31", "in_force"),
        ("L6000", "2026-04-01", "ended"),
        ("L8696", "2026-09-30", "in_force"),
        ("L8696", "2026-10-01", "ended"),
        ("L1330", "2026-09-30", "not_yet"),
        ("L1330", "2026-10-01", "in_force"),
        ("L1007", "2025-09-30", "not_yet"),
        ("L1007", "2025-10-01", "in_force"),
        ("L6025", "2014-12-31", "unknown"),  # before every table
        ("L6025", "2015-01-01", "ended"),  # by a date printed in all of them
        ("J0222", "2019-09-30", "not_yet"),
        ("J0222", "2019-10-01", "in_force"),  # added within the year of the annual file
        ("C1748", "2020-07-15", "in_force"),  # added in a gap, by a printed date
    ],
)
def test_boundary_days(code: str, on: str, status: str) -> None:
    answer = hcpcs(code, on=day(on))
    assert answer.status == status
    assert answer.in_force == {"in_force": True, "unknown": None}.get(status, False)


def test_ended_code_says_who_says_so() -> None:
    answer = hcpcs("l8010 ", on=day("2025-04-01"))
    assert answer.code == "L8010"
    assert answer.ended == day("2025-03-31")
    assert "October 2026" in answer.source
    assert answer.long == "Breast prosthesis, mastectomy sleeve"


@pytest.mark.parametrize("code", ["L0100", "L0110"])
@pytest.mark.parametrize("on", ["2017-01-01", "2019-06-01", "2022-02-02", "2026-11-23", "2030-01-01"])
def test_withdrawn_codes_name_what_replaces_them(code: str, on: str) -> None:
    answer = hcpcs(code, on=day(on))
    assert (answer.status, answer.in_force, answer.ended) == ("withdrawn", False, None)
    assert answer.replaced_by[:3] == ("S1040", "L0112", "L0113")
    assert "remolding" in (answer.replacement or "")
    assert "2017" in answer.source


def test_withdrawn_code_before_it_is_known_as_such() -> None:
    assert hcpcs("L0100", on=day("2016-12-31")).status == "unknown"


@pytest.mark.parametrize(
    ("on", "basis", "release"),
    [
        ("2018-12-31", "before oldest release", "2019-01"),
        ("2019-12-31", "table of the day", "2019-01"),
        ("2020-01-01", "between releases", "2019-01"),
        ("2020-10-01", "table of the day", "2020-10"),
        ("2026-09-30", "table of the day", "2026-07"),
        ("2026-10-01", "after newest release", "2026-07"),
    ],
)
def test_basis(on: str, basis: str, release: str) -> None:
    answer = hcpcs("L1290", on=day(on))
    assert (answer.basis, answer.release) == (basis, release)
    assert answer.in_force is (None if on == "2018-12-31" else True)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        ("2018-01-01", "unknown"),  # before the oldest
        ("2019-06-01", "not_listed"),
        ("2022-06-01", "unknown"),  # in a gap
        ("2026-08-01", "not_listed"),
        ("2026-11-23", "unknown"),  # after the newest: unknown, not wrong
    ],
)
def test_code_that_no_table_has(on: str, status: str) -> None:
    assert hcpcs("L1291", on=day(on)).status == status


def test_gap_with_disagreeing_neighbours_is_unknown() -> None:
    # Listed in October 2025, not in July 2024, and no date of addition anywhere.
    answer = hcpcs("A2027", on=day("2025-01-15"))
    assert (answer.status, answer.in_force, answer.basis) == ("unknown", None, "between releases")
    assert hcpcs("A2027", on=day("2025-10-01")).in_force is True


def test_codes_of_others_are_never_judged() -> None:
    for code in ("99213", "D1110", "0042T"):
        answer = hcpcs(code, on=day("2026-08-01"))
        assert (answer.status, answer.in_force) == ("unknown", None)
        assert "licensed" in answer.note


def test_what_is_no_code_is_not_listed() -> None:
    assert hcpcs("L12", on=day("2026-08-01")).in_force is False


def test_names_and_indicators_are_those_of_the_day() -> None:
    assert hcpcs("L8032", on=day("2019-05-01")).long == "Nipple prosthesis, reusable, any type, each"
    after = hcpcs("L8032", on=day("2020-10-01"))
    assert after.long == "Nipple prosthesis, prefabricated, reusable, any type, each"
    today = hcpcs("L1290", on=day("2026-08-01"))
    assert (today.coverage, today.pricing, today.added) == ("C", "38", day("1988-01-01"))
    assert today.short == "Lateral trochanteric pad"


def test_unlisted_codes() -> None:
    assert hcpcs("L1499", on=day("2026-08-01")).noc is True
    assert hcpcs("L1290", on=day("2026-08-01")).noc is False
    assert hcpcs("L1007", on=day("2026-08-01")).noc is False, (
        "newer than the list, and its name is no such name"
    )
    assert hcpcs("L2221", on=day("2026-08-01")).noc is None, "newer than the list, and nobody tells its name"


def test_every_unlisted_code_of_devices_says_so_in_its_name() -> None:
    """What a name leaves out tells of codes newer than the lists; so the lists have to bear it out."""
    listed = pl.concat([frame(r).select("code") for r in releases("noc")])["code"].unique()
    on = day("2024-08-01")
    known = names(on).filter(pl.col("long").is_not_null())
    of_devices = known.filter(pl.col("code").is_in(listed.implode()), pl.col("code").str.contains("^[AEKL]"))
    assert of_devices.height > 20
    silent = of_devices.filter(~pl.col("long").str.contains(_UNLISTED))
    assert silent["code"].to_list() == []


def test_unknown_ends_are_said() -> None:
    assert "ended after 2024-09-30" in hcpcs("A5512", on=day("2026-08-01")).note
    assert "ended after" not in hcpcs("L1290", on=day("2026-11-23")).note


def test_cross_reference_only_for_codes_that_are_over() -> None:
    assert hcpcs("A0021", on=day("2026-08-01")).replaced_by == ()
    over = hcpcs("A9559", on=day("2026-08-01"))
    assert over.in_force is True
    assert over.replaced_by == ()


def test_frame_keeps_order_and_nulls() -> None:
    lines = pl.DataFrame(
        {
            "code": ["L8010", None, "L1290", "L8010"],
            "dos": [day("2025-04-01"), day("2025-04-01"), None, day("2025-03-31")],
        }
    )
    answer = lookup_hcpcs(lines)
    assert answer["code_in_force"].to_list() == [False, None, None, True]
    assert answer["code_status"].dtype == pl.Enum(
        ["in_force", "ended", "withdrawn", "not_yet", "not_listed", "unknown"]
    )
    assert answer["long"].null_count() == 2
    assert answer.columns[-1] == "after_newest"


def test_empty_frame() -> None:
    answer = lookup_hcpcs(pl.DataFrame({"code": [], "dos": []}, schema={"code": pl.String, "dos": pl.Date}))
    assert (answer.height, answer.schema["code_in_force"]) == (0, pl.Boolean)


def test_frame_without_any_code() -> None:
    lines = pl.DataFrame(
        {"code": [None], "dos": [day("2025-04-01")]}, schema={"code": pl.String, "dos": pl.Date}
    )
    assert lookup_hcpcs(lines)["code_in_force"].to_list() == [None]


def test_names_hold_what_is_in_force() -> None:
    now = names(day("2026-11-23"))
    codes = set(now["code"])
    assert {"L1290", "L1330", "L8030"} <= codes
    assert not {"L8010", "L8696", "L0100"} & codes
    assert "L1330" not in set(names(day("2026-09-30"))["code"])
    assert now.columns == ["code", "short", "long"]


@with_shared
def test_every_dated_change_of_l_codes() -> None:
    changes = pl.read_csv(SHARED / "policy/hcpcs_L_changes.csv", try_parse_dates=True)
    before = pl.when(pl.col("change") == "add").then(pl.col("date").dt.offset_by("-1d")).otherwise("date")
    after = pl.when(pl.col("change") == "add").then("date").otherwise(pl.col("date").dt.offset_by("1d"))
    changes = changes.filter(pl.col("date") >= day("2019-01-01")).with_columns(before=before, after=after)
    first = lookup_hcpcs(changes, "hcpcs", "before")["code_status"].to_list()
    second = lookup_hcpcs(changes, "hcpcs", "after")["code_status"].to_list()
    want = {"add": ("not_yet", "in_force"), "end": ("in_force", "ended")}
    assert list(zip(first, second, strict=True)) == [want[c] for c in changes["change"]]
