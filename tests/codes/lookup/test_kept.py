"""A kept timeline answers as the reading of the tables does, whatever was asked before."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from contralateral import codes
from contralateral.codes import kept
from contralateral.codes.kept import Timeline, slot, slots
from contralateral.codes.lookup.kept import day_at

READ = {
    "a": [("1990-01-01", 1), ("2020-01-01", 2)],
    "b": [("1900-01-01", 3), ("2021-06-01", 4), ("2022-01-01", 5)],
}


def timeline(asked: list[list[str]], every: list[str] | None = None) -> Timeline:
    def read(codes_: pl.Series) -> pl.DataFrame:
        asked.append(codes_.to_list())
        rows = [
            (code, date.fromisoformat(day), value) for code in codes_ for day, value in READ.get(code, [])
        ]
        return pl.DataFrame(
            rows, schema={"code": pl.String, "from": pl.Date, "value": pl.Int64}, orient="row"
        )

    return Timeline(read, {"value": pl.Int64()}, None if every is None else lambda: every)


def test_the_last_row_that_has_begun_answers() -> None:
    kept_ = timeline([])
    lines = pl.DataFrame(
        {
            "code": ["a", "a", "a", "b", "b", "c", None, "b"],
            "dos": [
                "2019-12-31",
                "2020-01-01",
                "2099-01-01",
                "1850-01-01",
                "2021-12-31",
                "2021-01-01",
                "2021-01-01",
                None,
            ],
        }
    ).with_columns(pl.col("dos").str.to_date())
    answer = kept_.look_up(lines, key="code", on="dos", values=["value"])
    assert answer["value"].to_list() == [1, 2, 2, 3, 4, None, None, None]


def test_a_key_is_read_once() -> None:
    asked: list[list[str]] = []
    kept_ = timeline(asked)
    first = kept_.numbers(["b", None, "a", "b"]).tolist()
    assert kept_.numbers(["a", "c", "b"]).tolist() == [first[2], 3, first[0]]
    assert asked == [["b", "a"], ["c"]]
    assert kept_.at(kept_.numbers(["c"]), np.array([slot(date(2020, 1, 1))])).tolist() == [0]


def test_after_some_patience_all_are_read() -> None:
    asked: list[list[str]] = []
    kept_ = timeline(asked, ["a", "b", "z"])
    for code in "uvwxyt":
        kept_.numbers([code])
    assert asked[-1] == ["t", "a", "b", "z"]
    assert kept_.rows["value"].drop_nulls().to_list() == [1, 2, 3, 4, 5]


def test_changes_are_those_of_the_keys_asked() -> None:
    kept_ = timeline([])
    a, b = kept_.numbers(["a", "b"])
    first, last = slot(date(2020, 1, 1)), slot(date(2022, 1, 1))
    assert kept_.changes(np.array([a]), first, last).tolist() == []
    assert [day_at(d) for d in kept_.changes(np.array([a, b]), first - 1, last)] == [
        date(2020, 1, 1),
        date(2021, 6, 1),
        date(2022, 1, 1),
    ]


@pytest.mark.parametrize("day", [date.min, date(1969, 12, 31), date(1970, 1, 1), date.max])
def test_every_day_has_a_place(day: date) -> None:
    assert slots(pl.Series([day, None], dtype=pl.Date)).tolist() == [slot(day), 0]
    assert slot(day) > 0
    assert day_at(slot(day)) == day


def test_names_hold_from_the_day_that_is_told() -> None:
    on = date(2026, 11, 2)
    since = codes.named_since(on)
    assert since <= on
    assert codes.names(on=since).equals(codes.names(on=on))


@pytest.mark.parametrize(
    ("code", "on"), [("L1290", date(2026, 11, 2)), ("L0100", date(2026, 11, 2)), ("l8030", date(2024, 1, 5))]
)
def test_a_name_is_that_of_the_single_answer(code: str, on: date) -> None:
    one = codes.hcpcs(code, on=on)
    assert codes.name(code, on=on) == (one.long or one.short or code)
    assert codes.replacements(code, on=on) == one.replaced_by


def test_required_authorization_is_that_of_the_look_up() -> None:
    billed, states = ["L1833", "L3761", "L8030", "E0748", None], ["NY", "WY", None]
    on = [date(2020, 1, 1), date(2023, 5, 1), date(2026, 11, 2)]
    rows = [(c, s, d) for c in billed for s in states for d in on]
    lines = pl.DataFrame(rows, schema={"code": pl.String, "state": pl.String, "dos": pl.Date}, orient="row")
    required = kept.REQUIRED.now()
    numbers = np.repeat(required.numbers(billed, states).ravel(), len(on))
    found = required.timeline.rows["pa_required"].gather(required.timeline.at(numbers, slots(lines["dos"])))
    assert found.to_list() == codes.lookup_prior_authorization(lines)["pa_required"].to_list()
