"""Timelines kept in memory: what was once read of a code is found again by number and day, without a join.

A timeline has, for every key, rows that each hold from a day on. Kept, its rows lie in one frame, and a sorted array of
key and day says where each begins; looking up is one search, for one line or for the cells of a grid. Keys are read
when they are first asked for; a process that keeps meeting new ones reads them all at once.
"""

from __future__ import annotations

from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from contralateral.codes.lookup.moments import EVER
from contralateral.codes.store import releases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from contralateral.codes.store import Release

__all__ = ["Kept", "Timeline", "day_at", "slot", "slots"]

_SHIFT = 23  # bits for a day, so that key and day are one integer
_ORIGIN = 1 << 21  # the slot of 1970-01-01: every date of the calendar has a positive slot
_UNIX = date(1970, 1, 1).toordinal()
#: So many times new keys are read as they come; then all of them, once.
_PATIENCE = 6

Ints = np.ndarray[Any, np.dtype[np.int64]]


def slot(day: date | None) -> int:
    """Return the place of a day on the axis of days; 0 is no day."""
    return 0 if day is None else day.toordinal() - _UNIX + _ORIGIN


def day_at(place: int) -> date:
    """Return the day of a slot."""
    return date.fromordinal(place - _ORIGIN + _UNIX)


def slots(days: pl.Series) -> Ints:
    """Return the places of many days; 0 where there is none."""
    values = days.to_numpy()
    if values.dtype.kind != "M":  # nulls alone
        return np.zeros(len(values), np.int64)
    numbers: Ints = values.astype("datetime64[D]").astype(np.int64) + _ORIGIN
    if days.null_count():
        numbers[np.isnat(values)] = 0
    return numbers


class Timeline:
    """The rows of all keys read so far. Row 0 is all null: it answers for no key, and on no day."""

    def __init__(
        self,
        read: Callable[[pl.Series], pl.DataFrame],
        schema: Mapping[str, pl.DataType],
        every: Callable[[], Iterable[str]] | None = None,
    ) -> None:
        """Begin with nothing.

        Args:
            read: returns ``code``, ``from`` and the values of the codes asked, sorted; ``from`` null is the row for
                lines without a day.
            schema: the values and their types.
            every: all the keys there are.
        """
        self._read, self._every = read, every
        self._names = list(schema)
        self._numbers: dict[str | None, int] = {None: 0}
        self._begins: Ints = np.zeros(1, np.int64)
        self._row_of: Ints = np.zeros(1, np.int64)
        self._values: dict[int, dict[str, Any]] = {}
        self._answers: dict[str, Ints] = {}
        self._patience = _PATIENCE
        self._lock = Lock()
        self.rows = pl.DataFrame({name: [None] for name in schema}, schema=dict(schema))

    def numbers(self, keys: Sequence[str | None]) -> Ints:
        """Return the number of each key, reading those not read before."""
        known = self._numbers
        if not known.keys() >= set(keys):
            with self._lock:
                self._add([key for key in dict.fromkeys(keys) if key is not None and key not in known])
        return np.array([known[key] for key in keys], np.int64)

    def at(self, numbers: Ints, on: Ints) -> Ints:
        """Return the row of each key number on its day, both as arrays that broadcast; ``on`` are slots."""
        day = np.where(on > 0, np.maximum(on, _EVER), 0)
        found = np.searchsorted(self._begins, (numbers << _SHIFT) | day, side="right") - 1
        return self._row_of[found]

    def changes(self, numbers: Ints, first: int, last: int) -> Ints:
        """Return the slots in ``(first, last]`` on which something changes for any of these keys, in order."""
        keys = np.unique(numbers) << _SHIFT
        begin = np.searchsorted(self._begins, keys | first, side="right")
        count = np.maximum(np.searchsorted(self._begins, keys | last, side="right") - begin, 0)
        run = np.repeat(begin - (np.cumsum(count) - count), count) + np.arange(int(count.sum()))
        return np.unique(self._begins[run] & ((1 << _SHIFT) - 1))

    def answers(self, column: str) -> Ints:
        """Return a column of yes and no as numbers by row: 0 no, 1 yes, 2 where it is null."""
        if column not in self._answers or len(self._answers[column]) != self.rows.height:
            told = self.rows[column].cast(pl.Int64).fill_null(2)
            self._answers[column] = told.to_numpy()
        return self._answers[column]

    def row(self, number: int) -> dict[str, Any]:
        """Return a row's values by name."""
        if number not in self._values:
            if len(self._values) > 50_000:
                self._values.clear()
            self._values[number] = self.rows.row(number, named=True)
        return self._values[number]

    def look_up(self, frame: pl.DataFrame, *, key: str, on: str, values: Sequence[str]) -> pl.DataFrame:
        """Return ``values`` for every row of ``frame``, in its order; nulls where key or day is null."""
        asked = frame[key].cast(pl.String)
        distinct = asked.unique()
        local = dict(zip(distinct.to_list(), self.numbers(distinct.to_list()), strict=True))
        numbers = asked.replace_strict(local, return_dtype=pl.Int64).to_numpy() if len(asked) else _NONE
        days = slots(frame[on].cast(pl.Date))
        rows = self.at(numbers, days)
        return self.rows.select(values)[np.where(days > 0, rows, 0)]

    def _add(self, keys: list[str]) -> None:
        self._patience -= 1
        if self._patience == 0 and self._every is not None:
            keys = list(dict.fromkeys([*keys, *(k for k in self._every() if k not in self._numbers)]))
        if not keys:
            return
        read = self._read(pl.Series("code", keys, pl.String))
        first = len(self._numbers)
        numbers = {key: first + at for at, key in enumerate(keys)}
        key = read["code"].replace_strict(numbers, return_dtype=pl.Int64).to_numpy() if read.height else _NONE
        begins = (key << _SHIFT) | slots(read["from"])
        rows = self.rows.height + np.arange(read.height, dtype=np.int64)
        # Each key also begins on no day, with the row of nulls, unless the reading has a row for that.
        fixed = (first + np.arange(len(keys), dtype=np.int64)) << _SHIFT
        fixed = fixed[~np.isin(fixed, begins)]
        begins = np.concatenate([begins, fixed])
        rows = np.concatenate([rows, np.zeros(len(fixed), np.int64)])
        order = np.argsort(begins, kind="stable")
        self.rows = pl.concat(
            [self.rows, read.select(pl.col(name).cast(kind) for name, kind in self.rows.schema.items())],
            rechunk=True,
        )
        self._begins = np.concatenate([self._begins, begins[order]])
        self._row_of = np.concatenate([self._row_of, rows[order]])
        self._numbers.update(numbers)


class Kept:
    """A timeline that begins anew when the tables at hand are others."""

    def __init__(self, make: Callable[[], Timeline]) -> None:
        """Say how a timeline is made for the tables at hand."""
        self._make = make
        self._of: tuple[Release, ...] | None = None
        self._timeline: Timeline | None = None

    def now(self) -> Timeline:
        """Return the timeline of the tables at hand."""
        tables = releases()
        if self._timeline is None or self._of is not tables:
            self._timeline, self._of = self._make(), tables
        return self._timeline


_EVER = slot(EVER)
_NONE: Ints = np.zeros(0, np.int64)
