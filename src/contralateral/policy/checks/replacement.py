"""Checks on what the patient had before: too soon, too similar, or replaced without saying so."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.registry import check, has


@check
def similar_too_soon(*, months: int, excuses: list[str], unless: list[str]) -> pl.Expr:
    """Another code of the same family, for the same side, is within its useful lifetime, and nothing excuses this one.

    Args:
        months: the useful lifetime.
        excuses: ends of the earlier device that are no matter of this rule.
        unless: modifiers that say that the denial is expected.
    """
    another = pl.col("similar_code") != pl.col("code")
    return _within(months) & another & ~pl.col("similar_ended").is_in(excuses) & ~has(*unless)


@check
def similar_ended_so(*, months: int, ends: list[str]) -> pl.Expr:
    """A device of the same family is within its useful lifetime, and ended in one of these ways."""
    return _within(months) & pl.col("similar_ended").is_in(ends)


def _within(months: int) -> pl.Expr:
    delivered = pl.col("dos") - pl.duration(days=pl.col("similar_days"))
    return pl.col("similar_before") & (pl.col("dos") < delivered.dt.offset_by(f"{months}mo"))


@check
def again_in_the_year(*, unless: list[str]) -> pl.Expr:
    """The same item for the same side was delivered earlier in the same calendar year."""
    delivered = pl.col("dos") - pl.duration(days=pl.col("history_days"))
    same_year = delivered.dt.year() == pl.col("dos").dt.year()
    return pl.col("had_before") & same_year & ~has(*unless)


@check
def similar_within_days(*, days: int) -> pl.Expr:
    """A device of the same family was delivered so few days before that its payment includes this."""
    return pl.col("similar_before") & (pl.col("similar_days") <= days)


@check(may_lack=["is_replacement"])
def replacement_not_said(*, any_of: list[str]) -> pl.Expr:
    """A replacement, as the case says, and no modifier says it; a claim form says so by these modifiers alone."""
    replaces = pl.col("is_replacement")
    return pl.when(replaces.is_null()).then(pl.lit(value=False)).otherwise(replaces) & ~has(*any_of)


@check(may_lack=["is_replacement", "history_ended"])
def order_gives_no_reason(*, says: list[str], excuses: list[str]) -> pl.Expr:
    """A replacement whose order does not say why, unless the earlier item ended in a way that needs no order."""
    case_says = (
        pl.when(pl.col("is_replacement").is_null()).then(has(*says)).otherwise(pl.col("is_replacement"))
    )
    ended = pl.col("history_ended")
    excused = pl.when(ended.is_null()).then(pl.lit(value=False)).otherwise(ended.is_in(excuses))
    return case_says & ~excused & ~pl.col("order_gives_reason")
