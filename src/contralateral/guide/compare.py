"""A description against an official name: what they share, where they contradict each other, what the name narrows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from contralateral.guide.reading import head, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contralateral.codes import Attributes
    from contralateral.guide.reading import Description

__all__ = ["Difference", "differences", "narrower", "same_words", "shared", "uses_differ"]


class Difference(NamedTuple):
    """What a text says of a code, and what the code is by its name and section."""

    said: str
    name: str

    def __str__(self) -> str:
        return f"the text says {self.said}; by its name and section the code is {self.name}"


def differences(said: Description, official: Attributes, name: str) -> list[Difference]:
    """Return where a description contradicts an official name and its attributes."""
    rules = lexicon("kinds")
    found: list[Difference] = []
    kind, region = said.kind, said.thing.region
    if kind and official.kind and _in(rules["kinds"], kind, official.kind):
        # A section may settle what the words of a name alone would not: who repeats the name is not wrong.
        repeats = said.read(head(name)).kind == kind
        found += [] if repeats else [_against(_one(kind), _one(official.kind))]
    elif (
        said.thing.kind
        and region
        and official.region
        and region != official.region
        and not _in(rules["neighbours"], region, official.region)
    ):
        found.append(_against(f"for the {region}", f"for the {official.region}"))
    levels = said.thing.levels or said.whole.levels
    if not found and levels and official.levels and not set(levels) & set(official.levels):
        found.append(_against(_list(levels), _list(official.levels)))
    elsewhere = bool(found)
    if said.whole.make and official.make and _in(rules["makes"], said.whole.make, official.make):
        found.append(_against(said.whole.make, official.make))
    found += [
        _against(one, other)
        for one in said.whole.features
        for other in official.features
        if _in(rules["features"], one, other)
        and other not in said.whole.features
        and one not in official.features
    ]
    return found if elsewhere else found + uses_differ(said.whole, official)


def uses_differ(said: Attributes, official: Attributes) -> list[Difference]:
    """Return where what a text says a code is for cannot be what the official name is for."""
    rules = lexicon("kinds")
    regions: dict[str, str] = rules["purpose_region"]
    named = [purpose for purpose in said.purposes if purpose in regions or _excluded(purpose)]
    if not named or set(said.purposes) & set(official.purposes):
        return []
    for purpose in named:
        there, here = regions.get(purpose), official.region
        near = there is None or here is None or there == here or _in(rules["neighbours"], there, here)
        opposed = any(_in(rules["purposes"], purpose, other) for other in official.purposes)
        if near and not opposed:
            return []
    of = _list(official.purposes) if official.purposes else f"the {official.region}"
    return [_against(f"for {_list(named)}", f"for {of}")]


def narrower(said: Description, official: Attributes) -> list[str]:
    """Return what the name narrows of a class that a description names without any further word, or nothing.

    Only a bare class is compared ("breast prostheses"): whoever adds a feature or a material describes the item.
    """
    thing, whole = said.thing, said.whole
    if thing.kind is None or thing.kind != official.kind or thing.region != official.region:
        return []
    adds = [whole.make, whole.molded, whole.side, whole.levels, whole.materials, whole.features]
    purposes = set(whole.purposes) - set(thing.purposes)
    if any(adds) or purposes or (whole.role and whole.role != "base"):
        return []
    found = [official.make] if official.make else []
    return [*found, "molded to a model of the patient"] if official.molded else [str(word) for word in found]


def shared(said: Description, official: Attributes, name: str) -> list[str]:
    """Return what a description and an official name have in common: attributes, else the most of its words."""
    both = [
        value
        for value, other in (
            (said.kind, official.kind),
            (said.thing.region, official.region),
            (said.whole.make, official.make),
        )
        if value and value == other
    ]
    for one, other in (
        (said.whole.levels, official.levels),
        (said.whole.purposes, official.purposes),
        (said.whole.materials, official.materials),
        (said.whole.features, official.features),
        (said.thing.segments, official.segments),
    ):
        both += [value for value in one if value in other]
    if both:
        return list(dict.fromkeys(both))
    spoken, official_words = _words(head(said.words)), _words(name)
    common = [word for word in spoken if word in official_words]
    return common if spoken and 2 * len(common) >= len(spoken) else []


def same_words(one: str, other: str) -> bool:
    """Whether two short texts share at least half of the meaning words of the shorter."""
    first, second = set(_words(one)), set(_words(other))
    return bool(first and second) and 2 * len(first & second) >= min(len(first), len(second))


def _words(text: str) -> list[str]:
    common = lexicon("kinds")["common_words"]
    plain = re.findall(r"[a-z]{3,}", text.lower())
    return [re.sub(r"(?:ies|es|s)$", "", word) for word in plain if word not in common]


def _in(pairs: Iterable[Sequence[str]], one: str, other: str) -> bool:
    return any({one, other} == set(pair) for pair in pairs)


def _excluded(purpose: str) -> bool:
    return any(purpose in pair for pair in lexicon("kinds")["purposes"])


def _one(kind: str) -> str:
    return kind if kind in ("footwear", "equipment") else f"{'an' if kind[0] in 'aeio' else 'a'} {kind}"


def _list(values: Iterable[str]) -> str:
    return " and ".join(values)


def _against(said: str, name: str) -> Difference:
    return Difference(said, name)
