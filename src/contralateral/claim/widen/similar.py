"""Same or similar: the last earlier device of the line's family for the same side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.claim.widen.batch import numbers_of
from contralateral.claim.widen.history import last_of
from contralateral.policy.line import COLUMNS
from contralateral.policy.sets import load_sets
from contralateral.policy.spaces import Space

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contralateral.claim.widen.batch import Batch

__all__ = ["SIMILAR", "similar"]

SIMILAR = ("similar_before", "similar_code", "similar_days", "similar_ended")
_Row = tuple[bool | None, str | None, int | None, str | None]


def similar(batch: Batch, _: str) -> Mapping[str, Space]:
    """Find when a device of the same family was last delivered for the same side, and how that one ended."""
    supplied = numbers_of(batch.claim_rows["history_supplied"], 0)[batch.claim_of] == 1
    index = np.where(supplied, 1, 0)
    rows: list[_Row] = [(None, None, None, None), (False, None, None, None)]
    table = batch.tables.history
    if table.height:
        code, ended = table["code"].to_list(), table["ended"].to_list()
        known: dict[_Row, int] = {}
        for line, (row, days) in last_of(batch, table, load_sets()["families"].values).items():
            index[line] = known.setdefault((True, code[row], days, ended[row]), len(rows) + len(known))
        rows += list(known)
    values: dict[str, list[Any]] = {name: [row[at] for row in rows] for at, name in enumerate(SIMILAR)}
    return dict.fromkeys(SIMILAR, Space(index, values=values, schema=COLUMNS))
