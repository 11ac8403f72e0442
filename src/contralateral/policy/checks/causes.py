"""Checks on why the item is needed: the cause that the case names or the diagnoses tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from contralateral.policy.checks.plans import way
from contralateral.policy.checks.registry import check, names_any

if TYPE_CHECKING:
    from collections.abc import Iterable


def _is_of(causes: list[str], shown_by: Iterable[str]) -> pl.Expr:
    """Whether the case names such a cause, or a diagnosis of the line says it by its own name."""
    said = pl.col("condition_cause").str.to_lowercase().str.contains_any([cause.lower() for cause in causes])
    return said | names_any("dx", [code.replace(".", "") for code in shown_by])


@check
def cause_not_among(*, causes: list[str], shown_by: list[str]) -> pl.Expr:
    """The cause is none of those for which the policy covers the item.

    Args:
        causes: words of which the cause has one.
        shown_by: diagnoses that tell such a cause by their own names; no other diagnosis speaks against one.
    """
    return ~_is_of(causes, shown_by)


@check
def cause_among(*, causes: list[str], shown_by: list[str], policy: str) -> pl.Expr:
    """The cause is one of these, and all that the policy asks besides is stated."""
    return _is_of(causes, shown_by) & way(policy)


@check
def diagnosis_among(*, codes: list[str]) -> pl.Expr:
    """A diagnosis of the line is one of these."""
    return names_any("dx", [code.replace(".", "") for code in codes])
