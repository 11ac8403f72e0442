"""Checks on the people and suppliers named on a claim."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.registry import check


@check
def billing_npi_bad() -> pl.Expr:
    """The supplier's NPI fails its own check digit."""
    return ~pl.col("billing_npi_good")


@check(may_lack=["ordering_npi_good", "ordering_npi_given"])
def ordering_npi_bad() -> pl.Expr:
    """The ordering practitioner's NPI fails its own check digit; whether one must be named is another rule's matter."""
    named = pl.col("ordering_npi_given") & pl.col("ordering_npi_good").is_not_null()
    return pl.when(named).then(~pl.col("ordering_npi_good")).otherwise(pl.lit(value=False))


@check(may_lack=["ordering_profession"])
def ordering_profession_is(*, professions: list[str]) -> pl.Expr:
    """The order is by somebody of one of these professions; a claim form names none and contradicts nothing."""
    told = pl.col("ordering_profession")
    return pl.when(told.is_null()).then(pl.lit(value=False)).otherwise(told.is_in(professions))


@check(may_lack=["rendering_npi_good"])
def rendering_npi_bad() -> pl.Expr:
    """The rendering practitioner's NPI fails its own check digit; a claim need not name one."""
    return (
        pl.when(pl.col("rendering_npi_good").is_null())
        .then(pl.lit(value=False))
        .otherwise(~pl.col("rendering_npi_good"))
    )
