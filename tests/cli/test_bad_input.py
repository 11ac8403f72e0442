"""Bad input: exit status 2, the path, the place, the fault and the way out, and nothing half-read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .run import CASES, CLAIMS, DAY, as_json, contra

if TYPE_CHECKING:
    from pathlib import Path

GOOD = (CLAIMS / "three_claims.837").read_bytes()


def refused(tmp_path: Path, content: bytes, name: str = "claim.bin") -> str:
    path = tmp_path / name
    path.write_bytes(content)
    status, printed, said = contra("check", "--today", DAY, path)
    assert status == 2
    told = printed + said
    assert name in told
    return told


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"  \n", "the file is empty"),
        (b"\x7fELF\x00\x01\x02\x00binary", "neither text nor X12"),
        (b"patient:\n\tstate: NY\n", "a tab stands where YAML wants spaces"),
        (b"patient: {stat: NY}\n", "Did you mean 'state'?"),
        (b"delivery: {date: 2026-02-30}\n", "not a day of the calendar"),
        (b"just some words\n", "this is not a case"),
    ],
)
def test_files_that_are_no_case(tmp_path: Path, content: bytes, words: str) -> None:
    assert words in refused(tmp_path, content)


def test_a_claim_file_cut_in_the_middle_imports_nothing_of_the_broken_transaction(tmp_path: Path) -> None:
    path = tmp_path / "cut.837"
    path.write_bytes(GOOD[: len(GOOD) * 2 // 3])
    answer = as_json("check", "--today", DAY, path)
    assert answer["status"] == 2
    assert answer["claims"] == []
    assert any(d["severity"] == "error" and d["byte"] is not None for d in answer["diagnostics"])


@pytest.mark.parametrize(
    ("was", "now"), [(b"\nSE*", b"\nSE*9"), (b"\nGE*1*", b"\nGE*3*"), (b"\nIEA*1*", b"\nIEA*2*")]
)
def test_wrong_control_counts_are_told(tmp_path: Path, was: bytes, now: bytes) -> None:
    content = GOOD.replace(was, now, 1)
    assert content != GOOD
    told = refused(tmp_path, content, "counts.837")
    assert "error" in told


def test_no_isa(tmp_path: Path) -> None:
    refused(tmp_path, GOOD[GOOD.index(b"GS*") :], "headless.837")


def test_a_remittance_where_a_claim_is_wanted(tmp_path: Path) -> None:
    content = (
        GOOD.replace(b"ST*837*", b"ST*835*")
        .replace(b"GS*HC*", b"GS*HP*")
        .replace(b"005010X222A1", b"005010X221A1")
    )
    told = refused(tmp_path, content, "paid.835")
    assert "835" in told
    assert "837P" in told


@pytest.mark.parametrize(
    "change",
    [
        lambda b: b"\xef\xbb\xbf" + b,
        lambda b: b.replace(b"~\n", b"~\r\n"),
        lambda b: b.replace(b"~\n", b"~"),
        lambda b: b.replace(b"*", b"|"),
        lambda b: b.replace(b"~\n", b"\n"),
    ],
    ids=["BOM", "CRLF", "one line", "foreign element separator", "newline as terminator"],
)
def test_legal_variants_read_the_same(tmp_path: Path, change: object) -> None:
    path = tmp_path / "variant.837"
    path.write_bytes(change(GOOD))  # type: ignore[operator]
    plain = as_json("check", "--today", DAY, CLAIMS / "three_claims.837")
    other = as_json("check", "--today", DAY, path)
    assert [c["findings"] for c in other["claims"]] == [c["findings"] for c in plain["claims"]]


def test_a_latin_1_name_is_read(tmp_path: Path) -> None:
    path = tmp_path / "latin.837"
    at = GOOD.index(b"NM1*85*2*") + len(b"NM1*85*2*")
    path.write_bytes(GOOD[:at] + "Orthopädie ".encode("latin-1") + GOOD[at:])
    answer = as_json("check", "--today", DAY, path)
    assert len(answer["claims"]) == 3
    assert answer["totals"]["unread"] == 0


def test_wrong_usage() -> None:
    assert contra("check", "nowhere.yaml")[0] == 2
    assert contra("check", CASES)[0] == 2
    status, _, said = contra("check", "--payer", "etna", CASES / "scoliosis-clean.yaml")
    assert status == 2
    assert "Did you mean 'aetna'?" in said
    status, _, said = contra("check", "--today", "yesterday", CASES / "scoliosis-clean.yaml")
    assert status == 2
    assert "write it as 2026-11-02" in said
    status, _, said = contra("chek")
    assert status == 2
    assert "Did you mean 'check'?" in said
