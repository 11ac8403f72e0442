"""Laws: whether one binds the plan of a line, by kind of plan and state; null where nobody told us which it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from contralateral.policy.record import Law

__all__ = ["binding"]


def binding(law: Law) -> pl.Expr:
    """Return whether the law binds the line's plan: true, false, or null where kind of plan or state is unknown."""
    ways = [pl.lit(value=True)]
    if law.plan_types:
        ways.append(pl.col("plan_type").is_in(list(law.plan_types)))
    if law.states:
        ways.append(pl.col("plan_state").is_in(list(law.states)))
    return pl.all_horizontal(*ways)
