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
from contralateral.edi.tokens import views

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from contralateral.edi.tokens import Tokens

__all__ = ["Frame", "Names"]

_INLINE = 12
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


class Frame:
    """A table in the making: columns in the order in which they are added."""

    def __init__(self, tokens: Tokens, height: int) -> None:
        """Begin a table of so many rows."""
        self.tokens, self.height = tokens, height
        self._made: dict[str, tuple[str, list[object]]] = {}

    def elements(self, names: Sequence[str], at: NDArray[np.int32]) -> None:
        """Add text columns of elements, null where empty.

        Args:
            names: of the columns.
            at: positions as ``Tokens.at`` gives them, shape (names, rows).
        """
        every = self.tokens.elements
        if not self.height:
            self._empty(names)
            return
        length = every.length[at]
        valid = np.packbits(length > 0, axis=1, bitorder="little")
        views = every.view[at]
        for i, longest in enumerate(length.max(axis=1).tolist()):
            if longest <= _INLINE:
                self._made[names[i]] = ("view", [valid[i], views[i].view(np.uint64), _NO_SIZES])
            else:
                self._long(names[i], every.start[at[i]], length[i], valid[i])

    def texts(self, names: Sequence[str], spans: Span) -> None:
        """Add text columns of spans, null where empty.

        Args:
            names: of the columns.
            spans: starts and lengths, shape (names, rows).
        """
        start, length = spans
        if not self.height:
            self._empty(names)
            return
        valid = np.packbits(length > 0, axis=1, bitorder="little")
        made = views(self.tokens.words, start, length)
        for i, longest in enumerate(length.max(axis=1).tolist()):
            if longest <= _INLINE:
                self._made[names[i]] = ("view", [valid[i], made[i].reshape(-1), _NO_SIZES])
            else:
                self._long(names[i], start[i], length[i], valid[i])

    def _empty(self, names: Sequence[str]) -> None:
        self._made |= {name: ("view", [None, np.empty(0, np.uint64), _NO_SIZES]) for name in names}

    def _long(
        self, name: str, start: NDArray[np.int32], length: NDArray[np.int32], valid: NDArray[np.uint8]
    ) -> None:
        offsets, gathered = columns.gather(self.tokens, start, length)
        self._made[name] = ("large", [valid, offsets, gathered])

    def text(self, name: str, span: Span) -> None:
        """Add one text column; spans of shape (rows,)."""
        start, length = span
        self.texts([name], (start[None, :], length[None, :]))

    def named(self, name: str, names: Names, numbers: NDArray[np.integer]) -> None:
        """Add a text column of names by number."""
        made = names.views.view(np.complex128).reshape(-1)[numbers]
        self._made[name] = ("view", [_packed(names.filled[numbers]), made.view(np.uint64), _NO_SIZES])

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
