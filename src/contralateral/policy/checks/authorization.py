"""Checks on a prior authorization that is held: the form of its number, the decision, and how long it is good."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.registry import check, has


def _asked_and_held(bypass: list[str]) -> pl.Expr:
    """Required on the day, not bypassed, not exempt, and a number is there; that there is none is another rule's."""
    exempt = pl.col("authorization_exempt")
    not_exempt = pl.when(exempt.is_null()).then(pl.lit(value=True)).otherwise(~exempt)
    held = pl.col("authorization_held")
    # Where nobody speaks of a number, that question is put once, by the rule on its absence.
    there = pl.when(held.is_null()).then(pl.lit(value=False)).otherwise(held)
    return pl.col("pa_required") & there & ~has(*bypass) & not_exempt


@check(may_lack=["authorization_exempt", "authorization_held"])
def authorization_number_odd(*, bypass: list[str]) -> pl.Expr:
    """A number that has not the form of the tracking number."""
    return _asked_and_held(bypass) & ~pl.col("authorization_of_14")


@check(may_lack=["authorization_exempt", "authorization_held"])
def authorization_decision_is(*, decisions: list[str], bypass: list[str], unless: list[str]) -> pl.Expr:
    """The request was decided so, and no modifier says that the denial is expected."""
    decided = pl.col("authorization_decision").is_in(decisions)
    return _asked_and_held(bypass) & decided & ~has(*unless)


@check(may_lack=["authorization_exempt", "authorization_held"])
def authorization_run_out(*, days: int, bypass: list[str]) -> pl.Expr:
    """Delivered before the decision, or later than so many days from it; the day of the decision is the first."""
    age = (pl.col("dos") - pl.col("authorization_decided")).dt.total_days()
    return _asked_and_held(bypass) & ~age.is_between(0, days - 1)


@check(may_lack=["authorization_exempt", "authorization_held", "authorization_items"])
def authorization_for_other_codes(*, bypass: list[str]) -> pl.Expr:
    """The case says which codes the authorization covers, and this is none of them."""
    items = pl.col("authorization_items")
    named = (
        pl.when(items.is_null())
        .then(pl.lit(value=False))
        .otherwise(~items.str.contains(pl.col("code"), literal=True))
    )
    return _asked_and_held(bypass) & named


@check
def authorization_bypassed(*, bypass: list[str]) -> pl.Expr:
    """Required on the day, and a modifier passes it by."""
    return pl.col("pa_required") & has(*bypass)
