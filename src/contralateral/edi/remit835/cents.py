"""Amounts of up to eight characters to cents, all at once: each is one machine word, its digits are joined in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi import columns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.remit835.work import SpanPair
    from contralateral.edi.tokens import Tokens

__all__ = ["cents_of"]

#: The last ``k`` bytes of a word, which are its first in value; and bytes of "0" there.
_LAST = np.array([(2**64 - 1) ^ ((1 << (8 * (8 - k))) - 1) for k in range(9)], dtype=np.uint64)
_ZEROS = _LAST & np.uint64(0x3030303030303030)
_POINT, _BYTE = np.uint64(ord(".")), np.uint64(0xFF)
_SCALE = np.array([100, 10, 1], dtype=np.int64)


def cents_of(
    tokens: Tokens, span: SpanPair
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Read dollars as whole cents; the same answers as ``columns.amounts``, which reads what is longer or odd.

    Returns:
        Cents, where there is an amount that could be read, and where there is something that is none. Shape (n,).
    """
    start, length = span
    given = length > 0
    minus = (tokens.bytes_.take(start) == ord("-")) & given
    begin = start + minus
    stop = start + length
    size = np.clip(stop - begin, 0, 8)
    fits = (stop - begin == size) & (stop >= 8) & (size > 0)
    word = tokens.words[np.maximum(stop - 8, 0)] & _LAST.take(size)
    two = ((word >> np.uint64(40)) & _BYTE) == _POINT
    one = ((word >> np.uint64(48)) & _BYTE) == _POINT
    # The point is taken out: what stands before it moves one byte on.
    before = (word << np.uint64(8)) & np.where(
        two, np.uint64(0x0000FFFFFFFFFFFF), np.uint64(0x00FFFFFFFFFFFFFF)
    )
    behind = word & np.where(two, _LAST[2], _LAST[1])
    word = np.where(two | one, before | behind, word)
    digits = size - (two | one)
    word ^= _ZEROS.take(digits)
    good = fits & (digits > 0)
    good &= (((word + np.uint64(0x7676767676767676)) | word) & np.uint64(0x8080808080808080)) == 0
    word = (word * np.uint64(2561)) >> np.uint64(8)
    word = ((word & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601)) >> np.uint64(16)
    word = ((word & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001)) >> np.uint64(32)
    value = word.view(np.int64) * _SCALE.take(two * np.int8(2) + (one & ~two))
    value = np.where(minus, -value, value)
    bad = given & ~good
    if bad.any():
        rest = np.flatnonzero(bad)
        value[rest], good[rest], bad[rest] = columns.amounts(tokens, (start[rest], length[rest]))
    return value, good, bad
