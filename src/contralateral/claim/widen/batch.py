"""A batch of claims as numbers: which claim each line is of, and its code, day and modifiers, each factored once."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from contralateral.codes.lookup.kept import slots
from contralateral.policy.factor import (
    FEW,
    Factor,
    Ints,
    factor_numbers,
    factor_prints,
    factor_texts,
    grouped,
)

if TYPE_CHECKING:
    from contralateral.claim.tables import ClaimTables
    from contralateral.claim.widen.diagnoses import Diagnosed
    from contralateral.claim.widen.duplicates import Seen

__all__ = [
    "YES_NO",
    "Batch",
    "Bools",
    "numbers_of",
    "places",
    "ragged",
    "repeated",
    "texts_at",
]

Bools = np.ndarray[Any, np.dtype[np.bool_]]
#: The distinct values of what is false, true or unknown, in the order of their numbers.
YES_NO: list[bool | None] = [False, True, None]


class Batch:
    """Claims with what several steps of widening need of them.

    ``n`` lines, ``claims`` claims. Lines whose claim is not among the claims have the place past the last one, whose
    row is all null.
    """

    def __init__(self, tables: ClaimTables, payer: pl.Series, receipt: date, seen: Seen) -> None:
        """Find each line's claim."""
        self.tables, self.receipt, self.seen = tables, receipt, seen
        self.lines = tables.lines
        self.n = self.lines.height
        self.claim_of, missing = places(tables.claims["claim"], self.lines["claim"])
        self.claim_rows = tables.claims
        self.payer = payer
        if missing:
            blank = tables.claims.clear(1).with_columns(pl.lit(None, pl.UInt32).alias("claim"))
            self.claim_rows = pl.concat([tables.claims, blank])
            self.payer = pl.concat([payer, pl.Series([None], dtype=pl.String)])
        self.claims = self.claim_rows.height

    @cached_property
    def order(self) -> Ints | None:
        """The lines by claim; None where they stand so."""
        stands = self.n < 2 or bool((self.claim_of[1:] >= self.claim_of[:-1]).all())
        return None if stands else np.argsort(self.claim_of, kind="stable")

    @cached_property
    def _groups(self) -> tuple[Ints, Ints]:
        of = self.claim_of if self.order is None else self.claim_of[self.order]
        if not self.n:
            return of, of
        starts = np.flatnonzero(np.concatenate([[True], of[1:] != of[:-1]]))
        return starts, of[starts]

    @property
    def starts(self) -> Ints:
        """Where each claim's lines begin, among the lines by claim; only of claims that have lines."""
        return self._groups[0]

    @property
    def claims_with_lines(self) -> Ints:
        """The claims of ``starts``."""
        return self._groups[1]

    @cached_property
    def counts(self) -> Ints:
        """How many lines each claim of ``starts`` has."""
        return np.diff(np.concatenate([self.starts, [self.n]]))

    def over_claims(self, reduce: np.ufunc, values: np.ndarray[Any, Any], empty: Any) -> np.ndarray[Any, Any]:
        """Reduce the lines' values to one a claim; ``empty`` is that of a claim without lines."""
        if not self.n:
            return np.full(self.claims, empty, values.dtype)
        ordered = values if self.order is None else values[self.order]
        found = reduce.reduceat(ordered, self.starts)
        if len(self.starts) == self.claims:
            return found
        whole = np.full(self.claims, empty, found.dtype)
        whole[self._groups[1]] = found
        return whole

    @cached_property
    def any_line(self) -> Bools:
        """Which claims have lines."""
        there = np.zeros(self.claims, np.bool_)
        there[self.claim_of] = True
        return there

    @cached_property
    def code(self) -> Factor:
        """The lines' codes."""
        return factor_texts(self.lines["code"])

    @cached_property
    def codes(self) -> list[str | None]:
        """The distinct codes."""
        return texts_at(self.lines["code"], self.code.first)

    @cached_property
    def _by_code(self) -> tuple[Ints, Ints]:
        return grouped(self.code.ids, self.code.count)

    def lines_of_code(self, code: int) -> Ints:
        """The lines that carry a distinct code, rising."""
        order, begins = self._by_code
        return order[begins[code] : begins[code + 1]]

    @cached_property
    def no_code(self) -> Bools:
        """Which distinct code is the missing one."""
        return np.array([code is None for code in self.codes], np.bool_)

    @cached_property
    def slot(self) -> Ints:
        """Each line's day of service on the axis of days, 0 where unknown."""
        return slots(self.lines["dos"])

    @cached_property
    def day(self) -> Factor:
        """The lines' days."""
        return factor_numbers(self.slot)

    @cached_property
    def days(self) -> Ints:
        """The distinct days, as slots, rising."""
        return self.slot[self.day.first]

    def periods(self, changes: Ints) -> tuple[Ints, Ints]:
        """Return for each distinct day the number of its period between changes, and for each period a day of it."""
        period = np.searchsorted(changes, self.days, side="right")
        period = np.where(self.days == 0, len(changes) + 1, period)
        told = factor_numbers(period)
        return told.ids, self.days[told.first]

    @cached_property
    def place(self) -> Factor:
        """The lines' places of service."""
        return factor_texts(self.lines["place_of_service"])

    @cached_property
    def repeats(self) -> Ints:
        """The lines that share claim, code and day with another, in order."""
        key = (self.claim_of * self.code.count + self.code.ids) * self.day.count + self.day.ids
        return repeated(key)

    @cached_property
    def mods(self) -> Factor:
        """The lines' lists of modifiers."""
        return ragged(self.lines["modifiers"])

    @cached_property
    def mod_lists(self) -> list[list[str | None] | None]:
        """The distinct lists of modifiers."""
        return texts_at(self.lines["modifiers"], self.mods.first)

    @cached_property
    def diagnosed(self) -> Diagnosed:
        """The lines' diagnoses."""
        from contralateral.claim.widen.diagnoses import read

        return read(self)

    def spread(self, of_claim: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Give each line its claim's value."""
        return of_claim[self.claim_of]


def places(claims: pl.Series, wanted: pl.Series) -> tuple[Ints, bool]:
    """Return the place of each wanted claim among the claims, past the last for one that is not there, and whether any
    is not."""
    numbers, asked = claims.to_numpy().astype(np.int64), wanted.to_numpy().astype(np.int64)
    count = len(numbers)
    if not len(asked):
        return asked, False
    if count and numbers[0] == 0 and numbers[-1] == count - 1 and bool((np.diff(numbers) == 1).all()):
        missing = int(asked.max()) >= count
        return (np.minimum(asked, count) if missing else asked), missing
    order = np.argsort(numbers, kind="stable")
    if not count:
        return np.zeros(len(asked), np.int64), True
    at = np.minimum(np.searchsorted(numbers, asked, sorter=order), count - 1)
    found = order[at]
    good = numbers[found] == asked
    return np.where(good, found, count), not bool(good.all())


_EPOCH = date(1970, 1, 1).toordinal()


def numbers_of(column: pl.Series, null: int) -> Ints:
    """Return a column of whole numbers, dates or booleans as numbers, with this one for nulls."""
    dated = column.dtype == pl.Date
    if len(column) <= FEW:
        values = column.to_list()
        if dated:
            return np.array([null if v is None else v.toordinal() - _EPOCH for v in values], np.int64)
        return np.array([null if v is None else int(v) for v in values], np.int64)
    plain = column.to_physical() if dated else column
    if plain.null_count() == len(plain):
        return np.full(len(plain), null, np.int64)
    if plain.null_count() or plain.dtype == pl.Boolean:
        plain = plain.cast(pl.Int64).fill_null(null)
    return plain.to_numpy().astype(np.int64, copy=False)


def texts_at(column: pl.Series, first: Ints) -> list[Any]:
    """Return the values of a column at these places."""
    if len(column) <= FEW:
        values = column.to_list()
        return [values[i] for i in first.tolist()]
    found: list[Any] = column[first].to_list()
    return found


def repeated(values: np.ndarray[Any, Any]) -> Ints:
    """Return the places of values that occur more than once."""
    # A sieve first: most values occur once, and few of these share a place with another.
    size = max(_SIEVE, len(values).bit_length() + 2)
    place = _place(values, size)
    maybe = np.flatnonzero((np.bincount(place, minlength=1 << size) > 1)[place])
    ordered = np.sort(values[maybe])
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(twice):
        return np.zeros(0, np.int64)
    near = np.minimum(np.searchsorted(twice, values[maybe]), len(twice) - 1)
    found: Ints = maybe[twice[near] == values[maybe]]
    return found


def _place(values: np.ndarray[Any, Any], bits: int) -> Ints:
    spread = values.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (spread >> np.uint64(64 - bits)).astype(np.int64)


_SIEVE = 12


def ragged(lists: pl.Series) -> Factor:
    """Factor lists of texts or numbers; a missing list is a value like others."""
    if len(lists) <= FEW:
        known: dict[Any, int] = {}
        keys = [None if each is None else tuple(each) for each in lists.to_list()]
        ids = np.array([known.setdefault(key, len(known)) for key in keys], np.int64)
        first = np.zeros(len(known), np.int64)
        first[ids[::-1]] = np.arange(len(ids) - 1, -1, -1, dtype=np.int64)
        return Factor(ids, first)
    return factor_prints(lists)
