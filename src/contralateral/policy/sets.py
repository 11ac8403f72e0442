"""Code sets: lists that several rules share, kept once, each with its source.

A set is a plain list of codes, a value for each code, or spells (a code from a day through a day). Rules name a set as
``"@name"``.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contralateral.errors import NameUnknown, RuleBroken

__all__ = ["CodeSet", "Scope", "load_sets", "scope"]

_FOLDER = Path(__file__).parent / "sets"
_RANGE = re.compile(r"^([A-Z]\d{4})-([A-Z]\d{4})$")
_CODE = re.compile(r"^[A-Z]\d{4}$")


class Spell(BaseModel):
    """A code that is on a list from a day, through a day or until further notice."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: str
    from_: date = Field(alias="from")
    through: date | None = None


class CodeSet(BaseModel):
    """A shared list with its source; exactly one of codes, values and spells holds it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    source: str
    at: str = ""
    confidence: str
    note: str = ""
    codes: tuple[str, ...] = ()
    values: dict[str, Any] = {}
    spell: tuple[Spell, ...] = ()

    @property
    def members(self) -> tuple[str, ...]:
        """Every code that the set names, whenever it does."""
        return self.codes or tuple(self.values) or tuple(sorted({s.code for s in self.spell}))


class Scope(BaseModel):
    """Which codes a rule speaks of: all of them, or those named and those in ranges, less some."""

    model_config = ConfigDict(frozen=True)
    every: bool = False
    named: frozenset[str] = frozenset()
    ranges: tuple[tuple[str, str], ...] = ()
    without: frozenset[str] = frozenset()

    def covers(self, code: str | None) -> bool:
        """Say whether a line with this code is the rule's; a line without a code only meets rules for every code.

        >>> Scope(ranges=(("L1000", "L1499"),)).covers("L1290")
        True
        """
        if code is None:
            return self.every
        if code in self.without:
            return False
        return self.every or code in self.named or any(a <= code <= b for a, b in self.ranges)


@cache
def load_sets(folder: Path = _FOLDER) -> dict[str, CodeSet]:
    """Read every shared set, by file name.

    Raises:
        RuleBroken: a set that does not fit its schema.
    """
    found = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            found[path.stem] = CodeSet.model_validate(tomllib.loads(path.read_text("utf-8")))
        except (ValidationError, tomllib.TOMLDecodeError) as fault:
            raise RuleBroken(f"sets/{path.name}: {fault}") from None
    return found


def scope(items: tuple[str, ...], without: tuple[str, ...], *, where: str) -> Scope:
    """Turn a record's codes, ranges and sets into a scope.

    Raises:
        NameUnknown: a set that does not exist.
        RuleBroken: a word that is none of the four.
    """
    if items == ("*",):
        return Scope(every=True, without=frozenset(without))
    named: set[str] = set()
    ranges: list[tuple[str, str]] = []
    for item in items:
        if item.startswith("@"):
            sets = load_sets()
            if item[1:] not in sets:
                raise NameUnknown("code set", item[1:], sets, f"It is named in {where}.")
            named.update(sets[item[1:]].members)
        elif spread := _RANGE.match(item):
            ranges.append((spread[1], spread[2]))
        elif _CODE.match(item):
            named.add(item)
        else:
            raise RuleBroken(f"{where}: '{item}' is neither a code, a range L1000-L1499, an @set nor *.")
    return Scope(named=frozenset(named), ranges=tuple(ranges), without=frozenset(without))
