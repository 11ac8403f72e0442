"""Places of service: is a two-digit code assigned on the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes.lookup.answer import ground, one
from contralateral.codes.lookup.kept import Kept, Timeline
from contralateral.codes.lookup.listing import in_force, known, statuses
from contralateral.codes.store import frame, releases

if TYPE_CHECKING:
    from datetime import date

    from contralateral.codes.lookup.moments import Basis

__all__ = ["Place", "lookup_places", "place_of_service"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place of service on a day; ``facility`` says which of two physician fees applies there."""

    code: str
    on: date
    known: bool | None
    name: str | None
    facility: bool | None
    basis: Basis
    release: str
    source: str
    note: str


def place_of_service(code: str, *, on: date) -> Place:
    """Return what is known of a place of service on a day."""
    code = code.strip()
    values = ("pos_known", "name", "facility", "speaks", "by", "basis")
    row = KEPT.now().look_up(one(code, on), key="code", on="on", values=values)
    found = row.row(0, named=True)
    grounds = ground(found, releases("places"))._asdict()
    return Place(code, on, found["pos_known"], found["name"], found["facility"], **grounds)


def lookup_places(lines: pl.DataFrame, place: str = "pos", on: str = "dos") -> pl.DataFrame:
    """Return ``pos_known`` (null where no table tells) for every row, in order."""
    return KEPT.now().look_up(lines, key=place, on=on, values=["pos_known"])


def _timeline(codes: pl.Series) -> pl.LazyFrame:
    this = known("places", codes)
    listed = this.records.lazy().select("code", "name", "facility", nearest="r")
    rows = statuses(this).join(listed, on=["code", "nearest"], how="left")
    return rows.with_columns(pos_known=in_force())


def _read(codes: pl.Series) -> pl.DataFrame:
    return _timeline(codes).select("code", "from", *_SCHEMA).sort("code", "from").collect(engine="in-memory")


def _every() -> list[str]:
    return sorted({code for r in releases("places") for code in frame(r)["code"]})


_SCHEMA: dict[str, pl.DataType] = {
    "pos_known": pl.Boolean(),
    "name": pl.String(),
    "facility": pl.Boolean(),
    "speaks": pl.Int16(),
    "by": pl.UInt32(),
    "basis": pl.UInt8(),
}
KEPT = Kept(lambda: Timeline(_read, _SCHEMA, _every))
