"""Checks on where, by whom and under which standing coverage: place, stay, authorization, coverage indicator."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.dates import on_list
from contralateral.policy.checks.registry import check, has


@check
def place_not_known() -> pl.Expr:
    """A place of service that the table does not have."""
    return ~pl.col("pos_known")


@check
def place_not_accepted(*, accepted: list[str], apart: list[str]) -> pl.Expr:
    """A place of service that the payer does not pay such items in, and that no rule of its own speaks of."""
    return ~pl.col("pos").is_in([*accepted, *apart])


@check
def place_is(*, places: list[str]) -> pl.Expr:
    """A place of service that the payer treats apart."""
    return pl.col("pos").is_in(places)


@check
def in_part_a_stay(*, places: list[str]) -> pl.Expr:
    """During a stay that Part A pays; asked only of a line used in a place of such stays."""
    stay = pl.col("in_part_a_stay")
    at_home = ~pl.col("pos").is_in(places)
    return pl.when(at_home & stay.is_null()).then(pl.lit(value=False)).otherwise(stay)


@check
def in_part_a_stay_at(*, places: list[str]) -> pl.Expr:
    """During a stay that Part A pays, and used in one of these places of it."""
    return pl.col("pos").is_in(places) & pl.col("in_part_a_stay")


@check(may_lack=["code_in_force"])
def coverage_is(*, indicators: list[str], unless: list[str]) -> pl.Expr:
    """The code's coverage indicator rules payment out, and no modifier says that this is known.

    Of a code without an indicator that is not known to be in force another rule asks whether it is.
    """
    stands = pl.when(pl.col("code_in_force")).then(pl.lit(value=True)).otherwise(pl.lit(value=False))
    told = pl.col("coverage").is_in(indicators)
    rules_out = pl.when(pl.col("coverage").is_null() & ~stands).then(pl.lit(value=False)).otherwise(told)
    return rules_out & ~has(*unless)


@check(may_lack=["coverage"])
def coverage_also_is(*, indicators: list[str], unless: list[str]) -> pl.Expr:
    """As ``coverage_is``, beside a rule that already asks for an indicator that nobody has told."""
    known = pl.col("coverage").is_not_null()
    return pl.when(known).then(pl.col("coverage").is_in(indicators)).otherwise(pl.lit(value=False)) & ~has(
        *unless
    )


@check(may_lack=["authorization_exempt"])
def authorization_absent(*, bypass: list[str]) -> pl.Expr:
    """Authorization is required on the day and in the state, and none is held, bypassed or exempt."""
    exempt = pl.col("authorization_exempt")
    # An exemption is claimed, not assumed: where nobody speaks of one, the number decides.
    not_exempt = pl.when(exempt.is_null()).then(pl.lit(value=True)).otherwise(~exempt)
    return pl.col("pa_required") & ~pl.col("authorization_held") & ~has(*bypass) & not_exempt


@check
def authorized_on_both_sides() -> pl.Expr:
    """Authorization is required, and the claim bills the right and the left side."""
    both = has("RT", column="claim_mod_bits") & has("LT", column="claim_mod_bits")
    return has("RT", "LT") & both & pl.col("pa_required")


@check
def order_missing(*, unless: list[str]) -> pl.Expr:
    """No signed order, and the line does not say so."""
    return ~pl.col("order_signed") & ~has(*unless)


@check(may_lack=["order_signed"])
def not_on_order(*, unless: list[str]) -> pl.Expr:
    """An item that the order does not list; where nobody speaks of an order, that is another rule's question."""
    listed = pl.when(pl.col("order_signed")).then(pl.col("on_order")).otherwise(pl.lit(value=True))
    return ~listed & ~has(*unless)


@check
def listed_with(*, spells: list[object], first: str, second: str) -> pl.Expr:
    """A code on a dated list, and both modifiers on its line."""
    return on_list(spells) & has(first) & has(second)
