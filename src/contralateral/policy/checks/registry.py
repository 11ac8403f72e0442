"""The names of the checks, and how a record's parameters are bound to one."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import polars as pl

from contralateral.errors import RuleBroken, nearest
from contralateral.policy.line import MODIFIERS, modifier_mask

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CHECKS", "bind", "check", "has"]

CHECKS: dict[str, Callable[..., pl.Expr]] = {}


def check(function: Callable[..., pl.Expr]) -> Callable[..., pl.Expr]:
    """Register a check under its own name."""
    if function.__name__ in CHECKS:
        raise RuleBroken(f"two checks are named '{function.__name__}'; a name is used once.")
    CHECKS[function.__name__] = function
    return function


def has(*modifiers: str, column: str = "mod_bits") -> pl.Expr:
    """Say whether the line carries any of these modifiers; null where its modifiers are unknown."""
    unknown = [m for m in modifiers if m not in MODIFIERS]
    if unknown:
        raise RuleBroken(f"modifier {unknown[0]} has no bit; append it to MODIFIERS in policy/line.py.")
    return (pl.col(column) & pl.lit(modifier_mask(*modifiers), dtype=pl.UInt64)) != 0


def bind(name: str, params: dict[str, Any], *, where: str) -> pl.Expr:
    """Build the expression of a check with the record's parameters.

    Raises:
        RuleBroken: no such check, or parameters that its signature does not take.
    """
    function = CHECKS.get(name)
    if function is None:
        raise RuleBroken(f"{where}: no check named '{name}'.{nearest(name, CHECKS)}")
    try:
        bound = inspect.signature(function).bind(**params)
    except TypeError as fault:
        raise RuleBroken(f"{where}: params of '{name}': {fault}.") from None
    return function(*bound.args, **bound.kwargs)
