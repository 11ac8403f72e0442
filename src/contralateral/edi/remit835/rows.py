"""Columns for chosen segments, by the names of a schema.

Columns of one type are made together, as one column that is then cut: making a column costs more than filling it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import nanoarrow as na
import numpy as np
import polars as pl

from contralateral.edi import columns
from contralateral.edi.remit835.cents import cents_of
from contralateral.edi.remit835.places import LOOPS
from contralateral.edi.remit835.schemas import SCHEMAS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.remit835.work import SpanPair, Work
    from contralateral.edi.tokens import Tokens

__all__ = ["AMOUNT", "DAY", "NUMBER", "Rows", "views_of"]

AMOUNT = "Write digits with at most one decimal point and two decimals."
NUMBER = "Write digits with at most one decimal point."
DAY = "Write CCYYMMDD."
Numbers = tuple["NDArray[np.generic]", "NDArray[np.bool_] | None"]

#: Text of up to so many bytes is held inside an Arrow string view itself.
_INLINE = 12
_LOW = np.array([(1 << (8 * n)) - 1 for n in range(8)] + [2**64 - 1], dtype=np.uint64)
_HALF = np.uint64(32)
_VIEW = na.c_schema(na.string_view())
_NO_SIZES = np.empty(0, dtype=np.int64)
_KINDS = {
    pl.UInt32(): "uint32",
    pl.UInt8(): "uint8",
    pl.Int64(): "int64",
    pl.Float64(): "float64",
    pl.Date(): "date",
}


def views_of(*names: str) -> NDArray[np.complex128]:
    """Return short words as Arrow string views, to choose from; shape (n,). Sixteen bytes are moved as one number."""
    raw = [len(name).to_bytes(4, "little") + name.encode("ascii").ljust(12, b"\0") for name in names]
    return np.frombuffer(b"".join(raw), dtype=np.complex128)


_LOOP_VIEWS = views_of(*LOOPS)


class Rows:
    """A table in the making: one row for each of some segments; a position of -1 is a row of nulls."""

    def __init__(self, work: Work, rows: NDArray[np.intp], table: Rows | None = None) -> None:
        """Begin with these segments; with ``table`` their columns are added to that one."""
        self.work, self.rows = work, rows
        self.spans: dict[str, SpanPair | NDArray[np.complex128]] = {} if table is None else table.spans
        self.numbers: dict[str, Numbers] = {} if table is None else table.numbers
        self.made: dict[str, pl.Series] = {} if table is None else table.made
        tokens = work.tokens
        self._all = not len(rows) or int(rows.min()) >= 0
        self._none = not self._all and not (rows >= 0).any()
        some = rows if self._all else np.maximum(rows, 0)
        self._base = tokens.base.take(some)
        count = tokens.count.take(some)
        self._last = self._base + (count if self._all else np.where(rows >= 0, count, 0))
        self._least = int(count.min(initial=255)) if self._all else 0
        self._ends: dict[int, NDArray[np.int32]] = {}

    def beside(self, rows: NDArray[np.intp]) -> Rows:
        """Return other segments for the same rows: their columns are added to these."""
        return Rows(self.work, rows, self)

    def span(self, j: int) -> SpanPair:
        """Return where element ``j`` stands in each, length 0 where there is none."""
        if self._none:
            nothing = np.zeros(len(self.rows), dtype=np.int32)
            return nothing, nothing
        start = self._end(j - 1) + np.int32(1)
        length = self._end(j) - start
        if j > self._least:
            length = np.maximum(length, 0)
        return self.work.tokens.trim(start, length)

    def _end(self, j: int) -> NDArray[np.int32]:
        found = self._ends.get(j)
        if found is None:
            at = self._base + np.int32(j)
            found = self.work.tokens.ends.take(at if j <= self._least else np.minimum(at, self._last))
            self._ends[j] = found
        return found

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
        self.spans["loop"] = _LOOP_VIEWS.take(self.work.places.loop.take(self.rows))
        return self

    def text(self, **elements: int) -> Rows:
        """Add text columns: name and element."""
        for name, j in elements.items():
            self.spans[name] = self.span(j)
        return self

    def texts(self, **spans: SpanPair | NDArray[np.complex128]) -> Rows:
        """Add text columns: name and span, or name and string views."""
        self.spans.update(spans)
        return self

    def cents(self, name: str, j: int) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
        """Add an amount, and fault what is none. Return cents, where there are any, and where nothing stands."""
        span = self.span(j)
        value, good, bad = cents_of(self.work.tokens, span)
        self._fault(bad, j, "is not an amount of dollars and cents.", AMOUNT)
        self.numbers[name] = value, good
        return value, good, (span[1] == 0) & (self.rows >= 0)

    def number(self, name: str, j: int) -> Rows:
        """Add a decimal number, and fault what is none."""
        value, good, bad = self._decimals(j)
        self._fault(bad, j, "is not a number.", NUMBER)
        self.numbers[name] = value, good
        return self

    def quiet_cents(self, name: str, j: int) -> Rows:
        """Add an amount that is checked elsewhere."""
        self.numbers[name] = cents_of(self.work.tokens, self.span(j))[:2]
        return self

    def quiet_number(self, name: str, j: int) -> Rows:
        """Add a decimal number that is checked elsewhere."""
        self.numbers[name] = self._decimals(j)[:2]
        return self

    def _decimals(self, j: int) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
        start, length = self.span(j)
        value, good, bad = np.zeros(len(start)), np.zeros(len(start), bool), np.zeros(len(start), bool)
        some = np.flatnonzero(length)
        if len(some):
            value[some], good[some], bad[some] = columns.decimals(
                self.work.tokens, (start[some], length[some])
            )
        return value, good, bad

    def day(self, name: str, j: int) -> Rows:
        """Add a day, and fault what is none."""
        value, good, bad = columns.days(self.work.tokens, self.span(j))
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
        size = len(self.rows)
        found = dict(self.made)
        short: list[tuple[str, SpanPair | NDArray[np.complex128]]] = []
        long: list[tuple[str, SpanPair]] = []
        for name, span in self.spans.items():
            if name in schema:
                if isinstance(span, tuple) and int(span[1].max(initial=0)) > _INLINE:
                    long.append((name, span))
                else:
                    short.append((name, span))
        tokens = self.work.tokens
        if short:
            found.update(_cut([n for n, _ in short], size, _short_texts(tokens, size, [s for _, s in short])))
        if long:
            spans = np.concatenate([s[0] for _, s in long]), np.concatenate([s[1] for _, s in long])
            found.update(_cut([n for n, _ in long], size, columns.text(tokens, spans)))
        by_kind: dict[str, list[str]] = {}
        for name in self.numbers:
            if name in schema:
                by_kind.setdefault(_KINDS[schema[name]], []).append(name)
        for kind, names in by_kind.items():
            found.update(_cut(names, size, _numbers(kind, size, [self.numbers[n] for n in names])))
        self.work.made[table] = (pl.DataFrame([found[name] for name in schema]), self.rows)

    def _fault(self, bad: NDArray[np.bool_], j: int, words: str, way_out: str) -> None:
        if not bad.any():
            return
        rows = self.rows[bad]
        ids = self.work.tokens.id[rows]
        for id_ in np.unique(ids).tolist():
            mine = rows[ids == id_]
            self.work.fault(mine, f"{self.work.name(int(mine[0]))}{j:02} {words}", way_out)


def _cut(names: list[str], size: int, joined: pl.Series) -> dict[str, pl.Series]:
    return {name: joined.slice(i * size, size).alias(name) for i, name in enumerate(names)}


def _numbers(kind: str, size: int, held: list[Numbers]) -> pl.Series:
    """Join columns of numbers of one type."""
    values = np.empty(size * len(held), dtype="int32" if kind == "date" else kind)
    valid = np.ones(len(values), dtype=bool)
    for i, (value, there) in enumerate(held):
        values[i * size : (i + 1) * size] = value
        if there is not None:
            valid[i * size : (i + 1) * size] = there
    return columns.nullable(values, valid, kind)


def _short_texts(tokens: Tokens, size: int, held: list[SpanPair | NDArray[np.complex128]]) -> pl.Series:
    """Join columns of text of at most twelve bytes."""
    views = np.zeros((size * len(held), 2), dtype=np.uint64)
    whole = views.view(np.complex128).reshape(-1)
    for i, span in enumerate(held):
        out = views[i * size : (i + 1) * size]
        if not isinstance(span, tuple):
            whole[i * size : (i + 1) * size] = span
            continue
        start, length = span
        some = int(np.count_nonzero(length))
        if not some:
            continue
        if some * 2 < size:  # mostly empty
            rows = np.flatnonzero(length)
            few = np.zeros((some, 2), dtype=np.uint64)
            _put(tokens, start.take(rows), length.take(rows), few)
            whole[i * size + rows] = few.view(np.complex128).reshape(-1)
        else:
            _put(tokens, start, length, out)
    valid = views[:, 0] != 0
    bits = None if valid.all() else np.packbits(valid, bitorder="little")
    buffers = [bits, views.reshape(-1), _NO_SIZES]
    return pl.Series(
        na.c_array_from_buffers(_VIEW, len(views), buffers, null_count=-1, validation_level="none")
    )


def _put(
    tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32], out: NDArray[np.uint64]
) -> None:
    """Write string views: the length, then the text itself."""
    longest = int(length.max(initial=0))
    word = tokens.words[start] & _LOW.take(length, mode="clip")  # beyond eight: eight
    out[:, 0] = (word << _HALF) | length.view(np.uint32)
    if longest > 4:
        out[:, 1] = word >> _HALF
    if longest > 8:
        rows = np.flatnonzero(length > 8)
        out[rows, 1] |= (tokens.words[start[rows] + 8] & _LOW[length[rows] - 8]) << _HALF
