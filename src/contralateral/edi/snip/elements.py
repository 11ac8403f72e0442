"""Elements and components against their definitions: presence, length, type, codes, syntax notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

#: Keeps the first n bits of a word.
_BELOW = np.array([(1 << n) - 1 for n in range(64)], dtype=np.uint64)
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


class _Marks:
    """The separators of components in a piece, and how many stand before any byte of it."""

    def __init__(self, tokens: Tokens) -> None:
        self.low = int(tokens.start[0])
        high = int(tokens.ends[tokens.base[-1] + tokens.count[-1]])
        view = tokens.bytes_[self.low : high]
        marked = view == ord(tokens.delimiters.component)
        self.at = marked.nonzero()[0].astype(np.int32)
        self.at += np.int32(self.low)
        bits = np.packbits(marked, bitorder="little").tobytes()
        self.words = np.frombuffer(bits + bytes(16 - len(bits) % 8), dtype="<u8")
        self.before = np.zeros(len(self.words), dtype=np.intp)
        np.cumsum(np.bitwise_count(self.words[:-1]), out=self.before[1:])

    def until(self, offset: NDArray[np.int32]) -> NDArray[np.intp]:
        """Return how many stand before each byte."""
        bit = offset - np.int32(self.low)
        word = (bit >> 6).astype(np.intp)
        bit &= 63
        below = self.words.take(word) & _BELOW.take(bit)
        found = self.before.take(word)
        found += np.bitwise_count(below)
        return found


def _within(sieve: Sieve, placed: Placed) -> None:
    """Cut composites at their separators and look at their components, those of one shape together."""
    known, tokens, finds = sieve.known, sieve.tokens, sieve.finds
    alike: dict[int, list[Column]] = {}
    for column in sieve.composites:
        alike.setdefault(column.cell.inner, []).append(column)
    marks = _Marks(tokens)
    found = 0
    for shape, columns in alike.items():
        above = _joined([sieve.numbers(c, slice(None)) for c in columns])
        rows, start, length = (_joined([c[i] for c in columns]) for i in (1, 2, 3))
        column = Column(columns[0].cell, rows, start, length, above)
        stop = start + length
        open_ = tokens.bytes_.take(stop - np.int32(1)) == ord(tokens.delimiters.component)
        if open_.any():
            finds.add(rows[open_], "empty_end", known.use_of[above[open_]])
        if len(marks.at):
            at = marks.until(start)
            count = marks.until(stop)
            count -= at
            found += int(count.sum())
        else:
            at = count = np.zeros(len(stop), dtype=np.intp)
        most = int(count.max())
        # A few that have many more than the others would make the matrix of all as large.
        many = count >= _FEW
        if most > _FEW and 4 * np.count_nonzero(many) < len(many):
            for kept in (many.nonzero()[0], (~many).nonzero()[0]):
                _cut(sieve, marks, shape, column.only(kept), at.take(kept), count.take(kept))
        else:
            _cut(sieve, marks, shape, column, at, count)
    if found != len(marks.at):
        _say_stray(known, tokens, placed, _outside(sieve.composites, marks.at), finds)


def _cut(
    sieve: Sieve,
    marks: _Marks,
    shape: int,
    column: Column,
    first: NDArray[np.intp],
    count: NDArray[np.intp],
) -> None:
    """Look at the components of composites, each with its first separator and how many there are in it."""
    stop, above = column.start + column.length, column.above
    assert above is not None
    row = row_within(sieve.known, shape)
    most, least = int(count.max()) + 1, int(count.min()) + 1
    if most > len(row.cells):
        over = count >= len(row.cells)
        sieve.finds.add(column.rows[over], "too_many_components", above[over])
    wanted = min(most, len(row.cells))
    ends = np.empty((wanted + 1, len(stop)), dtype=np.int32)
    np.subtract(column.start, 1, out=ends[0])
    for c in range(1, wanted + 1):
        if c < most:
            marks.at.take(first, out=ends[c], mode="clip")
            first += 1
            if c >= least:  # behind the last component of some
                np.copyto(ends[c], stop, where=count < c)
        else:
            ends[c] = stop
    used = int(sieve.known.usage[shape]) != 0
    sieve.look(row, column.rows, ends, above, used=used)


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
