"""HCPCS modifiers: does one stand on the day of service, and what is its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes.lookup.answer import ground, one
from contralateral.codes.lookup.kept import Kept, Timeline
from contralateral.codes.lookup.listing import STATUSES, Status, filled, in_force, known, statuses
from contralateral.codes.store import frame, releases

if TYPE_CHECKING:
    from datetime import date

    from contralateral.codes.lookup.moments import Basis

__all__ = ["Modifier", "lookup_modifiers", "modifier"]

#: CPT owns the modifiers of digits (50, 59, 1P); HCPCS begins with a letter.
_LICENSED = r"^\d[0-9A-Z]$"


@dataclass(frozen=True, slots=True)
class Modifier:
    """A modifier on a day. ``known`` is null where no table tells, as for the modifiers of CPT."""

    code: str
    on: date
    status: Status
    known: bool | None
    name: str | None
    added: date | None
    ended: date | None
    basis: Basis
    release: str
    source: str
    note: str


def modifier(code: str, *, on: date) -> Modifier:
    """Return what is known of a modifier on a day of service."""
    code = code.strip().upper()
    values = ("status", "known", "name", "added", "ended", "speaks", "by", "basis")
    row = KEPT.now().look_up(one(code, on), key="code", on="on", values=values)
    found = row.row(0, named=True)
    notes = ["This modifier belongs to CPT and is in no table here."] if code[:1].isdigit() else []
    days = (found["added"], found["ended"])
    grounds = ground(found, releases("modifiers"), notes)._asdict()
    return Modifier(code, on, found["status"], found["known"], found["name"], *days, **grounds)


def lookup_modifiers(lines: pl.DataFrame, modifier: str = "modifier", on: str = "dos") -> pl.DataFrame:
    """Return ``known`` (null where no table tells) and ``name`` for every row, in order."""
    return KEPT.now().look_up(lines, key=modifier, on=on, values=["known", "name"])


def _timeline(codes: pl.Series) -> pl.LazyFrame:
    this = known("modifiers", codes)
    rows = statuses(this)
    licensed = pl.col("code").str.contains(_LICENSED)
    rows = rows.with_columns(
        status=pl.when(licensed).then(pl.lit("unknown")).otherwise("status").cast(STATUSES)
    )
    rows = rows.join(filled(this, ["name"]), left_on=["code", "nearest"], right_on=["code", "r"], how="left")
    return rows.with_columns(known=in_force())


def _read(codes: pl.Series) -> pl.DataFrame:
    return _timeline(codes).select("code", "from", *_SCHEMA).sort("code", "from").collect(engine="in-memory")


def _every() -> list[str]:
    return sorted({code for r in releases("modifiers") for code in frame(r)["code"]})


_SCHEMA: dict[str, pl.DataType] = {
    "status": STATUSES,
    "known": pl.Boolean(),
    "name": pl.String(),
    "added": pl.Date(),
    "ended": pl.Date(),
    "speaks": pl.Int16(),
    "by": pl.UInt32(),
    "basis": pl.UInt8(),
}
KEPT = Kept(lambda: Timeline(_read, _SCHEMA, _every))
