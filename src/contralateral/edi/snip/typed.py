"""Elements that have a type: numbers, days and times, many columns of one type in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.columns import days, ranges
from contralateral.edi.snip.column import Column, joined
from contralateral.edi.snip.form import is_decimal, is_time, is_whole
from contralateral.edi.snip.guide import TYPES
from contralateral.edi.snip.pack import TYPE_BY_FORM

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from contralateral.edi.tokens import Tokens

__all__ = ["check_typed"]


def _is_day(tokens: Tokens, start: NDArray[np.int32], length: NDArray[np.int32]) -> NDArray[np.bool_]:
    return ~days(tokens, (start, length))[2]


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
        form = joined([f[0] for f in forms]), np.maximum(joined([f[1] for f in forms]), 0)
        bad, fault = ranges(tokens, form, (start, length))[3], "not_day"
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
