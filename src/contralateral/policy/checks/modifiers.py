"""Checks on modifiers: known, together, sided, and what each attests."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.registry import check, has
from contralateral.policy.criteria import column, load_criteria


@check
def modifier_unknown() -> pl.Expr:
    """A modifier that the table of the day does not have."""
    return pl.col("mods_unknown").list.len() > 0


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
def two_units_one_side() -> pl.Expr:
    """One side named, and more than one unit of what a side can only have one of."""
    return (has("RT") != has("LT")) & (pl.col("units") > 1)


@check
def side_contradicts_case() -> pl.Expr:
    """The side on the line is not the side of the device or the condition."""
    side = pl.coalesce("device_side", "condition_side")
    wrong = (has("RT") & ~has("LT") & (side == "left")) | (has("LT") & ~has("RT") & (side == "right"))
    # A line that names no side contradicts none; a bilateral condition agrees with either.
    return has("RT", "LT") & wrong


@check
def side_contradicts_diagnosis() -> pl.Expr:
    """The side on the line is the other one than every sided diagnosis of the line."""
    sides = pl.col("dx_sides")
    only_left = sides.list.contains("left") & ~sides.list.contains("right")
    only_right = sides.list.contains("right") & ~sides.list.contains("left")
    bilateral = sides.list.contains("bilateral")
    return ((has("RT") & ~has("LT") & only_left) | (has("LT") & ~has("RT") & only_right)) & ~bilateral


@check
def with_and_without(*, present: list[str], absent: list[str]) -> pl.Expr:
    """One of the first list on the line and none of the second."""
    return has(*present) & ~has(*absent)


@check
def kx_unsupported(*, policy: str) -> pl.Expr:
    """KX, which attests that every criterion is met, while a criterion is not."""
    file = load_criteria()[policy]
    return has("KX") & ~pl.all_horizontal(*(pl.col(column(policy, c)) for c in file.criterion))


@check
def notice_missing() -> pl.Expr:
    """GA, which attests a valid notice, and the case holds none."""
    return has("GA") & ~pl.col("notice_valid")


@check
def notice_late() -> pl.Expr:
    """GA, and the notice was signed after the item was delivered."""
    return has("GA") & pl.col("notice_late")


@check
def notice_on_old_form() -> pl.Expr:
    """GA, and the notice is on a form that had run out when it was signed."""
    return has("GA") & pl.col("notice_old_form")


@check
def notice_unused() -> pl.Expr:
    """GZ says that there is no notice; the case holds a valid one."""
    return has("GZ") & pl.col("notice_valid")


@check
def partner_line_missing(*, modifier: str, partners: list[str]) -> pl.Expr:
    """A modifier that belongs to a pair of lines, and the claim has no other line of the pair."""
    return has(modifier) & ~has(*partners, column="other_lines_mod_bits")


@check
def mixed_claim(*, modifier: str) -> pl.Expr:
    """A line with the modifier on one claim with lines without it."""
    others_without = pl.col("lines_without_ey") > 0
    return has(modifier) & others_without


@check
def replacement_unmarked(*, any_of: list[str]) -> pl.Expr:
    """A replacement that no modifier says is one."""
    return pl.col("is_replacement") & ~has(*any_of)
