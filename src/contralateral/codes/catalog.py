"""What the tables say of a code from a day on, with the attributes of the name it then had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from contralateral.codes import attributes
from contralateral.codes.lookup import derived, hcpcs
from contralateral.codes.lookup.hcpcs import lookup_hcpcs
from contralateral.codes.lookup.kept import Kept, Timeline, slot
from contralateral.codes.lookup.moments import EVER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

__all__ = ["CODES", "attribute_table", "derive", "described", "keep", "name", "replacements"]

#: Attributes that rules ask about, by the names they have on a line.
_READ = {"kind": "code_kind", "region": "code_region", "role": "code_role", "make": "code_make"}


def attribute_table(lines: pl.DataFrame) -> pl.DataFrame:
    """Return one row per distinct code with the attributes of its name on the last day it was billed.

    Args:
        lines: with code and dos; lines without either are passed over.
    """
    last = (
        lines.select("code", "dos").drop_nulls("code").group_by("code").agg(pl.col("dos").max()).sort("code")
    )
    kept = derived.written()
    if kept is not None:
        told = _last_told(kept, last)
        if told.height == last.height:
            return told
    named = last.select("code").hstack(lookup_hcpcs(last).select("short", "long"))
    return attributes.table(named)


def _last_told(kept: pl.LazyFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """The attributes of each code asked (code, dos) on its day, of those that are kept; on no day the row without."""
    rows = kept.filter(pl.col("code").is_in(asked["code"].implode()))
    rows = rows.select("from", "until", *attributes.SCHEMA).join(
        asked.lazy(), on="code", maintain_order="left"
    )
    day = pl.max_horizontal("dos", pl.lit(EVER))
    then = derived.holds(pl.when(pl.col("dos").is_not_null()).then(day))
    return rows.filter(then).select(list(attributes.SCHEMA)).collect(engine="in-memory")


def described(on: date, **wanted: str | None) -> pl.DataFrame:
    """Return ``code``, ``short``, ``long`` and the attributes of every name in force on a day, or maybe, by code.

    ``wanted`` says which attributes a name must have; null leaves one open.
    """
    asked = {attribute: value for attribute, value in wanted.items() if value is not None}
    kept = derived.written()
    if kept is not None:
        told = [name for name in attributes.SCHEMA if name != "code"]
        return hcpcs.named(derived.on_day(kept, on).filter(**asked), told).collect(engine="in-memory")
    names = hcpcs.names(on)
    return names.hstack(attributes.table(names).drop("code")).filter(**asked)


def name(code: str, *, on: date | None) -> str:
    """Return the official name of a code on a day, or the code where no table has one."""
    row = _row(code, on)
    return str(row["long"] or row["short"] or code)


def replacements(code: str, *, on: date | None) -> tuple[str, ...]:
    """Return the codes that are named in place of one that is over on a day."""
    return tuple(hcpcs.CODE.findall(_row(code, on)["replaced_by"] or ""))


def _row(code: str, on: date | None) -> Mapping[str, Any]:
    kept = CODES.now()
    return kept.row(int(kept.at(kept.numbers([code.strip().upper()]), np.array([slot(on)]))[0]))


def keep(path: Path) -> int:
    """Write the timeline of every code as the kept one, see ``lookup.derived``; return its rows."""
    rows = derive(pl.Series("code", hcpcs.every_code(), pl.String))
    derived.write(rows, path)
    return rows.height


def _read(codes: pl.Series) -> pl.DataFrame:
    return derived.of(codes, ("code", "from", *hcpcs.SCHEMA, *_READ), derive).rename(_READ)


def derive(codes: pl.Series) -> pl.DataFrame:
    """Return the timeline of codes, and beside each row what the name says; on no day only corrections speak."""
    rows = hcpcs.derive(codes)
    nameless = pl.select(code=codes, short=pl.lit(None, pl.String), long=pl.lit(None, pl.String))
    names = rows.select(nameless.columns).unique(maintain_order=True)
    whole = rows.join(_told(names), on=nameless.columns, how="left", nulls_equal=True, maintain_order="left")
    dayless = _told(nameless).with_columns(pl.lit(None, pl.Date).alias("from"))
    return pl.concat([dayless, whole], how="diagonal").select(whole.columns).sort("code", "from")


def _told(names: pl.DataFrame) -> pl.DataFrame:
    """Read each name; a code that was renamed is asked once a name, since a table of names has a code once."""
    parts = []
    ranked = names.with_columns(at=pl.int_range(pl.len()).over("code"))
    for _, named in ranked.partition_by("at", as_dict=True, include_key=False).items():
        parts.append(named.hstack(attributes.table(named).drop("code")))
    if parts:
        return pl.concat(parts)
    return names.with_columns(
        pl.lit(None, kind).alias(n) for n, kind in attributes.SCHEMA.items() if n != "code"
    )


_SCHEMA: Mapping[str, pl.DataType] = {**hcpcs.SCHEMA, **dict.fromkeys(_READ.values(), pl.String())}
#: The timeline of codes with their attributes.
CODES = Kept(lambda: Timeline(_read, _SCHEMA, hcpcs.every_code))
