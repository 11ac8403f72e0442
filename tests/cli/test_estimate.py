"""`contra estimate` as its user types it."""

from __future__ import annotations

import json
import subprocess
import sys
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


@pytest.mark.parametrize("key", ["deductible_met", "deductible", "copayment", "out_of_pocket_met"])
def test_an_amount_below_zero_is_a_slip_and_not_a_larger_share(tmp_path: Path, key: str) -> None:
    text = STORY.read_text("utf-8")
    assert text.count("\ncoverage:\n") == 1
    path = tmp_path / "case.yaml"
    path.write_text(text.replace("\ncoverage:\n", f"\ncoverage:\n  {key}: -5\n"), "utf-8")
    status, printed, said = contra("estimate", path)
    assert (status, printed) == (2, "")
    assert f"coverage.{key}" in said


def test_a_file_that_cannot_be_written_is_told_without_a_traceback(tmp_path: Path) -> None:
    target = tmp_path / "none" / "kept.json"
    code = "from contralateral.cli import main; main()"
    arguments = ["estimate", str(STORY), "--save", str(target)]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"{target}: it cannot be read or written (No such file or directory).")
    assert "Traceback" not in done.stderr


def test_a_good_faith_estimate_for_a_patient_with_a_plan_says_whom_it_is_for(tmp_path: Path) -> None:
    _, printed, said = contra("estimate", STORY, "--today", DAY, "--sheet", "gfe")
    assert "who pays without a plan" in said
    assert "who pays without a plan" not in printed
    alone = tmp_path / "alone.yaml"
    alone.write_text(
        STORY.read_text("utf-8").replace("\ncoverage:\n", "\ncoverage:\n  self_pay: yes\n"), "utf-8"
    )
    _, _, said = contra("estimate", alone, "--today", DAY, "--sheet", "gfe")
    assert said == ""
