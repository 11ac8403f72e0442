"""Severity classes of published scales: dated numbers with their sources, in scales.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from contralateral.anatomy.measures.value import VERSION, Measure

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Class", "Scale", "scales", "severities"]


@dataclass(frozen=True, slots=True)
class Class:
    """One class of a scale."""

    number: int
    label: str
    bound: float
    included: bool
    """Whether a value on the bound belongs to this class."""


@dataclass(frozen=True, slots=True)
class Scale:
    """One scale: which measure it grades, where it comes from, when it was last seen."""

    name: str
    title: str
    measures: tuple[str, ...]
    source: str
    confidence: str
    seen: str
    classes: tuple[Class, ...]

    def of(self, value: float) -> Class:
        """Return the class of a value; below the first bound it is the first."""
        found = self.classes[0]
        for one in self.classes:
            if value > one.bound or (one.included and value == one.bound):
                found = one
        return found


@cache
def scales() -> tuple[Scale, ...]:
    """Return every scale that is kept."""
    text = resources.files("contralateral.anatomy.measures").joinpath("scales.toml").read_text("utf-8")
    return tuple(
        Scale(
            row["name"],
            row["title"],
            tuple(row["measures"]),
            row["source"],
            row["confidence"],
            row["seen"].isoformat(),
            tuple(
                Class(c["class"], c["label"], c["above"] if "above" in c else c["from"], "above" not in c)
                for c in row["classes"]
            ),
        )
        for row in tomllib.loads(text)["scale"]
    )


def severities(measured: Iterable[Measure]) -> tuple[Measure, ...]:
    """Return the class on each scale of each measure it grades; the interval's ends have their classes too."""
    result = []
    by_name = {one.name: one for one in measured}
    for scale in scales():
        for name in scale.measures:
            one = by_name.get(name)
            if one is None or not one.known:
                continue
            here, low, high = scale.of(one.value), scale.of(one.low), scale.of(one.high)
            note = f"{here.label} of {scale.title}"
            if low.number != high.number:
                note += f"; within its uncertainty it may be {low.label} to {high.label}"
            method = f"class of {name} on {scale.name}; {scale.source}; "
            method += f"confidence {scale.confidence}, seen {scale.seen}"
            result.append(
                Measure(
                    f"severity.{scale.name}", here.number, "class", low.number, high.number,
                    method, VERSION, one.region, f"{note}.",
                )
            )  # fmt: skip
    return tuple(result)
