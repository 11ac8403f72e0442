"""Checks on the order's own date: before the delivery, and still good on that day."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.registry import check


@check
def delivered_before_ordered() -> pl.Expr:
    """Delivered before the day of the order."""
    return pl.col("dos") < pl.col("order_date")


@check
def order_older_than(*, months: int) -> pl.Expr:
    """Delivered later than so many months after the order."""
    return pl.col("dos") > pl.col("order_date").dt.offset_by(f"{months}mo")


@check(may_lack=["order_limit_days"])
def order_past_plan_limit() -> pl.Expr:
    """Delivered later than the plan's own limit for orders allows, where the case gives one."""
    age = (pl.col("dos") - pl.col("order_date")).dt.total_days()
    limit = pl.col("order_limit_days")
    return pl.when(limit.is_null()).then(pl.lit(value=False)).otherwise(age > limit.cast(pl.Int64))


@check
def not_seen_within(*, months: int) -> pl.Expr:
    """No examination in so many months before the delivery."""
    day = pl.col("dos")
    return ~pl.col("encounter_date").is_between(day.dt.offset_by(f"-{months}mo"), day)
