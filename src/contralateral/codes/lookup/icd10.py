"""ICD-10-CM: is a diagnosis a code of the day's fiscal year, and can it be billed (a header cannot)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes.lookup.answer import ground, one
from contralateral.codes.lookup.kept import Kept, Timeline
from contralateral.codes.lookup.listing import STATUSES, Known, Status, filled, in_force, known, statuses
from contralateral.codes.store import frame, releases

if TYPE_CHECKING:
    from datetime import date

    from contralateral.codes.lookup.moments import Basis

__all__ = ["Icd10", "icd10", "lookup_icd10"]


@dataclass(frozen=True, slots=True)
class Icd10:
    """A diagnosis, without its dot, on a day. A header exists and is not billable; null is unknown."""

    code: str
    on: date
    status: Status
    exists: bool | None
    billable: bool | None
    name: str | None
    replaced_by: str | None
    basis: Basis
    release: str
    source: str
    note: str


def icd10(code: str, *, on: date) -> Icd10:
    """Return what is known of a diagnosis, with or without its dot, on a day of service."""
    code = code.strip().upper().replace(".", "")
    values = ("status", "dx_exists", "dx_billable", "dx_name", "replaced_by", "speaks", "by", "basis")
    row = KEPT.now().look_up(one(code, on), key="code", on="on", values=values)
    found = row.row(0, named=True)
    facts = (
        found["status"],
        found["dx_exists"],
        found["dx_billable"],
        found["dx_name"],
        found["replaced_by"],
    )
    return Icd10(code, on, *facts, **ground(found, releases("icd10"))._asdict())


def lookup_icd10(lines: pl.DataFrame, diagnosis: str = "diagnosis", on: str = "dos") -> pl.DataFrame:
    """Return ``dx_exists``, ``dx_billable`` (both null where no table tells) and ``dx_name`` for every row, in order.

    Diagnoses are upper case without dots.
    """
    values = ["dx_exists", "dx_billable", "dx_name"]
    return KEPT.now().look_up(lines, key=diagnosis, on=on, values=values)


def _timeline(codes: pl.Series) -> pl.LazyFrame:
    this = known("icd10", codes)
    headers = this.corrections.filter(pl.col("change") == "header").select("code", "from", header="by")
    rows = statuses(this, headers.select("code", "from"))
    listed = this.records.lazy().select("code", "billable", nearest="r")
    names = filled(this, ["name"]).select("code", listed_name="name", nearest="r")
    rows = rows.join(names, on=["code", "nearest"], how="left", maintain_order="left")
    rows = rows.join(listed, on=["code", "nearest"], how="left", maintain_order="left")
    rows = rows.join(headers.lazy(), on=["code", "from"], how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("header").forward_fill().over("code"))
    rows = rows.join(_said(this), on="code", how="left")
    # A table begun after the correction already has the code as it then was.
    settled = pl.col("begun") >= pl.col("turned")
    header = pl.col("header").is_not_null() & ~settled.fill_null(value=False)
    new = (pl.col("status") == "in_force") & pl.col("billable").is_null()
    billable = (
        pl.when(pl.col("status") == "unknown")
        .then(pl.lit(None, pl.Boolean))
        .when(pl.col("status") != "in_force")
        .then(pl.lit(value=False))
        .when(header)
        .then(pl.lit(value=False))
        .when(new)
        .then(pl.lit(value=True))
        .otherwise("billable")
    )
    return rows.with_columns(
        by=pl.coalesce("by", pl.when(header).then("header")),
        dx_exists=in_force(),
        dx_billable=billable,
        dx_name=pl.coalesce("listed_name", "name"),
        replaced_by=pl.when(header).then("replaced_by"),
    )


def _said(this: Known) -> pl.LazyFrame:
    """What corrections say beside a code's dates, and the day it turned into a header."""
    turned = pl.col("from").filter(pl.col("change") == "header").first().alias("turned")
    return (
        this.corrections.lazy()
        .group_by("code")
        .agg(pl.col("replaced_by", "name").drop_nulls().first(), turned)
    )


def _read(codes: pl.Series) -> pl.DataFrame:
    return _timeline(codes).select("code", "from", *_SCHEMA).sort("code", "from").collect(engine="in-memory")


def _every() -> list[str]:
    return sorted({code for r in releases("icd10") for code in frame(r)["code"]})


_SCHEMA: dict[str, pl.DataType] = {
    "status": STATUSES,
    "dx_exists": pl.Boolean(),
    "dx_billable": pl.Boolean(),
    "dx_name": pl.String(),
    "replaced_by": pl.String(),
    "speaks": pl.Int16(),
    "by": pl.UInt32(),
    "basis": pl.UInt8(),
}
KEPT = Kept(lambda: Timeline(_read, _SCHEMA, _every))
