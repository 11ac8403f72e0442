"""SNIP 3 for the 837P: what must add up. The guide is 005010X222A1; words stand in ``rules.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.edi.snip.view import pick

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from contralateral.edi.snip.view import View

__all__ = ["CHECKS"]


def _claim_charge(v: View) -> NDArray[np.intp]:
    claims, lines, openers = v.rows("2300", "CLM"), v.rows("2400", "SV1"), v.rows("2400", "LX")
    if not len(claims) or not len(lines):
        return claims[:0]
    charge, good = v.cents(claims, 2, "CLM")
    line, fine = v.cents(lines, 2, "SV1")
    total = v.sums(claims, lines, line)
    # A line without a charge that can be read leaves the sum unknown.
    count = v.counts(claims, lines)
    good &= count > 0
    good &= count == v.counts(claims, openers)
    if not fine.all():
        good[v.owner(claims, lines[~fine])] = False
    return pick(claims, good & (total != charge))


def _line_balance(v: View) -> NDArray[np.intp]:
    answers, lines = v.rows("2430", "SVD"), v.rows("2400", "SV1")
    if not len(answers) or not len(lines):
        return answers[:0]
    openers, adjustments = v.rows("2400", "LX"), v.rows("2430", "CAS")
    charge, good = v.cents(lines, 2, "SV1")
    paid, fine = v.cents(answers, 2, "SVD")
    total = paid
    for j in range(3, 19, 3):
        rows = v.has(adjustments, j).nonzero()[0]
        if not len(rows):
            break
        rows = adjustments[rows]
        amount, read = v.cents(rows, j)
        total += v.sums(answers, rows, amount)
        if not read.all():
            fine[v.owner(answers, rows[~read])] = False
    line = v.owner(lines, answers)
    same = (line >= 0) & (v.owner(openers, lines.take(line)) == v.owner(openers, answers))
    return pick(answers, good[line] & fine & same & (total != charge[line]))


CHECKS: dict[str, Callable[[View], NDArray[np.intp]]] = {
    "claim_charge": _claim_charge,
    "line_balance": _line_balance,
}
