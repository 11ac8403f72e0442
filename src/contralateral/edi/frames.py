"""Tables from elements, many columns in one go: all text of a table is one Arrow array, cut into its columns.

A column made alone costs some ten microseconds before its first row; a slice of a longer one costs one. So the columns
of a table are noted first, and made together, one array for each type, when the table is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral.edi.cells import INLINE, cells_of
from contralateral.edi.columns import NUMPY_TYPES, packed, series, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from contralateral.edi.tokens import Elements, Tokens

__all__ = ["Frame", "Names"]


class Names:
    """A few short names to be gathered by number, as loop names are."""

    def __init__(self, names: Sequence[str]) -> None:
        """Take names of at most twelve bytes; the empty name is null."""
        self.cells = cells_of([name.encode("ascii") for name in names])


class Frame:
    """A table in the making: columns in the order in which they are added."""

    def __init__(self, tokens: Tokens, height: int) -> None:
        """Begin a table of so many rows."""
        self.tokens, self.height = tokens, height
        self._kinds: dict[str, str] = {}
        self._texts: list[str] = []
        #: Columns, and the places of their elements or their cells; shape (columns, rows).
        self._places: list[tuple[slice, NDArray[np.int32]]] = []
        self._cells: list[tuple[slice, NDArray[np.complex128]]] = []
        self._made: dict[str, pl.Series] = {}
        self._numbers: dict[str, list[tuple[str, NDArray[np.generic], NDArray[np.bool_] | None]]] = {}

    def elements(self, names: Sequence[str], elements: Elements, wanted: Sequence[int]) -> None:
        """Add text columns of elements of segments, null where empty.

        Args:
            names: of the columns.
            elements: of the segments.
            wanted: which one for each column, from 1.
        """
        self._kinds.update(dict.fromkeys(names, "view"))
        if not self.height:
            return
        there = [(name, j) for name, j in zip(names, wanted, strict=True) if j <= elements.most]
        if len(there) < len(names):
            # Elements that no segment has: a column of nulls that many tables share.
            whole = _nulls(self.height)
            self._made |= {n: whole.alias(n) for n, j in zip(names, wanted, strict=True) if j > elements.most}
        if there:
            columns = self._note([name for name, _ in there])
            self._places.append((columns, elements.places([j for _, j in there])))

    def places(self, columns: Mapping[str, NDArray[np.int32]]) -> None:
        """Add text columns by the places of their elements; name and places of shape (rows,), 0 is none."""
        for name, places in columns.items():
            self._places.append((self._note([name]), places[None, :]))

    def add(self, name: str, column: pl.Series) -> None:
        """Add a column made elsewhere."""
        self._kinds[name] = "made"
        self._made[name] = column.alias(name)

    def texts(self, names: Sequence[str], cells: NDArray[np.complex128]) -> None:
        """Add text columns, null where empty; cells of shape (names, rows)."""
        self._cells.append((self._note(names), cells))

    def text(self, name: str, cells: NDArray[np.complex128]) -> None:
        """Add one text column; cells of shape (rows,)."""
        self.texts([name], cells[None, :])

    def named(self, name: str, names: Names, numbers: NDArray[np.integer]) -> None:
        """Add a text column of names by number."""
        self.text(name, names.cells.take(numbers))

    def _note(self, names: Sequence[str]) -> slice:
        first = len(self._texts)
        self._texts += names
        self._kinds.update(dict.fromkeys(names, "view"))
        return slice(first, len(self._texts))

    def numbers(
        self, name: str, values: NDArray[np.generic], type_: str, valid: NDArray[np.bool_] | None = None
    ) -> None:
        """Add a column of numbers, null where not valid; ``type_`` is a name in ``columns.NUMPY_TYPES``."""
        self._kinds[name] = type_
        self._numbers.setdefault(type_, []).append((name, values, valid))

    def frame(self, order: Sequence[str] | None = None) -> pl.DataFrame:
        """Return the table, its columns in the order in which they were added or in another."""
        names = list(self._kinds) if order is None else order
        made = dict(self._made)
        if not self.height and not made:
            return _empty(tuple((name, self._kinds[name]) for name in names))
        if self._texts:
            self._cut(made, self._texts, self._all_texts())
        for kind, held in self._numbers.items():
            self._cut(made, [name for name, _, _ in held], self._all_numbers(kind, held))
        return pl.DataFrame([made[name] for name in names])

    def _cut(self, made: dict[str, pl.Series], names: list[str], whole: pl.Series) -> None:
        size = self.height
        for i, name in enumerate(names):
            made[name] = whole.slice(i * size, size).alias(name)

    def _all_numbers(
        self, kind: str, held: list[tuple[str, NDArray[np.generic], NDArray[np.bool_] | None]]
    ) -> pl.Series:
        size = self.height
        values = np.empty((len(held), size), dtype=NUMPY_TYPES[kind])
        bits = None
        if any(valid is not None for _, _, valid in held):
            mask = np.ones((len(held), size), dtype=bool)
            for i, (_, _, valid) in enumerate(held):
                if valid is not None:
                    mask[i] = valid
            bits = packed(mask)
        for i, (_, value, _) in enumerate(held):
            values[i] = value
        return series(values, bits, kind)

    def _all_texts(self) -> pl.Series:
        """Make all text columns, one behind the other."""
        cells = np.empty((len(self._texts), self.height), dtype=np.complex128)
        for columns, places in self._places:
            self.tokens.cells.take(places, out=cells[columns], mode="clip")
        for columns, some in self._cells:
            cells[columns] = some
        size = cells.reshape(-1).view(np.uint32)[::4]
        data = self.tokens.data if int(size.max(initial=0)) > INLINE else None
        return text_of(cells.reshape(-1), packed(size != 0), data)


def _nulls(height: int) -> pl.Series:
    """Return a column of missing text."""
    if len(_MISSING[0]) < height:
        _MISSING[0] = pl.Series([None], dtype=pl.String).new_from_index(0, 2 * height)
    return _MISSING[0].slice(0, height)


_MISSING = [pl.Series([], dtype=pl.String)]
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
