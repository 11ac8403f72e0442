"""Fixes: only what needs no judgment, and never an attestation."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from contralateral import policy
from contralateral.policy.fixes import propose
from contralateral.policy.record import Fix

BOTH = {"line": 2, "code": "L8030", "mods": ["RT", "LT", "KX"], "units": 2.0, "charge_cents": 90000}


@pytest.mark.parametrize(
    ("fix", "mods", "value"),
    [
        (Fix(do="drop", modifier="KX"), ["RT", "KX", "GA"], ["RT", "GA"]),
        (Fix(do="drop", modifier="KX"), ["KX"], []),
        (Fix(do="drop", modifier="KX"), ["RT"], None),
        (Fix(do="drop", modifier="KX"), None, None),
        (Fix(do="dedupe"), ["LT", "KX", "LT"], ["LT", "KX"]),
        (Fix(do="dedupe"), ["LT", "KX"], None),
        (Fix(do="dedupe"), None, None),
    ],
)
def test_modifiers_are_replaced_whole(fix: Fix, mods: list[str] | None, value: list[str] | None) -> None:
    found = propose(fix, {"line": 3, "code": "L8030", "mods": mods})
    wanted = {"op": "replace", "path": "/lines/2/modifiers", "value": value}
    assert found == (None if value is None else wanted)


def test_two_units_on_both_sides_become_a_line_a_side() -> None:
    side = {"code": "L8030", "units": 1, "charge": 450.0}
    assert propose(Fix(do="split"), BOTH) == {
        "op": "split",
        "path": "/lines/1",
        "value": [{**side, "modifiers": ["RT", "KX"]}, {**side, "modifiers": ["LT", "KX"]}],
    }


def test_a_charge_that_nobody_told_is_not_shared_out() -> None:
    found = propose(Fix(do="split"), {**BOTH, "charge_cents": None})
    assert found is not None
    assert [set(line) for line in found["value"]] == [{"code", "modifiers", "units"}] * 2


@pytest.mark.parametrize(
    "odd",
    [
        {"units": 1.0},
        {"units": 3.0},
        {"units": None},
        {"mods": ["RT"]},
        {"mods": None},
        {"charge_cents": 90001},
    ],
)
def test_what_would_be_a_guess_is_left_to_a_person(odd: dict[str, Any]) -> None:
    assert propose(Fix(do="split"), BOTH | odd) is None


@pytest.mark.parametrize(
    "fix", [{"do": "add", "modifier": "KX"}, {"do": "drop"}, {"do": "split", "modifier": "RT"}]
)
def test_a_fix_that_does_not_exist_is_refused(fix: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Fix.model_validate(fix)


def test_some_shipped_rule_uses_each_fix() -> None:
    used = {rule.record.fix.do for rule in policy.load().rules if rule.record.fix}
    assert used == {"drop", "dedupe", "split"}
