"""Requirements of laws: wanted where the law binds the plan, asked about where nobody says what kind of plan it is."""

from __future__ import annotations

from typing import Any

import pytest

from .made import entries, line, told

FORM = line("L8030", "RT", date="2026-11-02") | {
    "condition": {"cause": "mastectomy", "diagnoses": ["Z90.11"]}
}
ACT, PUBLIC = "whcra/plan_covers_mastectomies", "whcra_public/plan_bound"


def of_plan(payer: str, **coverage: Any) -> dict[str, list[str]]:
    found = told(payer=payer, coverage=coverage, **FORM).entries
    return {name: [e.state for e in found if e.requirement == name] for name in (ACT, PUBLIC)}


@pytest.mark.parametrize(
    ("plan", "act", "public"),
    [
        ("employer_insured", ["unknown"], []),
        ("individual", ["unknown"], []),
        ("government", [], ["unknown", "unknown"]),
        ("medicaid", [], []),
    ],
)
def test_the_kind_of_plan_decides_which_law_asks(plan: str, act: list[str], public: list[str]) -> None:
    assert of_plan("commercial", plan_type=plan) == {ACT: act, PUBLIC: public}


def test_a_kind_of_plan_that_nobody_tells_is_the_question() -> None:
    found = entries(ACT, payer="aetna", **FORM)
    assert [e.state for e in found] == ["unknown"]
    (ask,) = found[0].asks
    assert "kind of plan" in ask


def test_no_law_of_commercial_plans_asks_anything_of_medicare() -> None:
    assert of_plan("medicare-dme", plan_type="employer_insured") == {ACT: [], PUBLIC: []}


def test_the_plan_document_answers_it() -> None:
    papers = [{"kind": "plan document", "states": {"plan_covers_mastectomy": "yes"}}]
    found = entries(ACT, payer="aetna", coverage={"plan_type": "individual"}, documents=papers, **FORM)
    assert [e.state for e in found] == ["present"]
    assert found[0].rules == ("whcra/breast/prosthesis_after_mastectomy",)


def test_another_cause_than_a_mastectomy_is_none_of_the_acts_business() -> None:
    other = FORM | {"condition": {"cause": "congenital"}}
    assert not entries(ACT, payer="aetna", coverage={"plan_type": "individual"}, **other)


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ({"authorization_required": "yes"}, "missing"),
        ({"authorization_required": "no"}, None),
        ({}, "unknown"),
    ],
)
def test_an_authorization_is_wanted_where_the_plan_wants_one(
    states: dict[str, str], state: str | None
) -> None:
    papers = [{"kind": "plan document", "states": states or {"plan_covers_mastectomy": "yes"}}]
    found = entries(
        "commercial/authorization", payer="commercial", authorization={"number": ""}, documents=papers, **FORM
    )
    assert [e.state for e in found] == ([] if state is None else [state])
    assert all(e.wanted == "required" for e in found)
