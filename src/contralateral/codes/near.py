"""Which codes stand near a code and how they differ; which codes fit a device that was described."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes import phrases, wording
from contralateral.codes.agreement import agreement, differences, phrase
from contralateral.codes.attributes import each, of, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contralateral.codes.attributes import Attributes

__all__ = ["Family", "Fit", "Near", "fitting", "near"]

# What the likeness of two codes is made of; words tell more than attributes, which whole families share.
_OF_WORDS, _OF_ATTRIBUTES = 0.6, 0.4
_LONGEST_CLAUSE = 90  # characters of wording that still say a difference at a glance
# What counts when a code is to fit a described device, by attribute. A contradiction weighs more than an answer.
_ANSWERS = {
    "kind": 3.0,
    "region": 3.0,
    "segments": 2.0,
    "levels": 3.0,
    "make": 2.0,
    "molded": 2.0,
    "purposes": 2.0,
}
_CONTRADICTS = {"make": -4.0, "molded": -4.0, "features": -2.0, "side": -2.0}
_EXCLUDES = frozenset({"kind", "region", "segments", "levels"})
_OTHER = 1.0
_UNASKED = -0.25
_NOT_A_DEVICE = {
    "addition": -4.0,
    "component": -1.0,
    "replacement": -5.0,
    "modification": -5.0,
    "repair": -6.0,
    "service": -6.0,
}
# What a description would name if it meant it.
_UNASKED_VALUES = {"not otherwise specified": -3.0, "nipple": -2.0, "cover or cap only": -2.0, "child": -1.0}


@dataclass(frozen=True, slots=True)
class Near:
    """A code of the same family: how alike it is (0 to 1) and how it differs, in words."""

    code: str
    likeness: float
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Codes of one kind and region: their names, what these say, their words, and how rare each word is among them."""

    read: tuple[tuple[str, Attributes], ...]
    texts: dict[str, str | None]
    tokens: dict[str, frozenset[str]]
    rarity: dict[str, float]

    @classmethod
    def of(cls, names: pl.DataFrame, kind: str, region: str) -> Family:
        """Gather a family from names (columns code, short and long)."""
        read = table(names).filter(kind=kind, region=region)
        family = read.select("code").join(names, on="code", how="left", maintain_order="left")
        texts: dict[str, str | None] = dict(family.select("code", wording.name_of()).rows())
        split = map(frozenset, phrases.tokens(text or "" for text in texts.values()))
        tokens = dict(zip(texts, split, strict=True))
        pairs = tuple(zip(read["code"].to_list(), each(read), strict=True))
        return cls(pairs, texts, tokens, _rarity(list(tokens.values())))


@dataclass(frozen=True, slots=True)
class Fit:
    """A code that fits a described device: what it answers, and what its name leaves open or contradicts."""

    code: str
    score: float
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]


def near(
    code: str,
    names: pl.DataFrame,
    limit: int = 8,
    *,
    own: Attributes | None = None,
    family: Family | None = None,
) -> list[Near]:
    """Return the codes of the same kind and region that are most alike, nearest first, each with its differences.

    `names` has the columns code, short and long. A code of which neither its name nor a correction says the kind
    and the region has no family: nothing is near it. Who asks of many codes gives the attributes and the family.
    """
    code = code.strip().upper()
    own = own or of([code], names)[code]
    if own.kind is None or own.region is None:
        return []
    family = family or Family.of(names, own.kind, own.region)
    texts, tokens, rarity = family.texts, family.tokens, family.rarity
    found = []
    for other, has in family.read:
        if other != code:
            words = _shared(tokens.get(code, frozenset()), tokens[other], rarity)
            likeness = _OF_WORDS * words + _OF_ATTRIBUTES * _alike(own, has)
            found.append((-likeness, abs(int(other[1:]) - int(code[1:])), other, has))
    found.sort(key=lambda entry: entry[:3])
    return [
        Near(other, round(-unlike, 3), _told(differences(own, has), texts.get(code), texts[other]))
        for unlike, _, other, has in found[:limit]
    ]


def fitting(
    wanted: Attributes, names: pl.DataFrame, limit: int = 8, *, read: pl.DataFrame | None = None
) -> list[Fit]:
    """Return the codes that fit a described device, best first.

    A code whose kind, region, segment or level excludes what is wanted never fits. Whole devices come before their
    parts unless a part is wanted; unlisted codes come last. Nothing fits a description without kind and region. Who
    asks more than once of the same names gives what was ``read`` of them, the table of their attributes.
    """
    if wanted.kind is None and wanted.region is None:
        return []
    read = table(names) if read is None else read
    for name in ("kind", "region"):
        if getattr(wanted, name) is not None:
            read = read.filter(pl.col(name) == getattr(wanted, name))
    fits = [
        fit for code, has in zip(read["code"], each(read), strict=True) if (fit := _fit(code, wanted, has))
    ]
    return sorted(fits, key=lambda fit: (-fit.score, fit.code))[:limit]


def _fit(code: str, wanted: Attributes, had: Attributes) -> Fit | None:
    found = agreement(wanted, had)
    if any(name in _EXCLUDES for name, _ in found.against):
        return None
    score = sum(_ANSWERS.get(name, _OTHER) for name, _ in found.same)
    score += sum(_CONTRADICTS.get(name, -_OTHER) for name, _ in found.against)
    beyond = [value for name, value in found.unasked if name not in ("kind", "region", "role")]
    score += sum(_UNASKED_VALUES.get(value, _UNASKED) for value in beyond)
    if wanted.role is None and had.role is not None:
        score += _NOT_A_DEVICE.get(had.role, 0.0)
    reasons = tuple(phrase(name, value) for name, value in found.same)
    against = tuple(f"{phrase(name, value)}, which was not described" for name, value in found.against)
    told = {name for name, _ in found.against}
    left_open = tuple(
        f"does not say {phrase(name, value)}" for name, value in found.missing if name not in told
    )
    return Fit(code, round(score, 2), reasons, against + left_open)


def _alike(one: Attributes, other: Attributes) -> float:
    """Return the share of what either says that both say, contradictions counted twice."""
    found = agreement(one, other)
    same, apart = len(found.same), len(found.missing) + len(found.unasked) + 2 * len(found.against)
    return same / (same + apart) if same else 0.0


def _shared(one: frozenset[str], other: frozenset[str], rarity: dict[str, float]) -> float:
    """Return the share of the words of either name that both have, each by its rarity in the family."""
    either = sum(rarity.get(token, 0.0) for token in one | other)
    return sum(rarity.get(token, 0.0) for token in one & other) / either if either else 0.0


def _rarity(texts: Sequence[frozenset[str]]) -> dict[str, float]:
    counted = Counter(token for text in texts for token in text)
    return {token: math.log(1 + len(texts) / count) for token, count in counted.items()}


def _told(differing: tuple[str, ...], one: str | None, other: str | None) -> tuple[str, ...]:
    """Add the wording of the other name where the attributes do not tell what it has of its own."""
    if any(not difference.startswith("does not say") for difference in differing):
        return differing
    return (*differing, *_clauses(one, other))


def _clauses(one: str | None, other: str | None) -> list[str]:
    """Say which short clauses of the other name the one does not have."""
    ours, theirs = _split(one), _split(other)
    lost = ", ".join(clause for clause in ours if clause not in theirs)
    gained = ", ".join(clause for clause in theirs if clause not in ours)
    if not one or not gained or len(gained) > _LONGEST_CLAUSE:
        return []
    return [f"“{gained}” instead of “{lost}”" if lost and len(lost) <= _LONGEST_CLAUSE else f"“{gained}”"]


def _split(name: str | None) -> list[str]:
    return [clause for clause in re.split(r"\s*[,;]\s*", (name or "").lower()) if clause]
