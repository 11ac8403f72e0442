"""Whether many short spans have the form of their type, eight bytes at a time as one integer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.columns import amounts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.tokens import Tokens

__all__ = ["LOW", "cents", "digit_count", "is_decimal", "is_time", "is_whole", "matches", "zero_bytes"]

#: Keeps the first n bytes of a word.
LOW = np.array([(1 << (8 * n)) - 1 for n in range(8)] + [2**64 - 1] * 1000, dtype=np.uint64)
_ONES = 0x0101010101010101
_HIGH, _SEVEN = np.uint64(0x80 * _ONES), np.uint64(0x7F * _ONES)
_ZEROS, _POINTS = np.uint64(0x30 * _ONES), np.uint64(0x2E * _ONES)
_TEN = np.uint64(0x76 * _ONES)
_ONE = np.uint64(1)
_WORD = 8  # bytes


def zero_bytes(word: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return words with the high bit of each byte that is zero set."""
    return ~(((word & _SEVEN) + _SEVEN) | word) & _HIGH


def _not_digits(word: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed = word ^ _ZEROS
    return (((mixed & _SEVEN) + _TEN) | mixed) & _HIGH


def _words(
    tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32], at: int
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the words ``at`` bytes into spans, and the mask of the bytes that are in them."""
    if at == 0:
        return tokens.words[start.astype(np.intp)], LOW.take(length)
    where = np.minimum(start + at, len(tokens.words) - 1)
    return tokens.words[where.astype(np.intp)], LOW.take(np.maximum(length - at, 0))


def is_whole(tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Tell which spans are digits, with or without a minus before them; shape (n,)."""
    return _numeric(tokens, start, length, points=False)


def is_decimal(tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Tell which spans are decimal numbers: digits, at most one point, a minus only in front."""
    return _numeric(tokens, start, length, points=True)


def _numeric(
    tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32], *, points: bool
) -> NDArray[np.bool_]:
    word, mask = _words(tokens, start, length, 0)
    odd = _not_digits(word) & mask
    good: NDArray[np.bool_] = length <= 8
    if points:
        point = zero_bytes(word ^ _POINTS) & mask
        good &= ((odd ^ point) == 0) & ((point & (point - _ONE)) == 0) & ((length != 1) | (point == 0))
    else:
        good &= odd == 0
    rest = (~good).nonzero()[0]
    if not len(rest):
        return good
    start, length, word, mask, odd = start[rest], length[rest], word[rest], mask[rest], odd[rest]
    minus = (word & np.uint64(0xFF)) == np.uint64(ord("-"))
    marks = minus.astype(np.int32)
    fine = length > 0
    for at in range(0, max(int(length.max(initial=0)), 1), 8):
        if at:
            word, mask = _words(tokens, start, length, at)
            odd = _not_digits(word) & mask
        else:
            odd = np.where(minus, odd & ~np.uint64(0x80), odd)
        point = zero_bytes(word ^ _POINTS) & mask if points else np.zeros_like(word)
        fine &= (odd & ~point) == 0
        fine &= (point & (point - _ONE)) == 0
        marks += point != 0
    good[rest] = fine & (marks - minus <= 1) & (length > marks)
    return good


def cents(
    tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Read dollars as cents, and tell where there is an amount."""
    long_ = (length > _WORD).nonzero()[0]
    if len(long_):
        first, size = start.take(long_), length.take(long_)
        # What is too long for one word is mostly dollars of up to eight digits, a point, and two digits.
        split, whole = _parted(tokens, first, size)
        if split.all():
            length = length.copy()
            length[long_] = 0
            value, good, _ = amounts(tokens, tokens.cells_at(start, length))
            value[long_], good[long_] = whole, True
            return value, good
    value, good, _ = amounts(tokens, tokens.cells_at(start, length))
    return value, good


def _parted(
    tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Tell which spans are up to eight digits, a point and two digits, and their cents."""
    before = np.minimum(length - np.int32(3), _WORD)
    point = start + length - np.int32(3)
    odd = _not_digits(tokens.words[start.astype(np.intp)]) & LOW.take(before)
    tens, ones = (tokens.bytes_.take(point + np.int32(k)) - np.uint8(48) for k in (1, 2))
    good = (odd == 0) & (length <= _WORD + 3) & (tens < 10) & (ones < 10)
    good &= tokens.bytes_.take(point) == ord(".")
    dollars, _, _ = amounts(tokens, tokens.cells_at(start, before))
    return good, dollars + tens * np.int64(10) + ones


def digit_count(tokens: Tokens, start: int, length: int) -> int:
    """Return the length of a number as the standard counts it: without minus and point."""
    return sum(48 <= byte < 58 for byte in tokens.data[start : start + length])


def is_time(tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Tell which spans are times: HHMM, HHMMSS, or with tenths or hundredths of a second."""
    word = tokens.words[start]
    good: NDArray[np.bool_] = ((_not_digits(word) & LOW[np.minimum(length, 8)]) == 0) & np.isin(
        length, (4, 6, 7, 8)
    )
    digit = (word.view(np.uint8).reshape(-1, 8) & np.uint8(15)).astype(np.int32)
    good &= (digit[:, 0] * 10 + digit[:, 1] < 24) & (digit[:, 2] < 6)
    good &= (length < 6) | (digit[:, 4] < 6)
    return good


def matches(
    tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32], *forms: str
) -> NDArray[np.bool_]:
    """Tell which spans have one of these forms: ``9`` a digit, ``A`` a letter, ``X`` either, else itself."""
    limit = len(tokens.bytes_) - 1
    odd = _not_digits(tokens.words[start.astype(np.intp)])
    found: NDArray[np.bool_] = np.zeros(len(start), dtype=bool)
    rest: NDArray[np.intp] | None = None  # those that are not found yet
    for form in forms:
        good = length == len(form)
        # Digits among the first eight are looked at as one integer, any other sign by itself.
        digits = sum(0x80 << (8 * k) for k, sign in enumerate(form[:8]) if sign == "9")
        good &= (odd & np.uint64(digits)) == 0
        for k, sign in enumerate(form):
            if (sign != "9" or k >= 8) and len(good):
                good &= _SIGNS[sign].take(tokens.bytes_.take(np.minimum(start + np.int32(k), limit)))
        if rest is None:
            found, others = good, (~good).nonzero()[0]
            rest = others
        else:
            found[rest] = good
            others = (~good).nonzero()[0]
            rest = rest.take(others)
        if not len(others):
            break
        start, length, odd = start.take(others), length.take(others), odd.take(others)
    return found


def _sign(characters: bytes) -> NDArray[np.bool_]:
    table = np.zeros(256, dtype=bool)
    table[list(characters)] = True
    return table


_DIGITS, _LETTERS = b"0123456789", bytes(range(65, 91))
_SIGNS = {"9": _sign(_DIGITS), "A": _sign(_LETTERS), "X": _sign(_DIGITS + _LETTERS), "F": _sign(b"FTUMA")}
