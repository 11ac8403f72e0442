"""Checks against plans and policies: ways to be covered, limits, network, orders, causes; each in three values."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from contralateral.policy import criteria
from contralateral.policy.criteria import CriteriaFile

from .test_checks import FINE, UNKNOWN, WRONG, ask

DAY = date(2026, 6, 1)
_ONE = {"title": "t", "source": "s", "confidence": "H"}


@pytest.fixture(autouse=True)
def policies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three policies: p with two criteria, q and plan with one each."""
    names = {"p": ("a", "b"), "q": ("c",), "plan": ("said",)}
    files = {
        name: CriteriaFile.model_validate(
            {**_ONE, "criterion": [{"name": n, "title": "t", "fact": n, "equals": True} for n in each]}
        )
        for name, each in names.items()
    }
    monkeypatch.setattr(criteria, "load_criteria", lambda: files)


def met(a: bool | None, b: bool | None, c: bool | None = None, said: bool | None = None) -> dict[str, Any]:
    return {"met:p:a": a, "met:p:b": b, "met:q:c": c, "met:plan:said": said}


@pytest.mark.parametrize(
    ("a", "b", "c", "said"),
    [
        (True, True, None, FINE),  # one way is enough, whatever of the other
        (None, None, True, FINE),
        (False, True, False, WRONG),
        (False, None, False, WRONG),
        (True, None, False, UNKNOWN),
        (False, True, None, UNKNOWN),
        (None, None, None, UNKNOWN),
    ],
)
def test_one_of_the_ways(a: bool | None, b: bool | None, c: bool | None, said: bool | None) -> None:
    assert ask("no_way_met", {"ways": ["p", "q"]}, **met(a, b, c)) is said


@pytest.mark.parametrize(
    ("plan", "c", "said"),
    [
        (True, False, WRONG),
        (True, True, FINE),
        (True, None, UNKNOWN),
        (False, False, FINE),
        (None, False, FINE),  # a limit of which nobody speaks is not looked at
        (None, None, FINE),
    ],
)
def test_a_limit_that_only_some_plans_have(plan: bool | None, c: bool | None, said: bool | None) -> None:
    assert ask("no_way_met", {"ways": ["q"], "when": "plan"}, **met(None, None, c, plan)) is said


@pytest.mark.parametrize(("c", "said"), [(True, WRONG), (False, FINE), (None, UNKNOWN)])
def test_what_counts_against_an_item(c: bool | None, said: bool | None) -> None:
    assert ask("way_met", {"policy": "q"}, **met(None, None, c)) is said
    assert ask("only_where_said", {"policy": "q"}, **met(None, None, c)) is (WRONG if c else FINE)


@pytest.mark.parametrize(
    ("wanted", "held", "said"),
    [
        (True, False, WRONG),
        (True, True, FINE),
        (None, True, FINE),
        (False, False, FINE),
        (False, None, FINE),
        (None, False, UNKNOWN),
        (True, None, UNKNOWN),
        (None, None, UNKNOWN),
    ],
)
def test_authorization_where_the_plan_wants_it(
    wanted: bool | None, held: bool | None, said: bool | None
) -> None:
    told = met(None, None, None, wanted)
    assert ask("authorization_wanted", {"when": "plan"}, authorization_held=held, **told) is said


@pytest.mark.parametrize(
    ("network", "accepted", "said"),
    [
        ("out", False, WRONG),
        ("out", True, FINE),
        ("in", None, FINE),
        ("in", False, FINE),
        (None, True, FINE),
        ("out", None, UNKNOWN),
        (None, False, UNKNOWN),
    ],
)
def test_the_network(network: str | None, accepted: bool | None, said: bool | None) -> None:
    told = met(None, None, None, accepted)
    assert ask("out_of_network", {"unless": "plan"}, network=network, **told) is said


@pytest.mark.parametrize(
    ("before", "ended", "excuses", "said"),
    [
        (True, "lost", [], WRONG),
        (True, None, [], WRONG),
        (True, "lost", ["lost"], FINE),
        (True, "worn", ["lost"], WRONG),
        (True, None, ["lost"], UNKNOWN),
        (False, None, ["lost"], FINE),
        (None, None, [], UNKNOWN),
    ],
)
def test_one_in_a_lifetime(
    before: bool | None, ended: str | None, excuses: list[str], said: bool | None
) -> None:
    assert ask("had_one_before", {"excuses": excuses}, had_before=before, history_ended=ended) is said


@pytest.mark.parametrize(
    ("now", "earlier", "said"),
    [
        (6.0, 0, FINE),
        (6.0, 1, WRONG),
        (7.0, None, WRONG),  # too many by themselves
        (1.0, 6, WRONG),
        (1.0, 5, FINE),
        (6.0, None, UNKNOWN),
        (None, 0, UNKNOWN),
    ],
)
def test_so_many_in_a_year(now: float | None, earlier: int | None, said: bool | None) -> None:
    assert ask("more_in_a_year", {"most": 6}, units_of_day=now, earlier_in_year=earlier) is said


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(2025, 6, 1), FINE),  # twelve months to the day
        (date(2025, 5, 31), WRONG),
        (date(2026, 3, 1), FINE),
        (date(2026, 3, 2), WRONG),
        (None, UNKNOWN),
    ],
)
def test_an_age(born: date | None, said: bool | None) -> None:
    ages = {"from_months": 3, "through_months": 12}
    assert ask("age_outside", ages, born=born, dos=DAY) is said


@pytest.mark.parametrize(
    ("before", "surgery", "said"),
    [
        (False, False, WRONG),
        (True, False, FINE),
        (False, True, FINE),
        (None, False, UNKNOWN),
        (False, None, UNKNOWN),
    ],
)
def test_an_age_that_does_not_matter(before: bool | None, surgery: bool | None, said: bool | None) -> None:
    params = {"through_months": 12, "first_only": True, "unless": "q"}
    told = met(None, None, surgery)
    assert ask("age_outside", params, born=date(2020, 1, 1), dos=DAY, had_before=before, **told) is said


@pytest.mark.parametrize(
    ("check", "params", "told", "said"),
    [
        ("delivered_before_ordered", {}, {"dos": DAY, "order_date": DAY}, FINE),
        ("delivered_before_ordered", {}, {"dos": DAY, "order_date": date(2026, 6, 2)}, WRONG),
        ("delivered_before_ordered", {}, {"dos": DAY}, UNKNOWN),
        ("order_older_than", {"months": 6}, {"dos": DAY, "order_date": date(2025, 12, 1)}, FINE),
        ("order_older_than", {"months": 6}, {"dos": DAY, "order_date": date(2025, 11, 30)}, WRONG),
        ("order_older_than", {"months": 6}, {"dos": DAY}, UNKNOWN),
        (
            "order_past_plan_limit",
            {},
            {"dos": DAY, "order_date": date(2026, 5, 2), "order_limit_days": 30},
            FINE,
        ),
        (
            "order_past_plan_limit",
            {},
            {"dos": DAY, "order_date": date(2026, 5, 1), "order_limit_days": 30},
            WRONG,
        ),
        ("order_past_plan_limit", {}, {"dos": DAY, "order_date": date(2020, 5, 1)}, FINE),
        ("order_past_plan_limit", {}, {"dos": DAY, "order_limit_days": 30}, UNKNOWN),
        ("not_seen_within", {"months": 12}, {"dos": DAY, "encounter_date": date(2025, 6, 1)}, FINE),
        ("not_seen_within", {"months": 12}, {"dos": DAY, "encounter_date": date(2025, 5, 31)}, WRONG),
        ("not_seen_within", {"months": 12}, {"dos": DAY, "encounter_date": date(2026, 6, 2)}, WRONG),
        ("not_seen_within", {"months": 12}, {"dos": DAY}, UNKNOWN),
        ("diagnosis_among", {"codes": ["Q67.3"]}, {"dx": ["Q673", "I10"]}, WRONG),
        ("diagnosis_among", {"codes": ["Q67.3"]}, {"dx": []}, FINE),
        ("diagnosis_among", {"codes": ["Q67.3"]}, {}, UNKNOWN),
    ],
)
def test_orders_and_diagnoses(
    check: str, params: dict[str, Any], told: dict[str, Any], said: bool | None
) -> None:
    assert ask(check, params, **told) is said


CAUSES = {"causes": ["mastectomy", "lumpectomy"], "shown_by": ["Z90.12"]}


@pytest.mark.parametrize(
    ("cause", "dx", "said"),
    [
        ("Mastectomy, left", ["I10"], FINE),
        (None, ["Z9012"], FINE),
        ("congenital", ["Z9012"], FINE),
        ("congenital", ["I10"], WRONG),
        (None, ["I10"], UNKNOWN),  # no other diagnosis speaks against one
        ("congenital", None, UNKNOWN),
    ],
)
def test_a_cause(cause: str | None, dx: list[str] | None, said: bool | None) -> None:
    assert ask("cause_not_among", CAUSES, condition_cause=cause, dx=dx) is said
    for also in (True, False, None):
        both = ask(
            "cause_among", {**CAUSES, "policy": "q"}, condition_cause=cause, dx=dx, **met(None, None, also)
        )
        of_cause = {FINE: True, WRONG: False, UNKNOWN: None}[said]
        if False in (of_cause, also):
            assert both is False
        else:
            assert both is (None if None in (of_cause, also) else True)


@pytest.mark.parametrize(
    ("before", "a", "said"),
    [
        (True, False, WRONG),
        (True, True, FINE),
        (True, None, UNKNOWN),
        (False, None, FINE),
        (None, True, FINE),
    ],
)
def test_another_of_the_same(before: bool | None, a: bool | None, said: bool | None) -> None:
    assert ask("again_without_reason", {"ways": ["q"]}, had_before=before, **met(None, None, a)) is said


@pytest.mark.parametrize(
    ("mods", "kind", "said"),
    [
        ("RT", "individual", WRONG),
        ("RT NU", None, FINE),
        ("RT", "medicare_advantage", FINE),
        ("RT", None, UNKNOWN),
        (None, "individual", UNKNOWN),
        (None, "medicare_advantage", FINE),
    ],
)
def test_a_modifier_for_some_kinds_of_plan(mods: str | None, kind: str | None, said: bool | None) -> None:
    params = {"any_of": ["NU"], "plan_types": ["medicare_advantage"]}
    assert ask("modifier_missing_unless_plan", params, mods=mods, plan_type=kind) is said


@pytest.mark.parametrize(
    ("mods", "others", "said"),
    [
        ("RT", 2, WRONG),
        ("LT", 1, WRONG),
        ("RT", 1, FINE),
        ("RT LT", 3, FINE),
        ("", 3, FINE),
        ("RT", None, UNKNOWN),
    ],
)
def test_sides_on_two_lines(mods: str, others: int | None, said: bool | None) -> None:
    told = {"code": "L8030", "claim_codes": ["L8030", "L8000"], "mods": mods, "other_lines_mod_bits": others}
    params = {"sided": ["L8020", "L8030"]}
    assert ask("sides_on_lines_of_their_own", params, **told) is said
    # Beside another sided code the other side may be that one's.
    mixed = told | {"claim_codes": ["L8030", "L8020"]}
    assert ask("sides_on_lines_of_their_own", params, **mixed) is not WRONG
