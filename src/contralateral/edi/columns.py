"""Cells to typed columns: text, days, amounts, whole numbers and decimals, thousands at a time.

An empty cell is null. What is there and cannot be read as its type is null too and counted in the mask that comes with
it, for the caller to speak of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import nanoarrow as na
import numpy as np
import polars as pl
from nanoarrow.c_array_stream import CArrayStream

from contralateral.edi.cells import code, codes, filled, is_long, offsets, sizes, words
from contralateral.edi.digits import long_digits, short_digits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.tokens import Tokens

__all__ = [
    "NUMPY_TYPES",
    "WHOLE_LIMIT",
    "amounts",
    "days",
    "decimals",
    "nullable",
    "packed",
    "range_days",
    "ranges",
    "series",
    "text",
    "text_of",
    "whole",
]

_TYPES = {
    "int64": na.c_schema(na.int64()),
    "int32": na.c_schema(na.int32()),
    "uint32": na.c_schema(na.uint32()),
    "uint8": na.c_schema(na.uint8()),
    "float64": na.c_schema(na.float64()),
    "date": na.c_schema(na.date32()),
}
NUMPY_TYPES = {"int64": "i8", "int32": "i4", "uint32": "u4", "uint8": "u1", "float64": "f8", "date": "i4"}
_VIEW = na.string_view()
_C_VIEW = na.c_schema(_VIEW)
_NO_SIZES = np.empty(0, dtype=np.int64)
#: A whole number of more digits than this is not read.
WHOLE_LIMIT = 2**53


def text(tokens: Tokens, cells: NDArray[np.complex128]) -> pl.Series:
    """Return cells as strings, null where empty; shape (n,)."""
    return text_of(cells, packed(filled(cells)), tokens.data if is_long(cells).any() else None)


def text_of(
    cells: NDArray[np.complex128], bits: NDArray[np.uint8] | None, data: bytes | bytearray | None
) -> pl.Series:
    """Return cells as strings without copying them.

    Args:
        cells: shape (n,), contiguous.
        bits: which are not null, packed; null where all are there.
        data: what long cells point into; null where there is no long one.
    """
    halves = cells.view(np.uint64)
    if data is None:
        return _series(_C_VIEW, len(cells), [bits, halves, _NO_SIZES])
    # The sizes of the data buffers (the last of four) are filled in by nanoarrow. An array of four buffers may only be
    # moved, never copied: its shallow copy has room for three. A stream moves it.
    buffers = [bits, halves, data, None]
    array = na.c_array_from_buffers(_C_VIEW, len(cells), buffers, null_count=-1, validation_level="none")
    return pl.Series(CArrayStream.from_c_arrays([array], na.c_schema(_VIEW), move=True, validate=False))


def packed(mask: NDArray[np.bool_]) -> NDArray[np.uint8] | None:
    """Return a mask as Arrow packs it, null where all is true."""
    return None if mask.all() else np.packbits(mask, bitorder="little")


def series(values: NDArray[np.generic], bits: NDArray[np.uint8] | None, type_: str) -> pl.Series:
    """Return contiguous numbers as a column; ``bits`` as ``packed`` gives them, ``type_`` a name in ``NUMPY_TYPES``."""
    return _series(_TYPES[type_], values.size, [bits, values])


def _series(type_: object, size: int, buffers: list[object]) -> pl.Series:
    return pl.Series(na.c_array_from_buffers(type_, size, buffers, null_count=-1, validation_level="none"))


def nullable(values: NDArray[np.generic], valid: NDArray[np.bool_], type_: str = "int64") -> pl.Series:
    """Return numbers as a column that is null where not valid; ``type_`` is a name in ``NUMPY_TYPES``."""
    return series(np.ascontiguousarray(values), packed(valid), type_)


#: What makes dollars to cents, and takes digits behind the point.
_TO_CENTS = np.array([100, 10, 1], dtype=np.int64)
_POWERS = 10.0 ** np.arange(9)


def amounts(
    tokens: Tokens, cells: NDArray[np.complex128]
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Read dollars as whole cents.

    Returns:
        Cents, where there is an amount that could be read, and where there is something that is none. Shape (n,).
    """
    value, after, good = short_digits(cells)
    good &= after <= 2
    value *= _TO_CENTS.take(after, mode="clip")
    bad = filled(cells) & ~good
    rest = np.flatnonzero(bad)
    if len(rest):
        value[rest], good[rest], bad[rest] = _long_amounts(tokens, cells.take(rest))
    return value, good, bad


def _long_amounts(
    tokens: Tokens, cells: NDArray[np.complex128]
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    value, after, minus, good = long_digits(tokens, cells)
    more = np.maximum(after - 2, 0)
    power = 10 ** np.minimum(more, 18).astype(np.int64)
    whole_cents = good & (value % power == 0) & (value < 10**16)
    cents = np.where(after >= 2, value // power, value * 10 ** (2 - np.minimum(after, 2)).astype(np.int64))
    return np.where(minus, -cents, cents), whole_cents, filled(cells) & ~whole_cents


def decimals(
    tokens: Tokens, cells: NDArray[np.complex128]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Read decimal numbers; returns as ``amounts`` does."""
    value, after, good = short_digits(cells)
    number = value / _POWERS.take(after)
    bad = filled(cells) & ~good
    rest = np.flatnonzero(bad)
    if len(rest):
        value, places, minus, fine = long_digits(tokens, cells.take(rest))
        found = value / 10.0**places
        number[rest], good[rest] = np.where(minus, -found, found), fine
        bad[rest] = ~fine
    return number, good, bad


def whole(
    tokens: Tokens, cells: NDArray[np.complex128]
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Read whole numbers of zero or more, "2.00" included; returns as ``amounts`` does."""
    value, after, good = short_digits(cells)
    good &= after == 0
    bad = filled(cells) & ~good
    rest = np.flatnonzero(bad)
    if len(rest):
        found, places, minus, fine = long_digits(tokens, cells.take(rest))
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
_ALL_DIGITS = np.uint64(0x3333333333333333)


def days(cells: NDArray[np.complex128]) -> tuple[NDArray[np.int32], NDArray[np.bool_], NDArray[np.bool_]]:
    """Read CCYYMMDD as days since 1970; returns as ``amounts`` does. Years run from 1880 to 2100."""
    length = sizes(cells)
    day, good = _days_of(words(cells))
    good &= length == 8
    return day, good, (length != 0) & ~good


def _days_of(word: NDArray[np.uint64]) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Read eight bytes as a day; ``word`` is changed."""
    # Eight digits in one word: every byte is 0x30 to 0x39; every second byte then gets the value of its pair.
    good = ((word & _HIGH) | (((word + _SIX) & _HIGH) >> np.uint64(4))) == _ALL_DIGITS
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
    return first, good


def ranges(
    tokens: Tokens, form: NDArray[np.complex128], cells: NDArray[np.complex128]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_], NDArray[np.bool_]]:
    """Read days (D8) and ranges of days (RD8), as the format beside them says.

    Returns:
        First and last day, where both could be read and stand in order, and where something stands that is neither.
        Other formats (a time, a month) are neither read nor faulted.
    """
    key = codes(form)
    one, two = key == _D8, key == _RD8
    first, good, _ = days(cells)
    both = np.flatnonzero(two)
    good &= one
    if not len(both):
        return first, first, good, one & ~good
    last = first.copy()
    first[both], last[both], good[both] = range_days(tokens, cells.take(both))[:3]
    good[both] &= last[both] >= first[both]
    return first, last, good, (one | two) & ~good


def range_days(
    tokens: Tokens, cells: NDArray[np.complex128]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    """Read CCYYMMDD-CCYYMMDD as two days, and tell where both are of the calendar, in whatever order; shape (n,)."""
    whole_ = sizes(cells) == _RANGE
    start = np.where(whole_, offsets(cells), 0)
    first, good_first = _days_of(tokens.words[start])
    last, good_last = _days_of(tokens.words[start + 9])
    dash = tokens.bytes_[start + 8] == ord("-")
    return first, last, whole_ & good_first & good_last & dash


_RANGE = 17
_D8, _RD8 = code("D8"), code("RD8")
