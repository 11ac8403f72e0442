"""What charts, notes and measurements state of a line, as a bit a criterion."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral.claim.widen.base import yes_no
from contralateral.claim.widen.batch import numbers_of, places
from contralateral.claim.widen.pairs import pairs
from contralateral.policy import criteria
from contralateral.policy.spaces import Space

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contralateral.claim.widen.batch import Batch, Bools

__all__ = ["criteria_met"]


def criteria_met(batch: Batch, _: str) -> Mapping[str, Space]:
    """Give every criterion's bit; see ``criteria.reduce`` for what true, false and null mean."""
    names = [criteria.column(p, c) for p, file in criteria.load_criteria().items() for c in file.criterion]
    table, supplied = batch.tables.evidence, batch.claim_rows["evidence_supplied"]
    if not table.height and supplied.null_count() == len(supplied):
        return {name: Space(None, values={name: [None]}, schema={name: pl.Boolean()}) for name in names}
    given: Bools = np.equal(numbers_of(supplied, 0), 1)
    of_claim, _missing = places(batch.tables.claims["claim"], table["claim"])
    given[of_claim[of_claim < batch.claims]] = False
    silent = np.where(given, 0, 2)
    if not table.height:
        return {name: yes_no(name, silent, of_claim=True) for name in names}
    states = _states(batch, table)
    found = {}
    for at, name in enumerate(names):
        word = np.array([-1, 0, 2, 1])[states[:, at]]
        found[name] = yes_no(name, np.where(word < 0, silent[batch.claim_of], word))
    return found


def _states(batch: Batch, table: pl.DataFrame) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """For each line and criterion the strongest of its statements, see ``criteria.states``."""
    beside = pairs(batch, table)
    frame = table[beside.row].rename({"line": "of_line"})
    claims = batch.claim_of[beside.line]
    frame = frame.with_columns(
        batch.lines["dos"].gather(beside.line).alias("dos"),
        batch.lines["line"].gather(beside.line).alias("line"),
        batch.claim_rows["order_date"].gather(claims).alias("order_date"),
    )
    every = criteria.states()
    asked = _asked(frozenset(table["fact"].unique()))
    strongest = np.zeros((batch.n, len(every)), np.uint8)
    if asked:
        said = frame.select([every[at] for at in asked]).to_numpy()
        some = np.zeros((batch.n, len(asked)), np.uint8)
        np.maximum.at(some, beside.line, said)
        strongest[:, asked] = some
    return strongest


@lru_cache(maxsize=256)
def _asked(facts: frozenset[str]) -> list[int]:
    """The places of the criteria that some facts speak of; no statement counts for another."""
    named = [c.fact for file in criteria.load_criteria().values() for c in file.criterion]
    return [at for at, fact in enumerate(named) if fact in facts]
