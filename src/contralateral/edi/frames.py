"""Tables from elements, many columns in one go: the spans of all text columns of a segment are one matrix.

A column made alone costs some fifty microseconds before its first row. Made together, the columns of a table cost about
six each, and the work on them is a dozen passes over one matrix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import nanoarrow as na
import numpy as np
import polars as pl

from contralateral.edi import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from contralateral.edi.tokens import Tokens

__all__ = ["Frame", "Names", "spans_of"]

_INLINE = 12
#: Masks for the first and the second eight bytes of text by its length; taken with ``mode="clip"``.
_FIRST = np.array([(1 << (8 * n)) - 1 for n in range(9)], dtype=np.uint64)
_SECOND = np.array([0] * 9 + [(1 << (8 * n)) - 1 for n in range(1, 9)], dtype=np.uint64)
_TYPES = {
    "int64": na.c_schema(na.int64()),
    "int32": na.c_schema(na.int32()),
    "uint32": na.c_schema(na.uint32()),
    "uint8": na.c_schema(na.uint8()),
    "float64": na.c_schema(na.float64()),
    "date": na.c_schema(na.date32()),
}
_NULLS = {
    "int64": "i8",
    "int32": "i4",
    "uint32": "u4",
    "uint8": "u1",
    "float64": "f8",
    "date": "i4",
}
_VIEW, _LARGE = na.string_view(), na.large_string()
_C_VIEW, _C_LARGE = na.c_schema(_VIEW), na.c_schema(_LARGE)
_NO_SIZES = np.empty(0, dtype=np.int64)
_FIELDS = {
    **{name: getattr(na, name)() for name in ("int64", "int32", "uint32", "uint8", "float64")},
    "date": na.date32(),
    "view": _VIEW,
    "large": _LARGE,
}

Span = tuple["NDArray[np.int32]", "NDArray[np.int32]"]


class Names:
    """A few short names to be gathered by number, as loop names are."""

    def __init__(self, names: Sequence[str]) -> None:
        """Take names of at most twelve bytes; the empty name is null."""
        raw = [name.encode("ascii") for name in names]
        self.filled = np.array([bool(name) for name in raw])
        self.views = np.zeros((len(raw), 2), dtype=np.uint64)
        for i, name in enumerate(raw):
            packed = len(name).to_bytes(4, "little") + name.ljust(_INLINE, b"\0")
            self.views[i] = np.frombuffer(packed, dtype=np.uint64)


def spans_of(tokens: Tokens, rows: NDArray[np.intp], elements: Sequence[int]) -> Span:
    """Return starts and lengths of several elements of segments, shape (elements, rows), without blanks around them.

    Length 0 where a segment is shorter or its position is -1.
    """
    base, last = tokens.base[rows], tokens.count[rows]
    last += base
    absent = rows < 0
    if absent.any():
        # ends[0] twice: a span of length -1, which is none.
        base[absent], last[absent] = 1, 0
    at = base + np.array(elements, dtype=np.int32)[:, None]
    np.minimum(at, last, out=at)
    stop = tokens.ends[at]
    at -= 1
    # Where the segment is shorter its terminator ends both, and nothing is between them.
    start = tokens.ends[at]
    start += 1
    short = base + np.array(elements, dtype=np.int32)[:, None] > last
    stop -= start
    stop[short] = 0
    return tokens.trim(start, stop)


class Frame:
    """A table in the making: columns in the order in which they are added."""

    def __init__(self, tokens: Tokens, height: int) -> None:
        """Begin a table of so many rows."""
        self.tokens, self.height = tokens, height
        self._made: dict[str, tuple[str, list[object]]] = {}

    def texts(self, names: Sequence[str], spans: Span) -> None:
        """Add text columns, null where empty.

        Args:
            names: of the columns.
            spans: starts and lengths, shape (names, rows).
        """
        start, length = spans
        if not self.height:
            self._made |= {name: ("view", [None, np.empty(0, np.uint64), _NO_SIZES]) for name in names}
            return
        tokens = self.tokens
        longest = length.max(axis=1)
        short = np.flatnonzero(longest <= _INLINE)
        if len(short):
            if len(short) < len(names):
                begin, size = start[short], length[short]
            else:
                begin, size = start, length
            first = tokens.words[begin]
            first &= np.take(_FIRST, size, mode="clip")
            views = np.empty((*size.shape, 2), dtype=np.uint64)
            np.left_shift(first, np.uint64(32), out=views[:, :, 0])
            views[:, :, 0] |= size.astype(np.uint64)
            first >>= np.uint64(32)
            if int(longest[short].max()) > 8:
                second = tokens.words[begin + 8]
                second &= np.take(_SECOND, size, mode="clip")
                second <<= np.uint64(32)
                first |= second
            views[:, :, 1] = first
            valid = np.packbits(size > 0, axis=1, bitorder="little")
        of_short = {int(at): i for i, at in enumerate(short)}
        for i, name in enumerate(names):
            at = of_short.get(i)
            if at is None:
                offsets, gathered = columns.gather(tokens, start[i], length[i])
                mask = np.packbits(length[i] > 0, bitorder="little")
                self._made[name] = ("large", [mask, offsets, gathered])
            else:
                self._made[name] = ("view", [valid[at], views[at].reshape(-1), _NO_SIZES])

    def text(self, name: str, span: Span) -> None:
        """Add one text column; spans of shape (rows,)."""
        start, length = span
        self.texts([name], (start[None, :], length[None, :]))

    def named(self, name: str, names: Names, numbers: NDArray[np.integer]) -> None:
        """Add a text column of names by number."""
        valid = names.filled[numbers]
        self._made[name] = ("view", [_packed(valid), names.views[numbers].reshape(-1), _NO_SIZES])

    def numbers(
        self, name: str, values: NDArray[np.generic], type_: str, valid: NDArray[np.bool_] | None = None
    ) -> None:
        """Add a column of numbers, null where not valid; ``type_`` is a name in ``_TYPES``."""
        packed = None if valid is None else _packed(valid)
        self._made[name] = (type_, [packed, np.ascontiguousarray(values, dtype=_NULLS[type_])])

    def frame(self) -> pl.DataFrame:
        """Return the table."""
        children = [
            na.c_array_from_buffers(
                _C_VIEW if kind == "view" else _C_LARGE if kind == "large" else _TYPES[kind],
                self.height,
                buffers,
                null_count=-1,
                validation_level="none",
            )
            for kind, buffers in self._made.values()
        ]
        schema = _schema(tuple((name, kind) for name, (kind, _) in self._made.items()))
        whole = na.c_array_from_buffers(
            schema, self.height, [None], null_count=0, children=children, validation_level="none", move=True
        )
        return pl.DataFrame(whole)


_SCHEMAS: dict[tuple[tuple[str, str], ...], object] = {}


def _schema(fields: tuple[tuple[str, str], ...]) -> object:
    held = _SCHEMAS.get(fields)
    if held is None:
        held = na.c_schema(na.struct({name: _FIELDS[kind] for name, kind in fields}))
        _SCHEMAS[fields] = held
    return held


def _packed(valid: NDArray[np.bool_]) -> NDArray[np.uint8]:
    return np.packbits(valid, bitorder="little")
