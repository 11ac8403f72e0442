"""What nobody has told: every input with its possible values, the range that comes of them, and what to ask first."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contralateral.claim.share.values import CASE, Ground

__all__ = ["ENDLESS", "Question", "Range", "Told", "ends", "known", "narrowing", "open_between"]

#: Cents that stand for "no upper end is known"; larger than any claim.
ENDLESS = 10**13
#: Up to so many combinations all are tried; beyond, one input after another is moved to its better end.
_ALL = 2_048

Chosen = Mapping[str, Any]
Measure = Callable[[Chosen], int]


@dataclass(frozen=True, slots=True)
class Told:
    """One input: one value where it is known, else the ends it can lie between, each in words, and its question.

    ``where`` names the key of the case file that tells it.
    """

    values: tuple[Any, ...]
    words: tuple[str, ...] = ("",)
    question: str = ""
    ground: Ground = CASE
    where: str = ""

    @property
    def open(self) -> bool:
        """Whether nobody has told it."""
        return len(self.values) > 1


@dataclass(frozen=True, slots=True)
class Range:
    """From the least to the most, in cents; ``high`` is null where no upper end is known."""

    low: int
    high: int | None

    @property
    def exact(self) -> bool:
        """Whether both ends are one amount."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask, and the patient's share by each answer, in words and ranges."""

    fact: str
    question: str
    where: str
    answers: tuple[tuple[str, Range], ...]


def known(value: Any, ground: Ground = CASE) -> Told:
    """Return an input that is told."""
    return Told((value,), ground=ground)


def open_between(question: str, *ends: tuple[Any, str], ground: Ground = CASE, where: str = "") -> Told:
    """Return an input that nobody has told, between ends; each is a value and the answer that it stands for."""
    return Told(tuple(v for v, _ in ends), tuple(w for _, w in ends), question, ground, where)


def ends(facts: Mapping[str, Told], measure: Measure, **fixed: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the choices that bring the least and the most.

    Args:
        facts: every input by name.
        measure: what comes of one value for each input. It has to rise or fall with each input alone, as shares do.
        fixed: inputs that are held at a value.
    """
    tried = _tried(facts, fixed)
    if tried:
        return min(tried, key=measure), max(tried, key=measure)
    names = [name for name, told in facts.items() if told.open and name not in fixed]
    base = {name: told.values[0] for name, told in facts.items()} | fixed
    return _climb(facts, names, base, measure, -1), _climb(facts, names, base, measure, 1)


def _tried(facts: Mapping[str, Told], fixed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every combination of what is open, or nothing where there are too many."""
    names = [name for name, told in facts.items() if told.open and name not in fixed]
    if math.prod(len(facts[name].values) for name in names) > _ALL:
        return []
    base = {name: told.values[0] for name, told in facts.items()} | dict(fixed)
    return [
        base | dict(zip(names, values, strict=True))
        for values in itertools.product(*(facts[name].values for name in names))
    ]


def _climb(
    facts: Mapping[str, Told], names: list[str], base: dict[str, Any], measure: Measure, sign: int
) -> dict[str, Any]:
    at, reached, moved = base, sign * measure(base), True
    while moved:
        moved = False
        for name in names:
            for value in facts[name].values:
                tried = at | {name: value}
                if (found := sign * measure(tried)) > reached:
                    at, reached, moved = tried, found, True
    return at


def narrowing(facts: Mapping[str, Told], measure: Measure) -> tuple[Question, ...]:
    """Return the open inputs that can change the measure, the one whose answer narrows the range most first."""
    found = []
    bases = _tried(facts, {}) or list(ends(facts, measure))
    for name, told in facts.items():
        if not told.open:
            continue
        if not any(measure(base) != measure(base | {name: value}) for base in bases for value in told.values):
            continue
        ranges = [range_of(facts, measure, **{name: value}) for value in told.values]
        widest = max(_width(r) for r in ranges)
        least = min(_width(r) for r in ranges)
        answers = tuple(zip(told.words, ranges, strict=True))
        found.append((widest, least, Question(name, told.question, told.where, answers)))
    return tuple(question for _, _, question in sorted(found, key=lambda f: f[:2]))


def range_of(facts: Mapping[str, Told], measure: Measure, **fixed: Any) -> Range:
    """Return the range of a measure over all that nobody has told."""
    least, most = ends(facts, measure, **fixed)
    return _range(measure(least), measure(most))


def _range(low: int, high: int) -> Range:
    # An input without an upper end brings amounts far beyond any claim.
    return Range(low, None if high >= ENDLESS // 10 else high)


def _width(found: Range) -> int:
    return ENDLESS if found.high is None else found.high - found.low
