"""`contra estimate` as its user types it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

from tests.cli.run import CASES, DAY, as_json, contra

if TYPE_CHECKING:
    from pathlib import Path

STORY = CASES / "scoliosis-clean.yaml"


def test_the_steps_are_printed_with_their_sources_and_the_questions_with_their_answers() -> None:
    status, printed, _ = contra("estimate", STORY, "--today", DAY)
    assert status == 0
    flat = " ".join(printed.split())
    assert "the lesser of the charge and $1,800.47. CMS DMEPOS fee schedule, July 2026 (NY, not rural" in flat
    assert "Part B deductible of 2026" in flat
    assert "? Is the patient a Qualified Medicare Beneficiary? [coverage.qmb]" in flat
    assert "How much of the 2026 Part B deductible of $283.00 has the patient met?" in flat


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_is_estimated_and_fits_the_published_schema(path: Path) -> None:
    told = as_json("estimate", path, "--today", DAY)
    assert told.pop("status") == 0
    _, printed, _ = contra("schema", "estimate")
    jsonschema.validate(told, json.loads(printed))
    for line in told["lines"]:
        assert all(step["source"] for step in line["steps"])


def test_an_estimate_is_kept(tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    contra("estimate", STORY, "--today", DAY, "--save", kept)
    told = as_json("estimate", STORY, "--today", DAY)
    told.pop("status")
    assert json.loads(kept.read_text("utf-8")) == told
    assert told["made"] == DAY
    assert any("fee schedule" in table for table in told["tables"])


def test_the_sheet_in_plain_words_has_no_words_of_the_trade() -> None:
    status, printed, _ = contra("estimate", STORY, "--today", DAY, "--sheet", "plain")
    assert status == 0
    assert "What you may have to pay" in printed
    for word in ("CARC", "coverage.", "held back", "contra ", "42 CFR"):
        assert word not in printed
    assert max(map(len, printed.splitlines())) <= 78


def test_the_good_faith_estimate_has_what_the_rule_asks_for_and_blanks_for_what_nobody_told() -> None:
    status, printed, _ = contra("estimate", STORY, "--today", DAY, "--sheet", "gfe")
    assert status == 0
    # 45 CFR 149.610(c)(1): patient and birth, main item, day, items with codes and charges, diagnoses, provider
    # with NPI, TIN and place, what is scheduled separately, and four disclaimers
    for words in (
        "Patient: EX-1001",
        "Date of birth: 1991-05-04",
        "Expected day:  2026-11-02",
        "NPI: 1234567893",
        "Taxpayer number (TIN): ____",
        "Diagnosis codes: M41.25",
        "L1290  Addition to tlso",
        "$2,630.00",
        "scheduled separately",
        "only an estimate",
        "at least $400 more",
        "no contract",
    ):
        assert words in printed, words


def test_a_case_without_lines_is_told_what_to_write(tmp_path: Path) -> None:
    empty = tmp_path / "empty.yaml"
    empty.write_text("case: empty\n", "utf-8")
    status, _, said = contra("estimate", empty, "--today", DAY)
    assert status == 2
    assert "no lines to estimate" in said


def test_a_claim_file_has_no_terms_of_a_plan() -> None:
    status, _, said = contra("estimate", CASES.parent / "837" / "scoliosis_clean.837", "--today", DAY)
    assert status == 2
    assert "nothing of the chart" in said
