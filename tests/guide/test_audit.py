"""Whole articles: what is wrong in them is found, and what is right is not called wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from contralateral import guide
from contralateral.guide import Audit, Statement

ON = date(2026, 11, 23)
ARTICLES = Path(__file__).parent / "articles"
SHARED = Path(__file__).parents[3] / "shared" / "article-l1290.txt"
EXAMPLE = Path(__file__).parents[2] / "examples" / "articles" / "helmet-article.txt"


def read(path: Path) -> Audit:
    return guide.audit(guide.from_bytes(path.read_bytes(), path=path.name), on=ON)


def conflicts(found: Audit) -> list[tuple[str, int]]:
    return [(s.subject, s.line) for s in found.statements if s.verdict == "conflicts"]


def of(found: Audit, subject: str, line: int, verdict: str) -> Statement:
    hits = [s for s in found.statements if (s.subject, s.line, s.verdict) == (subject, line, verdict)]
    assert hits, [(s.subject, s.line, s.verdict) for s in found.statements]
    return hits[0]


def test_an_article_that_is_right_has_no_conflict() -> None:
    found = read(ARTICLES / "silicone-breast-right.txt")
    assert conflicts(found) == []
    assert found.about == "L8030"
    assert found.totals["agrees"] >= 15
    assert {s.subject for s in found.statements if "laterality/side_missing" in s.why} == {"RT", "LT"}
    assert of(found, "L8010", 18, "agrees").why.startswith(
        "On 2026-11-23 L8010 is ended; its last day was 2025-03-31"
    )


def test_a_helmet_taken_for_another_kind_of_helmet() -> None:
    found = read(ARTICLES / "helmet-wrong.md")
    assert conflicts(found) == [("A8002", 8), ("A8002", 8), ("L0110", 9), ("S1040", 9)]
    assert "cranial remolding" in of(found, "A8002", 8, "conflicts").why
    assert "S1040 (remolding)" in of(found, "L0110", 9, "conflicts").why
    assert "not payable by Medicare" in of(found, "S1040", 9, "conflicts").why
    assert "terms" in of(found, "A8002", 12, "cannot be checked").why


def test_a_leg_with_wrong_functional_levels() -> None:
    found = read(ARTICLES / "below-knee-mixed.html")
    assert conflicts(found) == [("K3", 8), ("L5301", 8), ("Certificate of Medical Necessity", 12)]
    assert "level 1" in of(found, "K3", 8, "conflicts").why
    assert of(found, "K2", 8, "agrees").kind == "modifier"
    assert any("L5856 from functional level 2 on" in s.why for s in found.statements if s.line == 11)
    assert (
        of(found, "97761", 12, "cannot be checked").why == "A code of CPT is licensed and in no table here."
    )
    # Scripts and styles say nothing.
    assert not [s for s in found.statements if s.subject == "L9999"]


def test_a_bulletin_of_lists() -> None:
    found = read(ARTICLES / "bulletin.txt")
    assert found.about is None
    assert conflicts(found) == [("L1290", 10)]
    assert "does not require prior authorization" in of(found, "L1290", 10, "conflicts").why
    told = {s.subject for s in found.statements if s.verdict == "agrees"}
    assert {
        "L6000",
        "L6010",
        "L6020",
        "L1330",
        "L1972",
        "L0648",
        "L1833",
        "L0999",
        "L1000-L1499",
        "M67.A09",
    } <= told
    assert "The tables have L1330 from 2026-10-01." in {s.why for s in found.statements}


@pytest.mark.skipif(not SHARED.exists(), reason="the shared article is not beside the repository")
def test_the_shared_article() -> None:
    found = read(SHARED)
    assert found.about == "L1290"
    wrong = conflicts(found)
    assert ("L1290", 3) in wrong
    assert "a prosthesis" in of(found, "L1290", 3, "conflicts").why
    assert "mastectomy" in of(found, "L1290", 6, "conflicts").why
    assert of(found, "L0100", 22, "conflicts").why.startswith("On 2026-11-23 L0100 is withdrawn")
    assert of(found, "L8035", 21, "conflicts").why.startswith("Wider than its name")
    assert "L8030" in of(found, "L8035", 21, "conflicts").why
    notice = of(found, "Advance Beneficiary Notice of Non-coverage", 10, "conflicts")
    assert (notice.kind, "not advanced" in notice.why) == ("form", True)
    assert "kx_no_policy" in of(found, "KX", 10, "conflicts").why
    # What it says rightly of the four modifiers stays right.
    assert {s.subject for s in found.statements if s.kind == "modifier" and s.verdict == "agrees"} == {
        "RT",
        "LT",
        "KX",
        "GA",
    }


def test_the_example_article() -> None:
    found = read(EXAMPLE)
    assert [s for s, _ in conflicts(found)] == [
        "A8002",
        "L0100",
        "S1040",
        "GZ",
        "Advance Beneficiary Notice of Non-coverage",
        "Certificate of Medical Necessity",
    ]
    assert of(found, "S1040", 7, "agrees").source.startswith("CMS HCPCS file")


def test_a_text_without_anything_of_the_kind() -> None:
    found = guide.audit("Bread needs flour, water, salt and time.\n\nBake it at 230 degrees.", on=ON)
    assert found == Audit(ON, None, ())
    assert found.totals == {"agrees": 0, "conflicts": 0, "cannot be checked": 0}


def test_this_code_is_the_one_named_last() -> None:
    text = "L8030 is a breast prosthesis. L1200 is a spinal orthosis. This code describes a prosthetic leg."
    assert conflicts(guide.audit(text, on=ON)) == [("L1200", 1)]
    told = [s.subject for s in guide.audit(text, on=ON).statements if s.said.startswith("This code")]
    assert told == ["L1200"]


def test_every_statement_is_short_and_has_its_reason() -> None:
    for path in ARTICLES.iterdir():
        for statement in read(path).statements:
            assert 0 < len(statement.said) <= 160, statement
            assert statement.why
            assert statement.line >= 1
            assert statement.source or statement.verdict == "cannot be checked"
