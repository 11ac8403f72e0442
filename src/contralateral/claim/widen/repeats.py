"""How many of the same item the patient had in the year before: what plans that count by the year ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from contralateral.claim.widen.batch import numbers_of
from contralateral.claim.widen.pairs import pairs
from contralateral.policy.line import COLUMNS
from contralateral.policy.spaces import Space

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from contralateral.claim.widen.batch import Batch

__all__ = ["earlier_in_year"]


def earlier_in_year(batch: Batch, name: str) -> Mapping[str, Space]:
    """Count earlier deliveries of the line's code in the twelve months before it, of whichever side.

    Null where nobody told of any history, or where the date of one of them or of the line is not known.
    """
    supplied = numbers_of(batch.claim_rows["history_supplied"], 0)[batch.claim_of] == 1
    table = batch.tables.history
    counts: dict[int | None, int] = {None: 0, 0: 1}
    index = np.where(supplied, 1, 0)
    if table.height:
        for line, count in _counted(batch, table).items():
            index[line] = counts.setdefault(count, len(counts))
    return {name: Space(index, values={name: list(counts)}, schema=COLUMNS)}


def _counted(batch: Batch, table: pl.DataFrame) -> dict[int, int | None]:
    beside = pairs(batch, table)
    code, delivered = table["code"].to_list(), table["delivered"].to_list()
    days: list[Any] = batch.lines["dos"].gather(beside.line).to_list()
    year_before = pl.Series(days, dtype=pl.Date).dt.offset_by("-1y").to_list()
    found: dict[int, int | None] = {}
    each = zip(beside.line.tolist(), beside.row.tolist(), days, year_before, strict=True)
    for line, row, day, start in each:
        if batch.codes[batch.code.ids[line]] == code[row]:
            within = _within(delivered[row], start, day)
            so_far = found.get(line, 0)
            found[line] = None if within is None or so_far is None else so_far + within
    return found


def _within(delivered: date | None, start: date | None, day: date | None) -> bool | None:
    if delivered is None or start is None or day is None:
        return None
    return start < delivered < day
