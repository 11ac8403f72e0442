"""The page of Medicare's rows: whole, and every rule and requirement that it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contralateral import policy
from contralateral.policy.requirement import load_requirements

PAGE = (Path(__file__).parents[2] / "docs" / "coverage-medicare.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| ((?:E|U|\d)\S+) \| [^|]+ \| ([^|]+) \|$", PAGE, re.M))
NAMED = re.compile(r"(req )?`([a-z_0-9]+/[^`]+)`")


def test_every_rule_named_exists() -> None:
    rules = {rule.id for rule in policy.load().rules}
    requirements = {r.id for r in load_requirements()}
    found = NAMED.findall(PAGE)
    assert len(found) > 150
    for requirement, name in found:
        assert name in (requirements if requirement else rules), f"{requirement}{name}"


@pytest.mark.parametrize(
    ("prefix", "rows"),
    [
        ("E", [f"E{n:02}" for n in range(1, 28)]),
        ("1.2.", [f"1.2.{n}" for n in range(1, 11)]),
        ("U1.", [f"U1.{n}" for n in range(1, 23)]),
        ("U2.", [f"U2.{n}" for n in range(1, 21)]),
        ("U3.", [f"U3.{n}" for n in range(1, 26)]),
        ("U5.", [f"U5.{n}" for n in range(1, 14)]),
    ],
)
def test_no_row_is_left_out(prefix: str, rows: list[str]) -> None:
    assert [row for row in ROWS if row.startswith(prefix)] == rows


@pytest.mark.parametrize("section", range(1, 12))
def test_every_section_of_medicare_has_rows(section: int) -> None:
    assert any(row == f"2.{section}" or row.startswith(f"2.{section}.") for row in ROWS)


def test_a_row_without_a_rule_says_why() -> None:
    """The same, a page or a table elsewhere, a reason, or what is missing: never an empty place."""
    reasons = (
        "no rule",
        "not yet",
        "the same",
        "commercial",
        "dates of",
        "the route",
        "the forecasts",
        "the table",
    )
    for row, words in ROWS.items():
        assert NAMED.search(words) or words.lower().startswith(reasons) or "req " in words, (row, words)


def test_every_medicare_rule_stands_on_the_page() -> None:
    named = {name for requirement, name in NAMED.findall(PAGE) if not requirement}
    rules = {rule.id for rule in policy.load().rules if rule.pack == "medicare_dme"}
    assert rules <= named, sorted(rules - named)
