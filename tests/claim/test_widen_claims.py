"""What the claim as a whole, the other claims and the patient's earlier devices say of a line."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from contralateral import codes
from contralateral.claim import concat
from contralateral.policy.line import modifier_mask

from .widened import DAY, columns, tables, values


def earlier(
    code: str, side: str | None = None, *, days: int | None = 30, ended: str | None = None
) -> dict[str, Any]:
    delivered = None if days is None else DAY - timedelta(days=days)
    return {"code": code, "side": side, "delivered": delivered, "ended": ended}


# ── totals ──


def test_the_claims_codes_and_charges() -> None:
    given = tables(
        {"code": "L1200", "charge_cents": 100}, {"code": "L1290", "charge_cents": 20}, {"code": "L1290"}
    )
    assert values(given, "claim_codes") == [["L1200", "L1290"]] * 3
    assert values(given, "lines_charge_cents") == [None] * 3
    assert values(tables({"charge_cents": 100}, {"charge_cents": 20}), "lines_charge_cents") == [120, 120]


def test_an_unknown_code_leaves_open_what_the_claim_does_not_bill() -> None:
    assert values(tables({"code": "L1200"}, {}), "claim_codes") == [None, None]


def test_modifiers_of_any_line_and_of_the_other_lines() -> None:
    given = tables({"modifiers": ["GA"]}, {"modifiers": ["GK", "RT"]}, {"modifiers": []})
    ga, gk = modifier_mask("GA"), modifier_mask("GK", "RT")
    assert values(given, "claim_mod_bits") == [ga | gk] * 3
    assert values(given, "other_lines_mod_bits") == [gk, ga, ga | gk]


def test_a_lone_line_has_no_others() -> None:
    assert values(tables({"modifiers": ["GK"]}), "other_lines_mod_bits") == [0]
    assert values(tables({}), "other_lines_mod_bits") == [0]


def test_unknown_modifiers_of_one_line_are_unknown_to_the_others() -> None:
    given = tables({"modifiers": ["GK"]}, {})
    assert values(given, "other_lines_mod_bits") == [None, modifier_mask("GK")]


def test_claims_do_not_mix() -> None:
    given = concat(
        [tables({"code": "L1200", "modifiers": ["GA"]}), tables({"code": "L8030", "modifiers": ["GK"]})]
    )
    assert values(given, "claim_codes") == [["L1200"], ["L8030"]]
    assert values(given, "other_lines_mod_bits") == [0, 0]


@pytest.mark.parametrize(
    ("modifiers", "count"),
    [
        ([["EY"], ["EY", "GA"]], 0),
        ([["EY"], ["RT"]], 1),
        ([["EY"], ["RT"], None], 1),  # one that surely has none is enough
        ([["EY"], None], None),
        ([None], None),
    ],
)
def test_lines_without_ey(modifiers: list[list[str] | None], count: int | None) -> None:
    given = tables(*({"modifiers": each} for each in modifiers))
    assert values(given, "lines_without_ey") == [count] * len(modifiers)


# ── bases ──


@pytest.fixture
def _bases(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = pl.DataFrame({"addition": ["L1290", "L1290"], "base": ["L1200", "L1300"]})
    monkeypatch.setattr(codes, "bases_frame", lambda: pairs, raising=False)


BASES = ("bases_known", "base_on_claim", "base_in_history")


@pytest.mark.usefixtures("_bases")
def test_a_base_on_the_claim() -> None:
    given = tables({"code": "L1200"}, {"code": "L1290"}, claim={"history_supplied": True})
    assert columns(given, *BASES) == [(None, None, None), (True, True, False)]


@pytest.mark.usefixtures("_bases")
@pytest.mark.parametrize(
    ("ended", "held"), [(None, True), ("in use", True), ("worn", False), ("lost", False), ("outgrown", False)]
)
def test_a_base_in_the_history_counts_while_it_is_held(ended: str | None, held: bool) -> None:
    given = tables(
        {"code": "L1290"}, claim={"history_supplied": True}, history=[earlier("L1300", ended=ended)]
    )
    assert columns(given, *BASES) == [(True, False, held)]


@pytest.mark.usefixtures("_bases")
def test_what_was_not_told_leaves_the_base_open() -> None:
    assert columns(tables({"code": "L1290"}), *BASES) == [(True, False, None)]
    assert columns(tables({"code": "L1290"}, {}), *BASES)[0] == (True, None, None)
    assert columns(tables({"code": "L1200"}, {}, {"code": "L1290"}), *BASES)[2] == (True, True, None)


# ── history ──

HISTORY = ("had_before", "history_days", "history_ended")


def test_nothing_before_differs_from_nothing_told() -> None:
    given = tables({"code": "L8030", "modifiers": ["RT"]}, claim={"history_supplied": True})
    assert columns(given, *HISTORY, "held_codes") == [(False, None, None, [])]
    assert columns(tables({"code": "L8030", "modifiers": ["RT"]}), *HISTORY, "held_codes") == [(None,) * 4]


@pytest.mark.parametrize(
    ("modifiers", "side", "counts"),
    [
        (["RT"], "right", True),
        (["RT"], "left", False),
        (["LT"], "left", True),
        (["RT"], "both", True),
        (["RT"], "none", True),
        (["RT"], None, True),
        ([], "left", True),
        (["RT", "LT"], "left", True),
        (None, "left", True),
    ],
)
def test_the_side_of_an_earlier_device(modifiers: list[str] | None, side: str | None, counts: bool) -> None:
    given = tables(
        {"code": "L8030", "modifiers": modifiers},
        claim={"history_supplied": True},
        history=[earlier("L8030", side), earlier("L8020", side)],
    )
    assert columns(given, "had_before", "history_days") == [(counts, 30 if counts else None)]


def test_the_last_one_before_counts_and_says_how_it_ended() -> None:
    given = tables(
        {"code": "L8030", "modifiers": ["RT"]},
        claim={"history_supplied": True},
        history=[
            earlier("L8030", "right", days=10, ended="lost"),
            earlier("L8030", "right", days=800, ended="worn"),
            earlier("L8030", "right", days=0),  # this very delivery
            earlier("L8030", "right", days=-5),
        ],
    )
    assert columns(given, *HISTORY) == [(True, 10, "lost")]


def test_one_whose_date_nobody_noted_leaves_the_days_open() -> None:
    given = tables(
        {"code": "L8030", "modifiers": ["RT"]},
        claim={"history_supplied": True},
        history=[earlier("L8030", "right", days=900), earlier("L8030", "right", days=None, ended="worn")],
    )
    assert columns(given, *HISTORY) == [(True, None, "worn")]


def test_a_line_without_its_date_may_come_after() -> None:
    given = tables(
        {"code": "L8030", "modifiers": ["RT"], "dos": None},
        claim={"history_supplied": True},
        history=[earlier("L8030", "right")],
    )
    assert columns(given, "had_before", "history_days") == [(True, None)]


def test_what_the_patient_still_holds() -> None:
    given = tables(
        {"code": "L8000"},
        claim={"history_supplied": True},
        history=[
            earlier("L8030", ended="in use"),
            earlier("L8020"),
            earlier("L8015", ended="worn"),
            earlier("L8030", ended="lost"),
        ],
    )
    assert values(given, "held_codes") == [["L8020", "L8030"]]


# ── duplicates ──


def test_the_same_line_again_on_a_claim() -> None:
    line = {"code": "L8000", "modifiers": ["RT", "GA"]}
    other = {**line, "modifiers": ["GA", "RT"]}
    given = tables(
        line, other, {**line, "modifiers": ["GA"]}, {**line, "dos": date(2026, 11, 3)}, {"code": "L8000"}
    )
    assert values(given, "same_in_claim") == [0, 1, 0, 0, None]


def test_the_same_line_on_another_claim_of_the_patient() -> None:
    line = {"code": "L8000", "modifiers": []}
    one, two = {"patient_key": "a"}, {"patient_key": "b"}
    given = concat([tables(line, claim=one), tables(line, claim=two), tables(line, claim=one)])
    assert values(given, "same_elsewhere") == [0, 0, 1]


def test_without_a_patient_key_the_same_line_may_be_the_same_patients() -> None:
    line = {"code": "L8000", "modifiers": []}
    assert values(concat([tables(line), tables(line)]), "same_elsewhere") == [None, None]
    assert values(tables(line), "same_elsewhere") == [0]
