"""Words of records for a reader who has no claim: what stands in braces there is told without a claim's values."""

from __future__ import annotations

import re

__all__ = ["fault", "listed", "plain"]

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


#: What a message says of a claim, where it can be told without one.
_FOUND = {
    "code": "the code",
    "dos": "the day of service",
    "history_days": "too few",
    "order_lacks": "all that it must",
    "proof_lacks": "all that it must",
    "similar_code": "a like one",
    "similar_days": "too few",
    "units": "several",
}
#: Words that begin a sentence with a capital wherever they stand.
_NAMES = frozenset({"Aetna", "Anthem", "Medicare", "Moda"})
_DATED = re.compile(r"(?: (?:on|of))? \{(?:authorization_decided|encounter_date|order_date|receipt)\},?")


def fault(title: str, message: str, general: str = "") -> str:
    """Tell what a rule finds: in its general words; else, where the message can be told without a claim, by that.

    A rule of a clinic's own may have neither: then what it is about.

    A title may name what is right, so that "denied: a signed order" tells the wrong way round.

    >>> fault("A signed order", "{code} has no signed order.")
    'where the code has no signed order'
    >>> fault("One of GA, GZ and GY", "{code} carries {mods}: GA, GZ and GY exclude each other.")
    'by the rule “One of GA, GZ and GY”'
    """
    if general:
        return f"where {general}"
    told = re.sub(r" \(\{\w+\}\)", "", _DATED.sub("", message.removeprefix("{code}: ")))
    told = told.replace("has no {code}", "does not have it").replace("{code} of {dos}", "{code}")
    told = re.sub(r"delivered on \{dos\},?", "delivered", told)
    told = re.sub(r"\{(\w+)\}", lambda m: _FOUND.get(m[1], m[0]), told).rstrip(".")
    if re.search(r"[{]|\. ", told):
        return f"by the rule “{plain(title)}”"
    first = told.partition(" ")[0]
    return f"where {first if first in _NAMES or first[1:2].isupper() else first.lower()}{told[len(first) :]}"


def listed(words: list[str], last: str = "and") -> str:
    """Name several things.

    >>> listed(["one", "two", "three"])
    'one, two and three'
    """
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""
