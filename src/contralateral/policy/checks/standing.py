"""Checks on standing: whose patient it is, who pays first, who may order and who may supply."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.registry import check, has


@check
def ordering_missing(*, unless: list[str]) -> pl.Expr:
    """No ordering practitioner's NPI."""
    return ~pl.col("ordering_npi_given") & ~has(*unless)


@check(may_lack=["ordering_enrolled"])
def ordering_not_enrolled() -> pl.Expr:
    """The case says that the ordering practitioner is not enrolled; a claim form cannot say so."""
    return _told_no("ordering_enrolled")


@check(may_lack=["supplier_accredited"])
def supplier_not_accredited() -> pl.Expr:
    """The case says that the supplier is not accredited for the product; a claim form cannot say so."""
    return _told_no("supplier_accredited")


@check(may_lack=["plan_type"])
def plan_type_is(*, types: list[str]) -> pl.Expr:
    """The case names a kind of plan that is another payer's; a claim form names none."""
    named = pl.col("plan_type")
    return pl.when(named.is_null()).then(pl.lit(value=False)).otherwise(named.is_in(types))


@check(may_lack=["payer_rank"])
def primary_not_answered(*, ranks: list[str]) -> pl.Expr:
    """This payer is not the first, and what the one before it paid is not told."""
    rank = pl.col("payer_rank")
    # Who names no rank bills the first payer.
    later = pl.when(rank.is_null()).then(pl.lit(value=False)).otherwise(rank.is_in(ranks))
    return later & ~pl.col("primary_answered")


@check(may_lack=["coverage_from", "coverage_through"])
def outside_coverage() -> pl.Expr:
    """Before the coverage began or after it ended, where the case gives the days."""
    day, first, last = pl.col("dos"), pl.col("coverage_from"), pl.col("coverage_through")
    before = pl.when(first.is_null()).then(pl.lit(value=False)).otherwise(day < first)
    after = pl.when(last.is_null()).then(pl.lit(value=False)).otherwise(day > last)
    return before | after


@check(may_lack=["qmb"])
def patient_owes_nothing() -> pl.Expr:
    """The case says that the patient must not be billed a share."""
    told = pl.col("qmb")
    return pl.when(told.is_null()).then(pl.lit(value=False)).otherwise(told)


@check(may_lack=["stay_ends"])
def in_stay_not_leaving(*, places: list[str], days: int) -> pl.Expr:
    """During a stay that Part A pays, except for an item to be used at home, handed over at most so many days before.

    Asked only of a line used in a place of such stays.
    """
    stay, leaves = pl.col("in_part_a_stay"), pl.col("stay_ends")
    at_home = ~pl.col("pos").is_in(places)
    during = pl.when(at_home & stay.is_null()).then(pl.lit(value=False)).otherwise(stay)
    soon = (leaves - pl.coalesce("delivered", "dos")).dt.total_days() <= days
    going = pl.when(leaves.is_null()).then(pl.lit(value=False)).otherwise(at_home & soon)
    return during & ~going


def _told_no(column: str) -> pl.Expr:
    told = pl.col(column)
    return pl.when(told.is_null()).then(pl.lit(value=False)).otherwise(~told)
