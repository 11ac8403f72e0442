"""What a diagnosis code says beyond its name: the part of the body, and the side."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import polars as pl

__all__ = ["diagnosis_regions", "sides_of"]

_FILE = Path(__file__).parent / "data" / "diagnosis_regions.toml"
_LEFT, _RIGHT, _BOTH = re.compile(r"\bleft\b"), re.compile(r"\bright\b"), re.compile(r"\bbilateral\b")


def diagnosis_regions(diagnoses: pl.Series) -> pl.Series:
    """Return the part of the body each ICD-10-CM code speaks of; null where its family speaks of none for certain.

    Args:
        diagnoses: codes without a dot; nulls stay null.

    >>> diagnosis_regions(pl.Series(["Z9011", "M4125", "I10"])).to_list()
    ['breast', 'spine', None]
    """
    return pl.Series("region", [_region(d) for d in diagnoses], dtype=pl.String)


def sides_of(names: pl.Series) -> pl.Series:
    """Return left, right or bilateral where the official name of a diagnosis says so, else null."""
    return pl.Series("side", [_side(n) for n in names], dtype=pl.String)


@cache
def _starts() -> dict[str, str]:
    regions = tomllib.loads(_FILE.read_text("utf-8"))
    return {start: region for region, entry in regions.items() for start in entry["starts"]}


def _region(diagnosis: str | None) -> str | None:
    if diagnosis is None:
        return None
    starts = _starts()
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
