"""What a diagnosis code says beyond its name: the part of the body, what a device is for, and the side."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["diagnosis_purposes", "diagnosis_regions", "sides_of"]

_DATA = Path(__file__).parent / "data"
_LEFT, _RIGHT, _BOTH = re.compile(r"\bleft\b"), re.compile(r"\bright\b"), re.compile(r"\bbilateral\b")


def diagnosis_regions(diagnoses: pl.Series) -> pl.Series:
    """Return the part of the body each ICD-10-CM code speaks of; null where its family speaks of none for certain.

    Args:
        diagnoses: codes without a dot; nulls stay null.

    >>> diagnosis_regions(pl.Series(["Z9011", "M4125", "I10"])).to_list()
    ['breast', 'spine', None]
    """
    starts = _starts("diagnosis_regions")
    return pl.Series("region", [_longest(d, starts) for d in diagnoses], dtype=pl.String)


def diagnosis_purposes(diagnoses: Iterable[str | None]) -> tuple[str, ...]:
    """Return what a device for these diagnoses is for, where a family leaves no doubt; each once, in their order.

    >>> diagnosis_purposes(["M4125", "I10"])
    ('scoliosis',)
    """
    found = (_longest(d, _starts("diagnosis_purposes")) for d in diagnoses)
    return tuple(dict.fromkeys(purpose for purpose in found if purpose is not None))


def sides_of(names: pl.Series) -> pl.Series:
    """Return left, right or bilateral where the official name of a diagnosis says so, else null."""
    return pl.Series("side", [_side(n) for n in names], dtype=pl.String)


@cache
def _starts(file: str) -> dict[str, str]:
    told = tomllib.loads((_DATA / f"{file}.toml").read_text("utf-8"))
    return {start: name for name, entry in told.items() for start in entry["starts"]}


def _longest(diagnosis: str | None, starts: Mapping[str, str]) -> str | None:
    """What the longest start of a diagnosis says."""
    if diagnosis is None:
        return None
    lengths = range(min(len(diagnosis), 7), 1, -1)
    return next((starts[diagnosis[:n]] for n in lengths if diagnosis[:n] in starts), None)


def _side(name: str | None) -> str | None:
    if name is None:
        return None
    low = name.lower()
    if _BOTH.search(low) or (_LEFT.search(low) and _RIGHT.search(low)):
        return "bilateral"
    if _LEFT.search(low):
        return "left"
    return "right" if _RIGHT.search(low) else None
