"""Checks on what goes together: the level and the record, a component and its base, one of a kind for a side."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.registry import check, has, names_any

_LEVELS = ("K0", "K1", "K2", "K3", "K4")


@check
def level_above_record(*, attests: list[str]) -> pl.Expr:
    """A level on the line that is higher than the practitioner's record names, where the line attests the criteria."""
    claimed = (
        pl.when(has("K4")).then(4).when(has("K3")).then(3).when(has("K2")).then(2).when(has("K1")).then(1)
    )
    # No level on the line, or the lowest, claims nothing that the record could deny.
    return has(*_LEVELS[1:]) & has(*attests) & (claimed > pl.col("record_level"))


@check(may_lack=["code_role"])
def component_without_base(*, bases: list[str], unless: list[str]) -> pl.Expr:
    """A component, as its name says, with no prosthesis on the claim or among what the patient has."""
    role = pl.col("code_role")
    component = pl.when(role.is_null()).then(pl.lit(value=False)).otherwise(role == "component")
    there = names_any("claim_codes", bases) | names_any("held_codes", bases)
    return component & ~there & ~has(*unless)


@check
def another_for_this_side(*, kinds: list[str], unless: list[str]) -> pl.Expr:
    """The claim bills another of these codes, and no line of it is for the other side.

    Where lines of both sides stand on a claim, which goes with which is not looked into.
    """
    others = pl.any_horizontal(
        (pl.col("code") == code) & names_any("claim_codes", [c for c in kinds if c != code]) for code in kinds
    )
    return others & _one_side(unless)


@check
def beside_for_this_side(*, codes: list[str], unless: list[str]) -> pl.Expr:
    """The claim also bills one of these codes, and no line of it is for the other side."""
    return names_any("claim_codes", codes) & _one_side(unless)


def _one_side(unless: list[str]) -> pl.Expr:
    """The line has a side, no other line has the other one, and no line says that its denial is expected."""
    right = has("RT") & ~has("LT", column="other_lines_mod_bits")
    left = has("LT") & ~has("RT", column="other_lines_mod_bits")
    return (right | left) & ~has(*unless) & ~has(*unless, column="other_lines_mod_bits")
