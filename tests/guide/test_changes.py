"""What changed between two days for the cases of a clinic."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from contralateral import case as cases
from contralateral import policy
from contralateral.claim import ClaimTables, from_case
from contralateral.guide.changes import changes
from contralateral.policy.requirement import load_requirements

CASE = """
case: {name}
patient: {{born: 1960-01-01, sex: female}}
payer: medicare-dme
condition: {{region: breast, side: left, cause: mastectomy, diagnoses: [Z90.12, M72.2]}}
lines:
  - {{code: L8010, modifiers: [LT]{dos}}}
  - {{code: L8030, modifiers: [LT]{dos}}}
"""


def _case(name: str, dos: date | None) -> ClaimTables:
    text = CASE.format(name=name, dos=f", date: {dos}" if dos else "")
    return from_case(cases.read(text, path=f"{name}.yaml"), path=f"{name}.yaml")


def test_a_line_meets_what_begins_before_its_day() -> None:
    held = [_case("before", date(2025, 3, 1)), _case("after", date(2025, 5, 1)), _case("open", None)]
    told = changes(date(2025, 2, 1), date(2025, 6, 1), held)
    hits = {(hit.case, hit.line) for hit in told.touched if hit.name == "L8010"}
    assert hits == {("after", 1), ("open", 1)}
    assert not [hit for hit in told.touched if hit.name == "L8030"]


def test_a_diagnosis_that_became_a_heading_touches_the_case_as_a_whole() -> None:
    told = changes(date(2026, 9, 1), date(2026, 11, 1), [_case("late", date(2026, 10, 5))])
    (hit,) = [hit for hit in told.touched if hit.name == "M722"]
    assert hit.line is None
    assert hit.what == "icd10"


def test_rules_and_requirements_that_begin_in_between_are_told() -> None:
    # Every first day of every rule's versions lies in one such window, and is told there and nowhere else.
    book = policy.load()
    told = changes(date(1900, 1, 1), date(2100, 1, 1))
    rules = [change for change in told.policies if change.kind == "rule"]
    assert len(rules) == sum(len(rule.record.version) for rule in book.rules)
    assert {change.id for change in rules} == {rule.id for rule in book.rules}
    papers = {change.id for change in told.policies if change.kind == "requirement"}
    assert papers == {asked.id for asked in load_requirements()}
    day = rules[len(rules) // 2].on
    eve = date.fromordinal(day.toordinal() - 1)
    here = {change.id for change in changes(eve, day).policies}
    assert {change.id for change in told.policies if change.on == day} == here


def test_a_rule_touches_the_lines_of_its_payer_and_codes() -> None:
    # E1, from the rule's own record: the breast rules of Medicare speak of L8030 and not of another payer's line.
    book = policy.load()
    (rule,) = [r for r in book.rules if r.id == "medicare_dme/laterality/both_sides_on_one_line"]
    day = rule.record.version[-1].from_
    eve = date.fromordinal(day.toordinal() - 1)
    mine = _case("mine", None)
    text = CASE.format(name="theirs", dos="").replace("medicare-dme", "cigna")
    theirs = from_case(cases.read(text, path="theirs.yaml"), path="theirs.yaml")
    told = changes(eve, day, [mine, theirs])
    assert {hit.case for hit in told.touched if hit.name == rule.id} == {"mine"}


def test_the_examples_are_read() -> None:
    folder = Path(__file__).parents[2] / "examples" / "cases"
    held = [
        from_case(cases.read(path.read_text("utf-8"), path=path.name), path=path.name)
        for path in sorted(folder.glob("*.yaml"))
    ]
    told = changes(date(2018, 1, 1), date(2027, 1, 1), held)
    assert {hit.case for hit in told.touched}
