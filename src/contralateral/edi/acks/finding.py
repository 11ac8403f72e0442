"""Finding segments and parts of elements, whole columns at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.columns import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from contralateral.edi.tokens import Tokens

__all__ = ["Span", "classify", "count_within", "elements", "last_seen", "qualifier", "repetitions", "word"]

Span = tuple["NDArray[np.int32]", "NDArray[np.int32]"]


def last_seen(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return for each place the last place up to it where ``mask`` holds, -1 before the first; shape (n,)."""
    at = np.where(mask, np.arange(len(mask), dtype=np.int32), np.int32(-1))
    return np.maximum.accumulate(at)


def word(name: str) -> np.uint64:
    """Return a code of at most eight bytes as ``columns.words_of`` gives it."""
    return np.uint64(int.from_bytes(name.encode("ascii"), "little"))


def classify(words: NDArray[np.uint64], names: Sequence[str]) -> NDArray[np.uint8]:
    """Return the position of each word among names, from 1, and 0 for any other; shape (n,)."""
    keys = np.array([word(name) for name in names], dtype=np.uint64)
    order = np.argsort(keys)
    at = np.minimum(np.searchsorted(keys[order], words), len(keys) - 1)
    return np.where(keys[order][at] == words, order[at] + 1, 0).astype(np.uint8)


def qualifier(tokens: Tokens, rows: NDArray[np.intp], j: int = 1) -> NDArray[np.uint64]:
    """Return element ``j`` of segments as integers to compare; all ones where it is longer than eight bytes."""
    span = tokens.element(rows, j)
    return np.where(span[1] > 8, np.uint64(2**64 - 1), words_of(tokens, span)[0])


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
