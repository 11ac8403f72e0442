"""Checks on the code itself: in force, listed, in the right quantity, the right thing."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.registry import check, has

_STATUS = pl.col("code_status")


@check
def code_status_is(*, statuses: list[str]) -> pl.Expr:
    """The tables of the day put the code in one of these states; null where no table covers the day."""
    return pl.when(_STATUS == "unknown").then(None).otherwise(_STATUS.is_in(statuses))


@check
def code_status_unknown() -> pl.Expr:
    """No table that we hold can say whether the code was in force: never wrong, a question where so."""
    return pl.when(_STATUS == "unknown").then(None).otherwise(pl.lit(value=False))


@check
def description_missing() -> pl.Expr:
    """An unlisted code without words that say what was delivered."""
    return pl.col("unlisted") & (pl.col("description").str.strip_chars() == "")


@check
def units_over_limit() -> pl.Expr:
    """More units than the medically unlikely edit allows, a line or a day as the edit counts."""
    counted = pl.when(pl.col("mai") == 1).then(pl.col("units")).otherwise(pl.col("units_of_day"))
    # A code without an edit has no limit to exceed; that is an answer, not a silence.
    return pl.when(pl.col("mue").is_null()).then(pl.lit(value=False)).otherwise(counted > pl.col("mue"))


@check
def units_not_positive() -> pl.Expr:
    """No units, less than none, or a part of a unit."""
    return (pl.col("units") <= 0) | (pl.col("units") != pl.col("units").floor())


@check
def charge_not_positive() -> pl.Expr:
    """A line that asks for nothing."""
    return pl.col("charge_cents") <= 0


@check
def device_contradicts_code() -> pl.Expr:
    """The device delivered is of another kind or for another region than the code's own name says."""
    differs = [
        _differs("device_kind", "code_kind"),
        _differs("device_region", "code_region"),
        _differs("device_make", "code_make"),
    ]
    return pl.any_horizontal(*differs)


def _differs(case: str, code: str) -> pl.Expr:
    # What the name of the code leaves open contradicts nothing.
    open_name = pl.col(code).is_null()
    return pl.when(open_name).then(pl.lit(value=False)).otherwise(pl.col(case) != pl.col(code))


@check
def addition_without_base() -> pl.Expr:
    """An addition with none of its bases on the claim or delivered before."""
    lone = ~(pl.col("base_on_claim") | pl.col("base_in_history"))
    return (pl.col("code_role") == "addition") & pl.when(pl.col("bases_known")).then(lone).otherwise(None)


@check
def claim_also_has(*, codes: list[str]) -> pl.Expr:
    """Another line of the claim bills one of these codes, which already includes this one."""
    return pl.col("claim_codes").list.set_intersection(list(codes)).list.len() > 0


@check
def claim_lacks(*, codes: list[str]) -> pl.Expr:
    """No line of the claim bills any of these codes."""
    return pl.col("claim_codes").list.set_intersection(list(codes)).list.len() == 0


@check
def same_line_again() -> pl.Expr:
    """A line that the same claim already carries."""
    return pl.col("same_in_claim") > 0


@check
def same_claim_again() -> pl.Expr:
    """A line that an earlier claim in the files at hand already carries for the same patient."""
    return (pl.col("same_elsewhere") > 0) & ~pl.col("frequency").is_in(["7", "8"])


@check
def level_below(*, minimum: dict[str, int]) -> pl.Expr:
    """A functional level on the line that is lower than the least that the code is for."""
    level = (
        (pl.when(has("K4")).then(4).when(has("K3")).then(3).when(has("K2")).then(2).when(has("K1")).then(1))
        .when(has("K0"))
        .then(0)
    )
    least = pl.col("code").replace_strict(minimum, default=None, return_dtype=pl.Int32)
    # No level on the line is another rule's matter.
    return pl.when(has("K0", "K1", "K2", "K3", "K4")).then(level < least).otherwise(pl.lit(value=False))
