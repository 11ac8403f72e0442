"""`contra checklist`: the words as their user sees them, and the answer as a program reads it."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from contralateral.cli.wire_checklist import checklist_schema

from .run import CASES, CLAIMS, DAY, as_json, contra

WORDS = Path(__file__).with_name("checklist_breast.txt")


def checklist(name: str, *more: object) -> tuple[int, str, str]:
    return contra("checklist", "--today", DAY, *more, CASES / f"{name}.yaml")


def test_the_words_of_a_case_with_gaps() -> None:
    """Changed on purpose only: these words are read by people."""
    status, printed, _ = checklist("breast-medicare")
    assert status == 1
    shown = "\n".join(line.rstrip() for line in printed.replace(str(CASES), "examples/cases").splitlines())
    assert shown + "\n" == WORDS.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "status"),
    [("knee-medicare", 0), ("scoliosis-clean", 0), ("breast-medicare", 1), ("helmet-aetna", 1)],
)
def test_the_status_says_whether_something_required_lacks(name: str, status: int) -> None:
    assert checklist(name)[0] == status


@pytest.mark.parametrize("name", ["knee-medicare", "breast-medicare", "helmet-aetna", "mastectomy-story"])
def test_json_keeps_to_its_schema(name: str) -> None:
    answer = as_json("checklist", "--today", DAY, CASES / f"{name}.yaml")
    answer.pop("status")
    jsonschema.validate(answer, checklist_schema())
    assert sum(answer["totals"].values()) == len(answer["entries"])
    assert not any(str(value).startswith("EX-") for value in answer.values())


def test_the_payer_of_the_command_overrides_the_file() -> None:
    answer = as_json("checklist", "--today", DAY, "--payer", "cigna", CASES / "helmet-aetna.yaml")
    assert answer["payer"] == "cigna"
    assert any(e["requirement"].startswith("cigna/") for e in answer["entries"])


def test_a_claim_file_has_no_chart() -> None:
    status, _, said = contra("checklist", CLAIMS / "scoliosis_clean.837")
    assert status == 2
    assert "`contra import` makes case files" in said


def test_the_day_decides_which_version_holds(tmp_path: Path) -> None:
    text = "payer: medicare-dme\nlines: [{code: L1833, modifiers: [RT], diagnoses: [1]}]\n"
    path = tmp_path / "undelivered.yaml"
    path.write_text(text, "utf-8")

    def wanted(day: str) -> set[str]:
        return {e["requirement"] for e in as_json("checklist", "--today", day, path)["entries"]}

    assert "medicare_dme/order_before_delivery" in wanted("2024-08-11")
    assert "medicare_dme/order_before_delivery" not in wanted("2024-08-12")
    assert "medicare_dme/order_before_delivery" in wanted("2026-10-28")
