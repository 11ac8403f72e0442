"""What the tables say otherwise on one day than on another."""

from __future__ import annotations

import importlib
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from contralateral import codes
from contralateral.codes.store import frame as _frame


def _of(changed: codes.Changed, code: str) -> dict[str, codes.TableChange]:
    return {change.what: change for change in changed.changes if change.code == code}


def test_a_code_that_came_and_one_that_ended() -> None:
    told = codes.changes(date(2025, 3, 31), date(2025, 4, 1))
    # L8010 ended on 2025-03-31, L0720 was added on 2025-04-01: on the two days that meet there.
    assert _of(told, "L8010")["ended"].on == date(2025, 3, 31)
    added = _of(told, "L0720")["added"]
    assert added.on == date(2025, 4, 1)
    assert "prefabricated" in (added.now or "")
    assert not _of(told, "L1290")


def test_nothing_changed_between_two_days_of_one_table() -> None:
    told = codes.changes(date(2026, 7, 10), date(2026, 7, 11))
    assert told.changes == ()
    assert not any("HCPCS" in words for words in told.unknown)


def test_a_name_that_changed_says_both() -> None:
    told = _of(codes.changes(date(2024, 8, 1), date(2025, 11, 1)), "L1652")["renamed"]
    assert told.was != told.now
    assert told.on == date(2025, 10, 1)  # the first day of the release that shows it


def test_corrections_are_the_source_where_the_files_lack_it() -> None:
    told = _of(codes.changes(date(2026, 9, 30), date(2026, 10, 1)), "L1330")["added"]
    assert told.on == date(2026, 10, 1)
    assert "October 2026" in told.source


def test_a_diagnosis_that_became_a_heading_is_no_longer_billable() -> None:
    told = _of(codes.changes(date(2026, 9, 30), date(2026, 10, 1)), "M722")["billable"]
    assert told.was == "billable"
    assert "heading" in (told.now or "")


def test_authorization_that_begins_has_its_day() -> None:
    told = codes.changes(date(2022, 10, 9), date(2022, 10, 10))
    change = _of(told, "L0648").get("authorization")
    # Before 2022-10-10 the phase held in some states only: then the earlier day has no one answer.
    assert change is None or change.on == date(2022, 10, 10)
    assert change is not None or any(words.startswith("Authorization") for words in told.unknown)


def test_authorization_that_begins_in_some_states_is_told() -> None:
    told = codes.changes(date(2026, 10, 15), date(2026, 11, 15))
    change = _of(told, "L3761")["authorization"]
    assert (change.now, change.on) == ("required by Medicare in CA, FL, MI, NY", date(2026, 10, 28))
    assert _of(told, "L0486")["authorization"].now == "required by Medicare"
    later = codes.changes(date(2027, 1, 1), date(2027, 5, 1))
    nows = [c.now for c in later.changes if c.code == "L3761"]
    assert "required by Medicare in every state" in nows


def test_authorization_that_ended_has_its_day() -> None:
    told = codes.changes(date(2024, 8, 1), date(2024, 9, 15))
    change = _of(told, "L1833")["authorization"]
    assert (change.now, change.on) == ("not required by Medicare", date(2024, 8, 12))


def test_what_no_table_tells_is_unknown_and_no_change() -> None:
    told = codes.changes(date(2010, 1, 1), date(2026, 7, 1))
    assert any(words.startswith("Fees: no schedule of 2010-01-01") for words in told.unknown)
    assert not [change for change in told.changes if change.table in ("fees", "icd10")]


def test_every_change_names_its_source() -> None:
    told = codes.changes(date(2024, 6, 30), date(2026, 11, 1))
    assert len(told.changes) > 500
    assert all(change.source for change in told.changes)


@pytest.mark.parametrize("last", [date(2026, 7, 1), date(2026, 6, 30)])
def test_days_out_of_order_are_refused(last: date) -> None:
    with pytest.raises(ValueError, match="not before"):
        codes.changes(date(2026, 7, 1), last)


def test_fees_of_two_schedules_are_compared_by_code_and_modifier(monkeypatch: pytest.MonkeyPatch) -> None:
    # A second schedule is made of the first: L1290 pays two dollars more everywhere, L1200 is not printed.
    module = importlib.import_module("contralateral.codes.changes")
    (now,) = codes.releases("fees")
    later = replace(
        now, release="2027-01", title="made", covers_from=date(2027, 1, 1), covers_through=date(2027, 3, 31)
    )
    printed = module.frame(now)
    other = printed.filter(pl.col("code") != "L1200").with_columns(
        cents=pl.col("cents") + pl.when(pl.col("code") == "L1290").then(200).otherwise(0)
    )
    every = module.releases
    monkeypatch.setattr(module, "releases", lambda kind: (now, later) if kind == "fees" else every(kind))
    monkeypatch.setattr(module, "frame", lambda release: other if release is later else _frame(release))
    told = module._fees(date(2026, 8, 1), date(2027, 2, 1))
    found = {change.code: change for change in told.changes}
    assert set(found) == {"L1200", "L1290"}
    assert (found["L1290"].was, found["L1290"].now) == ("$75.46 to $234.03", "$77.46 to $236.03")
    assert found["L1200"].now is None
    assert found["L1290"].on == date(2027, 1, 1)
    assert told.unknown == ()
