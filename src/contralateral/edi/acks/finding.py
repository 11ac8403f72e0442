"""Finding segments and parts of elements, whole columns at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.cells import codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.tokens import Tokens

__all__ = ["Span", "components", "count_within", "elements", "last_seen", "qualifier", "repetitions"]

Span = tuple["NDArray[np.int32]", "NDArray[np.int32]"]


def last_seen(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return for each place the last place up to it where ``mask`` holds, -1 before the first; shape (n,)."""
    at = np.where(mask, np.arange(len(mask), dtype=np.int32), np.int32(-1))
    return np.maximum.accumulate(at)


def qualifier(tokens: Tokens, rows: NDArray[np.intp], j: int = 1) -> NDArray[np.uint64]:
    """Return element ``j`` of segments as integers to compare with ``cells.code``."""
    return codes(tokens.cell(rows, j))


def count_within(keys: NDArray[np.signedinteger]) -> NDArray[np.int64]:
    """Count rows from 1 within each run of equal keys; shape (n,)."""
    nth = np.arange(len(keys), dtype=np.int64)
    new = np.ones(len(keys), dtype=bool)
    new[1:] = keys[1:] != keys[:-1]
    return nth - np.maximum.accumulate(np.where(new, nth, 0)) + 1


def elements(tokens: Tokens, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.int64], Span]:
    """Return every element of segments: of which row it is, its place from 1, and its span."""
    flat = np.repeat(np.arange(len(rows), dtype=np.intp), tokens.count[rows])
    j = count_within(flat)
    at = tokens.base[rows[flat]] + j
    start = tokens.ends[at - 1] + 1
    return flat, j, tokens.trim(start, tokens.ends[at] - start)


def repetitions(tokens: Tokens, span: Span, separator: str | None) -> tuple[NDArray[np.intp], Span]:
    """Cut elements into their repetitions.

    Args:
        tokens: the bytes.
        span: of the elements, shape (n,).
        separator: between repetitions; null where the interchange has none.

    Returns:
        For each repetition the row that it is of (an element with nothing in it has one, empty) and its span.
    """
    start, length = span
    rows = np.arange(len(start), dtype=np.intp)
    if separator is None or not len(start):
        return rows, span
    marks = np.flatnonzero(tokens.bytes_ == ord(separator)).astype(np.int32)
    first = np.searchsorted(marks, start)
    count = np.searchsorted(marks, start + length) - first
    flat = np.repeat(rows, count + 1)
    if len(flat) == len(rows):
        return rows, span
    nth = count_within(flat) - 1
    at = first[flat] + nth
    last = nth == count[flat]
    marks = np.append(marks, np.int32(0))
    begin = np.where(nth == 0, start[flat], marks[np.maximum(at - 1, 0)] + 1)
    end = np.where(last, (start + length)[flat], marks[np.minimum(at, len(marks) - 1)])
    return flat, tokens.trim(begin.astype(np.int32), (end - begin).astype(np.int32))


def components(tokens: Tokens, span: Span, count: int, separator: int) -> list[Span]:
    """Cut composites into their first ``count`` components; those that are not there have length 0.

    Args:
        tokens: the bytes.
        span: of the composites.
        count: how many are wanted.
        separator: the byte between them.
    """
    start, length = span
    stop = start + length
    marks = tokens.marks(separator)
    at = np.searchsorted(marks, start)
    found: list[Span] = []
    here = start
    last = len(marks) - 1
    for k in range(count):
        mark = marks.take(at + k, mode="clip")
        inside = (at + k <= last) & (mark < stop)
        end = np.where(inside, mark, stop)
        size = np.maximum(end - here, 0)
        found.append(tokens.trim(np.minimum(here, stop), size))
        here = np.where(inside, mark + 1, stop + 1)
    return found
