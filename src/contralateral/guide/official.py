"""What the tables hold of a code on a day, asked once for every code of a text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from contralateral import codes
from contralateral.codes import attributes

if TYPE_CHECKING:
    from datetime import date

    from contralateral.codes import Hcpcs
    from contralateral.codes.attributes import Attributes

__all__ = ["Official", "official"]


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
        """The table that answers, with its release."""
        return f"{self.entry.source} (release {self.entry.release})"


def official(code: str, *, on: date) -> Official:
    """Return what the tables hold of a HCPCS Level II code on a day."""
    return Official(codes.hcpcs(code, on=on))
