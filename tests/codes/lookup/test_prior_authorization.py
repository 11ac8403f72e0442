"""Required prior authorization by day of delivery and state."""

from __future__ import annotations

import polars as pl
import pytest

from contralateral.codes import load, lookup_prior_authorization, prior_authorization
from tests.codes.made import SHARED, day, with_shared

if SHARED.exists():
    LIST = (SHARED / "prior_auth/dmepos_required_pa_list_2026_07_29.csv").read_text()


@pytest.mark.parametrize(
    ("code", "on", "answers"),  # of NY, TX, WY and of a state that is not told
    [
        ("L1833", "2022-04-12", (False, False, False, False)),
        ("L1833", "2022-04-13", (True, False, False, None)),
        ("L1833", "2022-07-11", (True, False, False, None)),
        ("L1833", "2022-07-12", (True, True, False, None)),
        ("L1833", "2022-10-10", (True, True, True, True)),
        ("L1833", "2024-08-11", (True, True, True, True)),
        ("L1833", "2024-08-12", (False, False, False, False)),
        ("L1833", "2026-10-27", (False, False, False, False)),
        ("L1833", "2026-10-28", (True, True, True, True)),
        ("L3761", "2026-10-27", (False, False, False, False)),
        ("L3761", "2026-10-28", (True, False, False, None)),
        ("L3761", "2027-01-25", (True, False, False, None)),
        ("L3761", "2027-01-26", (True, True, False, None)),
        ("L3761", "2027-04-25", (True, True, False, None)),
        ("L3761", "2027-04-26", (True, True, True, True)),
        ("L8030", "2026-11-23", (False, False, False, False)),
        ("K0856", "2017-03-20", (True, None, None, None)),
        ("K0856", "2017-07-17", (True, True, True, True)),
        (
            "E0748",
            "2024-09-01",
            (None, None, None, None),
        ),  # what its section lost before the list is not known
        ("E0748", "2026-08-01", (False, False, False, False)),
    ],
)
def test_days_and_states(code: str, on: str, answers: tuple[bool | None, ...]) -> None:
    states = ("NY", "TX", "WY", None)
    assert tuple(prior_authorization(code, on=day(on), state=state).required for state in states) == answers


def test_since_is_the_first_day_for_the_state() -> None:
    assert prior_authorization("L0648", on=day("2026-01-01"), state="NY").since == day("2022-04-13")
    assert prior_authorization("L0648", on=day("2026-01-01"), state="TX").since == day("2022-07-12")
    assert prior_authorization("L0648", on=day("2026-01-01"), state="WY").since == day("2022-10-10")
    assert prior_authorization("L1833", on=day("2026-11-01"), state="NY").since == day("2026-10-28")


def test_phases_with_their_sources() -> None:
    answer = prior_authorization("L1833", on=day("2026-11-01"))
    assert [(p.since.isoformat(), p.through and p.through.isoformat()) for p in answer.phases] == [
        ("2022-04-13", "2024-08-11"),
        ("2022-07-12", "2024-08-11"),
        ("2022-10-10", "2024-08-11"),
        ("2026-10-28", None),
    ]
    assert answer.phases[0].states == ("CA", "FL", "IL", "NY")
    assert all(phase.source for phase in answer.phases)
    assert "verify" in answer.note


def test_coming_phase_is_announced() -> None:
    answer = prior_authorization("L3761", on=day("2026-11-23"), state="TX")
    assert "2027-01-26" in answer.note
    assert answer.basis == "after newest release"


def test_frame_keeps_order_and_nulls() -> None:
    lines = pl.DataFrame(
        {
            "code": ["L1833", None, "L1833", "L8030"],
            "dos": [day("2022-04-13"), day("2022-04-13"), None, day("2026-11-23")],
            "state": ["NY", "NY", "NY", None],
        }
    )
    answer = lookup_prior_authorization(lines)
    assert answer["pa_required"].to_list() == [True, None, None, False]
    assert answer["after_newest"].to_list() == [False, None, None, True]
    assert answer["since"].to_list() == [day("2022-04-13"), None, None, None]


@with_shared
def test_a_newer_list_ends_what_it_no_longer_prints(tmp_path) -> None:  # type: ignore[no-untyped-def]
    newer = tmp_path / "required_pa_list_2026-12-15.csv"
    newer.write_text("".join(line for line in LIST.splitlines(keepends=True) if not line.startswith("L0651")))
    load([newer])
    assert prior_authorization("L0651", on=day("2026-07-29")).required is True
    assert (
        prior_authorization("L0651", on=day("2026-09-01")).required is None
    )  # dropped between the two lists
    assert prior_authorization("L0651", on=day("2026-12-16")).required is False
    assert prior_authorization("L0648", on=day("2026-09-01")).required is True
    assert prior_authorization("L1833", on=day("2023-01-01")).required is True


@with_shared
def test_same_as_the_history_of_devices() -> None:
    history = pl.read_csv(SHARED / "policy/required_pa_op_history.csv", try_parse_dates=True)
    states = pl.col("states_blank_is_nationwide").fill_null("WY").str.split(" ").alias("state")
    spells = history.with_columns(states).explode("state")
    for edge in ("effective_from", "effective_to"):
        told = spells.filter(pl.col(edge).is_not_null())
        assert told.height > 2
        assert lookup_prior_authorization(told, "hcpcs", edge)["pa_required"].all(ignore_nulls=False)
