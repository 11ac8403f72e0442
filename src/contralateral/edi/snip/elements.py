"""Elements and components against their definitions: presence, length, type, codes, syntax notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.edi.columns import days, ranges
from contralateral.edi.snip.bits import AHEAD, Bits
from contralateral.edi.snip.cells import row_of, row_within
from contralateral.edi.snip.form import is_decimal, is_time, is_whole
from contralateral.edi.snip.guide import TYPES
from contralateral.edi.snip.pack import TYPE_BY_FORM
from contralateral.edi.snip.sift import Column, Sieve

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from contralateral.edi.snip.problems import Finds
    from contralateral.edi.snip.tables import Tables
    from contralateral.edi.snip.uses import Placed
    from contralateral.edi.tokens import Tokens

__all__ = ["check_elements"]

_ONE = np.uint64(1)
#: Separators of components that most composites have at most.
_FEW = 4


def check_elements(
    known: Tables, tokens: Tokens, placed: Placed, finds: Finds
) -> tuple[NDArray[np.uint32], dict[int, list[Column]]]:
    """Check all elements and components.

    Returns:
        Which elements are there (bit j of each segment for its element j), and the components that rules ask for, by
        their position in ``tables.PARTS``.
    """
    sieve = Sieve(known, tokens, placed.use, finds)
    present = np.zeros(len(tokens), dtype=np.uint32)
    bases, counts = tokens.base.take(placed.order).astype(np.intp), tokens.count.take(placed.order)
    for shape, low, high in placed.groups:
        rows, base, count = placed.order[low:high], bases[low:high], counts[low:high]
        row = row_of(known, shape)
        shortest, longest = int(np.minimum.reduce(count)), int(np.maximum.reduce(count))
        drawn = len(row.cells)
        if longest > drawn:
            over = rows[count > drawn]
            finds.add(over, "too_many_elements", placed.use[over])
        wanted = min(longest, drawn)
        present[rows] = sieve.look(row, rows, _ends(tokens, base, count, wanted, shortest))
    _last(tokens, placed, present, finds)
    _within(sieve, placed)
    _types(sieve)
    return present, sieve.parts


def _ends(
    tokens: Tokens, base: NDArray[np.intp], count: NDArray[np.int32], wanted: int, shortest: int
) -> NDArray[np.int32]:
    """Return where the name and the first ``wanted`` elements of segments end; shape (wanted + 1, n)."""
    at = np.add.outer(np.arange(wanted + 1), base)
    if shortest < wanted:
        np.minimum(at, base + count, out=at)
    return tokens.ends.take(at)


def _last(tokens: Tokens, placed: Placed, present: NDArray[np.uint32], finds: Finds) -> None:
    """Say which segments end with an element that is empty."""
    open_ = ((present >> tokens.count.view(np.uint32)) == 0).nonzero()[0]
    open_ = open_[(placed.use.take(open_) > 0) & (tokens.count.take(open_) > 0)]
    last = tokens.base.take(open_) + tokens.count.take(open_)
    open_ = open_[tokens.ends.take(last) - tokens.ends.take(last - 1) == 1]
    finds.add(open_, "empty_end", placed.use[open_])


def _within(sieve: Sieve, placed: Placed) -> None:
    """Cut composites at their separators and look at their components, those of one shape together."""
    known, tokens, finds = sieve.known, sieve.tokens, sieve.finds
    alike: dict[int, list[Column]] = {}
    for column in sieve.composites:
        alike.setdefault(column.cell.inner, []).append(column)
    low, high = int(tokens.start[0]), int(tokens.ends[tokens.base[-1] + tokens.count[-1]])
    separators = tokens.bytes_[low:high] == ord(tokens.delimiters.component)
    marks = Bits(separators)
    found = 0
    for shape, columns in alike.items():
        above = _joined([sieve.numbers(c, slice(None)) for c in columns])
        rows, start, length = (_joined([c[i] for c in columns]) for i in (1, 2, 3))
        column = Column(columns[0].cell, rows, start, length, above)
        open_ = tokens.bytes_.take(start + length - np.int32(1)) == ord(tokens.delimiters.component)
        if open_.any():
            finds.add(rows[open_], "empty_end", known.use_of[above[open_]])
        if int(np.maximum.reduce(length)) > AHEAD:
            found += _cut_long(sieve, shape, column.only((length > AHEAD).nonzero()[0]), separators, low)
            column = column.only((length <= AHEAD).nonzero()[0])
        if len(column.rows):
            found += _cut(sieve, shape, column, marks.ahead(column.start.astype(np.intp) - low, column.length))
    if found != len(marks):
        there = separators.nonzero()[0].astype(np.int32)
        there += np.int32(low)
        _say_stray(known, tokens, placed, _outside(sieve.composites, there), finds)


def _cut(sieve: Sieve, shape: int, column: Column, marks: NDArray[np.uint64]) -> int:
    """Look at the components of composites: bit k is set where byte k of each separates two; returns how many do."""
    count = np.bitwise_count(marks)
    most = int(np.maximum.reduce(count))
    many = count >= _FEW
    # A few that have many more than the others would make the matrix of all as large.
    if most > _FEW and 4 * np.count_nonzero(many) < len(many):
        parts = (many.nonzero()[0], (~many).nonzero()[0])
        return sum(_cut(sieve, shape, column.only(kept), marks.take(kept)) for kept in parts)
    stop = column.start + column.length
    ends = np.empty((most + 2, len(stop)), dtype=np.int32)
    np.subtract(column.start, 1, out=ends[0])
    for c in range(1, most + 1):
        below = marks - _ONE
        marks = marks & below
        np.bitwise_and(below, ~marks, out=below)
        # The bits below the lowest: as many as there are bytes before it, and past the end where there is none.
        np.add(column.start, np.bitwise_count(below), out=ends[c])
        np.minimum(ends[c], stop, out=ends[c])
    ends[most + 1] = stop
    _components(sieve, shape, column, ends, count)
    return int(count.sum(dtype=np.int64))


def _cut_long(
    sieve: Sieve, shape: int, column: Column, separators: NDArray[np.bool_], low: int
) -> int:
    """Look at the components of composites of any length; returns how many separators they have."""
    marks = np.append(separators.nonzero()[0] + low, np.iinfo(np.int32).max).astype(np.int32)
    stop = column.start + column.length
    first = np.searchsorted(marks, column.start)
    count = np.searchsorted(marks, stop) - first
    most = min(int(count.max()), len(row_within(sieve.known, shape).cells))
    ends = [column.start - np.int32(1)]
    ends += [np.minimum(marks.take(first + c, mode="clip"), stop) for c in range(most)]
    _components(sieve, shape, column, np.stack([*ends, stop]), count)
    return int(count.sum())


def _components(
    sieve: Sieve, shape: int, column: Column, ends: NDArray[np.int32], count: NDArray[np.integer]
) -> None:
    above = column.above
    assert above is not None
    row = row_within(sieve.known, shape)
    if len(ends) - 1 > len(row.cells):
        over = count >= len(row.cells)
        sieve.finds.add(column.rows[over], "too_many_components", above[over])
    used = int(sieve.known.usage[shape]) != 0
    sieve.look(row, column.rows, ends[: len(row.cells) + 1], above, used=used)


def _outside(composites: list[Column], marks: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the separators of components that stand in no composite."""
    if not composites:
        return marks
    start = np.sort(np.concatenate([c.start for c in composites]))
    stop = np.sort(np.concatenate([c.start + c.length for c in composites]))
    which = np.searchsorted(stop, marks)  # the first composite that ends behind each mark
    inside = which < len(stop)
    inside[inside] = marks[inside] >= start[which[inside]]
    return marks[~inside]


def _say_stray(known: Tables, tokens: Tokens, placed: Placed, marks: NDArray[np.int32], finds: Finds) -> None:
    """Say which elements hold a component separator and are no composites; an ISA names it and is left alone."""
    rows = np.searchsorted(tokens.start, marks, side="right") - 1
    entry = np.searchsorted(tokens.ends, marks)
    element = entry - tokens.base[rows]
    rows, first = rows[element > 0], element[element > 0]
    use = placed.use[rows]
    inside = (use > 0) & (first <= known.size[use])
    definition = np.unique(np.stack([rows[inside], known.first[use[inside]] + first[inside]]), axis=1)
    finds.add(definition[0], "component_in_simple", definition[1])


def _is_day(tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32]) -> NDArray[np.bool_]:
    return ~days(tokens, (start, length))[2]


_CHECKS: dict[int, tuple[Callable[..., NDArray[np.bool_]], str]] = {
    TYPES.index("N0"): (is_whole, "not_number"),
    TYPES.index("R"): (is_decimal, "not_number"),
    TYPES.index("TM"): (is_time, "not_time"),
    TYPES.index("DT"): (_is_day, "not_day"),
}


def _types(sieve: Sieve) -> None:
    """Look at what has a type, all of one in one go."""
    tokens = sieve.tokens
    for type_, columns in sieve.typed.items():
        start, length = _joined([c.start for c in columns]), _joined([c.length for c in columns])
        if type_ == TYPE_BY_FORM:
            forms = [c.form for c in columns if c.form is not None]
            form = _joined([f[0] for f in forms]), np.maximum(_joined([f[1] for f in forms]), 0)
            bad, fault = ranges(tokens, form, (start, length))[3], "not_day"
        else:
            check, fault = _CHECKS[type_]
            bad = ~check(tokens, start, length)
        if not bad.any():
            continue
        at = 0
        for column in columns:
            here = bad[at : at + len(column.rows)]
            at += len(column.rows)
            sieve.say(fault, column, here)


def _joined(arrays: list[NDArray[Any]]) -> NDArray[Any]:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
