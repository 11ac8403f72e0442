"""Composites to components: the usual forms in a few looks at whole words, any other separator by separator.

Nearly every composite of these transactions is a few short codes (``11:B:1``), a qualifier of three letters and a code
(``ABK:C50911``), or a procedure with modifiers (``HC:L8030:RT:KX``). What is none of them, or has blanks in it, is cut
where its separators stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.cells import INLINE, sizes, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.tokens import Tokens

__all__ = ["components"]

_EACH = np.uint64(0x0101010101010101)
_LOW, _TOP = _EACH * np.uint64(0x7F), _EACH * np.uint64(0x80)
_ZERO, _ONE, _SEVEN, _HALF = (np.uint64(n) for n in (0, 1, 7, 32))
_FOUR = np.uint64(0xFFFFFFFF)
_WORD = 8
#: A qualifier of three bytes and its separator fill the first four bytes of the text.
_KIND, _KIND_TOP = np.uint64(0x00FFFFFF00000000), np.uint64(0x0080808000000000)
_KIND_SIZE, _KIND_MOST = 3, 12
#: A procedure: two letters, a code of five, modifiers of two; where they begin, and how long they are.
_PARTS = ((0, 2), (3, 5), (9, 2), (12, 2), (15, 2), (18, 2))
_PROCEDURE_SIZES = (11, 14, 17, 20)
#: So few composites are looked through one by one.
_FEW = 200
#: A longer composite has none of these forms.
_LONGEST = 21


def components(tokens: Tokens, at: NDArray[np.int32], count: int, separator: int) -> NDArray[np.complex128]:
    """Cut composites into their first ``count`` components; those that are not there are empty.

    Args:
        tokens: what they stand in.
        at: places of the composites, 0 is none; shape (n,).
        count: how many components are wanted.
        separator: the byte between them.

    Returns:
        Cells, shape (count, n).
    """
    made = np.zeros((count, len(at)), dtype=np.complex128)
    whole = tokens.cells.take(at)
    if tokens.padded:
        return _anything(tokens, at, count, separator)
    size = np.minimum(sizes(whole), _LONGEST).astype(np.uint8)
    sign = np.uint64(separator) * _EACH
    left = size > 0
    some = np.flatnonzero(left & (size <= _WORD))
    if len(some):
        _put(made, some, _short(words(whole.take(some)), size[some], count, sign))
        left[some] = False
    for form in (_kind_and_code, _procedure):
        some = np.flatnonzero(left)
        if not len(some):
            return made
        fits, parts = form(tokens, at[some], whole[some], size[some], count, sign)
        _put(made, some[fits], parts)
        left[some[fits]] = False
    some = np.flatnonzero(left)
    if len(some):
        made[:, some] = _anything(tokens, at[some], count, separator)
    return made


def _put(made: NDArray[np.complex128], some: NDArray[np.intp], parts: NDArray[np.uint64]) -> None:
    """Write cells given as their halves, shape (count, m, 2)."""
    cells = parts.view(np.complex128)[:, :, 0]
    if len(some) == made.shape[1]:
        made[: len(cells)] = cells
    else:
        made[: len(cells), some] = cells


def _marked(words_: NDArray[np.uint64], sign: np.uint64) -> NDArray[np.uint64]:
    """Set the top bit of every byte that is the separator, and no other bit."""
    others = words_ ^ sign
    found: NDArray[np.uint64] = ~(((others & _LOW) + _LOW) | others) & _TOP
    return found


def _short(
    word: NDArray[np.uint64], size: NDArray[np.uint8], count: int, sign: np.uint64
) -> NDArray[np.uint64]:
    """Cut what fits one word."""
    made = np.zeros((count, len(word), 2), dtype=np.uint64)
    rest = size.astype(np.uint64)
    for part in made:
        marks = _marked(word, sign)
        first = marks & (_ZERO - marks)
        before = (first >> _SEVEN) - _ONE  # all ones where there is no separator
        text = word & before
        length = np.where(first != _ZERO, np.bitwise_count(before) >> 3, rest).astype(np.uint64)
        part[:, 0] = text << _HALF
        part[:, 0] |= length
        part[:, 1] = text >> _HALF
        if part is made[-1] or not marks.any():
            break
        step = length + _ONE
        word = word >> (step << np.uint64(3))
        rest = np.where(first != _ZERO, rest - step, _ZERO)
    return made


def _kind_and_code(
    tokens: Tokens,
    at: NDArray[np.int32],
    whole: NDArray[np.complex128],
    size: NDArray[np.uint8],
    count: int,
    sign: np.uint64,
) -> tuple[NDArray[np.intp], NDArray[np.uint64]]:
    """Cut a qualifier of three bytes from a code of up to eight."""
    low, high = whole.view(np.uint64).reshape(-1, 2).T
    marks = _marked(low, sign)
    fits = (size <= _KIND_MOST) & (marks >> np.uint64(63) != _ZERO) & (marks & _KIND_TOP == _ZERO)
    fits &= _marked(high, sign) == _ZERO
    some = np.flatnonzero(fits)
    low, high = low.take(some), high.take(some)
    made = np.zeros((min(count, 2), len(some), 2), dtype=np.uint64)
    made[0, :, 0] = (low & _KIND) | np.uint64(_KIND_SIZE)
    if count > 1:
        made[1, :, 0] = (high << _HALF) | (size.take(some) - np.uint8(_KIND_SIZE + 1))
        made[1, :, 1] = high >> _HALF
    return some, made


def _procedure(
    tokens: Tokens,
    at: NDArray[np.int32],
    whole: NDArray[np.complex128],
    size: NDArray[np.uint8],
    count: int,
    sign: np.uint64,
) -> tuple[NDArray[np.intp], NDArray[np.uint64]]:
    """Cut a procedure with its modifiers: every part has its fixed place."""
    low, high = whole.view(np.uint64).reshape(-1, 2).T
    loaded = np.zeros((3, len(at)), dtype=np.uint64)
    loaded[0] = (low >> _HALF) | (high << _HALF)
    loaded[1] = high >> _HALF
    for k, beyond in ((0, INLINE), (1, INLINE), (2, 2 * _WORD)):
        far = np.flatnonzero(size > beyond)
        start = tokens.ends.take(at.take(far) - 1).astype(np.intp) + (1 + k * _WORD)
        loaded[k, far] = tokens.words[start]
    fits = np.isin(size, _PROCEDURE_SIZES)
    for k, word in enumerate(loaded):
        inside = _INSIDE[k].take(size)
        fits &= (_marked(word, sign) & inside) == (_MARKS[k] & inside)
    some = np.flatnonzero(fits)
    word = loaded.take(some, axis=1)
    length = size.take(some)
    made = np.zeros((min(count, len(_PARTS)), len(some), 2), dtype=np.uint64)
    for part, (begin, long) in zip(made, _PARTS, strict=False):
        k, bits = divmod(begin, _WORD)
        text = word[k] >> np.uint64(8 * bits)
        if bits + long > _WORD:
            text |= word[k + 1] << np.uint64(64 - 8 * bits)
        text &= _upto(long) // np.uint64(0x80) * np.uint64(0xFF)
        there = (length > begin).astype(np.uint64)
        part[:, 0] = ((text << _HALF) | np.uint64(long)) * there
        part[:, 1] = (text >> _HALF) * there
    return some, made


def _marks_in(
    tokens: Tokens, start: NDArray[np.int32], stop: NDArray[np.int32], separator: int
) -> NDArray[np.int32]:
    """Return where a separator stands in a few stretches, and one place behind the end, as ``Tokens.marks`` does."""
    data, found = tokens.data, set()
    for begin, end in zip(start.tolist(), stop.tolist(), strict=True):
        at = data.find(separator, begin, end)
        while at >= 0:
            found.add(at)
            at = data.find(separator, at + 1, end)
    return np.array([*sorted(found), len(data)], dtype=np.int32)


def _upto(count: int) -> np.uint64:
    """Return the top bits of the first bytes of a word."""
    return np.uint64(sum(0x80 << 8 * n for n in range(min(max(count, 0), _WORD))))


#: Of each word the bytes that are in a text, by its length; and where the separators of a procedure stand.
_INSIDE = [
    np.array([_upto(n - k) for n in range(_LONGEST + 1)], dtype=np.uint64) for k in (0, _WORD, 2 * _WORD)
]
_MARKS = [
    np.uint64(sum(0x80 << 8 * (begin - 1 - k) for begin, _ in _PARTS[1:] if k <= begin - 1 < k + _WORD))
    for k in (0, _WORD, 2 * _WORD)
]


def _anything(tokens: Tokens, at: NDArray[np.int32], count: int, separator: int) -> NDArray[np.complex128]:
    """Cut where the separators stand."""
    stop = tokens.ends.take(at)
    start = tokens.ends.take(at - 1, mode="clip") + np.int32(1)
    marks = tokens.marks(separator) if len(at) > _FEW else _marks_in(tokens, start, stop, separator)
    first = np.searchsorted(marks, start)
    end = np.minimum(marks.take(np.add.outer(np.arange(count), first), mode="clip"), stop)
    begin = np.empty_like(end)
    begin[0] = start
    np.minimum(end[:-1] + np.int32(1), stop, out=begin[1:])
    return tokens.cells_at(*tokens.trim(begin, np.maximum(end - begin, 0)))
