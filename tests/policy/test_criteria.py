"""Criteria: what counts as stated, by whom and when, and what silence means."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from pydantic import ValidationError

from contralateral.claim.tables import EVIDENCE
from contralateral.errors import NameUnknown, RuleBroken
from contralateral.policy import criteria
from contralateral.policy.criteria import CriteriaFile, Criterion

_NUMBERS = ("number", "low", "high")
CRITERIA: dict[str, Any] = {
    "title": "A policy of nobody",
    "source": "nobody",
    "confidence": "H",
    "criterion": [
        {"name": "level", "title": "t", "fact": "level", "any_of": ["K3", "K4"], "roles": ["practitioner"]},
        {"name": "imaging", "title": "t", "fact": "imaging", "equals": True},
        {"name": "angle", "title": "t", "fact": "angle", "at_least": 25, "at_most": 40},
        {
            "name": "exam",
            "title": "t",
            "fact": "exam",
            "equals": "Done",
            "within_days_before": 180,
            "of": "order_date",
        },
    ],
}


@pytest.fixture(autouse=True)
def one_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(criteria, "load_criteria", lambda: {"p": CriteriaFile.model_validate(CRITERIA)})


def met(
    name: str, *stated: dict[str, Any], supplied: bool | None = True, lines: int = 1, **line: Any
) -> list[bool | None]:
    """Reduce what was stated of one claim to the bit of a criterion, a line each."""
    usual = {
        "claim": 0,
        "dos": date(2026, 6, 1),
        "order_date": date(2026, 5, 1),
        "evidence_supplied": supplied,
    }
    rows = [{"line": n, **usual, **line} for n in range(1, lines + 1)]
    numbers, days = dict.fromkeys(("claim", "line"), pl.UInt32), dict.fromkeys(("dos", "order_date"), pl.Date)
    frame = pl.DataFrame(rows, schema={**numbers, **days, "evidence_supplied": pl.Boolean})
    evidence = pl.DataFrame([{"claim": 0, **row} for row in stated], schema=dict(EVIDENCE), orient="row")
    return criteria.reduce(frame, evidence, "p")[f"met:p:{name}"].to_list()


def says(fact: str, value: str, **more: Any) -> dict[str, Any]:
    number = float(value) if value.replace(".", "").isdigit() else None
    return {"fact": fact, "value": value, "number": number, "role": "practitioner", **more}


@pytest.mark.parametrize(
    ("stated", "bit"),
    [
        ([says("imaging", "true")], True),
        ([says("imaging", "false")], False),
        ([says("imaging", "false"), says("imaging", "true")], True),  # one that satisfies is enough
        ([says("angle", "30")], None),  # nobody spoke of it
    ],
)
def test_true_false_and_unknown(stated: list[dict[str, Any]], bit: bool | None) -> None:
    assert met("imaging", *stated) == [bit]


def test_papers_that_were_not_shown_leave_it_open_and_none_at_all_do_not() -> None:
    assert met("imaging", supplied=None) == [None]
    assert met("imaging", supplied=True) == [False]


@pytest.mark.parametrize(
    ("role", "value", "bit"),
    [
        ("practitioner", "k3", True),
        ("practitioner", "k2", False),
        ("supplier", "k3", None),  # never proves
        ("supplier", "k2", None),  # and never disproves
        (None, "k3", None),
    ],
)
def test_only_some_are_heard(role: str | None, value: str, bit: bool | None) -> None:
    assert met("level", says("level", value, role=role)) == [bit]


def test_another_voice_changes_nothing() -> None:
    own, other = says("level", "k2"), says("level", "k3", role="supplier")
    assert met("level", own, other) == [False]


@pytest.mark.parametrize(
    ("dated", "bit"),
    [
        (date(2026, 5, 1), True),
        (date(2025, 11, 2), True),  # 180 days before the order
        (date(2025, 11, 1), None),
        (date(2026, 5, 2), None),  # after it
        (None, None),
    ],
)
def test_windows_close_on_both_sides(dated: date | None, bit: bool | None) -> None:
    assert met("exam", says("exam", "done", dated=dated)) == [bit]


def test_a_window_around_an_unknown_day_hears_nobody() -> None:
    assert met("exam", says("exam", "done", dated=date(2026, 5, 1)), order_date=None) == [None]


@pytest.mark.parametrize(
    ("value", "bit"), [("24.9", False), ("25", True), ("40", True), ("40.1", False), ("steep", None)]
)
def test_numbers_between_bounds(value: str, bit: bool | None) -> None:
    assert met("angle", says("angle", value)) == [bit]


@pytest.mark.parametrize(
    ("low", "high", "bit"),
    [
        (25.0, 40.0, True),  # the bounds themselves belong to what is wanted
        (30.0, 31.0, True),
        (24.9, 30.0, None),  # on both sides of a bound: it does not decide
        (30.0, 40.1, None),
        (20.0, 50.0, None),
        (20.0, 24.9, False),
        (40.1, 41.0, False),
    ],
)
def test_an_interval_meets_a_bound_as_a_whole_or_not_at_all(
    low: float, high: float, bit: bool | None
) -> None:
    value = f"{(low + high) / 2:g}"
    assert met("angle", says("angle", value, low=low, high=high)) == [bit]


def test_an_interval_that_does_not_decide_neither_proves_nor_hides_what_another_paper_proves() -> None:
    unsure = says("angle", "25", low=24.0, high=26.0)
    assert met("angle", unsure, says("angle", "20")) == [None]
    assert met("angle", unsure, says("angle", "30")) == [True]


def test_a_number_that_is_missing_does_not_disprove() -> None:
    assert met("angle", says("angle", "steep"), says("angle", "30")) == [True]
    assert met("angle", says("angle", "steep"), says("angle", "50")) == [None]


def test_a_paper_may_speak_of_one_line() -> None:
    assert met("imaging", says("imaging", "true", line=2), lines=3) == [None, True, None]
    both = [says("imaging", "true", line=2), says("imaging", "false")]
    assert met("imaging", *both, lines=2) == [False, True]


@pytest.mark.parametrize(
    "odd", [{}, {"equals": "yes", "at_least": 1}, {"any_of": ["a"], "equals": False}, {"any_of": []}]
)
def test_a_criterion_has_one_predicate(odd: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="exactly one predicate is wanted"):
        Criterion.model_validate({"name": "n", "title": "t", "fact": "f"} | odd)


def test_a_file_with_a_fault_is_named(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    (tmp_path / "odd.toml").write_text(
        'title = "t"\nsource = "s"\nconfidence = "H"\ncriteria = []\n', "utf-8"
    )
    monkeypatch.setattr(criteria, "_FOLDER", tmp_path)
    with pytest.raises(RuleBroken) as caught:
        criteria.load_criteria.__wrapped__()
    assert str(caught.value) == (
        "criteria/odd.toml: criterion is missing. no key 'criteria'. Did you mean 'criterion'?"
    )


def test_a_column_leads_back_to_its_fact() -> None:
    assert criteria.fact_of("met:p:exam") == "exam"
    assert criteria.fact_of("order_date") == "order_date"
    with pytest.raises(NameUnknown, match="No policy with criteria named 'q'"):
        criteria.of_policy("q")


@pytest.mark.parametrize(
    ("bounds", "holds"),
    [
        ({"above": 6}, [False, False, True, None]),
        ({"at_least": 6}, [False, True, True, None]),
        ({"at_most": 6}, [True, True, False, None]),
        ({"above": 5.9, "at_most": 6}, [False, True, False, None]),
    ],
)
def test_bounds(bounds: dict[str, float], holds: list[bool | None]) -> None:
    criterion = Criterion.model_validate({"name": "mm", "title": "t", "fact": "mm", **bounds})
    measured = pl.DataFrame(
        {"number": [5.5, 6.0, 6.1, None], "low": [None] * 4, "high": [None] * 4},
        schema=dict.fromkeys(_NUMBERS, pl.Float64),
    )
    assert measured.select(said=criterion.holds())["said"].to_list() == holds
