"""Spans of bytes to typed columns: text, days, amounts, whole numbers and decimals, thousands at a time.

A column is made from starts and lengths into the bytes of ``Tokens``; length 0 is null. What is there and cannot be
read as its type is null too and counted in the mask that comes with it, for the caller to speak of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import nanoarrow as na
import numpy as np
import polars as pl

from contralateral.edi.digits import long_digits, short_digits
from contralateral.edi.tokens import PADDING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.tokens import Tokens

__all__ = [
    "WHOLE_LIMIT",
    "amounts",
    "components",
    "days",
    "decimals",
    "gather",
    "nullable",
    "ranges",
    "text",
    "whole",
    "word_of",
    "words_of",
]

Span = tuple["NDArray[np.int32]", "NDArray[np.int32]"]

#: Text of up to so many bytes is held inside an Arrow string view itself.
_INLINE = 12
#: Text up to this many bytes is gathered in rows of one width.
_ONE_WIDTH = 40
_LOW = np.array([(1 << (8 * n)) - 1 for n in range(8)] + [2**64 - 1] * (1 << 8), dtype=np.uint64)
_VIEW, _LARGE = na.c_schema(na.string_view()), na.c_schema(na.large_string())
_NO_SIZES = np.empty(0, dtype=np.int64)
_TYPES = {
    "int64": na.c_schema(na.int64()),
    "int32": na.c_schema(na.int32()),
    "uint32": na.c_schema(na.uint32()),
    "uint8": na.c_schema(na.uint8()),
    "float64": na.c_schema(na.float64()),
    "date": na.c_schema(na.date32()),
}
#: A whole number of more digits than this is not read.
WHOLE_LIMIT = 2**53


def text(tokens: Tokens, span: Span) -> pl.Series:
    """Return spans as strings, null where empty; shape (n,)."""
    start, length = span
    longest = int(length.max(initial=0))
    if longest > _INLINE:
        return _long_text(tokens, start, length)
    first, second = words_of(tokens, span)
    views = np.empty((len(start), 2), dtype=np.uint64)
    views[:, 0] = length.astype(np.uint64) | (first << np.uint64(32))
    views[:, 1] = (first >> np.uint64(32)) | (second << np.uint64(32))
    buffers = [_valid(length > 0), views.reshape(-1), _NO_SIZES]
    return pl.Series(
        na.c_array_from_buffers(_VIEW, len(start), buffers, null_count=-1, validation_level="none")
    )


def words_of(tokens: Tokens, span: Span) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the first eight bytes of spans, and the eight after, as little-endian integers, zero beyond the end."""
    start, length = span
    first = word_of(tokens, span)
    if int(length.max(initial=0)) <= 8:
        return first, np.zeros(len(start), dtype=np.uint64)
    second = tokens.words[start + 8] & _LOW[np.clip(length - 8, 0, 8)]
    return first, second


def word_of(tokens: Tokens, span: Span) -> NDArray[np.uint64]:
    """Return the first eight bytes of spans as ``words_of`` does."""
    word = tokens.words[span[0]]
    word &= _LOW.take(span[1], mode="clip")
    return word


def _long_text(tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32]) -> pl.Series:
    offsets, gathered = gather(tokens, start, length)
    buffers = [_valid(length > 0), offsets, gathered]
    return pl.Series(
        na.c_array_from_buffers(_LARGE, len(start), buffers, null_count=-1, validation_level="none")
    )


def gather(
    tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Copy text of any length into one stretch; returns offsets (n + 1) and the bytes."""
    offsets = np.zeros(len(start) + 1, dtype=np.int64)
    np.cumsum(length, out=offsets[1:])
    gathered = np.empty(int(offsets[-1]), dtype=np.uint8)
    longest = int(length.max(initial=0))
    if longest <= _ONE_WIDTH:
        _gather(tokens, start, length, offsets[:-1], gathered, -(-longest // 8) * 8)
        return offsets, gathered
    # A few long notes must not make every row as wide as they are.
    for low, high in ((0, 16), (16, 64), (64, 256)):
        rows = np.flatnonzero((length > low) & (length <= high))
        if len(rows):
            _gather(tokens, start[rows], length[rows], offsets[rows], gathered, high)
    for row in np.flatnonzero(length > 256):
        at = int(start[row])
        gathered[offsets[row] : offsets[row + 1]] = tokens.bytes_[at : at + int(length[row])]
    return offsets, gathered


def _gather(
    tokens: Tokens,
    start: NDArray[np.int32],
    length: NDArray[np.int32],
    to: NDArray[np.int64],
    out: NDArray[np.uint8],
    width: int,
) -> None:
    """Copy spans of at most ``width`` bytes to their places in ``out``."""
    # Eight bytes at a time may look beyond the end of the data; that far on, the last word is taken for all.
    limit = len(tokens.words) - 1
    rows = np.empty((len(start), width // 8), dtype=np.uint64)
    for k in range(0, width, 8):
        at = start + k
        rows[:, k // 8] = tokens.words[at if k < len(PADDING) - 8 else np.minimum(at, limit)]
    rows = rows.view(np.uint8)
    kept = np.arange(width, dtype=np.int32) < length[:, None]
    if len(to) and int(to[-1] - to[0] + length[-1]) == int(length.sum()):
        out[int(to[0]) : int(to[-1] + length[-1])] = rows[kept]  # neighbours: one stretch
    else:
        where = to[:, None] + np.arange(width, dtype=np.int64)
        out[where[kept]] = rows[kept]


def _valid(mask: NDArray[np.bool_]) -> NDArray[np.uint8] | None:
    return None if mask.all() else np.packbits(mask, bitorder="little")


def nullable(values: NDArray[np.generic], valid: NDArray[np.bool_], type_: str = "int64") -> pl.Series:
    """Return numbers as a column that is null where not valid; ``type_`` is a name in ``_TYPES``."""
    buffers = [_valid(valid), np.ascontiguousarray(values)]
    return pl.Series(
        na.c_array_from_buffers(_TYPES[type_], len(values), buffers, null_count=-1, validation_level="none")
    )


#: What makes dollars to cents, and takes digits behind the point.
_TO_CENTS = np.array([100, 10, 1], dtype=np.int64)
_POWERS = 10.0 ** np.arange(9)


def amounts(tokens: Tokens, span: Span) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Read dollars as whole cents.

    Returns:
        Cents, where there is an amount that could be read, and where there is something that is none. Shape (n,).
    """
    value, after, good = short_digits(tokens, span)
    good &= after <= 2
    value *= _TO_CENTS.take(after, mode="clip")
    bad = (span[1] > 0) & ~good
    rest = np.flatnonzero(bad)
    if len(rest):
        value[rest], good[rest], bad[rest] = _long_amounts(tokens, _some(span, rest))
    return value, good, bad


def _some(span: Span, rows: NDArray[np.intp]) -> Span:
    return span[0].take(rows), span[1].take(rows)


def _long_amounts(
    tokens: Tokens, span: Span
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    value, after, minus, good = long_digits(tokens, span)
    more = np.maximum(after - 2, 0)
    power = 10 ** np.minimum(more, 18).astype(np.int64)
    whole_cents = good & (value % power == 0) & (value < 10**16)
    cents = np.where(after >= 2, value // power, value * 10 ** (2 - np.minimum(after, 2)).astype(np.int64))
    return np.where(minus, -cents, cents), whole_cents, (span[1] > 0) & ~whole_cents


def decimals(tokens: Tokens, span: Span) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Read decimal numbers; returns as ``amounts`` does."""
    value, after, good = short_digits(tokens, span)
    number = value / _POWERS.take(after)
    bad = (span[1] > 0) & ~good
    rest = np.flatnonzero(bad)
    if len(rest):
        some = _some(span, rest)
        value, places, minus, fine = long_digits(tokens, some)
        found = value / 10.0**places
        number[rest], good[rest] = np.where(minus, -found, found), fine
        bad[rest] = ~fine
    return number, good, bad


def whole(tokens: Tokens, span: Span) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Read whole numbers of zero or more, "2.00" included; returns as ``amounts`` does."""
    value, after, good = short_digits(tokens, span)
    good &= after == 0
    bad = (span[1] > 0) & ~good
    rest = np.flatnonzero(bad)
    if len(rest):
        found, places, minus, fine = long_digits(tokens, _some(span, rest))
        power = 10 ** np.minimum(places, 18).astype(np.int64)
        fine = fine & ~minus & (found % power == 0) & (found < WHOLE_LIMIT)
        value[rest], good[rest], bad[rest] = found // power, fine, ~fine
    return value, good, bad


_FIRST_YEAR, _LAST_YEAR = 1880, 2100
_MONTHS = np.arange(f"{_FIRST_YEAR}-01", f"{_LAST_YEAR + 1}-02", dtype="datetime64[M]").astype(
    "datetime64[D]"
)
_ORDINAL = _MONTHS.astype(np.int64).astype(np.int32)
_IN_MONTH = np.diff(_ORDINAL).astype(np.uint8)
_ZEROS, _HIGH, _SIX = (np.uint64(int.from_bytes(bytes([b]) * 8, "little")) for b in (0x30, 0xF0, 0x06))


def days(tokens: Tokens, span: Span) -> tuple[NDArray[np.int32], NDArray[np.bool_], NDArray[np.bool_]]:
    """Read CCYYMMDD as days since 1970; returns as ``amounts`` does. Years run from 1880 to 2100."""
    start, length = span
    word = tokens.words[start]
    # Eight digits in one word: every byte is 0x30 to 0x39; every second byte then gets the value of its pair.
    good = (((word & _HIGH) | (((word + _SIX) & _HIGH) >> np.uint64(4))) == _ALL_DIGITS) & (length == 8)
    word -= _ZEROS
    word = (word * np.uint64(10)) + (word >> np.uint64(8))
    pairs = word.view(np.uint8).reshape(-1, 8)
    month, day = pairs[:, 4], pairs[:, 6]
    at = pairs[:, 0] * np.intp(1200)
    at += pairs[:, 2] * np.int16(12)
    at += month
    at -= _FIRST_YEAR * 12 + 1
    good &= (month - np.uint8(1)) < 12
    good &= (at >= 0) & (at < len(_IN_MONTH))
    at *= good
    good &= (day - np.uint8(1)) < _IN_MONTH.take(at)
    first = _ORDINAL.take(at)
    first += day
    first -= 1
    return first, good, (length > 0) & ~good


_ALL_DIGITS = np.uint64(0x3333333333333333)


def ranges(
    tokens: Tokens, form: Span, span: Span
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_], NDArray[np.bool_]]:
    """Read days (D8) and ranges of days (RD8), as the format beside them says.

    Returns:
        First and last day, where both could be read and stand in order, and where something stands that is neither.
        Other formats (a time, a month) are neither read nor faulted.
    """
    start, length = span
    key = word_of(tokens, form)
    one, two = key == _D8, key == _RD8
    first, good, _ = days(tokens, (start, np.minimum(length, 8)))
    both = np.flatnonzero(two)
    if not len(both):
        good &= one
        good &= length == 8
        return first, first, good, one & ~good
    from_, long = start.take(both), length.take(both)
    until, good_last, _ = days(tokens, (from_ + np.int32(9), long - np.int32(9)))
    dash = tokens.bytes_.take(from_ + 8 * (long > 8)) == ord("-")
    in_order = good.take(both) & (long == 17) & dash & good_last & (until >= first.take(both))
    good &= one & (length == 8)
    good[both] = in_order
    last = first.copy()
    last[both] = until
    return first, last, good, (one | two) & ~good


_D8, _RD8 = (np.uint64(int.from_bytes(name, "little")) for name in (b"D8", b"RD8"))


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
    marks = _marks(tokens, separator)
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


_MARKS: dict[int, tuple[object, NDArray[np.int32]]] = {}


def _marks(tokens: Tokens, separator: int) -> NDArray[np.int32]:
    """Offsets of a component separator in the data, with one behind the end; kept for the last data asked of."""
    held = _MARKS.get(separator)
    if held is not None and held[0] is tokens.data:
        return held[1]
    marks = np.append(np.flatnonzero(tokens.bytes_ == separator), len(tokens.bytes_)).astype(np.int32)
    _MARKS.clear()
    _MARKS[separator] = (tokens.data, marks)
    return marks
