"""Factoring: many values as a small whole number each, and the distinct values once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

__all__ = [
    "FEW",
    "Factor",
    "Ints",
    "combine",
    "factor_column",
    "factor_numbers",
    "factor_prints",
    "factor_runs",
    "factor_texts",
    "grouped",
]

Ints = np.ndarray[Any, np.dtype[np.int64]]

#: Up to so many values plain Python is quicker than arrays.
FEW = 64
#: A table of marks may be so much longer than what is marked, and at most this long at all.
_SPARSE, _LONGEST = 8, 1 << 22
#: Odd numbers that spread values over a table, a turn each.
_ODD = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64)
_SEEDS = tuple(int.from_bytes(os.urandom(8), "little") for _ in range(2))


@dataclass(frozen=True, slots=True)
class Factor:
    """``ids`` names for every value its place among the distinct ones; ``first`` a place where each of these stands."""

    ids: Ints
    first: Ints

    @property
    def count(self) -> int:
        """How many distinct values there are."""
        return len(self.first)


def factor_numbers(values: Ints) -> Factor:
    """Factor whole numbers; the distinct ones come in rising order."""
    if len(values) <= FEW:
        return _few(values.tolist())
    low, high = int(values.min()), int(values.max())
    span = high - low + 1
    if span <= min(_LONGEST, _SPARSE * len(values) + 65_536):
        return _marked(values if low == 0 else values - low, span)
    return _hashed(values)


def _hashed(values: Ints, more: np.ndarray[Any, np.dtype[np.uint64]] | None = None) -> Factor:
    """Factor numbers far apart: equal ones meet at a place of a table, and what met another goes on to the next.

    Args:
        values: the numbers; the distinct ones come in rising order.
        more: what else must be equal.
    """
    keys = values.view(np.uint64)
    bits = max(12, len(values).bit_length() + 1)
    table = np.zeros(1 << bits, np.int64)
    stand = np.empty(len(values), np.int64)  # the place that stands for each value
    left = np.arange(len(values), dtype=np.int64)
    mine, whole = keys, True
    for odd in _ODD:
        place = ((mine * odd) >> np.uint64(64 - bits)).astype(np.int64)
        table[place] = left
        met = table[place]
        same = keys[met] == mine
        if more is not None:
            same &= more[met] == (more if whole else more[left])
        if whole:
            stand = met
        else:
            stand[left] = met
        if same.all():
            break
        left = left[~same]
        mine, whole = keys[left], False
    else:
        first: dict[tuple[int, int], int] = {}
        beside = keys if more is None else more
        for at in left.tolist():
            stand[at] = first.setdefault((int(keys[at]), int(beside[at])), at)
    there = np.zeros(len(values), np.bool_)
    there[stand] = True
    places = np.flatnonzero(there)
    places = places[np.argsort(values[places], kind="stable")]
    number = np.empty(len(values), np.int64)
    number[places] = np.arange(len(places), dtype=np.int64)
    return Factor(number[stand], places)


def _few(values: list[int]) -> Factor:
    rising = sorted(set(values))
    number = {value: at for at, value in enumerate(rising)}
    ids = [number[value] for value in values]
    first = [0] * len(rising)
    for at, each in enumerate(ids):
        first[each] = at
    return Factor(np.array(ids, np.int64), np.array(first, np.int64))


def _marked(values: Ints, span: int) -> Factor:
    """Factor numbers below ``span`` by marking a table; the last place of each stands for it."""
    place = np.full(span, -1, np.int64)
    place[values] = np.arange(len(values), dtype=np.int64)
    there = np.flatnonzero(place >= 0)
    if len(there) == span:
        return Factor(values, place)
    number = np.empty(span, np.int64)
    number[there] = np.arange(len(there), dtype=np.int64)
    return Factor(number[values], place[there])


def combine(one: Ints, other: Ints, count: int) -> Factor:
    """Factor pairs of numbers, of which the second are below ``count``."""
    return factor_numbers(one * count + other)


def factor_texts(texts: pl.Series) -> Factor:
    """Factor texts; a null is a value like others."""
    if len(texts) <= FEW:
        known: dict[str | None, int] = {}
        ids = [known.setdefault(text, len(known)) for text in texts.to_list()]
        numbers = np.array(ids, np.int64)
        first = np.zeros(len(known), np.int64)
        first[numbers[::-1]] = np.arange(len(ids) - 1, -1, -1, dtype=np.int64)
        return Factor(numbers, first)
    return factor_prints(texts)


def factor_prints(column: pl.Series) -> Factor:
    """Factor a column of any kind by prints of its values; a null is a value like others.

    Values are the same where 128 bits of two prints are, with seeds drawn for this process: nobody can choose texts
    that meet, and by chance no two of a billion do.
    """
    one, other = (column.hash(seed).to_numpy() for seed in _SEEDS)
    return _hashed(one.view(np.int64), other)


def factor_column(column: pl.Series) -> Factor:
    """Factor any column; a null is a value like others."""
    if column.dtype == pl.String:
        return factor_texts(column)
    if column.dtype.is_nested() or column.dtype.is_float():
        return factor_prints(column)
    numbers = column.to_physical().cast(pl.Int64)
    if numbers.null_count():
        least = numbers.min()
        numbers = numbers.fill_null(least - 1 if isinstance(least, int) else 0)
    return factor_numbers(numbers.to_numpy())


def factor_runs(ids: Ints, count: int, lengths: Ints) -> Factor:
    """Factor runs of numbers below ``count`` that lie one after the other; a length of -1 is a run of its own kind."""
    size = np.maximum(lengths, 0)
    begins = np.cumsum(size) - size
    run = (lengths < 0).astype(np.int64)
    used = 2
    at = 0
    # As many places at once as make a short table.
    stride = max(1, int(16 / np.log2(count + 2)))
    long = np.flatnonzero(size)
    while len(long):
        key = run[long] if at else np.zeros(len(long), np.int64)
        first, left = begins[long] + at, size[long] - at
        for step in range(min(stride, int(left.max()))):
            more = ids[np.minimum(first + step, len(ids) - 1)] + 1
            key *= count + 1
            key += more if step == 0 else np.where(left > step, more, 0)
        # A run that goes on gets a number past all of those that have ended.
        longer = factor_numbers(key)
        run[long] = used + longer.ids
        used += longer.count
        at += stride
        long = long[left > stride]
    return factor_numbers(run)


def grouped(ids: Ints, count: int) -> tuple[Ints, Ints]:
    """Put places by the number that stands there, below ``count``: the places, and where those of each number begin.

    Where numbers are few the sort is one by digits; the places of a number rise.
    """
    order = np.argsort(ids.astype(np.min_scalar_type(max(0, count - 1))), kind="stable")
    return order, np.concatenate([[0], np.cumsum(np.bincount(ids, minlength=count))])
