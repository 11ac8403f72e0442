"""Checks on what the record states, by the criteria of a policy."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.registry import check, has, names_any
from contralateral.policy.criteria import column, of_policy


def _met(policy: str) -> pl.Expr:
    """Every criterion of the policy, in three values."""
    return pl.all_horizontal(*(pl.col(column(policy, c)) for c in of_policy(policy).criterion))


@check
def unmet(*, policy: str, unless: list[str]) -> pl.Expr:
    """A criterion of the policy is not met, and no modifier says that the denial is expected."""
    return ~_met(policy) & ~has(*unless)


@check
def kx_unsupported_either_way(*, policy: str, or_else: str, diagnoses: list[str]) -> pl.Expr:
    """KX on a line with one of these diagnoses, while neither of two policies' criteria is met."""
    of_them = names_any("dx", [d.replace(".", "") for d in diagnoses])
    return has("KX") & of_them & ~(_met(policy) | _met(or_else))


@check
def kx_no_way_met(*, ways: list[str]) -> pl.Expr:
    """KX while none of several lists of criteria is met, of which one is enough."""
    return has("KX") & ~pl.any_horizontal(*(_met(policy) for policy in ways))


@check
def kx_unsupported_otherwise(*, policy: str, diagnoses: list[str], or_else: str | None = None) -> pl.Expr:
    """KX on a line with none of these diagnoses, while neither the policy's criteria nor a second list's are met."""
    of_them = names_any("dx", [d.replace(".", "") for d in diagnoses])
    met = _met(policy) if or_else is None else _met(policy) | _met(or_else)
    return has("KX") & ~of_them & ~met


@check
def diagnosis_without(*, codes: list[str], policy: str, unless: list[str]) -> pl.Expr:
    """One of these diagnoses while a criterion of the policy is not met, and no modifier expects the denial."""
    return names_any("dx", [code.replace(".", "") for code in codes]) & ~_met(policy) & ~has(*unless)


@check
def attested_without_words(*, modifier: str) -> pl.Expr:
    """A modifier that wants words beside it, and the line has none."""
    return has(modifier) & (pl.col("description").str.strip_chars() == "")
