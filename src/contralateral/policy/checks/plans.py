"""Checks against what a plan's policy or its contract wants: ways to be covered, limits, network, authorization.

What a policy asks for stands in ``policy/criteria``: a *way* is one such list, met when each of its criteria is. What a
plan itself limits or excludes the case states in the same manner. ``said_of_plan`` marks a limit that is only looked at
where the case speaks of it: plans are many, and nobody is asked whether a plan has each limit that some plan has.
"""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.registry import check, has, names_any
from contralateral.policy.criteria import column, of_policy


def way(policy: str) -> pl.Expr:
    """Whether every criterion of a policy is met."""
    return pl.all_horizontal(
        *(pl.col(column(policy, criterion)) for criterion in of_policy(policy).criterion)
    )


def said_of_plan(policy: str | None) -> pl.Expr:
    """Whether the case says that the plan is so; where nothing is said of it, it is not looked at."""
    if policy is None:
        return pl.lit(value=True)
    told = way(policy)
    return pl.when(told.is_null()).then(pl.lit(value=False)).otherwise(told)


@check
def no_way_met(*, ways: list[str], when: str | None = None, or_if_said: str | None = None) -> pl.Expr:
    """None of the ways in which the policy covers the item is met.

    Args:
        ways: criteria, each of which is one.
        when: only for a plan that is said to be so.
        or_if_said: a further way, where the case tells of it; where it does not, the others decide.
    """
    met = [way(policy) for policy in ways]
    if or_if_said is not None:
        met.append(said_of_plan(or_if_said))
    return said_of_plan(when) & ~pl.any_horizontal(*met)


@check
def way_met(*, policy: str) -> pl.Expr:
    """What the policy counts against the item is stated, all of it."""
    return way(policy)


@check
def only_where_said(*, policy: str) -> pl.Expr:
    """What the policy counts is stated; where the case does not speak of it, nobody is asked."""
    return said_of_plan(policy)


@check
def authorization_wanted(*, when: str) -> pl.Expr:
    """The plan wants authorization, and none is held."""
    return way(when) & ~pl.col("authorization_held")


@check(may_lack=["authorization_decision"])
def authorization_refused(*, when: str, decisions: list[str]) -> pl.Expr:
    """The plan wants authorization and has decided so; where nobody tells the decision, the checklist asks."""
    decided = pl.col("authorization_decision")
    told = pl.when(decided.is_null()).then(pl.lit(value=False)).otherwise(decided.is_in(decisions))
    return way(when) & told


@check
def out_of_network(*, unless: str) -> pl.Expr:
    """The supplier is not in the plan's network, and nothing lifts that."""
    return (pl.col("network") == "out") & ~way(unless)


@check
def had_one_before(*, excuses: list[str], when: str | None = None) -> pl.Expr:
    """The same item for the same side was delivered before, whenever, and its end is none that excuses a new one."""
    before = pl.col("had_before")
    if excuses:
        before = before & ~pl.col("history_ended").is_in(excuses)
    return said_of_plan(when) & before


@check
def more_in_a_year(*, most: int, when: str | None = None) -> pl.Expr:
    """More than so many within twelve months: those of the day, with the earlier ones."""
    now, before = pl.col("units_of_day"), pl.col("earlier_in_year")
    # Those of the day alone can be too many; then the history need not be known.
    return said_of_plan(when) & ((now > most) | (now + before > most))


@check
def age_outside(
    *,
    from_months: int | None = None,
    through_months: int | None = None,
    first_only: bool = False,
    unless: str | None = None,
) -> pl.Expr:
    """On the day of delivery the patient is younger or older than the policy says.

    Args:
        from_months: the age of the youngest.
        through_months: the age of the oldest.
        first_only: the ages are those of a start; one who had the same before has started.
        unless: a way to be covered at any age.
    """
    born, day = pl.col("born"), pl.col("dos")
    ways = []
    if from_months is not None:
        ways.append(day < born.dt.offset_by(f"{from_months}mo"))
    if through_months is not None:
        ways.append(day > born.dt.offset_by(f"{through_months}mo"))
    outside = pl.any_horizontal(*ways)
    if first_only:
        outside = outside & ~pl.col("had_before")
    return outside if unless is None else outside & ~way(unless)


@check
def again_without_reason(*, ways: list[str]) -> pl.Expr:
    """The same item was delivered before, and none of the ways to have another is met."""
    return pl.col("had_before") & ~pl.any_horizontal(*(way(policy) for policy in ways))


@check
def modifier_missing_unless_plan(*, any_of: list[str], plan_types: list[str]) -> pl.Expr:
    """None of the modifiers, on a line of a plan that is none of these kinds."""
    return ~has(*any_of) & ~pl.col("plan_type").is_in(plan_types)


@check
def sides_on_lines_of_their_own(*, sided: list[str]) -> pl.Expr:
    """One side on this line, the other on another of the same code: for a payer that wants both on one.

    Args:
        sided: codes that lines with a side may have; where the claim bills another of them, which code the other side
            belongs to is not looked into.
    """
    right, left = has("RT"), has("LT")
    others_right, others_left = (has(side, column="other_lines_mod_bits") for side in ("RT", "LT"))
    apart = (right & ~left & others_left) | (left & ~right & others_right)
    mixed = pl.any_horizontal(
        (pl.col("code") == code) & names_any("claim_codes", [c for c in sided if c != code]) for code in sided
    )
    return apart & ~mixed


@check(may_lack=["payer_id"])
def other_contractor(*, states: dict[str, list[str]]) -> pl.Expr:
    """The claim names a contractor by its number, and the patient lives where another one pays; said on the first line.

    Args:
        states: where each contractor pays, by its number; any other id names no contractor.
    """
    named, home = pl.col("payer_id"), pl.col("state")
    wrong = pl.any_horizontal((named == number) & ~home.is_in(places) for number, places in states.items())
    here = (pl.col("line") == 1) & named.is_in(list(states))
    return pl.when(here).then(wrong).otherwise(pl.lit(value=False))
