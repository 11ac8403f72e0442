"""Criteria: what a policy wants stated, by whom and when, reduced to one nullable bit a line.

Evidence is a long table of what charts, notes and measurements state. A criterion names a fact, a predicate, the roles
whose word counts and a window around a date. A statement by another role never proves and never disproves.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, model_validator

from contralateral.errors import NameUnknown
from contralateral.policy.toml import read

__all__ = ["Criterion", "column", "fact_of", "load_criteria", "of_policy", "reduce", "states"]

_FOLDER = Path(__file__).parent / "criteria"


class Criterion(BaseModel):
    """One thing that a policy wants stated; exactly one predicate: equals, any_of, or a number between bounds."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    title: str
    fact: str
    equals: str | bool | None = None
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    any_of: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    within_days_before: int | None = None
    of: Literal["order_date", "dos"] = "dos"

    @model_validator(mode="after")
    def _one_predicate(self) -> Criterion:
        bounds = any(bound is not None for bound in (self.at_least, self.at_most, self.above))
        if (self.equals is not None) + bool(self.any_of) + bounds != 1:
            raise ValueError(
                "exactly one predicate is wanted: equals, any_of, or bounds (at_least, above, at_most)"
            )
        return self

    def holds(self) -> pl.Expr:
        """Whether a row of evidence satisfies the predicate: true, false, or null where the value is missing.

        A measurement with an interval satisfies bounds with the whole of it, or misses them with the whole of it; one
        that lies on both sides of a bound is null: it does not decide.
        """
        if self.any_of:
            return pl.col("value").is_in([v.lower() for v in self.any_of])
        if self.equals is not None:
            return pl.col("value") == str(self.equals).lower()
        return pl.when(self._within()).then(True).when(self._without()).then(False)

    def spans(self) -> pl.Expr:
        """Whether a row's interval lies on both sides of a bound, so that it does not decide."""
        if self.any_of or self.equals is not None:
            return pl.lit(value=False)
        return (~self._within() & ~self._without()).fill_null(value=False)

    def _within(self) -> pl.Expr:
        """Whether a number, or the whole of its interval, keeps to the bounds."""
        low, high = _ends()
        return pl.all_horizontal(
            *(low >= bound for bound in (self.at_least,) if bound is not None),
            *(low > bound for bound in (self.above,) if bound is not None),
            *(high <= bound for bound in (self.at_most,) if bound is not None),
        )

    def _without(self) -> pl.Expr:
        """Whether a number, or the whole of its interval, lies beyond one of the bounds."""
        low, high = _ends()
        return pl.any_horizontal(
            *(high < bound for bound in (self.at_least,) if bound is not None),
            *(high <= bound for bound in (self.above,) if bound is not None),
            *(low > bound for bound in (self.at_most,) if bound is not None),
        )

    def counts(self) -> pl.Expr:
        """Whether the row's author and date are ones that the policy listens to."""
        heard = pl.col("role").is_in(list(self.roles)) if self.roles else pl.lit(value=True)
        if self.within_days_before is not None:
            age = (pl.col(self.of) - pl.col("dated")).dt.total_days()
            heard = heard & age.is_between(0, self.within_days_before)
        return heard


def _ends() -> tuple[pl.Expr, pl.Expr]:
    """The ends of a row's interval: of what states none, the number itself."""
    return pl.coalesce("low", "number"), pl.coalesce("high", "number")


class CriteriaFile(BaseModel):
    """The criteria of one policy, with the source they were read in."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: str
    source: str
    at: str = ""
    confidence: Literal["H", "M", "NV"]
    criterion: tuple[Criterion, ...]


@cache
def load_criteria() -> dict[str, CriteriaFile]:
    """Read every policy's criteria, by policy name.

    Raises:
        RuleBroken: a file that does not fit its schema.
    """
    return {
        path.stem: read(path, CriteriaFile, shown=f"criteria/{path.name}")
        for path in sorted(_FOLDER.glob("*.toml"))
    }


def of_policy(name: str) -> CriteriaFile:
    """Return a policy's criteria.

    Raises:
        NameUnknown: with the nearest.
    """
    files = load_criteria()
    if name not in files:
        raise NameUnknown("policy with criteria", name, files, "They are in policy/criteria.")
    return files[name]


def fact_of(column: str) -> str:
    """Return the fact behind a column: of a criterion's bit the fact that it names, of any other the column itself."""
    if not column.startswith("met:"):
        return column
    _, policy, name = column.split(":")
    return next(c.fact for c in of_policy(policy).criterion if c.name == name)


def column(policy: str, criterion: Criterion) -> str:
    """Return the column that holds this criterion's bit."""
    return f"met:{policy}:{criterion.name}"


def reduce(lines: pl.DataFrame, evidence: pl.DataFrame, policy: str) -> pl.DataFrame:
    """Add one nullable bit per criterion of a policy to each line.

    True: a statement that counts satisfies it. False: statements that count speak of the fact and none satisfies it, or
    the case supplied its evidence and it is empty. Null: nobody whose word counts has spoken of it.

    Args:
        lines: needs claim, line, dos, order_date, evidence_supplied.
        evidence: the long table of ``claim.tables.EVIDENCE``.
        policy: the stem of a file in ``criteria/``.
    """
    nothing_written = evidence.select("claim").unique().with_columns(spoken=pl.lit(value=True))
    lines = lines.join(nothing_written, on="claim", how="left", maintain_order="left")
    silent = pl.col("evidence_supplied") & pl.col("spoken").is_null()
    names = [column(policy, criterion) for criterion in of_policy(policy).criterion]
    strongest = (
        lines.select("claim", "line", "dos", "order_date")
        .join(evidence.rename({"line": "of_line"}), on="claim")
        .select("claim", "line", *states((policy,)))
        .group_by("claim", "line")
        .max()
    )
    lines = lines.join(strongest, on=["claim", "line"], how="left", maintain_order="left")
    answers = {_UNSATISFIED: False, _SATISFIED: True}
    return lines.with_columns(
        pl.when(pl.col(name).fill_null(_SILENT) > _SILENT)
        .then(pl.col(name).replace_strict(answers, default=None, return_dtype=pl.Boolean))
        .when(silent)
        .then(pl.lit(value=False))
        .alias(name)
        for name in names
    ).drop("spoken")


@cache
def states(policies: tuple[str, ...] = ()) -> tuple[pl.Expr, ...]:
    """Return, for each criterion of some policies or of all, what a row of evidence beside a line states of it.

    A byte, so that the greatest of a line's rows is what they state together: 0 nothing that counts, 1 that it is not
    met, 2 something of which the value is missing, 3 that it is met. Rows have ``of_line`` (null: of the whole case)
    beside ``line``, ``dos`` and ``order_date``.
    """
    return tuple(
        _state(criterion).alias(column(policy, criterion))
        for policy in policies or load_criteria()
        for criterion in of_policy(policy).criterion
    )


_SILENT, _UNSATISFIED, _OPEN, _SATISFIED = range(4)


def _state(criterion: Criterion) -> pl.Expr:
    here = pl.col("of_line").is_null() | (pl.col("of_line") == pl.col("line"))
    heard = here & (pl.col("fact") == criterion.fact) & criterion.counts()
    holds = criterion.holds()
    said = pl.when(holds.is_null()).then(_OPEN).when(holds).then(_SATISFIED).otherwise(_UNSATISFIED)
    return pl.when(heard).then(said).otherwise(_SILENT).cast(pl.UInt8)
