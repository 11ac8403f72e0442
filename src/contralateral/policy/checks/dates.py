"""Checks on dates: possible, in time, and in the right order."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.registry import check


@check
def date_impossible() -> pl.Expr:
    """A date of service after the day of checking, before birth, or that ends before it starts."""
    day = pl.col("dos")
    # A line that gives no birth date or no end contradicts neither; a missing date of service is unknown.
    unborn = pl.when(pl.col("born").is_null()).then(pl.lit(value=False)).otherwise(day < pl.col("born"))
    last = pl.col("dos_through")
    backwards = pl.when(last.is_null()).then(pl.lit(value=False)).otherwise(last < day)
    return (day > pl.col("receipt")) | unborn | backwards


@check
def filed_late(*, years: int) -> pl.Expr:
    """The payer would get the claim later than so many calendar years after the date of service."""
    return pl.col("receipt") > pl.col("dos").dt.offset_by(f"{years}y")


@check
def filed_after_plan_limit() -> pl.Expr:
    """The payer would get the claim later than the plan's own limit, where the case gives one."""
    age = (pl.col("receipt") - pl.col("dos")).dt.total_days()
    limit = pl.col("filing_limit_days")
    return pl.when(limit.is_null()).then(pl.lit(value=False)).otherwise(age > limit.cast(pl.Int64))


@check
def delivered_before_order() -> pl.Expr:
    """Delivered before the supplier had the written order."""
    return pl.col("dos") < pl.coalesce("order_received", "order_date")


@check
def on_list_and_delivered_before_order(*, spells: list[object]) -> pl.Expr:
    """A code that is on the dated list, delivered before the supplier had the written order."""
    return on_list(spells) & (pl.col("dos") < pl.coalesce("order_received", "order_date"))


@check
def encounter_too_old(*, spells: list[object], months: int) -> pl.Expr:
    """A listed code whose order follows no face-to-face encounter within so many months."""
    latest, earliest = pl.col("order_date"), pl.col("order_date").dt.offset_by(f"-{months}mo")
    seen = pl.col("encounter_date")
    return on_list(spells) & ~seen.is_between(earliest, latest)


def on_list(spells: list[object]) -> pl.Expr:
    """Whether the line's code is on a dated list on its date of service."""
    periods: dict[tuple[object, object], list[str]] = {}
    for spell in spells:
        key = (spell.from_, spell.through)  # type: ignore[attr-defined]
        periods.setdefault(key, []).append(spell.code)  # type: ignore[attr-defined]
    day = pl.col("dos")
    ways = []
    for (first, last), codes in periods.items():
        within = (day >= first) if last is None else day.is_between(first, last)
        ways.append(pl.col("code").is_in(codes) & within)
    return pl.any_horizontal(*ways)


@check
def replaced_too_soon(*, days: int) -> pl.Expr:
    """The same item for the same side was delivered within its useful lifetime, and nothing excuses it."""
    early = pl.col("history_days").is_between(0, days - 1)
    nothing_before = pl.col("history_supplied") & pl.col("history_days").is_null()
    return pl.when(nothing_before).then(pl.lit(value=False)).otherwise(early & ~pl.col("history_excused"))
