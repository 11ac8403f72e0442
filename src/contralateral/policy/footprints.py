"""Footprints: editions that read the same columns, evaluated together on the distinct combinations of these."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from contralateral.policy.factor import FEW, Ints
from contralateral.policy.gate import alike_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from contralateral.policy.gate import Bytes, Classes, Item
    from contralateral.policy.spaces import Lines, Space, Watch

__all__ = ["Footprint", "Found", "footprints"]

#: Combinations are numbered by a table up to this size; beyond it, lines are evaluated one by one.
_TABLE = 1 << 22
#: A space of so many rows is taken line by line: its combinations would be nearly as many as the lines.
_TALL = 50_000
#: Answers of so many distinct rows are remembered a footprint.
_REMEMBERED = 20_000
#: So many combinations are looked up among those remembered; more are evaluated, which is quicker then.
_ASKED_ONCE = 1_024
#: The values of a space of so many rows may be taken as plain values.
_SMALL = 8_192
_NOWHERE = np.zeros(1, np.int64)
Bools = np.ndarray[Any, np.dtype[np.bool_]]
#: A space, some of its columns, and which of its rows.
_Rows = tuple["Space", tuple[str, ...], Ints]


class Found(NamedTuple):
    """What a footprint found: lines, and for each the place of the edition and its word (1 wrong, 2 unknown)."""

    rows: Ints
    items: Ints
    words: Bytes


@dataclass(slots=True)
class Footprint:
    """Editions that read the same columns.

    columns: what they read, in order. places: their places among the items of the gate. answers: an expression each,
    a byte: 0 fine, 1 wrong, 2 unknown. watch: for columns of lists, the only lists of codes that are looked for.
    """

    columns: tuple[str, ...]
    places: Ints
    answers: list[pl.Expr]
    watch: Mapping[str, Watch]
    known: dict[tuple[Any, ...], bytes] = field(default_factory=dict)

    def memory(self) -> dict[tuple[Any, ...], bytes]:
        """Return what is remembered; a full memory is begun anew, and whoever holds the old one keeps it whole."""
        if len(self.known) > _REMEMBERED:
            self.known = {}
        return self.known

    def evaluate(self, frame: pl.DataFrame) -> Bytes:
        """Evaluate every edition on rows; returns a row each with a byte an edition."""
        said = frame.select(self.answers)
        if not self.columns:
            return np.repeat(np.array(said.row(0), np.uint8)[None, :], frame.height, axis=0)
        return np.stack([column.to_numpy() for column in said], axis=1)

    def spaces(self, lines: Lines) -> list[tuple[Space, tuple[str, ...]]]:
        """Return the spaces that hold the columns, each with its own."""
        groups: dict[int, tuple[Space, list[str]]] = {}
        for name in self.columns:
            watch = self.watch.get(name)
            space = lines.watched(name, watch) if watch else lines.space(name)
            groups.setdefault(id(space), (space, []))[1].append(name)
        return [(space, tuple(names)) for space, names in groups.values()]

    def judge(self, lines: Lines, classes: Classes, rows: Ints | None) -> Iterator[Found]:
        """Judge those lines (all where None) whose classes meet any of these editions."""
        says = classes.says[:, self.places]
        keys = _Keys(lines, rows)
        kinds, kind_of = alike_rows(says)
        if len(kinds) > 1 and classes.of_line is not None:
            keys.add(classes.of_line, kind_of, len(kinds), of_claim=False)
        spaces = self.spaces(lines)
        if any(space.dense or space.height > _TALL for space, _ in spaces):
            return self._each(lines, rows, classes, says)
        parts = []
        for space, names in spaces:
            numbers, first = space.projected(names)
            parts.append((space, names, first))
            keys.add_space(space, numbers, len(first))
        if keys.size > _TABLE and keys.size > 4 * len(keys):
            return self._each(lines, rows, classes, says)
        return self._distinct(keys, parts, kinds, few_kinds=len(kinds) > 1 and classes.of_line is not None)

    def _distinct(
        self,
        keys: _Keys,
        parts: Sequence[tuple[Space, tuple[str, ...], Ints]],
        kinds: Bytes,
        *,
        few_kinds: bool,
    ) -> Iterator[Found]:
        key = keys.whole()
        met = _NOWHERE if key is None else _distinct_of(key, keys.size)
        height = len(met)
        rows = [
            (space, names, first[place])
            for (space, names, first), place in zip(parts, keys.places(met, few_kinds), strict=True)
        ]
        if height <= _ASKED_ONCE and all(space.height <= _SMALL for space, _, _ in rows):
            said = self._remembered(rows, height)
        else:
            said = self.evaluate(_frame(rows, height))
        gate = kinds[keys.kinds(met)] if few_kinds else np.repeat(kinds[-1:], height, axis=0)
        word = _through(gate, said)
        yield from self._expand(word, key, met, keys)

    def _remembered(self, rows: Sequence[_Rows], height: int) -> Bytes:
        """Answer combinations that were asked before, in whatever batch, from memory; evaluate the others."""
        columns: dict[str, list[Any]] = {}
        for space, names, places in rows:
            at = places.tolist()
            for name in names:
                values = space.plain(name)
                columns[name] = [values[i] for i in at]
        each = list(zip(*(columns[name] for name in self.columns), strict=True)) or [()] * height
        known = self.memory()
        new = [at for at, key in enumerate(each) if key not in known]
        if new:
            which = np.array(new, np.int64)
            frame = _frame([(space, names, places[which]) for space, names, places in rows], len(new))
            for at, answer in zip(new, self.evaluate(frame), strict=True):
                known[each[at]] = answer.tobytes()
        return np.frombuffer(b"".join([known[key] for key in each]), np.uint8).reshape(height, -1)

    def _expand(self, word: Bytes, key: Ints | None, met: Ints, keys: _Keys) -> Iterator[Found]:
        """Hand the answers of combinations to the lines that have them."""
        loud: Bools = np.asarray(word.any(axis=1))
        if not loud.any():
            return
        where, which = np.nonzero(word)
        words, items = word[where, which], self.places[which]
        counts = np.bincount(where, minlength=len(word))
        every, at = _lines_of(key, met, loud, keys)
        starts = np.cumsum(counts) - counts
        if int(counts.max()) == 1:
            picked = starts[at]
            yield Found(every, items[picked], words[picked])
            return
        per_line = counts[at]
        begin = np.repeat(starts[at] - (np.cumsum(per_line) - per_line), per_line)
        picked = begin + np.arange(len(begin), dtype=np.int64)
        yield Found(np.repeat(every, per_line), items[picked], words[picked])

    def _each(self, lines: Lines, rows: Ints | None, classes: Classes, says: Bytes) -> Iterator[Found]:
        """Evaluate line by line: where nearly every line is a combination of its own."""
        columns = [self._column(lines, name, rows) for name in self.columns]
        frame = pl.DataFrame(columns)
        of_line = classes.of_line if rows is None or classes.of_line is None else classes.of_line[rows]
        for at, answer in enumerate(self.answers):
            said = frame.select(answer).to_series().to_numpy()
            gate = says[:, at]
            met = np.full(len(said), gate[0], np.uint8) if of_line is None else None
            if met is None and not (gate == 1).all():
                met = gate[of_line]
            word = said if met is None else _through(met, said)
            hit = np.flatnonzero(word)
            if len(hit):
                there = hit if rows is None else rows[hit]
                yield Found(there, np.full(len(hit), self.places[at], np.int64), word[hit])

    def _column(self, lines: Lines, name: str, rows: Ints | None) -> pl.Series:
        watch = self.watch.get(name)
        space = lines.watched(name, watch) if watch else lines.space(name)
        column = space.frame[name]
        if space.dense:
            return column if rows is None else column.gather(rows)
        index = lines.index(space, rows)
        count = lines.height if rows is None else len(rows)
        if index is None:
            return column.new_from_index(0, count)
        return column.gather(index)


def _frame(rows: Sequence[_Rows], height: int) -> pl.DataFrame:
    """Put some rows of spaces side by side."""
    columns = [space.column(name, places) for space, names, places in rows for name in names]
    return pl.DataFrame(columns) if columns else pl.DataFrame({"": [0] * height})


def _distinct_of(key: Ints, size: int) -> Ints:
    """The different combinations, rising."""
    if len(key) <= FEW or size > _TABLE:
        return np.unique(key)
    there = np.zeros(size, np.bool_)
    there[key] = True
    return np.flatnonzero(there)


def _lines_of(key: Ints | None, met: Ints, loud: Bools, keys: _Keys) -> tuple[Ints, Ints]:
    """The lines that something is said of, and for each the place of its combination."""
    rows = keys.rows
    if key is None:
        every = np.arange(len(keys), dtype=np.int64) if rows is None else rows
        return every, np.zeros(len(every), np.int64)
    if keys.size > _TABLE:
        at = np.searchsorted(met, key)
        hit = np.flatnonzero(loud[at])
        return (hit if rows is None else rows[hit]), at[hit]
    speaks = np.zeros(keys.size, np.bool_)
    speaks[met] = loud
    number = np.zeros(keys.size, np.int64)
    number[met] = np.arange(len(met), dtype=np.int64)
    hit = np.flatnonzero(speaks[key])
    return (hit if rows is None else rows[hit]), number[key[hit]]


class _Keys:
    """The combination of rows that each line has, as one number; spaces of claims are combined by claim first."""

    def __init__(self, lines: Lines, rows: Ints | None) -> None:
        self.lines, self.rows = lines, rows
        self.size = 1
        self._parts: list[tuple[Ints, Ints | None, int, bool]] = []
        self._constant: list[bool] = []

    def __len__(self) -> int:
        return self.lines.height if self.rows is None else len(self.rows)

    def add(self, index: Ints, numbers: Ints | None, count: int, *, of_claim: bool) -> None:
        self._parts.append((index, numbers, count, of_claim))
        self.size *= count

    def add_space(self, space: Space, numbers: Ints, count: int) -> None:
        fixed = space.index is None or count == 1
        self._constant.append(fixed)
        if not fixed:
            assert space.index is not None
            self.add(space.index, numbers, count, of_claim=space.of_claim)

    def _order(self) -> list[int]:
        """Lines' parts first, then claims'; a claim's parts make one number a claim."""
        return sorted(range(len(self._parts)), key=lambda at: self._parts[at][3])

    def whole(self) -> Ints | None:
        """Return each line's combination; None where there is one for all."""
        key: Ints | None = None
        of_claims: Ints | None = None
        width = 1
        for at in self._order():
            index, numbers, count, of_claim = self._parts[at]
            if of_claim:
                place = index if numbers is None else numbers[index]
                of_claims = place if of_claims is None else of_claims * count + place
                width *= count
            else:
                mine = index if self.rows is None else index[self.rows]
                place = mine if numbers is None else numbers[mine]
                key = _joined(key, count, place)
        if of_claims is not None:
            claim_of = self.lines.claim_of
            assert claim_of is not None
            spread = of_claims[claim_of if self.rows is None else claim_of[self.rows]]
            key = _joined(key, width, spread)
        return key

    def _split(self, met: Ints) -> dict[int, Ints]:
        places: dict[int, Ints] = {}
        for at in reversed(self._order()):
            met, places[at] = np.divmod(met, self._parts[at][2])
        return places

    def kinds(self, met: Ints) -> Ints:
        """Return the gate's part of combinations; it was added first."""
        return self._split(met)[0]

    def places(self, met: Ints, few_kinds: bool) -> list[Ints]:
        """Return the part of each space in combinations."""
        split = self._split(met)
        found, at = [], int(few_kinds)
        for fixed in self._constant:
            found.append(np.zeros(len(met), np.int64) if fixed else split[at])
            at += not fixed
        return found


def _joined(key: Ints | None, count: int, place: Ints) -> Ints:
    """Append a part to keys; the keys are this batch's own and change in place, save for those of the first part."""
    if key is None:
        return place.copy()
    key *= count
    key += place
    return key


def _through(gate: Bytes, said: Bytes) -> Bytes:
    """Let an answer through the gate: silence where it is shut; a line without its day is unknown unless fine."""
    word = np.where(gate == 1, said, 0)
    undated = gate == 2
    if undated.any():
        word = np.where(undated & (said != 0), 2, word)
    return word.astype(np.uint8)


def footprints(items: Sequence[Item]) -> list[Footprint]:
    """Group editions by the columns that they read."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for at, item in enumerate(items):
        columns = tuple(sorted(set(item.edition.wrong.meta.root_names())))
        watched = tuple(sorted(name for name in columns if name in item.edition.watch))
        groups.setdefault((columns, watched), []).append(at)
    watch: dict[str, Watch] = {}
    for item in items:
        for name, lists in item.edition.watch.items():
            watch[name] = watch.get(name, frozenset()) | lists
    return [
        Footprint(
            columns,
            np.array(places, np.int64),
            [_byte(items[at].edition.wrong, str(i)) for i, at in enumerate(places)],
            {name: watch[name] for name in watched},
        )
        for (columns, watched), places in groups.items()
    ]


def _byte(wrong: pl.Expr, name: str) -> pl.Expr:
    return wrong.cast(pl.UInt8).fill_null(2).alias(name)
