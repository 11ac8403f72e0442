"""Notices of non-coverage: whether one stands behind a line's GA, in three values."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from contralateral.claim.widen.base import constant
from contralateral.claim.widen.batch import numbers_of
from contralateral.claim.widen.pairs import pairs
from contralateral.codes.kept import slot, slots
from contralateral.policy.line import COLUMNS
from contralateral.policy.sets import load_sets
from contralateral.policy.spaces import Space

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contralateral.claim.widen.batch import Batch

__all__ = ["NOTICES", "notices"]

_FAULTS = ("notice_late", "notice_old_form", "notice_incomplete")
NOTICES = ("notice_valid", "notice_given", *_FAULTS)
_Answer = tuple[bool | None, ...]
_NOBODY_TOLD: _Answer = (None,) * 5
_NONE_GIVEN: _Answer = (False,) * 5


def notices(batch: Batch, _: str) -> Mapping[str, Space]:
    """Say of each line whether a notice was given, in time, on a form of its day, with item and reason.

    Of several notices the one that comes nearest to a valid one speaks for the line.
    """
    supplied = batch.claim_rows["notices_supplied"]
    table = batch.tables.notices
    if not table.height and supplied.null_count() == len(supplied):
        return dict.fromkeys(NOTICES, constant(**dict.fromkeys(NOTICES)))
    answers: dict[_Answer, int] = {_NOBODY_TOLD: 0, _NONE_GIVEN: 1}
    index = (numbers_of(supplied, 0)[batch.claim_of] == 1).astype(np.int64)
    for line, answer in _nearest(batch, table.filter(pl.col("kind") == "abn")).items():
        index[line] = answers.setdefault(answer, len(answers))
    values = {name: [each[at] for each in answers] for at, name in enumerate(NOTICES)}
    return dict.fromkeys(NOTICES, Space(index, values=values, schema=COLUMNS))


@cache
def _last_days() -> dict[int, int]:
    """For the day of expiry that is printed on a form, the last day on which it can be used."""
    listed = load_sets()["abn_forms"].values
    return {slot(date.fromisoformat(printed)): slot(last) for printed, last in listed.items()}


def _nearest(batch: Batch, table: pl.DataFrame) -> dict[int, _Answer]:
    if not table.height:
        return {}
    beside = pairs(batch, table)
    of_line, item, reason = (table[name].to_list() for name in ("line", "names_item", "states_reason"))
    signed, expires = slots(table["signed"]).tolist(), slots(table["form_expires"]).tolist()
    numbers = numbers_of(batch.lines["line"], 0)
    delivered = slots(batch.claim_rows["delivered"])
    found: dict[int, tuple[tuple[int, int], _Answer]] = {}
    for line, row in zip(beside.line.tolist(), beside.row.tolist(), strict=True):
        if of_line[row] is not None and of_line[row] != numbers[line]:
            continue
        day = int(delivered[batch.claim_of[line]]) or int(batch.slot[line])
        # A form that the list does not have is good until its own day of expiry.
        usable = _last_days().get(expires[row], expires[row])
        faults = (_after(signed[row], day), _after(signed[row], usable), _lacks(item[row], reason[row]))
        rank = (faults.count(True), faults.count(None))
        if line not in found or rank < found[line][0]:
            found[line] = (rank, (None if rank[1] and not rank[0] else not rank[0], True, *faults))
    return {line: answer for line, (_, answer) in found.items()}


def _after(day: int, other: int) -> bool | None:
    return day > other if day and other else None


def _lacks(item: Any, reason: Any) -> bool | None:
    if item is False or reason is False:
        return True
    return None if item is None or reason is None else False
