"""Measurements that do not decide: their interval lies on both sides of the bound that a policy names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from contralateral.policy.criteria import column, of_policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contralateral.policy.book import Book, Rule
    from contralateral.policy.criteria import Criterion
    from contralateral.policy.findings import Finding

__all__ = ["undecided"]


def undecided(findings: Sequence[Finding], evidence: pl.DataFrame, book: Book) -> list[str]:
    """Say of which open questions a measurement speaks without deciding them, a sentence each.

    Args:
        findings: of one claim.
        evidence: of that claim and others, in the columns of ``claim.tables.EVIDENCE``.
        book: the rules that were judged by.
    """
    if not evidence.height:
        return []
    measured = evidence.filter(pl.col("low") < pl.col("high"))
    if not measured.height:
        return []
    rules = {rule.id: rule for rule in book.rules}
    said: dict[str, None] = {}
    for finding in findings:
        asked = {ask.fact for ask in finding.asks}
        for criterion in _criteria(rules[finding.rule]):
            if criterion.fact in asked:
                said.update(dict.fromkeys(_sentences(criterion, finding, measured)))
    return list(said)


def _criteria(rule: Rule) -> Iterator[Criterion]:
    """The criteria whose bits a rule waits for."""
    for name in sorted(rule.waits_for):
        if name.startswith("met:"):
            policy = name.split(":")[1]
            yield from (c for c in of_policy(policy).criterion if column(policy, c) == name)


def _sentences(criterion: Criterion, finding: Finding, measured: pl.DataFrame) -> Iterator[str]:
    rows = measured.filter(
        pl.col("claim") == finding.claim,
        pl.col("line").is_null() | (pl.col("line") == finding.line),
        pl.col("fact") == criterion.fact,
        criterion.spans(),
    )
    for number, low, high, unit in rows.select("number", "low", "high", "unit").iter_rows():
        yield (
            f"Line {finding.line}: {criterion.fact} was measured as {number:g} {unit or ''} ({low:g} to {high:g}), "
            f"which does not decide “{criterion.title}”. A narrower measure, or a dated note, would."
        )
