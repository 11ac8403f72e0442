"""Medically unlikely edits for DME suppliers: the most units of a code that Medicare pays a line or a day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes.lookup.answer import ground, one
from contralateral.codes.lookup.kept import Kept, Timeline
from contralateral.codes.lookup.moments import Basis, boundaries, moments
from contralateral.codes.store import frame, releases, where

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Mue", "lookup_mue", "mue"]


@dataclass(frozen=True, slots=True)
class Mue:
    """The limit of a code on a day. ``mai`` 1 counts a line, 2 and 3 the day of service.

    ``listed`` is false when the day's table has no limit for the code, and null when no table tells: then ``units`` is
    null as well.
    """

    code: str
    on: date
    units: int | None
    mai: int | None
    rationale: str | None
    listed: bool | None
    basis: Basis
    release: str
    source: str
    note: str


def mue(code: str, *, on: date) -> Mue:
    """Return the limit of a code on a day of service."""
    code = code.strip().upper()
    values = ("mue", "mai", "rationale", "listed", "speaks", "basis")
    row = KEPT.now().look_up(one(code, on), key="code", on="on", values=values)
    found = row.row(0, named=True)
    limit = (found["mue"], found["mai"], found["rationale"], found["listed"])
    return Mue(code, on, *limit, **ground(found, releases("mue"))._asdict())


def lookup_mue(lines: pl.DataFrame, code: str = "code", on: str = "dos") -> pl.DataFrame:
    """Return ``mue`` (units), ``mai`` and ``after_newest`` for every line, in order.

    Null units: the day's table has no limit for the code, or no table is of that day (before the oldest, in a gap).
    """
    return KEPT.now().look_up(lines, key=code, on=on, values=["mue", "mai", "after_newest"])


def _timeline(codes: pl.Series) -> pl.LazyFrame:
    tables = releases("mue")
    rows = codes.to_frame("code").lazy().join(moments(tables, boundaries(tables)).lazy(), how="cross")
    limits = [where(r, "code", codes).with_columns(used=pl.lit(at, pl.Int16)) for at, r in enumerate(tables)]
    if limits:
        rows = rows.join(pl.concat(limits).lazy(), on=["code", "used"], how="left")
    after = pl.col("basis") == 1
    listed = (
        pl.when(pl.col("units").is_not_null())
        .then(pl.lit(value=True))
        .when(pl.col("covering").is_not_null())
        .then(pl.lit(value=False))
    )
    return rows.with_columns(mue="units", speaks="nearest", after_newest=after, listed=listed)


def _read(codes: pl.Series) -> pl.DataFrame:
    return (
        _timeline(codes).select("code", "from", *_schema()).sort("code", "from").collect(engine="in-memory")
    )


def _every() -> list[str]:
    return sorted({code for r in releases("mue") for code in frame(r)["code"]})


@cache
def _schema() -> dict[str, pl.DataType]:
    """The types of a timeline's values, from that of no code."""
    kinds = _timeline(pl.Series("code", [], pl.String)).collect_schema()
    return {
        name: kinds[name] for name in ("mue", "mai", "rationale", "listed", "speaks", "basis", "after_newest")
    }


KEPT = Kept(lambda: Timeline(_read, _schema(), _every))
