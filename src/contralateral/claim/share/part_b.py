"""Part B's dated facts: deductible of the year, coinsurance, and what is held back from Medicare's payment."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from contralateral import policy
from contralateral.claim.share.values import Ground
from contralateral.policy.toml import read

__all__ = ["coinsurance", "deductible", "ground", "held_back", "last_year"]

_FILE = Path(__file__).parent / "part_b.toml"


class _Fact(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    source: str
    confidence: Literal["H", "M", "NV"]


class _Deductible(_Fact):
    year: int
    dollars: int = Field(ge=0)


class _Coinsurance(_Fact):
    percent: int = Field(ge=0, le=100)


class _Sequestration(_Fact):
    from_: date = Field(alias="from")
    percent: int = Field(ge=0, le=100)


class PartB(BaseModel):
    """What part_b.toml holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    deductible: tuple[_Deductible, ...]
    coinsurance: _Coinsurance
    sequestration: tuple[_Sequestration, ...]


@cache
def _facts() -> PartB:
    return read(_FILE, PartB, shown="share/part_b.toml")


def ground(source: str, confidence: Literal["H", "M", "NV"] = "H", at: str = "") -> Ground:
    """Return a source of the book as the ground of a step."""
    found = policy.load().sources[source]
    return Ground(found.title, found.url, at, confidence)


def deductible(on: date) -> tuple[int, Ground] | None:
    """Return the deductible of a day's year in cents and who says so, or nothing where no year here tells."""
    for fact in _facts().deductible:
        if fact.year == on.year:
            return fact.dollars * 100, ground(fact.source, fact.confidence)
    return None


def last_year() -> int:
    """Return the last year whose deductible is here."""
    return max(fact.year for fact in _facts().deductible)


def coinsurance() -> tuple[int, Ground]:
    """Return the coinsurance in hundredths of a percent and who says so."""
    fact = _facts().coinsurance
    return fact.percent * 100, ground(fact.source, fact.confidence)


def held_back(on: date) -> tuple[int, Ground] | None:
    """Return what is held back from a payment on a day, in hundredths of a percent; nothing before the first."""
    past = [fact for fact in _facts().sequestration if fact.from_ <= on]
    return (past[-1].percent * 100, ground(past[-1].source, past[-1].confidence)) if past else None
