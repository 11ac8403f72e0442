"""docs/coverage.md: every rule it names exists, every row has a rule or a reason, no rule of a plan is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contralateral import policy

PATH = Path(__file__).parents[2] / "docs" / "coverage.md"
PAGE = PATH.read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| what |")]
ROWS = [row for row in ROWS if not re.match(r"\| (policy|law) \|", row)]
ID = re.compile(r"`([a-z_]+/[a-z_]+/[a-z_0-9]+)`")
RULES = {rule.id: rule for rule in policy.load().rules}


def test_every_rule_it_names_exists() -> None:
    named = set(ID.findall(PAGE))
    assert len(named) > 60
    assert named <= set(RULES), named - set(RULES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:50])
def test_every_row_has_a_rule_or_a_reason(row: str) -> None:
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert len(cells) == 4, row
    rules, why = cells[2], cells[3]
    assert bool(ID.findall(rules)) != (rules == "none"), row
    assert (rules == "none") == why.startswith("No rule: "), row
    assert why == "" or why.endswith("."), row


def test_every_rule_of_a_plan_or_law_stands_on_it() -> None:
    of_others = {"all", "medicare_dme"}
    mine = {rule for rule, found in RULES.items() if found.pack not in of_others}
    assert len(mine) > 55
    assert mine <= set(ID.findall(PAGE)), mine - set(ID.findall(PAGE))


def test_the_two_pages_are_one_table() -> None:
    """Each leads to the other, and no rule of any pack but the general one is left out of both."""
    other = PATH.with_name("coverage-medicare.md").read_text("utf-8")
    assert "(coverage-medicare.md)" in PAGE
    assert "(coverage.md)" in other
    assert {rule for rule, found in RULES.items() if found.pack != "all"} <= set(ID.findall(PAGE + other))


def test_what_only_advises_by_its_source_does_not_block() -> None:
    unverified = [r for r in RULES.values() if any(v.confidence == "NV" for v in r.record.version)]
    assert {r.id for r in unverified} >= {
        "anthem/cranial/trial_not_shown",
        "state_activity/limbs/device_for_activity",
    }
    assert not any(r.record.blocks for r in unverified)


def test_a_payer_that_is_known_by_name_has_no_id() -> None:
    """No id of these was read; Aetna's and Cigna's were, in lists at second hand."""
    payers = policy.load().payers
    with_ids = {key for key, payer in payers.items() if payer.ids}
    assert with_ids == {"medicare-dme", "aetna", "cigna"}
