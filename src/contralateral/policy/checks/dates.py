"""Checks on dates: possible, in time, and in the right order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from contralateral.policy.checks.registry import check, has, names_any
from contralateral.policy.criteria import column, of_policy

if TYPE_CHECKING:
    from datetime import date


@check(may_lack=["born", "dos_through"])
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


@check(may_lack=["filing_limit_days"])
def filed_after_plan_limit() -> pl.Expr:
    """The payer would get the claim later than the plan's own limit, where the case gives one."""
    age = (pl.col("receipt") - pl.col("dos")).dt.total_days()
    limit = pl.col("filing_limit_days")
    return pl.when(limit.is_null()).then(pl.lit(value=False)).otherwise(age > limit.cast(pl.Int64))


@check(may_lack=["order_date", "order_signed"])
def on_list_and_delivered_before_order(*, spells: list[object]) -> pl.Expr:
    """A code that is on the dated list, delivered before the supplier had the written order."""
    return on_list(spells) & _some_order() & _before_the_order()


@check(may_lack=["order_date", "order_received", "order_signed"])
def addition_of_late_base(*, spells: list[object], knee: list[str], ankle: list[str]) -> pl.Expr:
    """The claim bills a listed base that was delivered before the supplier had its order, and no base off the list.

    Whether the order came in time is asked on the line of the base; here only what is told counts.

    Args:
        spells: the dated list of bases that need an order before delivery.
        knee: bases of knee orthoses.
        ankle: bases of ankle-foot orthoses. Where the claim bills a base that is never listed, the addition may be its.
    """
    listed = {spell.code for spell in spells}  # type: ignore[attr-defined]
    others = sorted({*knee, *ankle} - listed)
    told = pl.any_horizontal(pl.col("order_received", "order_date").is_not_null())
    late = pl.when(told).then(_before_the_order()).otherwise(pl.lit(value=False))
    return _listed_on_claim(spells) & ~names_any("claim_codes", others) & _some_order() & late


@check(may_lack=["order_signed"])
def encounter_too_old(*, spells: list[object], months: int) -> pl.Expr:
    """A listed code whose order follows no face-to-face encounter within so many months."""
    latest, earliest = pl.col("order_date"), pl.col("order_date").dt.offset_by(f"-{months}mo")
    seen = pl.col("encounter_date")
    return on_list(spells) & _some_order() & ~seen.is_between(earliest, latest)


@check
def listed_and_unmet(*, spells: list[object], policy: str) -> pl.Expr:
    """A code on a dated list, and a criterion of the policy for it is not met."""
    met = [pl.col(column(policy, criterion)) for criterion in of_policy(policy).criterion]
    return on_list(spells) & ~pl.all_horizontal(*met)


def _before_the_order() -> pl.Expr:
    day, written, received = pl.col("dos"), pl.col("order_date"), pl.col("order_received")
    # Nobody has an order before it is written; that it was written in time does not say when it came.
    early = pl.when(day < written).then(pl.lit(value=True)).otherwise(None)
    return pl.when(received.is_null()).then(early).otherwise(day < received)


def _some_order() -> pl.Expr:
    # That there is no order at all is another rule's matter.
    signed = pl.col("order_signed")
    return pl.when(signed.is_null()).then(pl.lit(value=True)).otherwise(signed)


def on_list(spells: list[object]) -> pl.Expr:
    """Whether the line's code is on a dated list on its date of service."""
    return pl.any_horizontal(*(pl.col("code").is_in(codes) & within for codes, within in _periods(spells)))


def _listed_on_claim(spells: list[object]) -> pl.Expr:
    """Whether the claim bills a code that is on a dated list on the line's date of service."""
    return pl.any_horizontal(
        *(names_any("claim_codes", codes) & within for codes, within in _periods(spells))
    )


def _periods(spells: list[object]) -> list[tuple[list[str], pl.Expr]]:
    """The codes of each period of a dated list, and whether the date of service is in it."""
    periods: dict[tuple[date, date | None], list[str]] = {}
    for spell in spells:
        key = (spell.from_, spell.through)  # type: ignore[attr-defined]
        periods.setdefault(key, []).append(spell.code)  # type: ignore[attr-defined]
    day = pl.col("dos")
    return [
        (codes, (day >= first) if last is None else day.is_between(first, last))
        for (first, last), codes in periods.items()
    ]


@check
def replaced_too_soon(*, months: dict[str, int], excuses: list[str], unless: list[str]) -> pl.Expr:
    """The same item for the same side is within its useful lifetime, and its end is none that excuses a new one.

    Args:
        months: the useful lifetime of each code.
        excuses: ends of the earlier item that allow another at any time.
        unless: modifiers that say that the denial is expected.
    """
    lifetime = pl.col("code").replace_strict(months, default=None, return_dtype=pl.Int32)
    delivered = pl.col("dos") - pl.duration(days=pl.col("history_days"))
    early = pl.col("dos") < delivered.dt.offset_by(pl.format("{}mo", lifetime))
    return pl.col("had_before") & early & ~pl.col("history_ended").is_in(excuses) & ~has(*unless)
