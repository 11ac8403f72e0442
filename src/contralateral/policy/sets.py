"""Code sets: lists that several rules share, kept once, each with its source.

A set is a plain list of codes, a value for each code, or spells (a code from a day through a day). Rules name a set as
``"@name"``.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contralateral.errors import NameUnknown, RuleBroken
from contralateral.policy.toml import read

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

    @model_validator(mode="after")
    def _one_content(self) -> CodeSet:
        if bool(self.codes) + bool(self.values) + bool(self.spell) != 1:
            raise ValueError("a set holds exactly one of codes, values and [[spell]]")
        return self

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
    return {
        path.stem: read(path, CodeSet, shown=f"sets/{path.name}") for path in sorted(folder.glob("*.toml"))
    }


def scope(items: tuple[str, ...], without: tuple[str, ...], *, where: str) -> Scope:
    """Turn a record's codes, ranges and sets, less its exceptions, into a scope.

    Raises:
        NameUnknown: a set that does not exist.
        RuleBroken: a word that is none of the four, or a range that runs backwards.
    """
    left_out, odd = _resolve(without, where)
    if odd:
        raise RuleBroken(f"{where}: except_codes names codes and @sets, not ranges.")
    if items == ("*",):
        return Scope(every=True, without=left_out)
    named, ranges = _resolve(items, where)
    return Scope(named=named, ranges=ranges, without=left_out)


def _resolve(items: tuple[str, ...], where: str) -> tuple[frozenset[str], tuple[tuple[str, str], ...]]:
    named: set[str] = set()
    ranges: list[tuple[str, str]] = []
    for item in items:
        if item.startswith("@"):
            sets = load_sets()
            if item[1:] not in sets:
                raise NameUnknown("code set", item[1:], sets, f"It is named in {where}.")
            named.update(sets[item[1:]].members)
        elif spread := _RANGE.match(item):
            if spread[1] > spread[2]:
                raise RuleBroken(f"{where}: the range {item} runs backwards.")
            ranges.append((spread[1], spread[2]))
        elif _CODE.match(item):
            named.add(item)
        else:
            raise RuleBroken(f"{where}: '{item}' is neither a code, a range L1000-L1499, an @set nor *.")
    return frozenset(named), tuple(ranges)
