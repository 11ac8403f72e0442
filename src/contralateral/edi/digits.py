"""Digits to integers: up to eight bytes in one word, longer or odd text byte by byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.tokens import Tokens

__all__ = ["long_digits", "short_digits"]

Span = tuple["NDArray[np.int32]", "NDArray[np.int32]"]

#: The last ``k`` bytes of a word (its highest), "0" in each of them.
_LAST = np.array([(2**64 - 1) ^ ((1 << (8 * (8 - k))) - 1) for k in range(9)], dtype=np.uint64)
_ZEROS_IN = _LAST & np.uint64(0x3030303030303030)
_POINTS, _LOW_BITS, _TOP_BITS = (
    np.uint64(int.from_bytes(bytes([b]) * 8, "little")) for b in (0x2E, 0x7F, 0x80)
)
_ABOVE_NINE = np.uint64(0x7676767676767676)
_ONE, _SEVEN, _EIGHT, _SIXTEEN, _THIRTY_TWO = (np.uint64(n) for n in (1, 7, 8, 16, 32))


def short_digits(tokens: Tokens, span: Span) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.bool_]]:
    """Read plain decimals of at most eight bytes: each is one word, its digits are joined in it.

    Returns:
        The digits as one integer, how many stand after the point, and which could be read; a sign, a second point or
        more bytes are not. Shape (n,).
    """
    start, length = span
    stop = start + length
    good = (length > 0) & (length <= 8) & (stop >= 8)
    size = np.clip(length, 0, 8)
    word = tokens.words[np.maximum(stop, 8) - 8]
    word &= _LAST.take(size)
    # A byte that is a point is zero after this; adding shows which are not.
    others = word ^ _POINTS
    point = ~(((others & _LOW_BITS) + _LOW_BITS) | others) & _TOP_BITS
    after = np.zeros(len(start), dtype=np.intp)
    pointed = np.flatnonzero(point)
    if len(pointed):
        at, whole_ = point.take(pointed), word.take(pointed)
        good[pointed[(at & (at - _ONE)) != 0]] = False
        before = (at >> _SEVEN) - _ONE
        behind = ~((at << _ONE) - _ONE)
        # The point is taken out: what stands before it moves one byte on.
        word[pointed] = ((whole_ & before) << _EIGHT) | (whole_ & behind)
        after[pointed] = np.bitwise_count(behind) >> np.uint8(3)
        size[pointed] -= 1
    word ^= _ZEROS_IN.take(size)
    good &= size > 0
    good &= ((word + _ABOVE_NINE) | word) & _TOP_BITS == 0
    word = (word * np.uint64(2561)) >> _EIGHT
    word = ((word & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601)) >> _SIXTEEN
    word = ((word & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001)) >> _THIRTY_TWO
    return word.view(np.int64), after, good


def long_digits(
    tokens: Tokens, span: Span
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.bool_], NDArray[np.bool_]]:
    """Read decimals: the digits as one integer, how many stand after the point, minus, and whether all is well."""
    start, length = span
    n = len(start)
    value = np.zeros(n, dtype=np.int64)
    after = np.full(n, -1, dtype=np.int32)
    good = (length > 0) & (length <= 20)
    digits = np.zeros(n, dtype=np.int32)
    minus = np.zeros(n, dtype=bool)
    view = tokens.bytes_
    for k in range(min(int(length.max(initial=0)), 20)):
        there = k < length
        byte = view[start + k] if k == 0 else view[np.where(there, start + k, 0)]
        digit = byte - np.uint8(48)
        is_digit = (digit < 10) & there
        if not is_digit.all():
            point = (byte == 46) & there
            if k == 0:
                minus = (byte == 45) & there
                good &= is_digit | point | minus
            else:
                good &= is_digit | (point & (after < 0)) | ~there
            after[point] = 0
        value = np.where(is_digit, value * 10 + digit, value)
        after += is_digit & (after >= 0) & (byte != 46)
        digits += is_digit
    return value, np.maximum(after, 0), minus, good & (digits > 0) & (digits <= 18)
