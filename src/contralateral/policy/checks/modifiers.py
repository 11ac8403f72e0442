"""Checks on modifiers: known, together, sided, and what each attests."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.registry import check, has, names_any
from contralateral.policy.criteria import column, of_policy


@check
def modifier_unknown() -> pl.Expr:
    """A modifier that the table of the day does not have."""
    told = pl.col("mod_bits").is_not_null()
    return pl.when(told).then(pl.col("mods_unknown").list.len() > 0)


@check
def modifiers_too_many(*, most: int) -> pl.Expr:
    """More modifiers than a claim line has places."""
    return pl.col("mods").list.len() > most


@check
def modifier_repeated() -> pl.Expr:
    """The same modifier twice on a line."""
    return pl.col("mods_repeated")


@check
def modifiers_together(*, one: list[str], other: list[str]) -> pl.Expr:
    """A modifier of the first list beside one of the second."""
    return has(*one) & has(*other)


@check
def more_than_one_of(*, among: list[str]) -> pl.Expr:
    """Two or more of modifiers that exclude each other."""
    return pl.sum_horizontal(*(has(m).cast(pl.UInt8) for m in among), ignore_nulls=False) > 1


@check
def modifier_present(*, modifiers: list[str]) -> pl.Expr:
    """A modifier that has no place on this code."""
    return has(*modifiers)


@check
def modifier_missing(*, any_of: list[str]) -> pl.Expr:
    """None of the modifiers of which the line needs one."""
    return ~has(*any_of)


@check
def modifier_beside_missing(*, modifier: str, needs: list[str]) -> pl.Expr:
    """A modifier without the one that it goes with."""
    return has(modifier) & ~has(*needs)


@check
def side_missing() -> pl.Expr:
    """Neither RT nor LT."""
    return ~has("RT", "LT")


@check
def both_sides_on_one_line() -> pl.Expr:
    """RT and LT on one line."""
    return has("RT") & has("LT")


@check
def not_one_side() -> pl.Expr:
    """Neither RT nor LT, or both."""
    return has("RT") == has("LT")


@check
def two_units_one_side() -> pl.Expr:
    """One side named, and more than one unit of what a side can only have one of."""
    return (has("RT") != has("LT")) & (pl.col("units") > 1)


@check(may_lack=["device_side", "condition_side", "condition_region"])
def side_contradicts_case(*, same_side: list[str]) -> pl.Expr:
    """The side on the line is not the side of the device.

    Where the case names no side (a bare claim form never does) there is no second statement to contradict: false. A
    line that names no side, or both, contradicts none either, and a device for both sides agrees with each.

    Args:
        same_side: parts of the body where a device sits on the side of the condition; elsewhere (a brace pushes a curve
            from the other side) only the device's own side counts.
    """
    of_condition = pl.when(pl.col("condition_region").is_in(same_side)).then(pl.col("condition_side"))
    side = pl.coalesce("device_side", of_condition)
    wrong = (_only("RT") & (side == "left")) | (_only("LT") & (side == "right"))
    return pl.when(side.is_null()).then(pl.lit(value=False)).otherwise(wrong)


def _only(side: str) -> pl.Expr:
    other = {"RT": "LT", "LT": "RT"}[side]
    return has(side) & ~has(other)


@check
def side_contradicts_diagnosis() -> pl.Expr:
    """The side on the line is the other one than every sided diagnosis of the line."""
    sides = pl.col("dx_sides")
    only_left = sides.list.contains("left") & ~sides.list.contains("right")
    only_right = sides.list.contains("right") & ~sides.list.contains("left")
    bilateral = sides.list.contains("bilateral")
    return ((_only("RT") & only_left) | (_only("LT") & only_right)) & ~bilateral


@check(may_lack=["notice_valid"])
def notice_stands(*, present: list[str], absent: list[str]) -> pl.Expr:
    """One of the first list, none of the second, and no word that the notice behind it does not count.

    GA itself attests a notice; where nobody has shown it, that attestation stands, and another rule asks.
    """
    no_doubt = (
        pl.when(pl.col("notice_valid").is_null()).then(pl.lit(value=True)).otherwise(pl.col("notice_valid"))
    )
    return has(*present) & ~has(*absent) & no_doubt


@check
def with_and_without(*, present: list[str], absent: list[str]) -> pl.Expr:
    """One of the first list on the line and none of the second."""
    return has(*present) & ~has(*absent)


@check
def kx_unsupported(*, policy: str) -> pl.Expr:
    """KX, which attests that every criterion is met, while a criterion is not."""
    met = [pl.col(column(policy, criterion)) for criterion in of_policy(policy).criterion]
    return has("KX") & ~pl.all_horizontal(*met)


@check
def kx_unsupported_beside(*, policy: str, bases: list[str]) -> pl.Expr:
    """KX while a criterion is not met, on a claim that bills one of the bases of the policy."""
    met = [pl.col(column(policy, criterion)) for criterion in of_policy(policy).criterion]
    return has("KX") & names_any("claim_codes", bases) & ~pl.all_horizontal(*met)


@check
def attested_without_code(*, modifier: str, codes: list[str]) -> pl.Expr:
    """A modifier that attests one of these codes, which is neither on the claim nor among what the patient had."""
    there = names_any("claim_codes", codes) | names_any("held_codes", codes)
    return has(modifier) & ~there


@check
def level_unsupported(*, levels: list[str], policy: str) -> pl.Expr:
    """KX beside one of these functional levels, while a criterion of the policy for them is not met."""
    met = [pl.col(column(policy, criterion)) for criterion in of_policy(policy).criterion]
    return has("KX") & has(*levels) & ~pl.all_horizontal(*met)


@check
def notice_missing() -> pl.Expr:
    """GA, which attests a notice, and the case holds none."""
    return has("GA") & ~pl.col("notice_given")


@check(may_lack=["notice_given"])
def notice_late() -> pl.Expr:
    """GA, and the notice was signed after the item was delivered."""
    return has("GA") & _of_the_notice("notice_late")


@check(may_lack=["notice_given"])
def notice_on_old_form() -> pl.Expr:
    """GA, and the notice is on a form that had run out when it was signed."""
    return has("GA") & _of_the_notice("notice_old_form")


@check(may_lack=["notice_given"])
def notice_incomplete() -> pl.Expr:
    """GA, and the notice does not name the item or the reason."""
    return has("GA") & _of_the_notice("notice_incomplete")


@check(may_lack=["notice_given"])
def notice_unused() -> pl.Expr:
    """GZ says that there is no notice; the case holds a valid one."""
    return has("GZ") & _of_the_notice("notice_valid")


def _of_the_notice(column: str) -> pl.Expr:
    # Where nobody speaks of a notice at all, whether there is one is another rule's question.
    return pl.when(pl.col("notice_given").is_null()).then(pl.lit(value=False)).otherwise(pl.col(column))


@check
def partner_line_missing(*, modifier: str, partners: list[str]) -> pl.Expr:
    """A modifier that belongs to a pair of lines, and the claim has no other line of the pair."""
    return has(modifier) & ~has(*partners, column="other_lines_mod_bits")


@check
def gratis_beside_charged(*, modifier: str, charged: list[str]) -> pl.Expr:
    """An upgrade said to be free of charge, and a modifier of the claim that charges for one."""
    return has(modifier) & (has(*charged) | has(*charged, column="other_lines_mod_bits"))


@check
def modifier_missing_beside(*, any_of: list[str], bases: list[str]) -> pl.Expr:
    """None of the modifiers that the policy of these bases wants, on a claim that bills one of them."""
    return ~has(*any_of) & names_any("claim_codes", bases)


@check
def mixed_claim(*, modifier: str) -> pl.Expr:
    """A line with the modifier on one claim with lines without it."""
    others_without = pl.col("lines_without_ey") > 0
    return has(modifier) & others_without


@check
def replacement_unmarked(*, any_of: list[str]) -> pl.Expr:
    """A replacement that no modifier says is one."""
    return pl.col("is_replacement") & ~has(*any_of)
