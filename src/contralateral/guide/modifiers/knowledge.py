"""What modifiers need, and how a rule's check speaks of them: ``data/assigning.toml``, held to its schema."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, model_validator

from contralateral.policy.checks import MAY_LACK
from contralateral.policy.criteria import load_criteria
from contralateral.policy.line import MODIFIERS
from contralateral.policy.sets import load_sets
from contralateral.policy.toml import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Chosen", "Knowledge", "knowledge"]

_FILE = Path(__file__).parents[1] / "data" / "assigning.toml"


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Chosen(_Record):
    """The criteria whose one bit chooses a modifier, and the answer it goes with."""

    criteria: str
    when: bool
    otherwise: bool = False

    @model_validator(mode="after")
    def _one_criterion(self) -> Chosen:
        if len(load_criteria()[self.criteria].criterion) != 1:
            raise ValueError(f"criteria '{self.criteria}' of a modifier hold one criterion")
        return self


class Checks(_Record):
    """Names of checks, by what they say of modifiers."""

    apart: tuple[str, ...]
    together: tuple[str, ...]
    defines_kx: tuple[str, ...]
    limits_kx: tuple[str, ...]
    no_order: tuple[str, ...]
    not_listed: tuple[str, ...]
    excluded: tuple[str, ...]
    denied_with: tuple[str, ...]
    notice_disputed: tuple[str, ...]
    needs_replacement: tuple[str, ...]
    unknown: tuple[str, ...]
    exclusive: tuple[str, ...]


class Knowledge(_Record):
    """The file. ``asks`` gives, by check, the parameter that lists modifiers, or the modifiers themselves."""

    order: tuple[str, ...]
    most: int
    sides: tuple[str, str]
    levels: tuple[str, ...]
    liability: tuple[str, ...]
    attested: tuple[str, ...]
    plain: tuple[str, ...]
    necessity: str
    upgrades: str
    asks: dict[str, str | tuple[str, ...]]
    checks: Checks
    chosen: dict[str, Chosen]

    @model_validator(mode="after")
    def _names_exist(self) -> Knowledge:
        modifiers = {*self.order, *self.sides, *self.levels, *self.liability, *self.attested, *self.plain}
        if odd := {*modifiers, *self.chosen} - set(MODIFIERS):
            raise ValueError(f"modifiers that no rule can ask about: {sorted(odd)}")
        named = {*self.asks, *(c for group in self.checks.model_dump().values() for c in group)}
        if odd := named - set(MAY_LACK):
            raise ValueError(f"no checks of these names: {sorted(odd)}")
        if self.upgrades not in load_sets():
            raise ValueError(f"no set '{self.upgrades}'")
        return self

    def sort(self, modifiers: Iterable[str]) -> tuple[str, ...]:
        """Put modifiers into the order, each once; unnamed ones come last as they stood."""
        place = {modifier: at for at, modifier in enumerate(self.order)}
        return tuple(sorted(dict.fromkeys(modifiers), key=lambda m: place.get(m, len(place))))

    def wanted(self, check: str, params: Mapping[str, Any]) -> frozenset[str]:
        """The modifiers of which a check asks for one."""
        how = self.asks.get(check, ())
        return frozenset(params.get(how, ()) if isinstance(how, str) else how)


@cache
def knowledge() -> Knowledge:
    """Read the file.

    Raises:
        RuleBroken: it does not fit the schema.
    """
    return read(_FILE, Knowledge, shown="guide/data/assigning.toml")
