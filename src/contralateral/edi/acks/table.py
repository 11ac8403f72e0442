"""A table in the making: columns from elements of some segments; what cannot be read is a fault of its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral.edi import columns
from contralateral.edi.acks.finding import components, repetitions
from contralateral.edi.columns import nullable
from contralateral.edi.ids import NAMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.acks.finding import Span
    from contralateral.edi.acks.schema import Schema
    from contralateral.edi.acks.work import Work

__all__ = ["Made", "Table", "hung"]

Made = tuple[pl.DataFrame, "NDArray[np.intp]"]
#: What a message calls an element behind the name of its segment, and its spans.
Labelled = tuple[str, "Span"]


class Table:
    """Columns for some segments; a position of -1 is a row of nulls."""

    def __init__(self, work: Work, rows: NDArray[np.intp]) -> None:
        """Begin a table with a row for each of these segments, which now have a table."""
        self.work, self.rows = work, rows
        self.columns: dict[str, pl.Series] = {}
        work.told[rows[rows >= 0]] = True

    def span(self, j: int) -> Span:
        """Return where element ``j`` stands in each."""
        start, length = self.work.tokens.element(np.maximum(self.rows, 0), j)
        return start, np.where(self.rows >= 0, length, 0).astype(np.int32)

    def cells(self, span: Span) -> NDArray[np.complex128]:
        """Return the cells of spans."""
        return self.work.tokens.cells_at(*span)

    def beside(self, rows: NDArray[np.signedinteger]) -> Table:
        """Return other segments for the same rows: their columns are added to these."""
        other = Table(self.work, rows.astype(np.intp))
        other.columns = self.columns
        return other

    def first_repetition(self, j: int) -> Span:
        """Return where element ``j`` stands, without what the repetition separator adds to it."""
        span = self.span(j)
        nth, parts = repetitions(self.work.tokens, span, self.work.tokens.delimiters.repetition)
        first = np.searchsorted(nth, np.arange(len(self.rows)))
        return parts[0][first], parts[1][first]

    def keys(self, *, level: bool = False, service: bool = False, loop: bool = False) -> Table:
        """Add the transaction, the unit and the segment; where wanted the level, the service and the loop."""
        work, rows = self.work, self.rows
        put = self.columns
        put["transaction"] = pl.Series(work.chunk.transaction[rows].astype(np.uint32))
        put[work.unit_key] = _count(work.unit[rows], work.unit[rows] >= 0)
        if service:
            put[work.service_key] = _count(work.service[rows], work.service[rows] > 0)
        if level:
            put["level"] = _count(work.level[rows], work.level[rows] >= 0)
        put["segment"] = pl.Series(work.tokens.number[rows].astype(np.uint32))
        if loop:
            put["loop"] = pl.Series(work.loops).replace("", None).gather(work.places.loop[rows])
        return self

    def put(self, **series: pl.Series) -> Table:
        """Add columns made elsewhere."""
        self.columns.update(series)
        return self

    def number(self, name: str, values: NDArray[np.signedinteger]) -> Table:
        """Add whole numbers made elsewhere, null where below zero."""
        self.columns[name] = _count(values, values >= 0)
        return self

    def text(self, **elements: int) -> Table:
        """Add text columns: name and element."""
        for name, j in elements.items():
            self.columns[name] = columns.text(self.work.tokens, self.cells(self.span(j)))
        return self

    def texts(self, **spans: Span) -> Table:
        """Add text columns: name and spans."""
        for name, span in spans.items():
            self.columns[name] = columns.text(self.work.tokens, self.cells(span))
        return self

    def parts(self, j: int | Span, *names: str | None) -> list[Span]:
        """Add text columns for the components of a composite, where named; return the components' spans."""
        separator = ord(self.work.tokens.delimiters.component)
        span = self.span(j) if isinstance(j, int) else j
        found = components(self.work.tokens, span, len(names), separator)
        for name, part in zip(names, found, strict=True):
            if name is not None:
                self.columns[name] = columns.text(self.work.tokens, self.cells(part))
        return found

    def cents(self, **elements: int | Labelled) -> Table:
        """Add amounts; an element, or what a message calls it and its spans."""
        for name, at in elements.items():
            label, span = self._labelled(at)
            value, good, bad = columns.amounts(self.work.tokens, self.cells(span))
            self.columns[name] = nullable(value, good)
            self.fault(bad, f"{label} is not an amount of dollars and cents.", "Correct it.")
        return self

    def decimals(self, **elements: int | Labelled) -> Table:
        """Add decimal numbers, as ``cents`` does."""
        for name, at in elements.items():
            label, span = self._labelled(at)
            value, good, bad = columns.decimals(self.work.tokens, self.cells(span))
            self.columns[name] = nullable(value, good, "float64")
            self.fault(bad, f"{label} is not a number.", "Correct it.")
        return self

    def whole(self, **elements: int | Labelled) -> Table:
        """Add counts, as ``cents`` does."""
        for name, at in elements.items():
            label, span = self._labelled(at)
            value, good, bad = columns.whole(self.work.tokens, self.cells(span))
            self.columns[name] = nullable(value, good)
            self.fault(bad, f"{label} is not a whole number.", "Correct it.")
        return self

    def _labelled(self, at: int | Labelled) -> Labelled:
        return (f"{at:02}", self.span(at)) if isinstance(at, int) else at

    def days(self, **elements: int) -> Table:
        """Add days written as CCYYMMDD, with no format beside them."""
        for name, j in elements.items():
            value, good, bad = columns.days(self.cells(self.span(j)))
            self.columns[name] = nullable(value, good, "date")
            self.fault(bad, f"{j:02} is not a day of the calendar.", "Write CCYYMMDD.")
        return self

    def period(self, form: int, j: int, first: str, through: str | None = None) -> Table:
        """Add a day or a range of days as the format beside it says; other formats are null."""
        span = self.span(j)
        begin, end, good, bad = columns.ranges(
            self.work.tokens, self.cells(self.span(form)), self.cells(span)
        )
        self.columns[first] = nullable(begin, good, "date")
        if through is not None:
            self.columns[through] = nullable(end, good, "date")
        self.fault(bad & (span[1] > 0), f"{j:02} is not a day of the calendar.", "Write D8 and CCYYMMDD.")
        self.fault(bad & (span[1] == 0), f"{j:02} is empty beside its format.", "Write the day.")
        return self

    def fault(self, bad: NDArray[np.bool_], what: str, way_out: str) -> None:
        """Leave out the units of some rows; the message begins with the segment's name."""
        rows = self.rows[bad]
        for id_ in np.unique(self.work.tokens.id[rows]).tolist():
            mine = np.unique(rows[self.work.tokens.id[rows] == id_])
            self.work.fault(mine, f"{NAMES[id_]}{what}", way_out)

    def frame(self, columns_: Schema) -> Made:
        """Return the table in the order and the types of its schema, and the segments that rows stand or fall with."""
        made = pl.DataFrame([self.columns[name].alias(name) for name in columns_])
        if dict(made.schema) != columns_:
            made = made.cast(columns_)  # type: ignore[arg-type]
        return made, self.rows


def hung(kid: NDArray[np.intp], rows: NDArray[np.signedinteger]) -> NDArray[np.intp]:
    """Return what hangs on these segments by a table of ``Work.kid``; nothing hangs on position -1."""
    return np.where(rows >= 0, kid[np.maximum(rows, 0)], -1)


def _count(values: NDArray[np.signedinteger], valid: NDArray[np.bool_]) -> pl.Series:
    return nullable(np.where(valid, values, 0).astype(np.uint32), valid, "uint32")
