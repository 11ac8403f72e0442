"""Lines as spaces: what many lines share is kept once, and each line says which row is its own.

A space is a small frame of distinct rows and an index into it, by line or by claim. Checks are evaluated on distinct
rows; whole lines are put together only where somebody reads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from contralateral.policy.factor import FEW, Factor, Ints, combine, factor_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["FrameLines", "Lines", "Runs", "Space", "Watch"]

#: Lists of codes of which a check only sees whether any is on a list of the line.
Watch = frozenset[frozenset[str]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


#: Rows that are kept as plain values are compared as such up to so many.
_LISTED = 4_096


class Runs(NamedTuple):
    """Lists of texts one after the other: ``ids`` into ``values``, and how long each list is; -1 is a null."""

    values: Sequence[str | None]
    ids: Ints
    lengths: Ints


class Space:
    """Distinct rows and an index into them.

    ``index`` has a row number a line, or a claim where ``of_claim``; None says that there is one row for all, or, where
    ``dense``, that the rows are the lines themselves; where ``picked``, they are those lines that were asked for.
    """

    __slots__ = (
        "_factors",
        "_frame",
        "_nulls",
        "_plain",
        "_projected",
        "_schema",
        "_series",
        "_values",
        "dense",
        "height",
        "index",
        "of_claim",
        "picked",
    )

    def __init__(
        self,
        index: Ints | None,
        *,
        frame: pl.DataFrame | None = None,
        values: dict[str, list[Any]] | None = None,
        schema: Mapping[str, pl.DataType] | None = None,
        of_claim: bool = False,
        dense: bool = False,
        picked: bool = False,
    ) -> None:
        """Take the distinct rows as a frame, or as lists of values with their types."""
        self.index, self.of_claim, self.dense, self.picked = index, of_claim, dense, picked
        self._frame, self._values, self._schema = frame, values or {}, schema or {}
        self._factors: dict[str, Factor] = {}
        self._nulls: dict[str, Bools] = {}
        self._series: dict[str, pl.Series] = {}
        self._plain: dict[str, list[Any]] = {}
        self._projected: dict[tuple[str, ...], tuple[Ints, Ints]] = {}
        self.height = frame.height if frame is not None else len(next(iter(self._values.values())))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the space holds."""
        return tuple(self._frame.columns) if self._frame is not None else tuple(self._values)

    @property
    def frame(self) -> pl.DataFrame:
        """The distinct rows."""
        if self._frame is None:
            types = {name: self._schema[name] for name in self._values}
            self._frame = pl.DataFrame(self._values, schema=types, strict=False)
        return self._frame

    def whole(self, name: str) -> pl.Series:
        """Return a column of the distinct rows; of many columns few are asked for."""
        if name not in self._series:
            self._series[name] = (
                self._frame[name]
                if self._frame is not None
                else pl.Series(name, self._values[name], dtype=self._schema[name], strict=False)
            )
        return self._series[name]

    def values(self, column: str) -> list[Any]:
        """Return a column of the distinct rows as plain values."""
        if column not in self._values:
            self._values = {**self._values, column: self.whole(column).to_list()}
        return self._values[column]

    def column(self, name: str, rows: Ints) -> pl.Series:
        """Return a column of some of the distinct rows."""
        if self._frame is not None or len(rows) > FEW:
            return self.whole(name)[rows]
        values = self._values[name]
        some = [values[at] for at in rows.tolist()]
        return pl.Series(name, some, dtype=self._schema[name], strict=False)

    def plain(self, column: str) -> list[Any]:
        """Return a column of the distinct rows as values that can be keys: a list is a tuple."""
        if column not in self._plain:
            values = self.values(column)
            some = next((value for value in values if value is not None), None)
            lists = isinstance(some, list)
            self._plain[column] = [v if v is None else tuple(v) for v in values] if lists else values
        return self._plain[column]

    def nulls(self, column: str) -> Bools:
        """Say which of the distinct rows have no value in a column."""
        if column not in self._nulls:
            told = (
                np.array([value is None for value in self._values[column]], np.bool_)
                if column in self._values
                else self.whole(column).is_null().to_numpy()
            )
            self._nulls[column] = told
        return self._nulls[column]

    def projected(self, columns: tuple[str, ...]) -> tuple[Ints, Ints]:
        """Factor the distinct rows by some of their columns.

        Returns:
            For each row its number among those that differ in these columns, and for each number a row that has it.
        """
        if columns not in self._projected:
            if self.height == 1:
                none = np.zeros(1, np.int64)
                self._projected[columns] = (none, none)
            elif self.height <= (FEW if self._frame is not None else _LISTED):
                rows: dict[Any, int] = {}
                keys = list(zip(*(self.plain(name) for name in columns), strict=True))
                numbers = np.array([rows.setdefault(key, len(rows)) for key in keys], np.int64)
                place = np.zeros(len(rows), np.int64)
                place[numbers[::-1]] = np.arange(len(keys) - 1, -1, -1)
                self._projected[columns] = (numbers, place)
            else:
                told = self._factored(columns[0])
                for name in columns[1:]:
                    more = self._factored(name)
                    told = combine(told.ids, more.ids, more.count)
                self._projected[columns] = (told.ids, told.first)
        return self._projected[columns]

    def _factored(self, column: str) -> Factor:
        if column not in self._factors:
            self._factors[column] = factor_column(self.whole(column))
        return self._factors[column]


class Lines:
    """Claim lines with their columns in spaces, each made when it is first asked for."""

    def __init__(self, height: int, claim_of: Ints | None = None) -> None:
        """Begin with the number of lines, and for each line the place of its claim."""
        self.height, self.claim_of = height, claim_of
        self._spaces: dict[str, Space] = {}

    def make(self, column: str) -> Mapping[str, Space]:
        """Return the space of a column, with others that come of the same work.

        Raises:
            KeyError: nobody fills this column.
        """
        raise KeyError(column)

    def space(self, column: str) -> Space:
        """Return the space that holds a column; columns made together share one."""
        if column not in self._spaces:
            self._spaces.update(self.make(column))
        return self._spaces[column]

    def watched(self, column: str, watch: Watch) -> Space:
        """Return a space that agrees with the column's lists in which of the watched lists each of them meets."""
        return self.space(column)

    def part(self, column: str, rows: Ints) -> Space | None:
        """Return a column for some lines only, where it is cheaper than for all; None elsewhere."""
        return None

    def runs(self, column: str, rows: Ints) -> Runs | None:
        """Return a column of lists for some lines as numbers, where that is cheaper than lists; None elsewhere."""
        return None

    def index(self, space: Space, rows: Ints | None = None) -> Ints | None:
        """Return the row of ``space`` for each line, or for some; None where there is one for all."""
        if space.dense:
            return np.arange(self.height, dtype=np.int64) if rows is None else rows
        if space.index is None:
            return None
        if not space.of_claim:
            return space.index if rows is None else space.index[rows]
        assert self.claim_of is not None, "a claim's space needs each line's claim"
        return space.index[self.claim_of if rows is None else self.claim_of[rows]]

    def take(self, columns: Iterable[str], rows: Ints | None = None) -> pl.DataFrame:
        """Put columns together, for every line or for some, in the order given."""
        names = list(columns)
        found: dict[str, pl.Series] = {}
        count = self.height if rows is None else len(rows)
        for space, of_space in self._grouped(names, rows):
            part = space.frame.select(of_space)
            index = self.index(space, rows)
            if space.picked or (space.dense and rows is None):
                pass
            elif index is None:
                part = pl.concat([part] * count) if 0 < count <= 4 else part[np.zeros(count, np.int64)]
            else:
                part = part[index]
            found |= part.to_dict()
        return pl.DataFrame([found[name] for name in names])

    def plain(self, columns: Iterable[str], rows: Ints | None = None) -> dict[str, list[Any]]:
        """Return columns as lists of plain values, for every line or for some; for few lines, and for words."""
        found: dict[str, list[Any]] = {}
        count = self.height if rows is None else len(rows)
        for space, names in self._grouped(columns, rows):
            if space.picked or (space.dense and rows is None):
                found |= {name: space.values(name) for name in names}
                continue
            index = self.index(space, rows)
            if space.dense and index is not None and space.height > 4 * count:
                part = space.frame.select(names)[index]
                found |= {name: part[name].to_list() for name in names}
                continue
            at = [0] * count if index is None else index.tolist()
            for name in names:
                values = space.values(name)
                found[name] = [values[i] for i in at]
        return found

    def select(self, *columns: str | Iterable[str]) -> pl.DataFrame:
        """Return some columns of every line as a frame."""
        names = [n for c in columns for n in ([c] if isinstance(c, str) else c)]
        return self.take(names)

    def _grouped(self, columns: Iterable[str], rows: Ints | None) -> Sequence[tuple[Space, list[str]]]:
        groups: dict[int, tuple[Space, list[str]]] = {}
        for name in columns:
            some = None if rows is None or name in self._spaces else self.part(name, rows)
            space = some or self.space(name)
            groups.setdefault(id(space), (space, []))[1].append(name)
        return list(groups.values())


class FrameLines(Lines):
    """A plain frame of lines, each column factored when a check asks for it."""

    def __init__(self, frame: pl.DataFrame) -> None:
        """Take a frame with a row a line."""
        super().__init__(frame.height)
        self._of = frame

    def make(self, column: str) -> Mapping[str, Space]:
        """Return a column's space; texts, numbers, dates and booleans are factored, lists are not."""
        whole = self._of.select(column)
        if whole.height == 0 or isinstance(whole.schema[column], pl.List):
            return {column: Space(None, frame=whole, dense=True)}
        told = factor_column(whole[column])
        return {column: Space(told.ids, frame=whole[told.first])}
