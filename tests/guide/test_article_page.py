"""docs/article.md names only commands, rules and tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

from contralateral import policy
from contralateral.cli import COMMANDS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "article.md").read_text("utf-8")


def test_every_test_it_names_exists() -> None:
    named = set(re.findall(r"tests/[\w/]+\.py(?:::\w+)?", PAGE))
    assert len(named) > 15
    for name in named:
        path, _, function = name.partition("::")
        assert (ROOT / path).exists(), name
        assert not function or f"def {function}(" in (ROOT / path).read_text("utf-8"), name


def test_every_rule_it_names_exists() -> None:
    rules = {rule.id for rule in policy.load().rules}
    named = set(re.findall(r"`((?:all|medicare_dme|commercial)/[\w/]+)`", PAGE))
    assert len(named) > 15
    assert named <= rules, named - rules


def test_every_command_it_names_exists() -> None:
    assert set(re.findall(r"`contra (\w+)", PAGE)) <= set(COMMANDS)


def test_every_page_it_names_exists() -> None:
    for name in set(re.findall(r"docs/[\w/-]+\.md", PAGE)):
        assert (ROOT / name).exists(), name


def test_every_statement_says_what_became_of_it() -> None:
    rows = [line for line in PAGE.splitlines() if re.match(r"\| \d", line)]
    assert len(rows) == 44
    for row in rows:
        assert re.search(r"\*\*(right|corrected|to come)\*\*|nothing to compute|no table tells", row), row
        assert row.count("|") == 4, row
