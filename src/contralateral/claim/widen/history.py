"""The patient's earlier devices: when the same was last delivered for the same side, and what is still held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from contralateral.claim.widen.base import bits
from contralateral.claim.widen.batch import numbers_of, places
from contralateral.claim.widen.listed import Listed
from contralateral.claim.widen.pairs import pairs
from contralateral.codes.kept import slots
from contralateral.policy.line import COLUMNS, modifier_mask
from contralateral.policy.spaces import Runs, Space

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contralateral.claim.widen.batch import Batch
    from contralateral.policy.factor import Ints

__all__ = ["HISTORY", "held_codes", "history", "last_of", "still_held"]

HISTORY = ("had_before", "history_days", "history_ended")


def still_held(batch: Batch) -> pl.DataFrame:
    """The earlier devices that have not ended, or of which nobody says that they have."""
    table = batch.tables.history
    if not table.height:
        return table
    ended = pl.col("ended")
    return table.filter(ended.is_null() | (ended == "in use"))


def history(batch: Batch, _: str) -> Mapping[str, Space]:
    """Find when the same code was last delivered for the same side and how that one ended."""
    supplied = numbers_of(batch.claim_rows["history_supplied"], 0)[batch.claim_of] == 1
    index = np.where(supplied, 1, 0)
    rows: list[tuple[bool | None, int | None, str | None]] = [(None, None, None), (False, None, None)]
    table = batch.tables.history
    if table.height:
        places_: dict[Any, int] = {}
        for line, last in _last(batch, table).items():
            index[line] = places_.setdefault(last, len(rows) + len(places_))
        rows += list(places_)
    values = {name: [row[at] for row in rows] for at, name in enumerate(HISTORY)}
    space = Space(index, values=values, schema=COLUMNS)
    return dict.fromkeys(HISTORY, space)


def _last(batch: Batch, table: pl.DataFrame) -> dict[int, tuple[bool, int | None, str | None]]:
    """The last of the earlier devices that is this line's, by line."""
    ended = table["ended"].to_list()
    found = last_of(batch, table, {code: code for code in batch.codes if code is not None})
    return {line: (True, days, ended[row]) for line, (row, days) in found.items()}


def last_of(
    batch: Batch, table: pl.DataFrame, families: Mapping[str, str]
) -> dict[int, tuple[int, int | None]]:
    """Find for each line the last earlier device of the same family and side.

    Args:
        batch: the claims.
        table: their earlier devices.
        families: the family of each code; a code without one is like no other.

    Returns:
        By line the row of the device, and how many days before the line it was delivered, where both are told.
    """
    beside = pairs(batch, table)
    of_earlier = [families.get(code or "") for code in table["code"].to_list()]
    side = table["side"].to_list()
    delivered = slots(table["delivered"]).tolist()
    sides = [_side(each) for each in batch.mod_lists]
    found: dict[int, tuple[int, int]] = {}
    for line, row in zip(beside.line.tolist(), beside.row.tolist(), strict=True):
        own = families.get(batch.codes[batch.code.ids[line]] or "")
        if own is None or own != of_earlier[row]:
            continue
        of = sides[batch.mods.ids[line]]
        # An earlier device whose side nobody noted may be this one's: it counts.
        if not (of is None or side[row] in {None, "both", "none", of}):
            continue
        day, on = delivered[row], int(batch.slot[line])
        # So does one whose date nobody noted; it stands last, so that its date is asked for.
        if day and on and day >= on:
            continue
        if line not in found or (day == 0 or 0 < found[line][0] <= day):
            found[line] = (day, row)
    return {
        line: (row, int(batch.slot[line]) - day if day and batch.slot[line] else None)
        for line, (day, row) in found.items()
    }


def _side(modifiers: list[str | None] | None) -> str | None:
    if modifiers is None:
        return None
    right, left = (bool(bits(modifiers) & modifier_mask(side)) for side in ("RT", "LT"))
    return None if right == left else "right" if right else "left"


def held_codes(batch: Batch) -> Listed:
    """The codes of earlier devices that have not ended; unknown where nobody told of any history."""
    supplied = numbers_of(batch.claim_rows["history_supplied"], 0) == 1
    table = still_held(batch)
    of, _ = places(batch.tables.claims["claim"], table["claim"])
    codes = table["code"].to_list()
    distinct = list(dict.fromkeys(codes))
    number = {code: at for at, code in enumerate(distinct)}
    ids = np.array([number[code] for code in codes], np.int64)
    by_claim: dict[int, set[str | None]] = {}
    for claim, code in zip(of.tolist(), codes, strict=True):
        by_claim.setdefault(claim, set()).add(code)

    def any_of(of_code: Ints) -> Ints:
        masks = np.zeros(batch.claims, np.int64)
        if len(ids):
            np.bitwise_or.at(masks, of, of_code[ids])
        return np.where(supplied, masks, -1)

    def runs(lines: Ints) -> Runs:
        claims = batch.claim_of[lines].tolist()
        lists = [[number[code] for code in _sorted(by_claim.get(claim, set()))] for claim in claims]
        told = [lists[at] if supplied[claim] else None for at, claim in enumerate(claims)]
        flat = np.array([i for each in told if each for i in each], np.int64)
        return Runs(distinct, flat, np.array([-1 if each is None else len(each) for each in told], np.int64))

    return Listed(distinct, any_of, runs, of_claim=True)


def _sorted(codes: set[str | None]) -> list[Any]:
    return sorted(codes, key=lambda code: (code is not None, code))
