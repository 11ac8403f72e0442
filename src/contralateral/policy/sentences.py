"""Sentences about many lines: what is said of several of them is put together once, column by column."""

from __future__ import annotations

import string
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from contralateral.policy.factor import Ints, factor_numbers, factor_runs
from contralateral.policy.findings import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from contralateral.policy.spaces import Lines, Runs, Space

__all__ = ["Teller", "Told"]

#: A space of so many times the rows asked for is not put into words as a whole.
_TALL = 4
_LONGEST = 1 << 62
Bools = np.ndarray[Any, np.dtype[np.bool_]]


class Told:
    """Sentences for each of many rows, each distinct one kept once."""

    def __init__(self, size: int) -> None:
        """Begin with the number of rows."""
        self._at = np.zeros(size, np.int64)
        self._parts: list[pl.Series] = []
        self._height = 0

    def put(self, rows: Ints, which: Ints | int, texts: pl.Series) -> None:
        """Say of each of these rows one of some texts."""
        self._at[rows] = which + self._height
        self._parts.append(texts)
        self._height += len(texts)

    def series(self) -> pl.Series:
        """Return the sentence of each row."""
        return pl.concat(self._parts, rechunk=True)[self._at]


class _Part(NamedTuple):
    """Columns as words: each row's number (None: one for all), how many numbers there are, and each one's words."""

    ids: Ints | None
    height: int
    words: dict[str, pl.Series]


class Teller:
    """The words of a batch of lines; what a space holds is put into words once, however many rules speak of it."""

    def __init__(self, lines: Lines, missing: Mapping[str, str] | None = None) -> None:
        """Take the lines, and the words for columns that are null or empty where these are not the usual ones."""
        self._lines, self._missing = lines, missing or {}
        self._words: dict[tuple[int, str], pl.Series] = {}

    def tell(self, templates: Sequence[str], rows: Ints) -> tuple[Ints | int, list[pl.Series]]:
        """Fill templates, whose braces name columns, for some of the lines.

        Returns:
            Which sentence is each row's, and for each template the distinct sentences.
        """
        names = sorted({name for template in templates for name in _columns(template)})
        if not names:
            return 0, [pl.Series([template.format()], dtype=pl.String) for template in templates]
        which, frame = self._distinct(names, rows)
        told = frame.select(_sentence(template).alias(str(at)) for at, template in enumerate(templates))
        return which, told.get_columns()

    def nulls(self, column: str, rows: Ints) -> Bools | bool:
        """Say for each of some lines whether a column is null; one answer where it is that of all."""
        runs = self._lines.runs(column, rows)
        if runs is not None:
            return np.asarray(runs.lengths < 0)
        space = self._lines.space(column)
        flags = space.nulls(column)
        if not flags.any() or flags.all():
            return bool(flags[0])
        index = self._lines.index(space, rows)
        return np.asarray(flags[index])

    def _distinct(self, names: Iterable[str], rows: Ints) -> tuple[Ints | int, pl.DataFrame]:
        """Return which kind each row is of, and the words of each kind."""
        key: Ints | None = None
        size = 1
        parts = self._parts(names, rows)
        for ids, count, _ in parts:
            if ids is None:
                continue
            if size * count >= _LONGEST and key is not None:
                fewer = factor_numbers(key)
                key, size = fewer.ids, fewer.count
            key = ids if key is None else key * count + ids
            size *= count
        if key is None:
            return 0, pl.DataFrame([words.alias(n) for part in parts for n, words in part.words.items()])
        kinds = factor_numbers(key)
        found = []
        for ids, _, words in parts:
            place = np.zeros(kinds.count, np.int64) if ids is None else ids[kinds.first]
            found += [column[place].alias(name) for name, column in words.items()]
        return kinds.ids, pl.DataFrame(found)

    def _parts(self, names: Iterable[str], rows: Ints) -> list[_Part]:
        parts = []
        spaces: dict[int, tuple[Space, list[str]]] = {}
        for name in names:
            runs = self._lines.runs(name, rows)
            if runs is None:
                space = self._lines.space(name)
                spaces.setdefault(id(space), (space, []))[1].append(name)
                continue
            told = factor_runs(runs.ids, len(runs.values), runs.lengths)
            parts.append(_Part(told.ids, told.count, {name: _joined(name, runs, told.first)}))
        return [*parts, *(self._of_space(space, mine, rows) for space, mine in spaces.values())]

    def _of_space(self, space: Space, names: Sequence[str], rows: Ints) -> _Part:
        index = self._lines.index(space, rows)
        if index is None or (not space.dense and space.height <= _TALL * len(rows)):
            # Rows that nobody points to are put into words too: they are few, and the next rule may ask for them.
            return _Part(index, space.height, {name: self._said(space, name) for name in names})
        told = factor_numbers(index)
        some = space.frame.select(names)[index[told.first]]
        return _Part(told.ids, told.count, {name: self._texts(some[name].to_list(), name) for name in names})

    def _said(self, space: Space, name: str) -> pl.Series:
        key = (id(space), name)  # the lines keep their spaces, so that its place cannot be another's
        if key not in self._words:
            self._words[key] = self._texts(space.values(name), name)
        return self._words[key]

    def _texts(self, values: Sequence[Any], name: str) -> pl.Series:
        missing = self._missing.get(name)
        if missing is not None:
            values = [value or missing for value in values]
        return pl.Series([say(value, name) for value in values], dtype=pl.String)


def _joined(name: str, runs: Runs, first: Ints) -> pl.Series:
    """Put lists into words, those at these places."""
    each = pl.Series([say(value, name) for value in runs.values], dtype=pl.String)
    begins = (np.cumsum(np.maximum(runs.lengths, 0)) - np.maximum(runs.lengths, 0))[first]
    lengths = runs.lengths[first]
    columns = []
    for at in range(int(lengths.max(initial=0))):
        there = lengths > at
        place = pl.Series(runs.ids[np.where(there, begins + at, 0)]).set(pl.Series(~there), None)
        columns.append(each.gather(place).alias(str(at)))
    if not columns:
        return pl.Series([say(None) if length < 0 else "" for length in lengths.tolist()], dtype=pl.String)
    words = pl.concat_str([column.name for column in columns], separator=", ", ignore_nulls=True)
    return (
        pl.DataFrame(columns)
        .select(pl.when(pl.Series(lengths < 0)).then(pl.lit(say(None))).otherwise(words))
        .to_series()
    )


@cache
def _pieces(template: str) -> tuple[tuple[str, str | None, str], ...]:
    """Take a template apart: a text, the column after it, and what its words are to be formatted by."""
    return tuple(
        (text, name, f"{{0{'!' + conversion if conversion else ''}:{how or ''}}}")
        for text, name, how, conversion in string.Formatter().parse(template)
    )


def _columns(template: str) -> set[str]:
    return {name for _, name, _ in _pieces(template) if name}


@cache
def _sentence(template: str) -> pl.Expr:
    """Return the template as an expression over columns of words."""
    parts = []
    for text, name, how in _pieces(template):
        if text:
            parts.append(pl.lit(text))
        if name:
            words = pl.col(name)
            parts.append(words if how == "{0:}" else words.map_elements(how.format, return_dtype=pl.String))
    return pl.concat_str(parts) if parts else pl.lit("")
