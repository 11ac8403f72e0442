"""The engine: which rule says what of which line. Words come later, and only for what was found.

The gate says which editions a line meets. What they ask is evaluated once on each distinct combination of what it
reads, and the answer is handed to every line that has it. Silence is not kept at all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from contralateral.policy.batch import many
from contralateral.policy.book import BASIS_COLUMN
from contralateral.policy.factor import FEW
from contralateral.policy.footprints import Footprint, Found, footprints
from contralateral.policy.gate import SHUT, UNDATED, Classes, Gate
from contralateral.policy.spaces import FrameLines, Lines
from contralateral.policy.terms import Terms, terms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from contralateral.policy.book import Book, Edition
    from contralateral.policy.gate import Bytes

__all__ = ["UNKNOWN", "WRONG", "Looked", "coverage", "judge", "spoken_of"]

WRONG, UNKNOWN = 1, 2
_FEW = FEW
_REMEMBERED = 20_000
_BOOKS = 8
_Numbers = np.ndarray[Any, np.dtype[np.uint32]]
_VERDICTS = {"row": pl.UInt32(), "rule": pl.UInt16(), "edition": pl.UInt8(), "verdict": pl.UInt8()}


def judge(lines: Lines | pl.DataFrame, book: Book) -> pl.DataFrame:
    """Judge every line by the rules that its payer selects.

    Args:
        lines: widened lines, or a frame of them, with ``payer``, ``code`` and every column in ``book.columns``.
        book: the rules.

    Returns:
        A row per rule and line that is wrong or unknown: ``row`` into the lines, ``rule`` into ``book.rules``,
        ``edition`` into its editions, ``verdict`` 1 wrong or 2 unknown. Ordered by row, then rule.
    """
    spaced = FrameLines(lines) if isinstance(lines, pl.DataFrame) else lines
    plan = _plan(book)
    if not spaced.height or not plan.footprints:
        return pl.DataFrame(schema=_VERDICTS)
    classes = plan.gate.classes(spaced)
    found = plan.few(spaced, classes) if spaced.height <= _FEW else many(spaced, classes, plan.terms)
    return _verdicts(list(found), plan, spaced.height, undated=bool((classes.says == UNDATED).any()))


class _Plan:
    """The rules of a book as footprints behind a gate."""

    def __init__(self, book: Book) -> None:
        self.gate = Gate(book)
        self.footprints = footprints(self.gate.items)
        marks = [(item.rule << 16) | (item.at << 8) for item in self.gate.items]
        self.marks = np.array(marks, np.uint32)
        editions = [item.edition for item in self.gate.items]
        ends = {e.ends_before for e in editions if e.ends_before is not None}
        self.starts = sorted({e.starts for e in editions} | ends)
        self._footprints_of: dict[bytes, tuple[int, ...]] = {}
        self.looked: dict[tuple[str, str | None, int, int], Looked] = {}
        self.packs = [rule.pack for rule in book.rules]
        # A rule of a plan's own that names codes; one for every code has not examined any.
        general = book.general_packs
        self.naming = [
            rule.pack not in general and not any(e.scope.every for e in rule.editions) for rule in book.rules
        ]
        self.item_names = np.array([self.naming[item.rule] for item in self.gate.items], np.bool_)
        self.bases = [BASIS_COLUMN[rule.record.basis] for rule in book.rules]

    @cached_property
    def terms(self) -> Terms:
        """The editions as terms; only batches need them."""
        return terms(self.gate.items)

    def few(self, lines: Lines, classes: Classes) -> Iterator[Found]:
        """Judge a few lines: what was answered before is remembered, and the rest is asked all at once."""
        of_line = [0] * lines.height if classes.of_line is None else classes.of_line.tolist()
        met = [self._met(says) for says in classes.says]
        rows_of: dict[int, list[int]] = {}
        for row, kind in enumerate(of_line):
            for at in met[kind]:
                rows_of.setdefault(at, []).append(row)
        wanted = [(self.footprints[at], rows_of[at]) for at in sorted(rows_of)]
        told = lines.plain({name for footprint, _ in wanted for name in footprint.columns})
        told = {name: [_plain(v) for v in values] for name, values in told.items()}
        open_: list[_Asked] = []
        answers: list[_Asked] = []
        for footprint, rows in wanted:
            columns = [told[name] for name in footprint.columns]
            keys = [tuple([column[row] for column in columns]) for row in rows]
            asked = _Asked(footprint, rows, keys, footprint.memory())
            answers.append(asked)
            if any(key not in asked.known for key in keys):
                open_.append(asked)
        if open_:
            _learn(lines, open_)
        for footprint, rows, keys, known in answers:
            whole = b"".join([known[key] for key in keys])
            if whole.count(0) == len(whole):
                continue
            said = np.frombuffer(whole, np.uint8).reshape(len(rows), -1)
            gate = classes.says[[of_line[row] for row in rows]][:, footprint.places]
            word = np.where(gate == 1, said, np.where((gate == UNDATED) & (said != 0), 2, 0)).astype(np.uint8)
            where, which = np.nonzero(word)
            if len(where):
                at_ = np.array(rows, np.int64)[where]
                yield Found(at_, footprint.places[which], word[where, which])

    def _met(self, says: Bytes) -> tuple[int, ...]:
        """The footprints of which a class meets an edition."""
        name = says.tobytes()
        if name not in self._footprints_of:
            if len(self._footprints_of) > _REMEMBERED:
                self._footprints_of.clear()
            met = says != SHUT
            self._footprints_of[name] = tuple(
                at for at, f in enumerate(self.footprints) if met[f.places].any()
            )
        return self._footprints_of[name]


class _Asked(NamedTuple):
    """The rows that a footprint is asked about, the values of each, and what is known of such values."""

    footprint: Footprint
    rows: list[int]
    keys: list[tuple[Any, ...]]
    known: dict[tuple[Any, ...], bytes]


def _learn(lines: Lines, open_: list[_Asked]) -> None:
    """Evaluate what nobody asked before, on all the lines in one go, and remember it."""
    columns = sorted({name for asked in open_ for name in asked.footprint.columns})
    frame = lines.take(columns) if columns else pl.DataFrame({"": [0] * lines.height})
    answers = [
        answer.alias(f"{at}:{i}")
        for at, asked in enumerate(open_)
        for i, answer in enumerate(asked.footprint.answers)
    ]
    said = frame.select(answers)
    for at, (footprint, rows, keys, known) in enumerate(open_):
        words = [said[f"{at}:{i}"].to_list() for i in range(len(footprint.answers))]
        for row, key in zip(rows, keys, strict=True):
            known[key] = bytes([w[row] if len(w) > 1 else w[0] for w in words])


def _plain(value: Any) -> Any:
    """A value that can be a key."""
    return tuple(value) if isinstance(value, list) else value


_PLANS: OrderedDict[tuple[int, int], tuple[Book, _Plan]] = OrderedDict()


def _plan(book: Book) -> _Plan:
    """Return the plan of a book, made once; a book is kept with its plan, so that its place cannot be another's."""
    name = (id(book.rules), id(book.payers))
    if name not in _PLANS:
        while len(_PLANS) >= _BOOKS:
            _PLANS.popitem(last=False)
        _PLANS[name] = (book, _Plan(book))
    return _PLANS[name][1]


def _verdicts(found: list[Found], plan: _Plan, height: int, *, undated: bool) -> pl.DataFrame:
    """Order what was found by line, rule and edition."""
    if not found:
        return pl.DataFrame(schema=_VERDICTS)
    row, marks = (_sorted if height <= _FEW else _counted)(found, plan, height)
    if undated and len(marks) > 1:
        # Where the date is unknown every edition answers null; the question is asked once.
        rule = marks >> 16
        first = np.concatenate([[True], (rule[1:] != rule[:-1]) | (row[1:] != row[:-1])])
        row, marks = row[first], marks[first]
    # Little-endian: word, edition and rule, from the lowest byte up.
    parts = marks.view(np.dtype([("verdict", "u1"), ("edition", "u1"), ("rule", "<u2")]))
    told = {name: np.ascontiguousarray(parts[name]) for name in ("rule", "edition", "verdict")}
    return pl.DataFrame({"row": row, **told}, schema=_VERDICTS)


def _sorted(found: list[Found], plan: _Plan, height: int) -> tuple[_Numbers, _Numbers]:
    """Order the verdicts of few lines: line, rule, edition and word are one number while they are sorted."""
    packed = np.concatenate(
        [f.rows.astype(np.uint64) << np.uint64(32) | plan.marks[f.items] | f.words for f in found]
    )
    packed.sort()
    return (packed >> np.uint64(32)).astype(np.uint32), packed.astype(np.uint32)


def _counted(found: list[Found], plan: _Plan, height: int) -> tuple[_Numbers, _Numbers]:
    """Order the verdicts of many lines: editions come in order, each with its lines once, so places are counted out."""
    counts = np.bincount(np.concatenate([f.rows for f in found]), minlength=height)
    free = np.cumsum(counts) - counts
    marks = np.empty(int(counts.sum()), np.uint32)
    for rows, item, words in found:
        place = free[rows]
        free[rows] = place + 1
        marks[place] = plan.marks[item] | words
    return np.repeat(np.arange(height, dtype=np.uint32), counts), marks


@dataclass(frozen=True, slots=True)
class Looked:
    """Which rules looked at a line, and whether one of its payer's own named its code."""

    packs: tuple[str, ...]
    rules: tuple[str, ...]
    named: bool


def coverage(
    book: Book, payer: str, code: str | None, on: date | None, receipt: date | None = None
) -> Looked:
    """Say which packs and rules look at a line of this code on this day for this payer.

    ``named`` is true when a rule of a pack that is a plan's own speaks of this very code: only then has a policy of the
    payer examined the line. Where the day that a rule goes by (of service, or of receipt) is unknown, every edition
    counts.
    """
    plan = _plan(book)
    days = [0 if day is None else 1 + bisect_right(plan.starts, day) for day in (on, receipt)]
    key = (payer, code, days[0], days[1])
    if key not in plan.looked:
        if len(plan.looked) > _REMEMBERED:
            plan.looked.clear()
        plan.looked[key] = _look(plan, book, payer, code, {"dos": on, "receipt": receipt})
    return plan.looked[key]


def spoken_of(lines: Lines, book: Book) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Say for each line whether a rule of its payer's own names its code: ``coverage(...).named``, for many lines.

    Args:
        lines: widened lines, with ``payer``, ``code``, and the days of service and receipt.
        book: the rules.
    """
    plan = _plan(book)
    classes = plan.gate.classes(lines, ("dos", "receipt"))
    named = (classes.says[:, plan.item_names] != SHUT).any(axis=1)
    return np.asarray(
        np.broadcast_to(named, lines.height) if classes.of_line is None else named[classes.of_line]
    )


def _look(plan: _Plan, book: Book, payer: str, code: str | None, days: dict[str, date | None]) -> Looked:
    items = []
    for item in plan.gate.speaking(payer, code):
        on = days.get(plan.bases[item.rule])
        if on is None or _in_time(item.edition, on):
            items.append(item)
    numbers = list(dict.fromkeys(item.rule for item in items))
    packs = tuple(sorted({plan.packs[number] for number in numbers}))
    named = any(plan.naming[number] for number in numbers)
    return Looked(packs, tuple(book.rules[number].id for number in numbers), named)


def _in_time(edition: Edition, on: date) -> bool:
    return edition.starts <= on and (edition.ends_before is None or on < edition.ends_before)
