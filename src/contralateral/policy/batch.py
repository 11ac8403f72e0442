"""Judging many lines: each term is evaluated on the distinct values of what it reads, and lines drop out at the first
term that finds them fine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from contralateral.policy.factor import Ints, factor_numbers, grouped
from contralateral.policy.footprints import Found
from contralateral.policy.gate import SHUT, UNDATED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contralateral.policy.footprints import Footprint
    from contralateral.policy.gate import Bytes, Classes
    from contralateral.policy.spaces import Lines, Space
    from contralateral.policy.terms import Term, Terms

__all__ = ["many"]

#: A space of so many rows is answered as a whole, for all the lines; of a taller one only the rows of lines that are
#: left.
_SHORT = 4_096
#: The rows of spaces of this height are combined; beyond it nearly every line is a combination of its own.
_TALL = 8_192
#: Combinations are numbered where there could be so many; beyond it lines are evaluated one by one.
_TABLE = 1 << 22
#: Up to so many combinations are answered from memory; more are evaluated, which is quicker then.
_ASKED_ONCE = 1_024
#: Lines that are less than this part of all are put together class by class.
_PART = 4
_FIRST = np.zeros(1, np.int64)
#: A space, some of its columns, and which of its rows.
_Part = tuple["Space", tuple[str, ...], Ints]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


class _Said(NamedTuple):
    """What a footprint says of all the lines: ``table`` has a row an answer and a column a row of the space (one where
    there is one for all), and ``space`` leads from lines to columns."""

    table: Bytes
    space: Space | None


class _Joint(NamedTuple):
    """Combinations of rows: each line's number (None: one for all), how many there are, and what they consist of."""

    ids: Ints | None
    height: int
    parts: list[_Part]


def many(lines: Lines, classes: Classes, terms: Terms) -> Iterator[Found]:
    """Judge a batch.

    Args:
        lines: the batch.
        classes: what the gate says of them.
        terms: of the editions of the gate, in its order.

    Yields:
        What each edition found, in the order of the gate, each line once.
    """
    batch, subsets = _Batch(lines, terms), _Subsets(classes)
    met = classes.says != SHUT
    asked = np.flatnonzero((met & (classes.lines > 0)[:, None]).any(axis=0))
    undated = (classes.says == UNDATED).any(axis=0)
    for item in asked.tolist():
        rows = subsets.of(met[:, item])
        # A line without its day is unknown where it is not fine.
        word = _gate(classes, item, rows, lines.height) if undated[item] else None
        found = batch.ask(terms.of_item[item], rows, word)
        if found is not None:
            yield Found(found[0], item, found[1])


class _Subsets:
    """The lines of several classes; many editions ask for the same ones."""

    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self._held: dict[bytes, Ints | None] = {}
        self._by_class: tuple[Ints, Ints] | None = None

    def of(self, met: Bools) -> Ints | None:
        """Return the lines of the classes met, in any order; None where these are all."""
        name = met.tobytes()
        if name not in self._held:
            self._held[name] = self._made(met)
        return self._held[name]

    def _made(self, met: Bools) -> Ints | None:
        of_line, lines = self.classes.of_line, self.classes.lines
        if of_line is None or met[lines > 0].all():
            return None
        if _PART * int(lines[met].sum()) > len(of_line):
            return np.flatnonzero(met[of_line])
        if self._by_class is None:
            self._by_class = grouped(of_line, len(lines))
        order, begins = self._by_class
        return np.concatenate([order[begins[at] : begins[at + 1]] for at in np.flatnonzero(met).tolist()])


def _gate(classes: Classes, item: int, rows: Ints | None, height: int) -> Bytes:
    """What the gate says of lines."""
    says = classes.says[:, item]
    if classes.of_line is None:
        return np.repeat(says, height if rows is None else len(rows))
    return np.asarray(says[classes.of_line if rows is None else classes.of_line[rows]])


class _Batch:
    """Lines, with what footprints said of them so far."""

    def __init__(self, lines: Lines, terms: Terms) -> None:
        self.lines, self.footprints = lines, terms.footprints
        self._said: dict[int, _Said | None] = {}

    def ask(self, terms: Sequence[Term], rows: Ints | None, word: Bytes | None) -> tuple[Ints, Bytes] | None:
        """Ask an edition's terms of some lines, all where None; returns the lines that are not fine and their words."""
        later = []
        for term in terms:
            said = self._of_all(term.footprint)
            if said is None:
                later.append(term)
                continue
            told = said.table[term.answer]
            if not told.any():
                return None
            if word is None and (told == 1).all():
                continue
            left = _left(rows, word, self._heard(said, told, rows))
            if left is None:
                return None
            rows, word = left
        for term in later:
            left = _left(rows, word, self._of_these(self.footprints[term.footprint], term.answer, rows))
            if left is None:
                return None
            rows, word = left
        if rows is None:
            rows = np.arange(self.lines.height, dtype=np.int64)
        return rows, np.ones(len(rows), np.uint8) if word is None else word

    def _of_all(self, at: int) -> _Said | None:
        """Return what a footprint says of all the lines; None where only the lines that are left are worth asking."""
        if at not in self._said:
            footprint = self.footprints[at]
            if footprint.columns:
                spaces = footprint.spaces(self.lines)
                short = len(spaces) == 1 and spaces[0][0].height <= _SHORT and not spaces[0][0].dense
                self._said[at] = _of_space(footprint, *spaces[0]) if short else None
            else:
                every = range(len(footprint.answers))
                self._said[at] = _Said(footprint.evaluate(every, pl.DataFrame({"": [0]})), None)
        return self._said[at]

    def _heard(self, said: _Said, told: Bytes, rows: Ints | None) -> Bytes:
        """The answer for each of these lines."""
        if said.space is None or said.space.index is None:
            return np.full(self._count(rows), told[0], np.uint8)
        index, claim_of = said.space.index, self.lines.claim_of
        if not said.space.of_claim:
            return told[index if rows is None else index[rows]]
        assert claim_of is not None, "a claim's space needs each line's claim"
        if rows is None or len(rows) > len(index):
            return np.asarray(told[index][claim_of if rows is None else claim_of[rows]])
        return np.asarray(told[index[claim_of[rows]]])

    def _of_these(self, footprint: Footprint, answer: int, rows: Ints | None) -> Bytes:
        """Evaluate one answer for these lines only."""
        spaces = footprint.spaces(self.lines)
        joint = self._joint(spaces, rows)
        if joint is None:
            columns = [self._column(space, name, rows) for space, names in spaces for name in names]
            return np.asarray(footprint.evaluate([answer], pl.DataFrame(columns))[0])
        said = _answers(footprint, answer, joint.parts, joint.height)[0]
        return np.repeat(said, self._count(rows)) if joint.ids is None else said[joint.ids]

    def _joint(self, spaces: Sequence[tuple[Space, tuple[str, ...]]], rows: Ints | None) -> _Joint | None:
        """Number the combinations of rows of several spaces; None where they are too many."""
        if any(space.dense or space.height > _TALL for space, _ in spaces):
            return None
        key: Ints | None = None
        size = 1
        for space, names in spaces:
            numbers, first = space.projected(names)
            index = self.lines.index(space, rows)
            if index is None or len(first) == 1:
                continue
            size *= len(first)
            if size > _TABLE:
                return None
            key = numbers[index] if key is None else key * len(first) + numbers[index]
        if key is None:
            return _Joint(None, 1, [(space, names, _FIRST) for space, names in spaces])
        told = factor_numbers(key)
        where = told.first if rows is None else rows[told.first]
        parts = []
        for space, names in spaces:
            index = self.lines.index(space, where)
            parts.append((space, names, np.zeros(told.count, np.int64) if index is None else index))
        return _Joint(told.ids, told.count, parts)

    def _column(self, space: Space, name: str, rows: Ints | None) -> pl.Series:
        column = space.whole(name)
        if space.dense:
            return column if rows is None else column[rows]
        index = self.lines.index(space, rows)
        return column.new_from_index(0, self._count(rows)) if index is None else column[index]

    def _count(self, rows: Ints | None) -> int:
        return self.lines.height if rows is None else len(rows)


def _left(rows: Ints | None, word: Bytes | None, heard: Bytes) -> tuple[Ints | None, Bytes] | None:
    """The lines that are still not fine; what one term does not know makes the whole unknown."""
    keep = np.flatnonzero(heard != 0)
    if not len(keep):
        return None
    if len(keep) == len(heard):
        return rows, heard if word is None else np.maximum(word, heard)
    heard = heard[keep]
    if word is not None:
        np.maximum(heard, word[keep], out=heard)
    return (keep if rows is None else rows[keep]), heard


def _of_space(footprint: Footprint, space: Space, names: tuple[str, ...]) -> _Said:
    """Answer every row of a space."""
    numbers, first = space.projected(names)
    table = _answers(footprint, None, [(space, names, first)], len(first))
    return _Said(table if space.index is None else np.take(table, numbers, axis=1), space)


def _answers(footprint: Footprint, which: int | None, parts: Sequence[_Part], height: int) -> Bytes:
    """Answer combinations, one of the answers or (None) all of them, a row an answer; what was asked before, in
    whatever batch, is remembered where they are few."""
    asked = range(len(footprint.answers)) if which is None else [which]
    if height > _ASKED_ONCE:
        return footprint.evaluate(asked, _frame(parts))
    columns: dict[str, list[Any]] = {}
    for space, names, places in parts:
        at = places.tolist()
        for name in names:
            values = space.plain(name)
            columns[name] = [values[i] for i in at]
    keys = list(zip(*(columns[name] for name in footprint.columns), strict=True))
    known = footprint.memory(which)
    new = [at for at, key in enumerate(keys) if key not in known]
    if new:
        some = np.array(new, np.int64)
        frame = _frame([(space, names, places[some]) for space, names, places in parts])
        told = footprint.evaluate(asked, frame)
        known.update(zip([keys[at] for at in new], map(bytes, told.T.tolist()), strict=True))
    said = np.frombuffer(b"".join([known[key] for key in keys]), np.uint8)
    return np.ascontiguousarray(said.reshape(height, -1).T)


def _frame(parts: Sequence[_Part]) -> pl.DataFrame:
    """Put some rows of spaces side by side."""
    return pl.DataFrame([space.column(name, places) for space, names, places in parts for name in names])
