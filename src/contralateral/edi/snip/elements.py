"""Elements and components against their definitions: presence, length, type, codes, syntax notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.columns import days, ranges
from contralateral.edi.snip.form import LOW, digit_count, is_decimal, is_time, is_whole, zero_bytes
from contralateral.edi.snip.guide import TYPES
from contralateral.edi.snip.pack import TYPE_BY_FORM
from contralateral.edi.snip.sift import Spans, flags_of, sift
from contralateral.edi.snip.tables import CODED_BIT, COMPOSITE_BIT, LENGTH_BIT, TYPE_BITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.snip.problems import Finds
    from contralateral.edi.snip.tables import Tables
    from contralateral.edi.snip.uses import Placed
    from contralateral.edi.tokens import Tokens

__all__ = ["check_elements"]

_WHOLE, _DECIMAL, _DAY, _TIME = (TYPES.index(name) for name in ("N0", "R", "DT", "TM"))


def check_elements(
    known: Tables, tokens: Tokens, placed: Placed, finds: Finds
) -> tuple[NDArray[np.uint32], Spans]:
    """Check all elements and components.

    Returns:
        Which elements are there (bit j of each segment for its element j), and every component.
    """
    present, spans = sift(known, tokens, placed, finds)
    _closer(known, tokens, spans, finds)
    _usage(known, placed, present, finds)
    for name, notes in known.notes:
        rows = tokens.rows(name)
        rows = rows[placed.use.take(rows) > 0]
        there = present.take(rows)
        for n, note in enumerate(notes if len(rows) else ()):
            broken = note.broken(there)
            if broken.any():
                finds.add(rows[broken], "note", name * 16 + n)
    composites = spans.only(np.flatnonzero((spans.flags & COMPOSITE_BIT) != 0))
    parts = _cut(known, tokens, placed, composites, finds)
    _closer(known, tokens, parts, finds)
    return present, parts


def _usage(known: Tables, placed: Placed, present: NDArray[np.uint32], finds: Finds) -> None:
    """Say which required elements are missing and which stand that the guide does not use."""
    missing = known.must.take(placed.use) & ~present
    extra = known.must_not.take(placed.use) & present
    for fault, bits in (("missing", missing), ("not_used", extra)):
        rows = np.flatnonzero(bits)
        left = bits[rows]
        j = 1
        while left.any():
            here = rows[(left >> np.uint32(j)) & np.uint32(1) > 0]
            finds.add(here, fault, known.first[placed.use[here]] + j)
            left = left & ~np.uint32(1 << j)
            j += 1


def _closer(known: Tables, tokens: Tokens, spans: Spans, finds: Finds) -> None:
    """Check lengths, codes and types of what the first look left."""
    odd = np.flatnonzero((spans.flags & LENGTH_BIT) != 0)
    if len(odd):
        _lengths(known, tokens, spans, odd, finds)
    _codes(known, tokens, spans, np.flatnonzero((spans.flags & CODED_BIT) != 0), finds)
    for number, check, fault in (
        (_WHOLE, is_whole, "not_number"),
        (_DECIMAL, is_decimal, "not_number"),
        (_TIME, is_time, "not_time"),
        (_DAY, _is_day, "not_day"),
    ):
        entries = np.flatnonzero((spans.flags & TYPE_BITS[number]) != 0)
        if len(entries):
            bad = entries[~check(tokens, spans.start.take(entries), spans.length.take(entries))]
            if len(bad):
                finds.add(spans.rows(tokens, bad), fault, spans.definition[bad])
    entries = np.flatnonzero((spans.flags & TYPE_BITS[TYPE_BY_FORM]) != 0)
    if len(entries):
        at = spans.entry.take(entries)
        start = tokens.ends.take(at - 2) + 1
        form = tokens.cells_at(*tokens.trim(start, tokens.ends.take(at - 1) - start))
        cells = tokens.cells_at(spans.start.take(entries), spans.length.take(entries))
        bad = entries[ranges(tokens, form, cells)[3]]
        finds.add(spans.rows(tokens, bad), "not_day", spans.definition[bad])


def _is_day(tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32]) -> NDArray[np.bool_]:
    return ~days(tokens.cells_at(start, length))[2]


def _lengths(known: Tables, tokens: Tokens, spans: Spans, odd: NDArray[np.intp], finds: Finds) -> None:
    definition = spans.definition[odd]
    length = spans.length[odd].copy()
    for i in np.flatnonzero(known.type[definition] == _DECIMAL).tolist():
        length[i] = digit_count(tokens, int(spans.start[odd[i]]), int(length[i]))
    if not tokens.data.isascii():  # lengths are of characters
        for i, entry in enumerate(odd.tolist()):
            begin = int(spans.start[entry])
            raw = tokens.data[begin : begin + int(spans.length[entry])]
            length[i] -= sum(byte & 0xC0 == 0x80 for byte in raw)
    short, long_ = length < known.least[definition], length > known.greatest[definition]
    finds.add(spans.rows(tokens, odd[short]), "too_short", definition[short])
    finds.add(spans.rows(tokens, odd[long_]), "too_long", definition[long_])


def _codes(known: Tables, tokens: Tokens, spans: Spans, coded: NDArray[np.intp], finds: Finds) -> None:
    """Compare words with the first code of their list, and what is another with the whole list."""
    definition = spans.definition.take(coded)
    word = tokens.words[spans.start.take(coded).astype(np.intp)]
    word &= LOW.take(spans.length.take(coded))
    rest = np.flatnonzero(known.likely.take(definition) != word)
    coded, word, lists = coded.take(rest), word.take(rest), known.list.take(definition.take(rest))
    length = spans.length.take(coded)
    good = known.allowed.take(lists * known.allowed.shape[1] + known.codes.numbers(word)) & (length <= 8)
    for i in np.flatnonzero(~good).tolist():
        if int(lists[i]) in known.long_lists:
            start = int(spans.start[coded[i]])
            text = tokens.data[start : start + int(length[i])].decode("utf-8")
            good[i] = text in known.lists[int(lists[i])]
    bad = coded[~good]
    finds.add(spans.rows(tokens, bad), "no_such_code", spans.definition[bad])


def _cut(known: Tables, tokens: Tokens, placed: Placed, composites: Spans, finds: Finds) -> Spans:
    """Cut composites at their separators and check which components are there."""
    n = len(composites.start)
    marks = _marks(tokens)
    stop = composites.start + composites.length
    count = _marks_in(tokens, composites)
    if int(count.sum()) != len(marks):
        marks = _only_inside(known, tokens, placed, composites, marks, finds)
    count += 1
    last = np.cumsum(count) - 1  # place of each composite's last component
    total = int(last[-1]) + 1 if n else 0
    of = np.repeat(np.arange(n), count)
    ends = np.empty(total, dtype=np.int32)
    closes = np.zeros(total, dtype=bool)
    closes[last] = True
    ends[last] = stop
    ends[~closes] = marks
    head = last - count + 1
    start = np.empty_like(ends)
    start[1:] = ends[:-1] + 1
    start[head] = composites.start
    length = ends - start
    if tokens.padded:
        start, length = tokens.trim(start, length)
    above = composites.definition
    nth = np.arange(total)
    definition = (known.inner.take(above) - head).take(of)
    definition += nth
    nth -= head.take(of)
    rows = _rows_of(known, tokens, composites)
    size = known.inner_size.take(above)
    wide = np.flatnonzero(count > size)
    if len(wide):
        finds.add(rows[wide], "too_many_components", above[wide])
        definition[nth >= size.take(of)] = 0
    open_ = np.flatnonzero((length.take(last) == 0) & (count > 1))
    finds.add(rows[open_], "empty_end", known.use_of[above[open_]])
    bits = np.where(
        (length > 0) & (definition > 0), np.left_shift(np.uint32(1), nth.astype(np.uint32)), np.uint32(0)
    )
    if n:
        _inner_usage(known, above, rows, np.bitwise_or.reduceat(bits, head), finds)
    flags = flags_of(known, definition, length)
    return Spans(start, length, definition, flags, definition, rows.take(of))


def _marks_in(tokens: Tokens, composites: Spans) -> NDArray[np.intp]:
    """Count the component separators in each composite, eight bytes at a time."""
    start, length = composites.start.astype(np.intp), composites.length
    sign = np.uint64(ord(tokens.delimiters.component) * 0x0101010101010101)
    found = np.zeros(len(start), dtype=np.intp)
    mine = np.arange(len(start))
    while len(start):
        mark = zero_bytes(tokens.words[start] ^ sign) & LOW.take(length)
        found[mine] += np.bitwise_count(mark)
        long_ = np.flatnonzero(length > 8)
        mine = mine.take(long_)
        start, length = start.take(long_) + 8, length.take(long_) - 8
    return found


def _rows_of(known: Tables, tokens: Tokens, elements: Spans) -> NDArray[np.intp]:
    """Return the segments of many elements: the place of a segment's name tells it, and their numbers lead there."""
    at = np.empty(len(tokens.ends), dtype=np.int32)
    at[tokens.base.astype(np.intp)] = np.arange(len(tokens), dtype=np.int32)
    return at.take(elements.entry - known.element.take(elements.definition)).astype(np.intp)


def _only_inside(
    known: Tables,
    tokens: Tokens,
    placed: Placed,
    composites: Spans,
    marks: NDArray[np.int32],
    finds: Finds,
) -> NDArray[np.int32]:
    """Speak of separators outside composites and return the others."""
    stop = composites.start + composites.length
    which = np.searchsorted(stop, marks)  # the first composite that ends behind each mark
    inside = which < len(stop)
    inside[inside] = marks[inside] >= composites.start[which[inside]]
    _say_stray(known, tokens, placed, marks[~inside], finds)
    return marks[inside]


def _marks(tokens: Tokens) -> NDArray[np.int32]:
    """Return the offsets of the component separators."""
    low, high = int(tokens.start[0]), int(tokens.ends[tokens.base[-1] + tokens.count[-1]])
    marks = tokens.marks(ord(tokens.delimiters.component))  # the reader asked for them before
    first, last = np.searchsorted(marks, np.array([low, high], dtype=np.int32)).tolist()
    return marks[first:last]


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


def _inner_usage(
    known: Tables,
    above: NDArray[np.intp],
    rows: NDArray[np.intp],
    present: NDArray[np.uint32],
    finds: Finds,
) -> None:
    """Say which components are missing or not used; a composite that is not used was spoken of as an element."""
    missing = known.inner_must.take(above) & ~present
    extra = known.inner_must_not.take(above) & present
    used = known.usage.take(above) != 0
    for fault, bits in (("missing", missing), ("not_used", extra)):
        for i in np.flatnonzero((bits != 0) & used).tolist():
            for c in range(int(known.inner_size[above[i]])):
                if int(bits[i]) >> c & 1:
                    finds.add(rows[i : i + 1], fault, int(known.inner[above[i]]) + c)
    for definitions, notes in known.inner_notes:
        asked = np.zeros(len(known.usage), dtype=bool)
        asked[definitions] = True
        mine = np.flatnonzero(asked.take(above)) if len(definitions) else above[:0]
        for n, note in enumerate(notes if len(mine) else ()):
            bad = mine[note.broken(present[mine])]
            finds.add(rows[bad], "inner_note", above[bad] * 4 + n)
