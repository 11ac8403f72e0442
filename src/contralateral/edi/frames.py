"""Tables from elements, many columns in one go: all text of a table is one Arrow array, cut into its columns.

A column made alone costs some ten microseconds before its first row; a slice of a longer one costs one. So the columns
of a table are noted first, and made together, one array for each type, when the table is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import nanoarrow as na
import numpy as np
import polars as pl
from nanoarrow.c_array_stream import CArrayStream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from contralateral.edi.tokens import Tokens

__all__ = ["Frame", "Names"]

#: Text of up to so many bytes is held inside an Arrow string view itself.
_INLINE = 12
_TYPES = {
    "int64": na.c_schema(na.int64()),
    "int32": na.c_schema(na.int32()),
    "uint32": na.c_schema(na.uint32()),
    "uint8": na.c_schema(na.uint8()),
    "float64": na.c_schema(na.float64()),
    "date": na.c_schema(na.date32()),
}
_NUMPY = {"int64": "i8", "int32": "i4", "uint32": "u4", "uint8": "u1", "float64": "f8", "date": "i4"}
_VIEW = na.string_view()
_C_VIEW = na.c_schema(_VIEW)
_NO_SIZES = np.empty(0, dtype=np.int64)
#: Which of the sixteen bytes before and in a text are its own, by its length: a view holds its length in four bytes,
#: then the text. Of a longer one (the last entry) it holds the first four, and where the rest is.
_OWN = np.zeros((_INLINE + 2, 16), dtype=np.uint8)
for _size in range(_INLINE + 1):
    _OWN[_size, 4 : 4 + _size] = 255
_OWN[_INLINE + 1, 4:8] = 255
_OWN_WORDS = _OWN.view(np.complex128).reshape(-1)
_HALF = np.uint64(32)
#: A table of fewer rows has its text made in one go.
_FEW = 500

Span = tuple["NDArray[np.int32]", "NDArray[np.int32]"]


class Names:
    """A few short names to be gathered by number, as loop names are."""

    def __init__(self, names: Sequence[str]) -> None:
        """Take names of at most twelve bytes; the empty name is null."""
        raw = [name.encode("ascii") for name in names]
        self.filled = np.array([len(name) > 0 for name in raw])
        packed = b"".join(len(name).to_bytes(4, "little") + name.ljust(_INLINE, b"\0") for name in raw)
        self.views = np.frombuffer(packed, dtype=np.complex128)


class Frame:
    """A table in the making: columns in the order in which they are added."""

    def __init__(self, tokens: Tokens, height: int) -> None:
        """Begin a table of so many rows."""
        self.tokens, self.height = tokens, height
        self._kinds: dict[str, str] = {}
        self._texts: list[str] = []
        self._spans: list[tuple[int, int, Span, NDArray[np.intp] | None]] = []
        self._named: list[tuple[int, Names, NDArray[np.integer]]] = []
        self._numbers: dict[str, list[tuple[str, NDArray[np.generic], NDArray[np.bool_] | None]]] = {}

    def elements(
        self,
        names: Sequence[str],
        rows: NDArray[np.intp],
        elements: Sequence[int],
        among: NDArray[np.intp] | None = None,
    ) -> None:
        """Add text columns of elements of segments, null where empty.

        Args:
            names: of the columns.
            rows: the segments, none of them -1.
            elements: one for each column, from 1.
            among: where these segments stand among the rows of the table, when they are not all; the rest is null.
        """
        if self.height and len(rows):
            self._add(names, self.tokens.spans(rows, elements), among)
        else:
            self._note(names)

    def texts(self, names: Sequence[str], spans: Span) -> None:
        """Add text columns of spans, null where empty.

        Args:
            names: of the columns.
            spans: starts and lengths, shape (names, rows).
        """
        self._add(names, spans, None)

    def _add(self, names: Sequence[str], spans: Span, among: NDArray[np.intp] | None) -> None:
        first = len(self._texts)
        self._spans.append((first, first + len(names), spans, among))
        self._note(names)

    def _note(self, names: Sequence[str]) -> None:
        self._texts += names
        self._kinds.update(dict.fromkeys(names, "view"))

    def text(self, name: str, span: Span) -> None:
        """Add one text column; spans of shape (rows,)."""
        start, length = span
        self.texts([name], (start[None, :], length[None, :]))

    def named(self, name: str, names: Names, numbers: NDArray[np.integer]) -> None:
        """Add a text column of names by number."""
        self._named.append((len(self._texts), names, numbers))
        self._note([name])

    def numbers(
        self, name: str, values: NDArray[np.generic], type_: str, valid: NDArray[np.bool_] | None = None
    ) -> None:
        """Add a column of numbers, null where not valid; ``type_`` is a name in ``_TYPES``."""
        self._kinds[name] = type_
        self._numbers.setdefault(type_, []).append((name, values, valid))

    def frame(self) -> pl.DataFrame:
        """Return the table."""
        if not self.height:
            return _empty(tuple(self._kinds.items()))
        made: dict[str, pl.Series] = {}
        if self._texts:
            self._cut(made, self._texts, self._all_texts())
        for kind, held in self._numbers.items():
            self._cut(made, [name for name, _, _ in held], self._all_numbers(kind, held))
        return pl.DataFrame([made[name] for name in self._kinds])

    def _cut(self, made: dict[str, pl.Series], names: list[str], whole: pl.Series) -> None:
        size = self.height
        for i, name in enumerate(names):
            made[name] = whole.slice(i * size, size).alias(name)

    def _all_numbers(
        self, kind: str, held: list[tuple[str, NDArray[np.generic], NDArray[np.bool_] | None]]
    ) -> pl.Series:
        size = self.height
        values = np.empty((len(held), size), dtype=_NUMPY[kind])
        bits = None
        if any(valid is not None for _, _, valid in held):
            mask = np.ones((len(held), size), dtype=bool)
            for i, (_, _, valid) in enumerate(held):
                if valid is not None:
                    mask[i] = valid
            bits = np.packbits(mask, bitorder="little")
        for i, (_, value, _) in enumerate(held):
            values[i] = value
        return _series(_TYPES[kind], values.size, [bits, values])

    def _all_texts(self) -> pl.Series:
        """Make all text columns, one behind the other."""
        size = self.height
        count = len(self._texts)
        views = np.zeros((count, size), dtype=np.complex128)
        filled = np.zeros((count, size), dtype=bool)
        # Few rows are cheapest in one go; many are cheapest group by group, as long as they are in the cache.
        groups = [self._joined()] if size < _FEW and len(self._spans) > 1 else self._spans
        any_long = False
        for first, stop, (start, length), among in groups:
            there = length > 0
            if among is None:
                filled[first:stop] = there
            else:
                filled[first:stop, among] = there
            some = int(np.count_nonzero(there))
            if not some:
                continue
            if among is None and some * 2 > there.size:
                out = views[first:stop].reshape(-1)
                any_long |= self._views(start.reshape(-1), length.reshape(-1), out)
                continue
            column, row = np.nonzero(there)
            few = np.empty(some, dtype=np.complex128)
            any_long |= self._views(start[column, row], length[column, row], few)
            views[column + first, row if among is None else among.take(row)] = few
        for at, names, numbers in self._named:
            views[at] = names.views.take(numbers)
            filled[at] = names.filled.take(numbers)
        bits = None if filled.all() else np.packbits(filled, bitorder="little")
        return _text_series(views.size, bits, views, self.tokens.data if any_long else None)

    def _joined(self) -> tuple[int, int, Span, None]:
        """Return all spans as one group."""
        start = np.full((len(self._texts), self.height), 4, dtype=np.int32)
        length = np.zeros((len(self._texts), self.height), dtype=np.int32)
        for first, stop, (from_, long), among in self._spans:
            if among is None:
                start[first:stop], length[first:stop] = from_, long
            else:
                start[first:stop, among], length[first:stop, among] = from_, long
        return 0, len(self._texts), (start, length), None

    def _views(
        self, start: NDArray[np.int32], length: NDArray[np.int32], out: NDArray[np.complex128]
    ) -> bool:
        """Write Arrow string views of spans; tell whether some look into the data because they are long."""
        if not len(start):
            return False
        at = start.astype(np.intp)
        at -= 4
        early = np.flatnonzero(at < 0) if int(start.min()) < 4 else ()
        if len(early):
            at[early] = 0
        out[:] = self.tokens.sixteens[at].view(np.complex128)
        words = out.view(np.uint64)
        words &= _OWN_WORDS.take(length, mode="clip").view(np.uint64)
        words[::2] |= length.view(np.uint32)
        for i in early:
            raw = self.tokens.data[start[i] : start[i] + min(length[i], _INLINE)]
            packed = int(length[i]).to_bytes(4, "little") + raw.ljust(_INLINE, b"\0")
            out[i] = np.frombuffer(packed, dtype=np.complex128)[0]
        if int(length.max()) <= _INLINE:
            return False
        long = np.flatnonzero(length > _INLINE)
        # The buffer's number (0) and the offset in it: the text itself is not copied.
        words[2 * long + 1] = start.take(long).astype(np.uint64) << _HALF
        return True


def _series(type_: object, size: int, buffers: list[object]) -> pl.Series:
    return pl.Series(na.c_array_from_buffers(type_, size, buffers, null_count=-1, validation_level="none"))


def _text_series(
    size: int, bits: NDArray[np.uint8] | None, views: NDArray[np.complex128], data: bytes | None
) -> pl.Series:
    words = views.reshape(-1).view(np.uint64)
    if data is None:
        return _series(_C_VIEW, size, [bits, words, _NO_SIZES])
    # The sizes of the data buffers (the last of four) are filled in by nanoarrow. An array of four buffers may only be
    # moved, never copied: its shallow copy has room for three. A stream moves it.
    buffers = [bits, words, data, None]
    array = na.c_array_from_buffers(_C_VIEW, size, buffers, null_count=-1, validation_level="none")
    return pl.Series(CArrayStream.from_c_arrays([array], na.c_schema(_VIEW), move=True, validate=False))


_EMPTY: dict[tuple[tuple[str, str], ...], pl.DataFrame] = {}
_POLARS = {
    "int64": pl.Int64(),
    "int32": pl.Int32(),
    "uint32": pl.UInt32(),
    "uint8": pl.UInt8(),
    "float64": pl.Float64(),
    "date": pl.Date(),
    "view": pl.String(),
}


def _empty(fields: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    held = _EMPTY.get(fields)
    if held is None:
        held = _EMPTY[fields] = pl.DataFrame(schema={name: _POLARS[kind] for name, kind in fields})
    return held.clone()
