"""What the rules say of modifiers, together and on codes."""

from __future__ import annotations

from datetime import date

from contralateral.guide.ask_policy import kept_apart, lowest_level, stands, wants_encounter

ON = date(2026, 11, 23)


def test_a_rule_asks_for_the_side() -> None:
    assert [s.way for s in stands("RT", "L8030", on=ON)] == ["asks"]
    assert stands("RT", "L1290", on=ON) == []
    assert stands("RT", "L8030", on=date(2018, 1, 1)) == []


def test_a_rule_speaks_against_kx_where_no_policy_defines_it() -> None:
    found = stands("KX", "L1290", on=ON)
    assert [(s.way, s.rule) for s in found] == [("speaks against", "medicare_dme/liability/kx_no_policy")]
    assert "asks" in {s.way for s in stands("KX", "L5301", on=ON)}


def test_a_forecast_of_denial_is_no_advice_against_a_modifier() -> None:
    assert "speaks against" not in {s.way for s in stands("GZ", "L8030", on=ON)}


def test_rules_keep_modifiers_apart() -> None:
    assert kept_apart(["KX", "GA"], on=ON) is not None
    assert kept_apart(["GA", "GZ"], on=ON) is not None
    assert kept_apart(["RT", "KX"], on=ON) is None


def test_lowest_functional_levels() -> None:
    assert lowest_level("L5974") is not None
    assert lowest_level("L5974")[0] == 1  # type: ignore[index]
    assert lowest_level("L5301") is None


def test_the_list_of_encounters_by_day() -> None:
    assert wants_encounter("L1832", on=ON).now
    assert not wants_encounter("L1832", on=date(2022, 4, 12)).now
    assert not wants_encounter("L1290", on=ON).now
