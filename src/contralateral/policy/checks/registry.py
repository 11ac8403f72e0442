"""The names of the checks, and how a record's parameters are bound to one."""

from __future__ import annotations

import inspect
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any, get_type_hints, overload

import polars as pl
from pydantic import ConfigDict, TypeAdapter, ValidationError, validate_call

from contralateral.errors import NameUnknown, RuleBroken, nearest
from contralateral.policy.line import MODIFIERS, modifier_mask
from contralateral.policy.toml import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["CHECKS", "MAY_LACK", "bind", "check", "has", "names_any", "watching"]

CHECKS: dict[str, Callable[..., pl.Expr]] = {}
#: Columns that a check does without where they are null: nobody is asked for them.
MAY_LACK: dict[str, frozenset[str]] = {}


@overload
def check(function: Callable[..., pl.Expr]) -> Callable[..., pl.Expr]: ...
@overload
def check(*, may_lack: Iterable[str]) -> Callable[[Callable[..., pl.Expr]], Callable[..., pl.Expr]]: ...
def check(
    function: Callable[..., pl.Expr] | None = None, *, may_lack: Iterable[str] = ()
) -> Callable[..., pl.Expr] | Callable[[Callable[..., pl.Expr]], Callable[..., pl.Expr]]:
    """Register a check under its own name.

    Args:
        function: returns the expression.
        may_lack: columns whose silence the check takes for an answer, so that no question is put for them.

    Raises:
        RuleBroken: the name is taken.
    """

    def register(named: Callable[..., pl.Expr]) -> Callable[..., pl.Expr]:
        if named.__name__ in CHECKS:
            raise RuleBroken(f"two checks are named '{named.__name__}'; a name is used once.")
        CHECKS[named.__name__] = named
        MAY_LACK[named.__name__] = frozenset(may_lack)
        return named

    return register if function is None else register(function)


def has(*modifiers: str, column: str = "mod_bits") -> pl.Expr:
    """Say whether the line carries any of these modifiers; null where its modifiers are unknown."""
    unknown = [m for m in modifiers if m not in MODIFIERS]
    if unknown:
        raise RuleBroken(f"modifier {unknown[0]} has no bit; append it to MODIFIERS in policy/line.py.")
    return (pl.col(column) & pl.lit(modifier_mask(*modifiers), dtype=pl.UInt64)) != 0


#: The lists of codes that the check being bound looks for, by column; None while none is bound.
_WATCHED: ContextVar[dict[str, frozenset[frozenset[str]]] | None] = ContextVar("watched", default=None)


@contextmanager
def watching() -> Iterator[dict[str, frozenset[frozenset[str]]]]:
    """Collect which lists of codes checks look for while they are bound, by the column of lists."""
    seen: dict[str, frozenset[frozenset[str]]] = {}
    token = _WATCHED.set(seen)
    try:
        yield seen
    finally:
        _WATCHED.reset(token)


def names_any(column: str, codes: Iterable[str]) -> pl.Expr:
    """Say whether a column of lists names any of these codes; null where it is unknown.

    A check that reads such a column through this alone sees nothing of it but these answers, so lines that agree in
    them are evaluated once: no check may read ``claim_codes``, ``held_codes`` or ``dx`` otherwise.
    """
    wanted = list(codes)
    seen = _WATCHED.get()
    if seen is not None:
        seen[column] = seen.get(column, frozenset()) | {frozenset(wanted)}
    return pl.col(column).list.set_intersection(wanted).list.len() > 0


@cache
def _typed(function: Callable[..., pl.Expr]) -> Callable[..., pl.Expr]:
    """The check with its parameters' types enforced; several rules share one."""
    return validate_call(config=ConfigDict(arbitrary_types_allowed=True, strict=True))(function)


@cache
def _wanted(function: Callable[..., pl.Expr]) -> dict[str, TypeAdapter[Any]]:
    """What tests each parameter of a check."""
    hints = get_type_hints(function)
    return {name: _adapter(hints[name]) for name in inspect.getfullargspec(function).kwonlyargs}


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind, config=ConfigDict(strict=True))


def _fits(function: Callable[..., pl.Expr], params: dict[str, Any]) -> bool:
    """Say whether parameters are plainly those of a check; what is wrong with others ``_typed`` tells.

    Many checks share few types, so that this is ten times cheaper than to make a validator a check.
    """
    wanted, optional = _wanted(function), function.__kwdefaults__ or {}
    if not (params.keys() <= wanted.keys() and wanted.keys() <= params.keys() | optional.keys()):
        return False
    try:
        return all(wanted[name].validate_python(value) == value for name, value in params.items())
    except ValidationError:
        return False


def bind(name: str, params: dict[str, Any], *, where: str) -> pl.Expr:
    """Build the expression of a check with the record's parameters.

    Raises:
        RuleBroken: no such check, or parameters that it does not take: by name, by type, or a modifier or policy that
            does not exist.
    """
    function = CHECKS.get(name)
    if function is None:
        raise RuleBroken(f"{where}: no check named '{name}'.{nearest(name, CHECKS)}")
    try:
        return function(**params) if _fits(function, params) else _typed(function)(**params)
    except ValidationError as fault:
        raise RuleBroken(f"{where}: params of '{name}': {tell(fault)}") from None
    except (RuleBroken, NameUnknown) as fault:
        raise RuleBroken(f"{where}: params of '{name}': {fault}") from None
