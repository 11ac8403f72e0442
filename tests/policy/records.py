"""Rule records for tests: a clinic's own folder beside the shipped one, written in a few words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contralateral import policy

if TYPE_CHECKING:
    from pathlib import Path

    from contralateral.policy import Book

RECORD = """
title = "A rule of the clinic"
check = "{check}"
params = {params}
codes = {codes}
outcome = "reject"
blocks = true
route = "resubmit"
message = "{{code}} is wrong."
remedy = "Mend it."
{more}
"""
VERSION = """
[[version]]
from = {start}
source = "x12-837p"
confidence = "H"
verified = 2026-11-23
{more}
"""


def write(
    folder: Path,
    name: str,
    *versions: str,
    check: str = "modifiers_too_many",
    params: str = "{ most = 1 }",
    codes: str = '["*"]',
    more: str = "",
) -> Path:
    """Write a rule under ``rules/``; each version is a date, and further keys after a blank."""
    path = folder / "rules" / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = RECORD.format(check=check, params=params, codes=codes, more=more)
    for version in versions or ("2020-01-01",):
        start, _, rest = version.partition(" ")
        text += VERSION.format(start=start, more=rest)
    path.write_text(text, "utf-8")
    return path


def book(folder: Path) -> Book:
    """Load the folder beside the shipped rules, and keep only the folder's own."""
    loaded = policy.load((folder,))
    return replace(loaded, rules=tuple(r for r in loaded.rules if r.folder == folder / "rules"))
