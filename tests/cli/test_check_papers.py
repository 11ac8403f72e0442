"""`contra check` never lets a claim without a fault pass for one that is ready: its papers are counted beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .run import CASES, CLAIMS, DAY, as_json, contra

if TYPE_CHECKING:
    from pathlib import Path


def printed(*paths: object) -> str:
    _, said, _ = contra("check", "--today", DAY, *paths)
    return said


@pytest.mark.parametrize("name", ["knee-medicare", "leg-medicare"])
def test_clean_is_said_where_every_required_paper_is_there(name: str) -> None:
    said = printed(CASES / f"{name}.yaml")
    assert said.splitlines()[0].endswith("  CLEAN")
    assert "that are required are there." in said
    assert "1 claim(s): 1 clean, 0 with open questions" in said


def test_a_claim_without_a_fault_is_not_called_clean_while_papers_are_unknown() -> None:
    said = printed(CASES / "scoliosis-clean.yaml")
    assert said.splitlines()[0].endswith("NO FAULT ON THE CLAIM, PAPERS NOT READY")
    assert "Papers: of 8 required 4 present, 4 unknown. `contra checklist " in said
    assert "1 clean (1 whose papers are not ready)" in said


def test_the_counts_are_those_of_the_checklist() -> None:
    for path in sorted(CASES.glob("*.yaml")):
        (claim,) = as_json("check", "--today", DAY, path)["claims"]
        entries = [
            e["state"]
            for e in as_json("checklist", "--today", DAY, path)["entries"]
            if e["wanted"] == "required"
        ]
        counts = {state: n for state, n in claim["papers"]["required"].items() if n}
        assert counts == {state: entries.count(state) for state in entries}, path.name
        assert claim["papers"]["ready"] == (set(entries) <= {"present"}), path.name


def test_a_claim_form_has_no_papers_to_be_seen(tmp_path: Path) -> None:
    answer = as_json("check", "--today", DAY, CLAIMS / "three_claims.837", CASES / "leg-medicare.yaml")
    assert [c["papers"] is None for c in answer["claims"]] == [True, True, True, False]


def test_papers_with_a_fault_are_told_beside_a_blocked_claim() -> None:
    said = printed(CASES / "helmet-aetna.yaml")
    assert "DO NOT SEND" in said
    assert "1 unsigned, 1 out of date. `contra checklist " in said
