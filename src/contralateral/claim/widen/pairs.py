"""Rows of a claim's side table beside its lines: every pair of the two, as places in both."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from contralateral.claim.widen.batch import places

if TYPE_CHECKING:
    import polars as pl

    from contralateral.claim.widen.batch import Batch
    from contralateral.policy.factor import Ints

__all__ = ["Pairs", "pairs", "spans"]


class Pairs(NamedTuple):
    """``line`` and ``row`` of each pair, by line and then in the order of the rows."""

    line: Ints
    row: Ints


def spans(starts: Ints, counts: Ints) -> Ints:
    """Return the numbers of several runs one after the other: ``counts[i]`` numbers from ``starts[i]`` on."""
    total = int(counts.sum())
    shift = np.repeat(starts - (np.cumsum(counts) - counts), counts)
    return shift + np.arange(total, dtype=np.int64)


def pairs(batch: Batch, table: pl.DataFrame) -> Pairs:
    """Return every row of a side table beside every line of its claim."""
    of, _ = places(batch.tables.claims["claim"], table["claim"])
    order = np.argsort(of, kind="stable")
    ordered = of[order]
    first = np.searchsorted(ordered, np.arange(batch.claims))
    count = np.searchsorted(ordered, np.arange(batch.claims), side="right") - first
    if batch.claims > batch.tables.claims.height:
        count[-1] = 0
    lines = np.flatnonzero(count[batch.claim_of] > 0)
    per_line = count[batch.claim_of[lines]]
    rows = order[spans(first[batch.claim_of[lines]], per_line)]
    return Pairs(np.repeat(lines, per_line), rows)
