"""`contra audit`, as typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .run import DAY, EXAMPLES, as_json, contra

if TYPE_CHECKING:
    from pathlib import Path

ARTICLE = EXAMPLES / "articles" / "helmet-article.txt"


def test_conflicts_are_told_first_with_their_reason() -> None:
    status, printed, _ = contra("audit", ARTICLE, "--on", DAY)
    assert status == 1
    lines = [line.split()[0] for line in printed.splitlines() if line.startswith("  ") and "  line " in line]
    assert lines == ["conflicts"] * 6 + ["agrees"] * 10 + ["unchecked"] * 2
    assert "L0100 is withdrawn" in printed
    assert "[1] CMS HCPCS file" in printed
    assert "18 statement(s): 6 conflict, 10 agree, 2 cannot be checked." in printed


def test_the_answer_for_programs() -> None:
    told = as_json("audit", ARTICLE, "--on", DAY)
    assert (told["status"], told["on"], told["about"]) == (1, DAY, None)
    assert told["tool"]["name"] == "contralateral"
    assert told["totals"] == {"agrees": 10, "conflicts": 6, "cannot be checked": 2}
    assert set(told["statements"][0]) == {"subject", "kind", "verdict", "said", "line", "why", "source"}
    assert sum(s["verdict"] == "conflicts" for s in told["statements"]) == 6


def test_several_files_are_an_array(tmp_path: Path) -> None:
    right = tmp_path / "right.md"
    right.write_text("L8030 is a silicone breast prosthesis.", "utf-8")
    told = as_json("audit", right, ARTICLE, "--on", DAY)
    assert [t["totals"]["conflicts"] for t in told] == [0, 6]


def test_nothing_wrong_is_status_0(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>L8030 is a silicone breast prosthesis.</p></body></html>", "utf-8")
    assert contra("audit", page, "--on", DAY)[0] == 0


def test_a_text_without_codes_says_so(tmp_path: Path) -> None:
    text = tmp_path / "bread.txt"
    text.write_text("Bread needs flour, water, salt and time.", "utf-8")
    status, printed, _ = contra("audit", text, "--on", DAY)
    assert status == 0
    assert "No code, modifier or form is named in this text." in printed


@pytest.mark.parametrize(("content", "fault"), [(b"", "empty"), (b"\x00\x01\x02", "not text")])
def test_what_is_no_article_is_status_2(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "thing.bin"
    path.write_bytes(content)
    status, printed, said = contra("audit", path)
    assert (status, printed) == (2, "")
    assert fault in said


def test_a_missing_file_is_status_2(tmp_path: Path) -> None:
    assert contra("audit", tmp_path / "none.txt")[0] == 2
