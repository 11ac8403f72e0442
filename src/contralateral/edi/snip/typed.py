"""Elements that have a type: numbers, days and times, many columns of one type in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.columns import days, ranges
from contralateral.edi.snip.column import Column, Span, joined
from contralateral.edi.snip.form import is_decimal, is_time, is_whole
from contralateral.edi.snip.guide import TYPES
from contralateral.edi.snip.pack import TYPE_BY_FORM

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from contralateral.edi.tokens import Tokens

__all__ = ["check_typed"]

_DAY = 8  # bytes


#: Days met before that are some, each in the slot that its word hashes to: files have few days, many times.
_DAYS = np.zeros(1 << 12, dtype=np.uint64)
_DAYS[0] = 1  # nothing that hashes to this slot
_SPREAD, _SLOT = np.uint64(0x9E3779B97F4A7C15), np.uint64(64 - 12)


def _is_day(tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32]) -> NDArray[np.bool_]:
    word = tokens.words[start.astype(np.intp)]
    slot = ((word * _SPREAD) >> _SLOT).astype(np.intp)
    good: NDArray[np.bool_] = _DAYS.take(slot) == word
    good &= length == _DAY
    rest = (~good).nonzero()[0]
    if len(rest):
        size = length.take(rest)
        fine = ~days(tokens.cells_at(start.take(rest), size))[2]
        good[rest] = fine
        fresh = rest[fine & (size == _DAY)]
        _DAYS[slot.take(fresh)] = word.take(fresh)
    return good


def _is_dated(
    tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32], form: Span
) -> NDArray[np.bool_]:
    """Tell which spans are what the element before them says: a day (D8), or a range of days (RD8)."""
    at, size = form
    one = (size == len("D8")) & (tokens.bytes_.take(at) == ord("D"))
    one &= (tokens.bytes_.take(at + np.int32(1)) == ord("8")) & (length == _DAY)
    good: NDArray[np.bool_] = one.copy()
    days_ = one.nonzero()[0]
    good[days_] = _is_day(tokens, start.take(days_), length.take(days_))
    rest = (~one).nonzero()[0]
    if len(rest):
        of_rest = tokens.cells_at(at.take(rest), size.take(rest))
        good[rest] = ~ranges(tokens, of_rest, tokens.cells_at(start.take(rest), length.take(rest)))[3]
    return good


_CHECKS: dict[int, tuple[Callable[..., NDArray[np.bool_]], str]] = {
    TYPES.index("N0"): (is_whole, "not_number"),
    TYPES.index("R"): (is_decimal, "not_number"),
    TYPES.index("TM"): (is_time, "not_time"),
    TYPES.index("DT"): (_is_day, "not_day"),
}


def check_typed(
    tokens: Tokens,
    type_: int,
    columns: list[Column],
    say: Callable[[str, Column, NDArray[np.bool_]], None],
) -> None:
    """Look at columns of one type; ``say`` is told the fault, the column and where in it."""
    start, length = joined([c.start for c in columns]), joined([c.length for c in columns])
    if type_ == TYPE_BY_FORM:
        forms = [c.form for c in columns if c.form is not None]
        form = joined([f[0] for f in forms]), joined([f[1] for f in forms])
        bad, fault = ~_is_dated(tokens, start, length, form), "not_day"
    else:
        check, fault = _CHECKS[type_]
        bad = ~check(tokens, start, length)
    if not bad.any():
        return
    at = 0
    for column in columns:
        here = bad[at : at + len(column.rows)]
        at += len(column.rows)
        say(fault, column, here)
