"""Checks on the claim as a whole, answered on each of its lines."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.registry import check


@check(may_lack=["claim_charge_cents"])
def charges_do_not_add_up() -> pl.Expr:
    """The claim's total is not the sum of its lines; said once, on the first line."""
    differs = pl.col("claim_charge_cents") != pl.col("lines_charge_cents")
    # A case file needs no total: where none is given there is nothing to contradict.
    given = pl.col("claim_charge_cents").is_not_null()
    return (pl.col("line") == 1) & given & differs
