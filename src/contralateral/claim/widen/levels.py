"""The functional level that a practitioner's evaluation names, beside what the line claims."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral.claim.widen.base import constant
from contralateral.claim.widen.batch import numbers_of
from contralateral.claim.widen.pairs import pairs
from contralateral.policy.line import COLUMNS
from contralateral.policy.spaces import Space

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contralateral.claim.widen.batch import Batch

__all__ = ["record_level"]

_FACT, _WHO = "functional_level_evaluated", ("practitioner", "surgeon")
_LEVEL = re.compile(r"^k?([0-4])(?:\.0)?$", re.I)
_NOBODY = 5


def record_level(batch: Batch, name: str) -> Mapping[str, Space]:
    """Give the highest level that a practitioner or surgeon states of the line or of its case; null where none does."""
    table = batch.tables.evidence.filter((pl.col("fact") == _FACT) & pl.col("role").is_in(_WHO))
    if not table.height:
        return {name: constant(**{name: None})}
    beside = pairs(batch, table)
    numbers = numbers_of(batch.lines["line"], 0)
    of_line = table["line"].to_list()
    stated = [_LEVEL.match(value.strip()) if value else None for value in table["value"].to_list()]
    index = np.full(batch.n, _NOBODY, np.int64)
    for line, row in zip(beside.line.tolist(), beside.row.tolist(), strict=True):
        told = stated[row]
        if told is None or of_line[row] not in {None, numbers[line]}:
            continue
        level = int(told[1])
        index[line] = level if index[line] == _NOBODY else max(int(index[line]), level)
    return {name: Space(index, values={name: [0, 1, 2, 3, 4, None]}, schema=COLUMNS)}
