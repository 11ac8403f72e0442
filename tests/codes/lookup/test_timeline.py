"""One logic: the frame of many lines and the question about one give the same, whatever the day."""

from __future__ import annotations

import random
from datetime import date, timedelta

import polars as pl
import pytest

from contralateral import codes
from contralateral.codes.lookup.timeline import look_up
from tests.codes.made import day, shipped

DRAW = random.Random(20261123)
DAYS = [date(2013, 1, 1) + timedelta(days=DRAW.randrange(6_000)) for _ in range(40)]
EDGES = [
    day(d)
    for d in (
        "2018-12-31",
        "2019-01-01",
        "2020-09-30",
        "2024-10-01",
        "2025-03-31",
        "2026-09-30",
        "2026-10-01",
        "2026-10-28",
    )
]
ON = EDGES + DAYS


def _codes() -> list[str]:
    known = shipped("hcpcs", "2026-07")["code"].to_list()
    return [
        "L8010",
        "L0100",
        "L1330",
        "L1291",
        "99213",
        "D0120",
        "L6025",
        "L1833",
        "L3761",
        *DRAW.sample(known, 60),
    ]


def test_codes() -> None:
    wanted = _codes()
    lines = pl.DataFrame(
        [(DRAW.choice(wanted), DRAW.choice(ON)) for _ in range(50)], schema=["code", "dos"], orient="row"
    )
    many = codes.lookup_hcpcs(lines)
    for (code, on), row in zip(lines.iter_rows(), many.iter_rows(named=True), strict=True):
        one = codes.hcpcs(code, on=on)
        alone = (
            one.status,
            one.in_force,
            one.long,
            one.coverage,
            one.added,
            one.ended,
            one.replacement,
            one.noc,
        )
        names = ("code_status", "code_in_force", "long", "coverage", "added", "ended", "replaced_by", "noc")
        assert tuple(row[name] for name in names) == alone
        assert row["after_newest"] == (one.basis == "after newest release")


def test_diagnoses() -> None:
    known = shipped("icd10", "FY2026")["code"].to_list()
    wanted = ["M722", "M7221", "Z87890", "S23420A", "M99ZZ", *DRAW.sample(known, 30)]
    lines = pl.DataFrame(
        [(DRAW.choice(wanted), DRAW.choice(ON)) for _ in range(50)], schema=["diagnosis", "dos"], orient="row"
    )
    for (code, on), row in zip(lines.iter_rows(), codes.lookup_icd10(lines).iter_rows(), strict=True):
        one = codes.icd10(code, on=on)
        assert row == (one.exists, one.billable, one.name)


def test_limits_and_authorization() -> None:
    states = ["NY", "TX", "WY", None]
    wanted = ["L1833", "L3761", "L0648", "L8030", "K0856", "E0748", "E0193"]
    drawn = [(DRAW.choice(wanted), DRAW.choice(ON), DRAW.choice(states)) for _ in range(50)]
    lines = pl.DataFrame(drawn, schema={"code": pl.String, "dos": pl.Date, "state": pl.String}, orient="row")
    limits = codes.lookup_mue(lines)
    many = codes.lookup_prior_authorization(lines)
    for (code, on, state), limit, row in zip(
        lines.iter_rows(), limits.iter_rows(), many.iter_rows(), strict=True
    ):
        one = codes.prior_authorization(code, on=on, state=state)
        assert row == (one.required, one.since, one.basis == "after newest release")
        edit = codes.mue(code, on=on)
        assert limit == (edit.units, edit.mai, edit.basis == "after newest release")


@pytest.mark.parametrize("height", [3, 30_000])
def test_few_and_many_lines_take_the_same_row(height: int) -> None:
    # Below and above the number of lines at which a calendar of all days is laid out.
    timeline = pl.LazyFrame(
        {
            "key": ["a", "a", "b"],
            "from": [day("1900-01-01"), day("2020-01-01"), day("1900-01-01")],
            "value": [1, 2, 3],
        }
    )
    keys = ["a", "a", "a", "b", "z", None, "a", "a"]
    on = [
        "2019-12-31",
        "2020-01-01",
        "2099-01-01",
        "2020-01-01",
        "2020-01-01",
        "2020-01-01",
        None,
        "1800-01-01",
    ]
    lines = pl.DataFrame({"key": keys, "on": pl.Series(on).str.to_date()})
    lines = pl.concat([lines] * (height // 3))
    answer = look_up(lines, timeline, keys={"key": "key"}, on="on", values=["value"])["value"]
    assert answer.to_list() == [1, 2, 2, 3, None, None, None, 1] * (height // 3)
