"""Words of records for a reader who has no claim: what stands in braces there is told without a claim's values."""

from __future__ import annotations

import re

__all__ = ["listed", "plain"]

_BRACED = re.compile(r"\s*\(?\{(\w+)\}\)?")
_NAMED = {
    "code": "the code",
    "code_region": "its part of the body",
    "dos": "the day of service",
    "mods": "the modifiers",
}


def plain(text: str) -> str:
    """Return a record's words without what only a claim could fill in.

    >>> plain("Bill a code that is in force.{replaced_by_words}")
    'Bill a code that is in force.'
    """
    told = _BRACED.sub(lambda m: f" {_NAMED[m[1]]}" if m[1] in _NAMED else "", text)
    told = re.sub(r"\s+([.,;:)])", r"\1", re.sub(r"\s{2,}", " ", told)).strip()
    return told[:1].upper() + told[1:]


def listed(words: list[str], last: str = "and") -> str:
    """Name several things.

    >>> listed(["one", "two", "three"])
    'one, two and three'
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""
