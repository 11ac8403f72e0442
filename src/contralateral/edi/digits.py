"""Digits to integers: up to eight bytes in one word, longer or odd text byte by byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.cells import INLINE, offsets, sizes, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.tokens import Tokens

__all__ = ["long_digits", "short_digits"]

#: "0" in the last ``k`` bytes of a word (its highest).
_ZEROS_IN = np.array(
    [((2**64 - 1) ^ ((1 << (8 * (8 - k))) - 1)) & 0x3030303030303030 for k in range(9)], dtype=np.uint64
)
_POINTS, _LOW_BITS, _TOP_BITS = (
    np.uint64(int.from_bytes(bytes([b]) * 8, "little")) for b in (0x2E, 0x7F, 0x80)
)
_ABOVE_NINE = np.uint64(0x7676767676767676)
_ONE, _THREE, _SEVEN, _EIGHT, _SIXTEEN, _THIRTY_TWO, _ROUND = (np.uint64(n) for n in (1, 3, 7, 8, 16, 32, 63))
#: More bytes than this are no number.
_LONGEST = 20


def short_digits(
    cells: NDArray[np.complex128],
) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.bool_]]:
    """Read plain decimals of at most eight bytes: each is one word, its digits are joined in it.

    Returns:
        The digits as one integer, how many stand after the point, and which could be read; a sign, a second point or
        more bytes are not. Shape (n,).
    """
    length = sizes(cells)
    size = np.minimum(length, 8).astype(np.intp)
    good = (length - np.uint32(1)) < 8
    # To the upper end of the word; of an empty or a long one anything may come out, they are not good.
    word = words(cells)
    word <<= ((_EIGHT - size.view(np.uint64)) << _THREE) & _ROUND
    # A byte that is a point is zero after this; adding shows which are not.
    others = word ^ _POINTS
    point = ~(((others & _LOW_BITS) + _LOW_BITS) | others) & _TOP_BITS
    after = np.zeros(len(cells), dtype=np.intp)
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
    word ^= _ZEROS_IN.take(size, mode="clip")
    good &= size > 0
    good &= ((word + _ABOVE_NINE) | word) & _TOP_BITS == 0
    word *= np.uint64(2561)
    word >>= _EIGHT
    word &= np.uint64(0x00FF00FF00FF00FF)
    word *= np.uint64(6553601)
    word >>= _SIXTEEN
    word &= np.uint64(0x0000FFFF0000FFFF)
    word *= np.uint64(42949672960001)
    word >>= _THIRTY_TWO
    return word.view(np.int64), after, good


def long_digits(
    tokens: Tokens, cells: NDArray[np.complex128]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.bool_], NDArray[np.bool_]]:
    """Read decimals: the digits as one integer, how many stand after the point, minus, and whether all is well."""
    length = sizes(cells).astype(np.int64)
    n = len(cells)
    text = np.zeros((n, _LONGEST), dtype=np.uint8)
    text[:, :INLINE] = cells.view(np.uint8).reshape(n, 16)[:, 4:]
    far = np.flatnonzero((length > INLINE) & (length <= _LONGEST))
    if len(far):
        text[far] = tokens.bytes_[offsets(cells).take(far)[:, None] + np.arange(_LONGEST)]
    value = np.zeros(n, dtype=np.int64)
    after = np.full(n, -1, dtype=np.int32)
    good = (length > 0) & (length <= _LONGEST)
    digits = np.zeros(n, dtype=np.int32)
    minus = np.zeros(n, dtype=bool)
    for k in range(min(int(length.max(initial=0)), _LONGEST)):
        there = k < length
        byte = text[:, k]
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
