"""What the tables hold on a day, asked once for every code of a text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from contralateral import codes
from contralateral.codes import attributes

if TYPE_CHECKING:
    from datetime import date

    from contralateral.codes import Attributes, Hcpcs

__all__ = ["Official", "Tables"]


@dataclass(frozen=True)
class Official:
    """A code of the tables: its entry of the day and what its name says of the device."""

    entry: Hcpcs

    @property
    def name(self) -> str:
        """The official name, the long one where there is one."""
        return self.entry.long or self.entry.short or ""

    @cached_property
    def attributes(self) -> Attributes:
        """What the name says of the device."""
        row = {"code": [self.entry.code], "short": [self.entry.short], "long": [self.entry.long]}
        names = pl.DataFrame(row, schema=dict.fromkeys(row, pl.String))
        return attributes.of([self.entry.code], names)[self.entry.code]

    @property
    def source(self) -> str:
        """Who says so, the newest table that was asked, and what is to be known of it."""
        note = f" {self.entry.note}" if self.entry.in_force and self.entry.note else ""
        return f"{self.entry.source}; table of {self.entry.release}.{note}"

    @property
    def words(self) -> str:
        """The official name, quoted and no longer than a line."""
        name = self.name if len(self.name) <= 140 else self.name[:139].rsplit(" ", 1)[0].rstrip(",;") + "…"
        return f"“{name}”"


class Tables:
    """The code tables on a day; what was asked once is kept."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._known: dict[str, Official] = {}

    def code(self, code: str) -> Official:
        """Return what the tables hold of a HCPCS Level II code."""
        if code not in self._known:
            self._known[code] = Official(codes.hcpcs(code, on=self.on))
        return self._known[code]

    @cached_property
    def in_force(self) -> pl.DataFrame:
        """Every code in force with the attributes of its name."""
        names = codes.names(on=self.on)
        return names.hstack(attributes.table(names).drop("code"))

    def within(self, first: str, last: str) -> int:
        """Return how many codes of a range are in force."""
        return self.in_force.filter(pl.col("code").is_between(pl.lit(first), pl.lit(last))).height

    def others(self, code: str) -> list[str]:
        """Return other whole devices of the same kind for the same part of the body that are made another way."""
        own = self.code(code).attributes
        same = (pl.col("kind") == own.kind) & (pl.col("region") == own.region) & (pl.col("role") == "base")
        made = pl.col("make").ne_missing(pl.lit(own.make))
        unlisted = pl.col("features").list.contains("not otherwise specified").fill_null(value=False)
        return self.in_force.filter(same & made & ~unlisted & (pl.col("code") != code))["code"].to_list()
