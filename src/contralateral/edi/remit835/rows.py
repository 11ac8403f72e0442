"""Columns for chosen segments, by the names of a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np
import polars as pl

from contralateral.edi import columns
from contralateral.edi.cells import filled
from contralateral.edi.frames import Frame, Names
from contralateral.edi.remit835.places import LOOPS
from contralateral.edi.remit835.schemas import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from contralateral.edi.remit835.work import Work

__all__ = ["AMOUNT", "DAY", "NUMBER", "Rows", "numbers_of"]

T = TypeVar("T")

AMOUNT = "Write digits with at most one decimal point and two decimals."
NUMBER = "Write digits with at most one decimal point."
DAY = "Write CCYYMMDD."
Numbers = tuple["NDArray[np.generic]", "NDArray[np.bool_] | None"]

_KINDS = {
    pl.UInt32(): "uint32",
    pl.UInt8(): "uint8",
    pl.Int64(): "int64",
    pl.Float64(): "float64",
    pl.Date(): "date",
}
_LOOPS = Names(LOOPS)


class Rows:
    """A table in the making: one row for each of some segments; a position of -1 is a row of nulls."""

    def __init__(self, work: Work, rows: NDArray[np.intp], table: Rows | None = None) -> None:
        """Begin with these segments; with ``table`` their columns are added to that one."""
        self.work, self.rows = work, rows
        self.texts_of: dict[str, NDArray[np.complex128]] = {} if table is None else table.texts_of
        self.places_of: dict[str, NDArray[np.int32]] = {} if table is None else table.places_of
        self.numbers: dict[str, Numbers] = {} if table is None else table.numbers
        self.made: dict[str, pl.Series] = {} if table is None else table.made
        self.elements = work.tokens.elements(rows)

    def beside(self, rows: NDArray[np.intp]) -> Rows:
        """Return other segments for the same rows: their columns are added to these."""
        return Rows(self.work, rows, self)

    def cell(self, j: int) -> NDArray[np.complex128]:
        """Return element ``j`` of each, empty where there is none."""
        return self.elements.cell(j)

    def keys(self, *, claim: bool = True, service: bool = False) -> Rows:
        """Add transaction, claim, service and segment."""
        work, rows, found = self.work, self.rows, self.work.places
        self.numbers["transaction"] = work.chunk.transaction.take(rows), None
        if claim:
            nth = found.nth_claim.take(rows)
            self.numbers["claim"] = nth + np.int32(work.claims_before), nth >= 0
        if service:
            nth = found.nth_service.take(rows)
            numbers = np.append(found.svc_number, np.uint32(0))  # -1 is the last one
            self.numbers["service"] = numbers.take(nth, mode="wrap"), nth >= 0
        self.numbers["segment"] = work.tokens.number.take(rows), None
        return self

    def loops(self) -> Rows:
        """Add the name of the loop."""
        return self.texts(loop=_LOOPS.cells.take(self.work.places.loop.take(self.rows)))

    def text(self, **elements: int) -> Rows:
        """Add text columns: name and element."""
        for name, j in elements.items():
            self.places_of[name] = self.elements.at(j)
        return self

    def texts(self, **cells: NDArray[np.complex128]) -> Rows:
        """Add text columns: name and cells."""
        self.texts_of.update(cells)
        return self

    def cents(self, name: str, j: int) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
        """Add an amount, and fault what is none. Return cents, where there are any, and where nothing stands."""
        cells = self.cell(j)
        value, good, bad = columns.amounts(self.work.tokens, cells)
        self._fault(bad, j, "is not an amount of dollars and cents.", AMOUNT)
        self.numbers[name] = value, good
        return value, good, ~filled(cells) & (self.rows >= 0)

    def number(self, name: str, j: int) -> Rows:
        """Add a decimal number, and fault what is none."""
        value, good, bad = self._decimals(j)
        self._fault(bad, j, "is not a number.", NUMBER)
        self.numbers[name] = value, good
        return self

    def quiet_cents(self, name: str, j: int) -> Rows:
        """Add an amount that is checked elsewhere."""
        self.numbers[name] = columns.amounts(self.work.tokens, self.cell(j))[:2]
        return self

    def quiet_number(self, name: str, j: int) -> Rows:
        """Add a decimal number that is checked elsewhere."""
        self.numbers[name] = self._decimals(j)[:2]
        return self

    def _decimals(self, j: int) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
        return numbers_of(self.work, self.cell(j))

    def day(self, name: str, j: int) -> Rows:
        """Add a day, and fault what is none."""
        value, good, bad = columns.days(self.cell(j))
        self._fault(bad, j, "is not a day of the calendar.", DAY)
        self.numbers[name] = value, good
        return self

    def put(self, **numbers: Numbers) -> Rows:
        """Add numbers, and where there are any; null is everywhere."""
        self.numbers.update(numbers)
        return self

    def add(self, **series: pl.Series) -> Rows:
        """Add columns made elsewhere."""
        self.made.update({name: column.alias(name) for name, column in series.items()})
        return self

    def into(self, table: str) -> None:
        """Finish the table: its columns in the order of the schema."""
        schema = SCHEMAS[table]
        frame = Frame(self.work.tokens, len(self.rows))
        frame.places(_wanted(self.places_of, schema))
        for name, cells in _wanted(self.texts_of, schema).items():
            frame.text(name, cells)
        for name, (values, valid) in _wanted(self.numbers, schema).items():
            frame.numbers(name, values, _KINDS[schema[name]], valid)
        for name, column in _wanted(self.made, schema).items():
            frame.add(name, column)
        self.work.made[table] = (frame.frame(tuple(schema)), self.rows)

    def _fault(self, bad: NDArray[np.bool_], j: int, words: str, way_out: str) -> None:
        if not bad.any():
            return
        rows = self.rows[bad]
        ids = self.work.tokens.id[rows]
        for id_ in np.unique(ids).tolist():
            mine = rows[ids == id_]
            self.work.fault(mine, f"{self.work.name(int(mine[0]))}{j:02} {words}", way_out)


def _wanted(columns_: Mapping[str, T], schema: Mapping[str, object]) -> dict[str, T]:
    return {name: column for name, column in columns_.items() if name in schema}


def numbers_of(
    work: Work, cells: NDArray[np.complex128]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Read decimal numbers where most cells are empty; returns as ``columns.amounts`` does."""
    value, good, bad = np.zeros(len(cells)), np.zeros(len(cells), bool), np.zeros(len(cells), bool)
    some = np.flatnonzero(filled(cells))
    if len(some):
        value[some], good[some], bad[some] = columns.decimals(work.tokens, cells.take(some))
    return value, good, bad
