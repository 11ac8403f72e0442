"""How far two readings of a device agree: what both say, what excludes each other, what only one of them says."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from itertools import permutations
from typing import TYPE_CHECKING

from contralateral.codes import wording
from contralateral.codes.attributes import Attributes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Agreement", "agreement", "differences", "phrase"]

# Parts of the body that share nothing exclude each other: a brace of the knee is none of the wrist.
_EXCLUSIVE = ("region", "segments", "levels", "molded")
_PHRASES = {
    ("molded", "yes"): "molded to a model of the patient",
    ("molded", "no"): "not molded to a model of the patient",
    ("role", "base"): "a whole device",
    ("role", "addition"): "an addition",
    ("role", "component"): "a component",
    ("role", "replacement"): "a replacement part",
    ("role", "modification"): "a modification",
    ("role", "repair"): "a repair",
    ("role", "service"): "a service",
}


@dataclass(frozen=True, slots=True)
class Agreement:
    """Where two readings meet, as (attribute, value) pairs.

    same: both say it. against: the second says what the first excludes. unasked: only the second says it.
    missing: only the first does.
    """

    same: tuple[tuple[str, str], ...]
    against: tuple[tuple[str, str], ...]
    unasked: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]


def agreement(wanted: Attributes, had: Attributes) -> Agreement:
    """Hold what a device has against what is wanted of it; what either leaves open is no contradiction."""
    same: list[tuple[str, str]] = []
    against: list[tuple[str, str]] = []
    unasked: list[tuple[str, str]] = []
    missing: list[tuple[str, str]] = []
    for field in fields(Attributes):
        asked, given = _values(wanted, field.name), _values(had, field.name)
        served = {kind for value in asked for kind in (value, *_includes().get(value, ()))}
        shared = [value for value in given if value in served]
        same.extend((field.name, value) for value in shared)
        met = {value for value in asked if not {value, *_includes().get(value, ())}.isdisjoint(given)}
        missing.extend((field.name, value) for value in asked if value not in met)
        for value in given:
            if value in served:
                continue
            if field.name in _EXCLUSIVE:
                excluded = bool(asked) and not shared
            else:
                excluded = any((other, value) in _opposites() for other in asked if other not in met)
            (against if excluded else unasked).append((field.name, value))
    return Agreement(tuple(same), tuple(against), tuple(unasked), tuple(missing))


def differences(one: Attributes, other: Attributes) -> tuple[str, ...]:
    """Say in words, attribute by attribute, what the other device says that the one does not, and the reverse.

    >>> differences(Attributes(make="custom fabricated", molded=True), Attributes(make="off the shelf"))
    ('off the shelf instead of custom fabricated', 'does not say molded to a model of the patient')
    """
    return tuple(_difference(one, other))


def phrase(name: str, value: str) -> str:
    """Return a value of an attribute as people say it."""
    return _PHRASES.get((name, value), value)


def _difference(one: Attributes, other: Attributes) -> Iterator[str]:
    for field in fields(Attributes):
        ours, theirs = _values(one, field.name), _values(other, field.name)
        lost = ", ".join(phrase(field.name, value) for value in ours if value not in theirs)
        gained = ", ".join(phrase(field.name, value) for value in theirs if value not in ours)
        if lost and gained:
            yield f"{gained} instead of {lost}"
        elif gained:
            yield gained
        elif lost:
            yield f"does not say {lost}"


def _values(reading: Attributes, name: str) -> list[str]:
    value = getattr(reading, name)
    if isinstance(value, tuple):
        return list(value)
    return [] if value is None else [wording.say(value)]


def _includes() -> Mapping[str, Sequence[str]]:
    included: Mapping[str, Sequence[str]] = wording.data("attributes.toml")["includes"]
    return included


@cache
def _opposites() -> frozenset[tuple[str, str]]:
    groups = wording.data("attributes.toml")["opposite"]
    return frozenset(pair for group in groups for pair in permutations(group, 2))
