"""Widening: joins first, so that checks only read columns.

Each step names the columns it gives and those it needs; only the steps that somebody's column asks for are run, before
anything is filtered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contralateral.claim.widen import base, claims, codes, diagnoses, notices
from contralateral.claim.widen.given import Given
from contralateral.policy.criteria import load_criteria, reduce

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    import polars as pl

    from contralateral.claim.tables import ClaimTables

__all__ = ["Given", "widen"]


@dataclass(frozen=True, slots=True)
class Step:
    """One join: what it gives, and what must be there first."""

    add: Callable[[pl.DataFrame, Given], pl.DataFrame]
    gives: frozenset[str]
    needs: frozenset[str] = field(default=frozenset())


def _step(
    add: Callable[[pl.DataFrame, Given], pl.DataFrame], gives: Iterable[str], needs: Iterable[str] = ()
) -> Step:
    return Step(add, frozenset(gives), frozenset(needs))


#: In the order in which they run; a step's needs stand above it.
STEPS: tuple[Step, ...] = (
    _step(base.add_modifiers, base.MODIFIERS),
    _step(base.add_people, base.PEOPLE),
    _step(codes.add_hcpcs, codes.HCPCS),
    _step(codes.add_attributes, codes.ATTRIBUTES),
    _step(codes.add_limits, codes.LIMITS),
    _step(codes.add_authorization, codes.AUTHORIZATION),
    _step(codes.add_unknown_modifiers, codes.UNKNOWN_MODIFIERS),
    _step(codes.add_place, codes.PLACE),
    _step(claims.add_totals, claims.TOTALS, ["mod_bits"]),
    _step(claims.add_bases, claims.BASES),
    _step(claims.add_duplicates, claims.DUPLICATES),
    _step(claims.add_history, claims.HISTORY, ["mod_bits"]),
    _step(diagnoses.add_diagnoses, diagnoses.DIAGNOSES),
    _step(diagnoses.add_meaning, diagnoses.MEANING, ["dx", "icd9"]),
    _step(notices.add_notices, notices.NOTICES),
)


def widen(tables: ClaimTables, needed: Iterable[str], *, payer: pl.Series, receipt: date) -> pl.DataFrame:
    """Return one row per line with every column that is needed.

    Args:
        tables: the claims.
        needed: columns of ``policy.line`` and criteria columns (``met:<policy>:<name>``).
        payer: the key of each claim's payer, in the order of ``tables.claims``.
        receipt: the day the payer would get the claims.
    """
    wanted = set(needed)
    for step in reversed(STEPS):
        if step.gives & wanted:
            wanted |= step.needs
    given = Given(tables, receipt)
    frame = base.start(tables, payer, receipt)
    for step in STEPS:
        if step.gives & wanted:
            frame = step.add(frame, given)
    for policy in load_criteria():
        if any(name.startswith(f"met:{policy}:") for name in wanted):
            frame = reduce(frame, tables.evidence, policy)
    return frame
