"""Elements and components against their definitions: presence, length, type, codes, syntax notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.columns import days, ranges
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

#: Behind the last separator of components.
_NEVER = np.iinfo(np.int32).max


def check_elements(
    known: Tables, tokens: Tokens, placed: Placed, finds: Finds
) -> tuple[NDArray[np.uint32], dict[int, list[Column]]]:
    """Check all elements and components.

    Returns:
        Which elements are there (bit j of each segment for its element j), and the components that rules ask for, by
        their position in ``tables.PARTS``.
    """
    sieve = Sieve(known, tokens, finds)
    present = np.zeros(len(tokens), dtype=np.uint32)
    for use in placed.uses:
        rows = placed.rows(use)
        row = row_of(known, use)
        count = tokens.count.take(rows)
        shortest, longest = int(count.min()), int(count.max())
        drawn = len(row.cells)
        if longest > drawn:
            finds.add(rows[count > drawn], "too_many_elements", use)
        wanted = min(longest, drawn)
        present[rows] = sieve.look(row, rows, _ends(tokens, rows, count, wanted, shortest))
    _last(tokens, placed, present, finds)
    _within(sieve, placed)
    _types(sieve)
    return present, sieve.parts


def _ends(
    tokens: Tokens, rows: NDArray[np.intp], count: NDArray[np.int32], wanted: int, shortest: int
) -> NDArray[np.int32]:
    """Return where the name and the first ``wanted`` elements of segments end; shape (wanted + 1, rows)."""
    base = tokens.base.take(rows).astype(np.intp)
    at = np.add.outer(np.arange(wanted + 1), base)
    if shortest < wanted:
        np.minimum(at, base + count, out=at)
    return tokens.ends.take(at)


def _last(tokens: Tokens, placed: Placed, present: NDArray[np.uint32], finds: Finds) -> None:
    """Say which segments end with an element that is empty."""
    open_ = np.flatnonzero((present >> tokens.count.view(np.uint32)) == 0)
    open_ = open_[(placed.use.take(open_) > 0) & (tokens.count.take(open_) > 0)]
    last = tokens.base.take(open_) + tokens.count.take(open_)
    open_ = open_[tokens.ends.take(last) - tokens.ends.take(last - 1) == 1]
    finds.add(open_, "empty_end", placed.use[open_])


def _within(sieve: Sieve, placed: Placed) -> None:
    """Cut composites at their separators and look at their components."""
    known, tokens, finds = sieve.known, sieve.tokens, sieve.finds
    composites, sieve.composites = sieve.composites, []
    marks = _marks(tokens)
    found = 0
    for column in composites:
        number = column.cell.number
        row = row_within(known, number)
        stop = column.start + column.length
        at = np.searchsorted(marks, column.start)
        ends = [column.start - np.int32(1)]
        inside = np.ones(len(stop), dtype=bool)
        while len(ends) <= len(row.cells):
            mark = marks.take(at)
            inside = mark < stop
            ends.append(np.minimum(mark, stop))
            more = int(np.count_nonzero(inside))
            if not more:
                break
            found += more
            at += inside
        else:
            finds.add(column.rows[inside], "too_many_components", number)
            found += int((np.searchsorted(marks, stop[inside]) - at[inside]).sum())
        open_ = tokens.bytes_.take(stop - np.int32(1)) == ord(tokens.delimiters.component)
        finds.add(column.rows[open_], "empty_end", int(known.use_of[number]))
        used = int(known.usage[number]) != 0
        sieve.look(row, column.rows, np.stack(ends), inner=True, used=used)
    if found != len(marks) - 1:
        _say_stray(known, tokens, placed, _outside(composites, marks[:-1]), finds)


def _marks(tokens: Tokens) -> NDArray[np.int32]:
    """Return the offsets of the component separators, and one behind them all."""
    low, high = int(tokens.start[0]), int(tokens.ends[tokens.base[-1] + tokens.count[-1]])
    marks = np.flatnonzero(tokens.bytes_[low:high] == ord(tokens.delimiters.component))
    marks += low
    return np.append(marks, _NEVER).astype(np.int32)


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
            sieve.finds.add(column.rows[here], fault, column.cell.number)


def _joined(arrays: list[NDArray[np.int32]]) -> NDArray[np.int32]:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
