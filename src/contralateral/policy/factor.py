"""Factoring: many values as a small whole number each, and the distinct values once."""

from __future__ import annotations

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
    "factor_runs",
    "factor_texts",
]

Ints = np.ndarray[Any, np.dtype[np.int64]]

#: Up to so many values plain Python is quicker than arrays.
FEW = 64
#: A table of marks may be so much longer than what is marked, and at most this long at all.
_SPARSE, _LONGEST = 8, 1 << 22
#: Odd numbers that spread values over a table, a turn each.
_ODD = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64)
_TURNS = len(_ODD)
#: So many distinct texts are remembered before the dictionary begins anew.
_REMEMBERED = 1_000_000


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


def _hashed(values: Ints) -> Factor:
    """Factor numbers far apart: equal ones meet at a place of a table, and what met another goes on to the next."""
    keys = values.view(np.uint64)
    bits = max(12, len(values).bit_length() + 1)
    table = np.zeros(1 << bits, np.int64)
    left: Ints | None = None
    stand = np.empty(len(values), np.int64)  # the place that stands for each value
    for turn in range(_TURNS):
        mine = keys if left is None else keys[left]
        place = ((mine * _ODD[turn]) >> np.uint64(64 - bits)).astype(np.int64)
        table[place] = np.arange(len(values), dtype=np.int64) if left is None else left
        met = table[place]
        same = keys[met] == mine
        if left is None:
            stand[:] = met
        else:
            stand[left] = met
        if same.all():
            break
        left = np.flatnonzero(~same) if left is None else left[~same]
    else:
        assert left is not None
        distinct, ids = np.unique(keys[left], return_inverse=True)
        first = np.zeros(len(distinct), np.int64)
        first[ids] = left
        stand[left] = first[ids]
    number = np.zeros(len(values), np.int64)
    there = np.zeros(len(values), np.bool_)
    there[stand] = True
    first = np.flatnonzero(there)
    first = first[np.argsort(values[first])]
    number[first] = np.arange(len(first), dtype=np.int64)
    return Factor(number[stand], first)


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


class _Dictionary:
    """Numbers for texts, kept for the process; begun anew when it has grown past use."""

    def __init__(self) -> None:
        self.kind = pl.Categorical(pl.Categories.random())

    def numbers(self, texts: pl.Series) -> Ints:
        codes = texts.cast(self.kind).to_physical()
        if codes.null_count():
            codes = (codes.cast(pl.Int64) + 1).fill_null(0)
            found = codes.to_numpy()
        else:
            found = codes.to_numpy().astype(np.int64) + 1
        if len(found) and int(found.max()) > _REMEMBERED:
            self.kind = pl.Categorical(pl.Categories.random())
        return found


_DICTIONARY = _Dictionary()


def factor_texts(texts: pl.Series) -> Factor:
    """Factor texts; a null is a value like others."""
    if len(texts) <= FEW:
        known: dict[str | None, int] = {}
        ids = [known.setdefault(text, len(known)) for text in texts.to_list()]
        numbers = np.array(ids, np.int64)
        first = np.zeros(len(known), np.int64)
        first[numbers[::-1]] = np.arange(len(ids) - 1, -1, -1, dtype=np.int64)
        return Factor(numbers, first)
    return factor_numbers(_DICTIONARY.numbers(texts))


def factor_column(column: pl.Series) -> Factor:
    """Factor any column; a null is a value like others."""
    if column.dtype == pl.String:
        return factor_texts(column)
    if column.dtype.is_nested() or column.dtype.is_float():
        return factor_numbers(column.hash().reinterpret(signed=True).to_numpy())
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
