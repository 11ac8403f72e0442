"""`contra payer new`, and the folders of one's own that `--packs` and CONTRA_PACKS name."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from .run import CASES, CLAIMS, DAY, as_json, contra

if TYPE_CHECKING:
    from pathlib import Path

PLAN = "example-health-plan"
RULE = "example_health_plan/limits/bras_in_a_year"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "plan"
    status, printed, _ = contra(
        "payer", "new", "Example Health Plan", "--into", folder, "--from", "2026-01-01", "--id", "00000"
    )
    assert status == 0
    assert f"contra check --packs {folder}" in printed.replace("\n", "")
    return folder


@pytest.fixture
def bras(tmp_path: Path) -> Path:
    """A case with five bras under the example's plan."""
    text = (CASES / "breast-form-employer-plan.yaml").read_text("utf-8")
    path = tmp_path / "bras.yaml"
    path.write_text(text.replace("payer: aetna", f"payer: {PLAN}").replace("units: 2", "units: 5"), "utf-8")
    return path


def rules_found(answer: dict[str, object]) -> set[str]:
    (claim,) = answer["claims"]  # type: ignore[misc]
    return {f["rule"] for f in claim["findings"]}  # type: ignore[index]


def test_a_case_meets_the_rules_of_ones_own(pack: Path, bras: Path) -> None:
    answer = as_json("check", "--today", DAY, "--packs", pack, bras)
    assert answer["claims"][0]["payer"] == PLAN
    assert RULE in rules_found(answer)
    assert RULE not in rules_found(as_json("check", "--today", DAY, bras)), (
        "without --packs nobody knows the plan"
    )


def test_the_environment_names_folders_too(pack: Path, bras: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    second = pack.parent / "second"
    assert contra("payer", "new", "Second Example", "--into", second)[0] == 0
    monkeypatch.setenv("CONTRA_PACKS", f"{pack}{os.pathsep}{second}")
    assert RULE in rules_found(as_json("check", "--today", DAY, bras))
    _, printed, _ = contra("rules", "--payer", "second-example")
    assert "second_example/limits" in printed


def test_files_of_any_size_meet_them_too(pack: Path, tmp_path: Path) -> None:
    out = tmp_path / "found.jsonl"
    file = CLAIMS / "three_claims.837"
    contra("check", file, "--today", DAY, "--packs", pack, "--payer", PLAN, "--out", out)
    assert f'"payer":"{PLAN}"' in out.read_text("utf-8")


def test_rules_and_pages_are_shown(pack: Path) -> None:
    listed = as_json("rules", "--packs", pack, "--payer", PLAN, "--code", "L8000")
    assert RULE in {rule["rule"] for rule in listed}
    status, printed, _ = contra("explain", "--packs", pack, "bras_in_a_year")
    assert status == 0
    assert "no term of any contract" in printed.replace("\n", " ")
    assert "not verified" in printed.replace("\n", " ")


def test_a_folder_that_is_there_is_not_written_over(pack: Path) -> None:
    before = (pack / "payers.toml").read_text("utf-8")
    status, _, said = contra("payer", "new", "Another", "--into", pack)
    assert (status, said) == (2, f"{pack}: it is there already. Name another folder with --into.")
    assert (pack / "payers.toml").read_text("utf-8") == before


def test_what_cannot_be_used_is_named(pack: Path, bras: Path, tmp_path: Path) -> None:
    def said() -> str:
        status, _, words = contra("check", "--packs", pack, bras)
        assert status == 2
        return words

    record = pack / "rules" / f"{RULE}.toml"
    text = record.read_text("utf-8")
    record.write_text(text.replace('outcome = "advise"', 'outcome = "deny"'), "utf-8")
    assert "only advises" in said()
    record.write_text(text.replace('source = "contract"', 'source = "contrakt"'), "utf-8")
    assert "no source 'contrakt'. Did you mean 'contract'?" in said()
    record.write_text(text, "utf-8")
    record.with_suffix(".md").unlink()
    assert said() == f"{RULE}.toml: its page {RULE}.md is missing. Every rule has one beside it."
    assert contra("check", "--packs", tmp_path / "nowhere", bras)[2].endswith(
        "this is no folder. `contra payer new NAME` starts one."
    )
    (tmp_path / "empty").mkdir()
    assert (
        "there is neither rules/ nor payers.toml in it." in contra("rules", "--packs", tmp_path / "empty")[2]
    )


WANTED = """
title = "The referral"
item = "order"
per = "case"
wanted = "required"
document = "chart"
kinds = ["referral"]
codes = ["*"]
question = "Is there a referral?"
remedy = "Ask for one."

[[version]]
from = 2026-01-01
source = "contract"
confidence = "M"
verified = 2026-11-23
"""


def test_a_checklist_meets_the_requirements_of_ones_own(pack: Path, bras: Path) -> None:
    record = pack / "requirements" / "example_health_plan" / "referral.toml"
    record.parent.mkdir(parents=True)
    record.write_text(WANTED, "utf-8")
    told = as_json("checklist", "--today", DAY, "--packs", pack, bras)
    assert told["payer"] == PLAN
    found = {e["requirement"]: e["state"] for e in told["entries"]}
    assert found["example_health_plan/referral"] == "missing"
    assert "commercial/written_order" in found
    assert as_json("checklist", "--today", DAY, bras)["payer"] == "", "without --packs nobody knows the plan"
