"""The line itself: its own columns, its claim's, its modifiers as bits, and the people on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from contralateral import codes
from contralateral.policy.line import MODIFIERS as BITS

if TYPE_CHECKING:
    from datetime import date

    from contralateral.claim.tables import ClaimTables
    from contralateral.claim.widen.given import Given

__all__ = ["MODIFIERS", "PEOPLE", "add_modifiers", "add_people", "start"]

MODIFIERS = ("mod_bits", "mods_repeated")
PEOPLE = ("billing_npi_good", "ordering_npi_good", "ordering_npi_given", "rendering_npi_good")

_OF_CLAIM = (
    *("claim", "patient_key", "plan_type", "plan_state", "born", "frequency", "claim_charge_cents"),
    *("billing_npi", "condition_region", "condition_side", "condition_cause"),
    *("device_kind", "device_region", "device_make", "device_side"),
    *("order_date", "order_received", "order_signed", "delivered", "encounter_date"),
    *("authorization_exempt", "is_replacement", "in_part_a_stay", "filing_limit_days"),
    *("diagnoses_supplied", "evidence_supplied", "history_supplied", "notices_supplied"),
)


def start(tables: ClaimTables, payer: pl.Series, receipt: date) -> pl.DataFrame:
    """Return the lines with what their claim says of them; the line's own word comes first."""
    of_claim = tables.claims.select(
        *_OF_CLAIM,
        pl.col("patient_state").alias("state"),
        pl.col("patient_zip").alias("zip"),
        pl.col("authorization").alias("_authorization"),
        pl.col("ordering_npi").alias("_ordering_npi"),
        pl.col("rendering_npi").alias("_rendering_npi"),
        payer=payer,
    )
    return (
        tables.lines.rename({"modifiers": "mods", "place_of_service": "pos"})
        .join(of_claim, on="claim", how="left", maintain_order="left")
        .with_columns(
            authorization_held=_own_or("authorization").str.len_bytes() > 0,
            ordering_npi=_own_or("ordering_npi"),
            rendering_npi=_own_or("rendering_npi"),
            receipt=pl.lit(receipt),
        )
        .drop("authorization", "_authorization", "_ordering_npi", "_rendering_npi")
    )


def _own_or(name: str) -> pl.Expr:
    """The line's own word, or its claim's; an empty one gives way to one that says something."""
    words = (pl.col(name), pl.col(f"_{name}"))
    return pl.coalesce(*(pl.when(word != "").then(word) for word in words), *words)


def add_modifiers(frame: pl.DataFrame, _: Given) -> pl.DataFrame:
    """Give each modifier that rules ask about its bit; others are kept in ``mods`` alone."""
    bits = {modifier: 1 << i for i, modifier in enumerate(BITS)}
    as_bits = pl.element().replace_strict(bits, default=0, return_dtype=pl.UInt64)
    mods = pl.col("mods")
    return frame.with_columns(
        mod_bits=mods.list.eval(as_bits).list.unique().list.sum(),
        mods_repeated=mods.list.n_unique() < mods.list.len(),
    )


def add_people(frame: pl.DataFrame, _: Given) -> pl.DataFrame:
    """Check the digits of the NPIs; an empty one is "none given", a null one is unknown."""
    return frame.with_columns(
        billing_npi_good=codes.npi_valid("billing_npi"),
        ordering_npi_good=codes.npi_valid("ordering_npi"),
        ordering_npi_given=pl.col("ordering_npi").str.len_bytes() > 0,
        rendering_npi_good=pl.when(pl.col("rendering_npi") == "")
        .then(None)
        .otherwise(codes.npi_valid("rendering_npi")),
    )
