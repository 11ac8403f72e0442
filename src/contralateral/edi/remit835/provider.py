"""Adjustments of the provider outside any claim (PLB), one row for each reason and amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi import columns
from contralateral.edi.cells import filled
from contralateral.edi.ids import ID
from contralateral.edi.remit835.rows import AMOUNT, DAY, Rows
from contralateral.edi.remit835.work import composite

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.remit835.work import Work

__all__ = ["provider_adjustments"]


def provider_adjustments(
    work: Work,
) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.bool_], NDArray[np.intp]]:
    """Make the table ``provider_adjustments``.

    Returns:
        The PLB of each row, its cents, whether they are known, and the PLB with another separator than ISA16 names.
    """
    tokens = work.tokens
    rows = work.rows(ID["PLB"])
    rows = rows[rows >= work.chunk.fresh]
    count = np.maximum(tokens.count[rows] - 1, 0) // 2
    flat = np.repeat(rows, count)
    nth = np.arange(len(flat), dtype=np.int32) - np.repeat(np.cumsum(count, dtype=np.int32) - count, count)
    j = (nth * 2 + 3).astype(np.int32)
    what, amount = tokens.at(flat, j), tokens.cells.take(tokens.at(flat, j + 1))
    kept = np.flatnonzero(filled(tokens.cells.take(what)) | filled(amount))
    flat, what, amount = flat[kept], what[kept], amount[kept]
    parts, odd = composite(tokens, what, 2)
    cents, good, bad = columns.amounts(tokens, amount)
    work.fault(flat[bad], "An amount of PLB is not an amount of dollars and cents.", AMOUNT)
    work.fault(np.setdiff1d(rows, flat), "This PLB holds no adjustment.", "Add a reason and an amount.")
    message = "PLB names a reason without an amount; it is left unknown and the sum cannot be checked."
    work.say("warning", flat[~filled(amount)], message)
    message = "PLB has an amount without a reason; the reason is left unknown."
    work.say("warning", flat[~filled(parts[0])], message)
    day, day_good, day_bad = columns.days(tokens.cell(flat, 2))
    _, _, wrong = columns.days(tokens.cell(rows, 2))
    work.fault(rows[wrong], "PLB02 is not a day of the calendar.", DAY)
    if work.wants("provider_adjustments"):
        table = Rows(work, flat).keys(claim=False).text(provider=1)
        table.texts(reason=parts[0], identifier=parts[1])
        table.put(fiscal_period=(day, day_good & ~day_bad), cents=(cents, good))
        table.into("provider_adjustments")
    return flat, np.where(good, cents, 0), good, flat[odd]
