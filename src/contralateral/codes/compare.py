"""Codes side by side: one row an attribute, one column a code, and which rows differ."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes import wording
from contralateral.codes.attributes import Attributes, corrections, of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Comparison", "Row", "compare"]

_LABELS = {"molded": "molded to model", "purposes": "purpose", "materials": "material"}


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute of several codes, in words; None where a code's name does not say."""

    label: str
    values: tuple[str | None, ...]

    @property
    def differs(self) -> bool:
        """Whether the codes do not all say the same."""
        return len(set(self.values)) > 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """Codes side by side. `notes` say, by code, where a reading was put right by hand and on what ground."""

    codes: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[tuple[str, str], ...]

    def __getitem__(self, label: str) -> Row:
        """Return the row of a label; a KeyError names the labels there are."""
        for row in self.rows:
            if row.label == label:
                return row
        raise KeyError(f"{label!r}; there are {', '.join(row.label for row in self.rows)}")


def compare(
    codes: Sequence[str], names: pl.DataFrame, *, in_force: Mapping[str, bool | None] | None = None
) -> Comparison:
    """Lay codes side by side: official name, in force or not, and every attribute any of them states.

    Args:
        codes: HCPCS codes in the order of the columns; small letters and repeats are mended.
        names: columns code, short, long of the codes in force.
        in_force: what the tables say of a code; without it a code is in force if `names` has it.
    """
    asked = tuple(dict.fromkeys(code.strip().upper() for code in codes))
    rows = (
        names.filter(pl.col("code").is_in(list(asked))).select("code", wording.name_of().alias("name")).rows()
    )
    named: dict[str, str | None] = dict(rows)
    active = {code: code in named for code in asked} if in_force is None else in_force
    read = of(asked, names)
    found = [
        Row("official name", tuple(named.get(code) for code in asked)),
        Row("in force", tuple(wording.say(active.get(code)) or None for code in asked)),
        *_attribute_rows([read[code] for code in asked]),
    ]
    notes = tuple((code, _note(corrections()[code])) for code in asked if code in corrections())
    return Comparison(asked, tuple(found), notes)


def _attribute_rows(readings: Sequence[Attributes]) -> list[Row]:
    """Return a row for each attribute; the lists that none of the codes states are left out."""
    every = [
        Row(_LABELS.get(f.name, f.name), tuple(wording.say(getattr(has, f.name)) or None for has in readings))
        for f in fields(Attributes)
    ]
    kept = {
        _LABELS.get(name, name) for name in ("kind", "region", "role", "make", "molded", "side", "purposes")
    }
    return [row for row in every if row.label in kept or any(row.values)]


def _note(correction: Mapping[str, str]) -> str:
    source = f" ({correction['source']})" if "source" in correction else ""
    return f"{correction['reason']}{source}"
