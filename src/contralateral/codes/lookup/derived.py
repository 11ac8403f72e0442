"""The timeline of codes as it was derived from the shipped tables, in a file: a short run need not derive it.

The file (``data/code_timeline.parquet``, written by ``tools/keep_readings.py``) counts only while the tables at hand
and the patterns of attributes are those that it was derived from: its stamp says which. Where a user has loaded other
HCPCS files everything is derived anew.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes.lookup.moments import EVER
from contralateral.codes.store import releases

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

from contralateral.codes.store import Release

__all__ = ["KINDS", "holds", "of", "on_day", "write", "written"]

#: The kinds of tables that the timeline of codes is made of.
KINDS = ("hcpcs", "noc", "corrections")
_PATTERNS = ("attributes.toml", "attribute_overrides.toml")
_DATA = Path(__file__).parents[1] / "data"
_FILE = _DATA / "code_timeline.parquet"
_STAMP = "derived_from"
#: To be raised where the columns or the logic change, so that an older file does not count.
_LAYOUT = 2


def written() -> pl.LazyFrame | None:
    """Return the kept timeline, sorted by code and day: ``code``, ``from`` (null for lines without a day), ``until``
    (the day from which the next row holds) and values.

    None where it was derived from other tables or patterns than those at hand: derive it then.
    """
    path = _at_hand(releases())
    return None if path is None else pl.scan_parquet(path)


def of(codes: pl.Series, columns: Sequence[str], derive: Callable[[pl.Series], pl.DataFrame]) -> pl.DataFrame:
    """Return ``columns`` of the timeline of some codes, sorted; ``derive`` is asked for those that are not kept."""
    kept = written()
    if kept is None:
        return derive(codes).select(columns)
    told = kept.select(columns).filter(pl.col("code").is_in(codes.implode())).collect(engine="in-memory")
    missing = codes.filter(~codes.is_in(told["code"].unique().implode()))
    return (
        told
        if missing.is_empty()
        else pl.concat([told, derive(missing).select(columns)]).sort("code", "from")
    )


def on_day(rows: pl.LazyFrame, on: date) -> pl.LazyFrame:
    """Return the row of each code that holds on a day."""
    day = max(on, EVER)
    return rows.filter(pl.col("from") <= day, pl.col("until").is_null() | (pl.col("until") > day))


def holds(day: pl.Expr) -> pl.Expr:
    """Return whether a row is the one that holds on a day, which is not before ``EVER``; for a null, the row of no
    day."""
    ends = pl.col("until").is_null() | (pl.col("until") > day)
    return pl.when(day.is_null()).then(pl.col("from").is_null()).otherwise((pl.col("from") <= day) & ends)


def write(rows: pl.DataFrame, path: Path) -> None:
    """Keep the timeline of every code, derived from the tables at hand."""
    until = pl.when(pl.col("from").is_not_null()).then(pl.col("from").shift(-1).over("code"))
    rows.with_columns(until=until).write_parquet(
        path,
        compression="zstd",
        compression_level=19,
        row_group_size=8_192,
        metadata={_STAMP: _stamp(releases())},
    )


@lru_cache(maxsize=4)
def _at_hand(tables: tuple[Release, ...]) -> Path | None:
    try:
        stamp = pl.read_parquet_metadata(_FILE).get(_STAMP)
    except (OSError, pl.exceptions.PolarsError):
        return None
    return _FILE if stamp == _stamp(tables) else None


def _stamp(tables: Sequence[Release]) -> str:
    """A short print of the tables and of the patterns; the days a table covers count as well as its rows."""
    used = [(r.kind, r.release, r.covers_from, r.covers_through, r.sha256) for r in tables if r.kind in KINDS]
    patterns = [zlib.crc32((_DATA / name).read_bytes()) for name in _PATTERNS]
    return f"{zlib.crc32(repr((_LAYOUT, used, patterns)).encode()):08x}"
