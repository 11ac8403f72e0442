"""The diagnoses that a line points to, and what the tables of the day say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from contralateral import codes

if TYPE_CHECKING:
    from contralateral.claim.widen.given import Given

__all__ = ["DIAGNOSES", "MEANING", "add_diagnoses", "add_meaning"]

DIAGNOSES = ("dx", "dx_count", "pointers_given", "pointers_good", "icd9")
MEANING = ("dx_not_listed", "dx_not_billable", "dx_regions", "dx_without_region", "dx_sides")
_NOTHING = pl.lit([], dtype=pl.List(pl.String()))


def add_diagnoses(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Join the diagnoses a line points to; where nobody gave pointers, all of the claim's."""
    diagnoses = given.tables.diagnoses.sort("claim", "position")
    of_claim = diagnoses.group_by("claim", maintain_order=True).agg(
        all_dx="diagnosis", _count=pl.len(), icd9=(pl.col("system") == "ICD-9-CM").any()
    )
    pointed = (
        frame.select("claim", "line", "pointers")
        .explode("pointers", empty_as_null=False)
        .join(diagnoses, left_on=["claim", "pointers"], right_on=["claim", "position"], maintain_order="left")
        .group_by("claim", "line", maintain_order=True)
        .agg(pointed_dx=pl.col("diagnosis").drop_nulls())
    )
    told = frame.join(of_claim, on="claim", how="left", maintain_order="left").join(
        pointed, on=["claim", "line"], how="left", maintain_order="left"
    )
    supplied = pl.col("diagnoses_supplied")
    pointers = pl.col("pointers")
    return (
        told.with_columns(
            dx=pl.when(supplied.is_null())
            .then(None)
            .when(pointers.list.len() > 0)
            .then(pl.coalesce("pointed_dx", _NOTHING))
            .otherwise(pl.coalesce("all_dx", _NOTHING)),
            dx_count=pl.when(supplied).then(pl.coalesce("_count", pl.lit(0, pl.UInt32))),
            icd9=pl.when(supplied).then(pl.coalesce("icd9", pl.lit(value=False))),
            pointers_given=pointers.list.len() > 0,
        )
        .with_columns(
            pointers_good=pl.when(pointers.list.len() == 0)
            .then(pl.lit(value=True))
            .otherwise((pointers.list.min() >= 1) & (pointers.list.max() <= pl.col("dx_count")))
        )
        .drop("all_dx", "pointed_dx", "_count")
    )


def add_meaning(frame: pl.DataFrame, _: Given) -> pl.DataFrame:
    """Join what each diagnosis is on the day, and which part and side of the body it speaks of."""
    # What a code of the old set means is not in these tables, and that it is there is a rule of its own.
    of_today = frame.select("dos", dx=pl.when(pl.col("icd9")).then(_NOTHING).otherwise("dx"))
    each = of_today.with_row_index("row").explode("dx", empty_as_null=False)
    each = each.filter(pl.col("dx").is_not_null())
    pairs = each.select("dx", "dos").unique()
    answer = codes.lookup_icd10(pairs.rename({"dx": "diagnosis"}))
    regions = codes.diagnosis_regions(pairs["dx"])
    pairs = pairs.with_columns(
        exists=answer["dx_exists"],
        billable=answer["dx_billable"],
        side=codes.sides_of(answer["dx_name"]),
        region=regions,
    )
    told = (
        each.join(pairs, on=["dx", "dos"], how="left", nulls_equal=True)
        .group_by("row")
        .agg(
            dx_not_listed=_surely("dx", ~pl.col("exists")),
            dx_not_billable=_surely("dx", pl.col("exists") & ~pl.col("billable")),
            dx_regions=pl.col("region").drop_nulls().unique().sort(),
            dx_without_region=pl.col("region").is_null().any(),
            # "Infarction of the left artery" is the reason for a brace on the right: a side counts with its part.
            dx_sides=pl.col("side").filter(pl.col("region").is_not_null()).drop_nulls().unique().sort(),
        )
    )
    row = of_today.with_row_index("row").join(told, on="row", how="left", maintain_order="left")
    none = pl.col("dx").list.len() == 0
    lists = ("dx_not_listed", "dx_not_billable", "dx_regions", "dx_sides")
    return frame.hstack(
        row.select(
            *(pl.when(none).then(_NOTHING).otherwise(pl.col(name)).alias(name) for name in lists),
            dx_without_region=pl.when(none).then(pl.lit(value=False)).otherwise(pl.col("dx_without_region")),
        )
    )


def _surely(name: str, bad: pl.Expr) -> pl.Expr:
    """Those that are surely bad; null where none is and the tables cannot say of one."""
    found = pl.col(name).filter(bad)
    return pl.when(bad.is_null().any() & ~bad.any()).then(None).otherwise(found.implode())
