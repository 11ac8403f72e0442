"""Criteria one by one: stated by somebody whose word counts, stated only by others, denied, too old, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from contralateral.guide.checklist.judged import Judged

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from contralateral.policy.criteria import Criterion

__all__ = ["proved"]


def proved(
    criterion: Criterion,
    evidence: pl.DataFrame,
    *,
    supplied: bool | None,
    line: int,
    dos: date | None,
    order_date: date | None,
    question: str,
) -> Judged:
    """Answer one criterion for one line, as ``criteria.reduce`` would, and say of what is not met why it is not.

    Args:
        criterion: what the policy wants stated.
        evidence: of this case, in the columns of ``claim.tables.EVIDENCE``.
        supplied: whether the case tells what its papers state.
        line: the line that statements of lines must be of.
        dos: its date of service.
        order_date: the date of the order.
        question: what is asked where nobody has spoken.
    """
    own = evidence.filter(
        (pl.col("fact") == criterion.fact) & (pl.col("line").is_null() | (pl.col("line") == line))
    ).with_columns(pl.lit(dos, pl.Date).alias("dos"), pl.lit(order_date, pl.Date).alias("order_date"))
    by_role = pl.col("role").is_in(list(criterion.roles)) if criterion.roles else pl.lit(value=True)
    told = own.select(
        "document",
        "role",
        "dated",
        holds=criterion.holds(),
        counts=criterion.counts().fill_null(value=False),
        spans=criterion.spans(),
        number=pl.col("number"),
        low=pl.col("low"),
        high=pl.col("high"),
        may=by_role.fill_null(value=False),
    )
    heard = told.filter("counts")
    ask = Judged("unknown", asks=(question,))
    # From what proves to what does not: the first that anybody has said decides.
    said: tuple[tuple[pl.DataFrame, Callable[[pl.DataFrame], Judged]], ...] = (
        (heard.filter("holds"), lambda rows: Judged("present", (f"{_papers(rows)}.",))),
        (
            heard.filter(~pl.col("holds")),
            lambda rows: Judged("missing", (f"{_papers(rows)} says otherwise.",)),
        ),
        (heard.filter("spans"), lambda rows: _undecided(rows, question)),
        (heard, lambda _: ask),
        (told.filter("holds", "may"), lambda rows: _stale(rows, criterion, dos)),
        (told.filter("holds"), lambda rows: _alone(rows, criterion)),
    )
    for rows, answer in said:
        if rows.height:
            return answer(rows)
    nothing = supplied and not evidence.height
    return Judged("missing", ("No paper of the case states anything.",)) if nothing else ask


def _undecided(rows: pl.DataFrame, question: str) -> Judged:
    said = ", ".join(
        f"{number:g} ({low:g} to {high:g})"
        for number, low, high in rows.select("number", "low", "high").iter_rows()
    )
    words = (
        f"{_papers(rows)} says {said}: what is wanted lies within that interval, so that it does not decide."
    )
    return Judged("unknown", (words,), asks=(question,))


def _stale(rows: pl.DataFrame, criterion: Criterion, dos: date | None) -> Judged:
    if rows["dated"].null_count() or dos is None:
        return Judged("unknown", asks=(f"What is the date of {_papers(rows)}?",))
    words = f"{_papers(rows)} is not of the {criterion.within_days_before} days that count."
    return Judged("out of date", (words,))


def _alone(rows: pl.DataFrame, criterion: Criterion) -> Judged:
    wanted = " or ".join(criterion.roles)
    return Judged("uncorroborated", (f"Only {_papers(rows)} says so; the policy wants it of the {wanted}.",))


def _papers(rows: pl.DataFrame) -> str:
    named = rows.select("document", "role", "dated").unique(maintain_order=True)
    return ", ".join(
        " ".join(
            word
            for word in (document or "a paper", f"({role})" if role else "", f"of {dated}" if dated else "")
            if word
        )
        for document, role, dated in named.iter_rows()
    )
