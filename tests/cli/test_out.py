"""`contra check --out`: every finding in a file, a summary on the screen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest

from .run import CASES, contra
from .run import CLAIMS as FOLDER

if TYPE_CHECKING:
    from pathlib import Path

CLAIMS = FOLDER / "three_claims.837"


def test_findings_go_to_parquet_and_to_json_lines_alike(tmp_path: Path) -> None:
    frames = []
    for name in ("found.parquet", "found.jsonl"):
        out = tmp_path / name
        status, printed, _said = contra("check", str(CLAIMS), "--today", "2026-11-23", "--out", str(out))
        assert status == 1
        assert "3 claims, 6 lines" in printed
        assert "2 blocked, 1 with open questions, 0 clean" in printed
        assert str(out) in printed.replace("\n", "")
        frames.append(pl.read_parquet(out) if out.suffix == ".parquet" else pl.read_ndjson(out))
    one, two = frames
    assert one.height == two.height > 5
    assert one["message"].to_list() == two["message"].to_list()
    assert set(one["claim_id"]) == {"EXAMPLE-SCOLIOSIS-1", *set(two["claim_id"])}
    assert not list(tmp_path.glob("*.part"))


def test_the_summary_is_json_where_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "found.jsonl"
    _status, printed, _said = contra(
        "check", str(CLAIMS), "--today", "2026-11-23", "--out", str(out), "--format", "json"
    )
    summary = json.loads(printed)
    assert summary["claims"] == 3
    assert summary["verdicts"]["blocked"] == 2
    assert sum(rule["lines"] for rule in summary["rules"]) == len(out.read_text().splitlines())


def test_a_case_file_is_swept_too(tmp_path: Path) -> None:
    out = tmp_path / "found.jsonl"
    cases = sorted(CASES.glob("*.yaml"))
    _status, printed, _said = contra("check", *map(str, cases), "--today", "2026-11-23", "--out", str(out))
    assert f"{len(cases)} claims" in printed
    assert {json.loads(line)["source"] for line in out.read_text().splitlines()} <= {str(c) for c in cases}


@pytest.mark.parametrize("name", ["found.csv", "found", "no/such/folder/found.jsonl"])
def test_a_name_that_cannot_be_written_is_refused_before_work(name: str, tmp_path: Path) -> None:
    status, _printed, said = contra("check", str(CLAIMS), "--out", str(tmp_path / name))
    assert status == 2
    assert "--out" in said


@pytest.mark.parametrize("name", ["found.parquet", "found.jsonl"])
def test_nothing_is_written_when_a_file_cannot_be_read(name: str, tmp_path: Path) -> None:
    empty = tmp_path / "empty.837"
    empty.write_bytes(b"")
    status, _printed, said = contra("check", str(CLAIMS), str(empty), "--out", str(tmp_path / name))
    assert status == 2
    assert "empty" in said
    assert not list(tmp_path.glob("found*"))


def _repeated(path: Path, count: int) -> None:
    """Write the three claims again and again, in transaction sets of their own numbers."""
    text = CLAIMS.read_text("latin-1")
    first, last = text.index("ST*"), text.index("GE*")
    body = text[first:last]
    number = body.split("*")[2].split("~")[0]
    sets = [body.replace(f"*{number}", f"*{at:04}") for at in range(1, count + 1)]
    assert number.isdigit()
    path.write_text(text[:first] + "".join(sets) + text[last:].replace("GE*1*", f"GE*{count}*"), "latin-1")


def test_more_than_a_screen_is_summed_up(tmp_path: Path) -> None:
    large = tmp_path / "large.837"
    _repeated(large, 460)
    assert large.stat().st_size > 1_000_000
    status, printed, _said = contra("check", str(large), "--today", "2026-11-23")
    assert status == 1
    assert "1,380 claims, 2,760 lines" in printed
    assert "--claim ID tells of one claim" in printed


def test_one_claim_of_many_is_told_with_what_it_repeats(tmp_path: Path) -> None:
    # Every set holds the same three claims: the one that is asked about is billed a second time.
    twice = tmp_path / "twice.837"
    _repeated(twice, 2)
    asked = (
        "check",
        str(twice),
        "--today",
        "2026-11-23",
        "--claim",
        "EXAMPLE-SCOLIOSIS-1",
        "--format",
        "json",
    )
    _status, printed, _said = contra(*asked)
    told = json.loads(printed)["claims"]
    assert {claim["claim"] for claim in told} == {"EXAMPLE-SCOLIOSIS-1"}
    whole = json.loads(contra("check", str(twice), "--today", "2026-11-23", "--format", "json")[1])["claims"]
    assert told == [claim for claim in whole if claim["claim"] == "EXAMPLE-SCOLIOSIS-1"]
    assert any("duplicate" in finding["rule"] for claim in told for finding in claim["findings"])


def test_a_claim_that_is_not_there_is_said(tmp_path: Path) -> None:
    status, _printed, said = contra("check", str(CLAIMS), "--claim", "NOT-HERE")
    assert status == 2
    assert "No claim named 'NOT-HERE'" in said
    status, _printed, said = contra("check", str(CLAIMS), "--claim", "X", "--out", str(tmp_path / "x.jsonl"))
    assert status == 2
    assert "--out" in said
