"""SNIP 3 for the 837P: what must add up. The guide is 005010X222A1; words stand in ``rules.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.snip.view import pick

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from contralateral.edi.snip.view import View

__all__ = ["CHECKS"]


def _claim_charge(v: View) -> NDArray[np.intp]:
    claims, lines, openers = v.rows("2300", "CLM"), v.rows("2400", "SV1"), v.rows("2400", "LX")
    if not len(claims) or not len(lines):
        return claims[:0]
    charge, good = v.cents(claims, 2)
    line, fine = v.cents(lines, 2)
    owner = v.owner(claims, lines)
    total = np.zeros(len(claims), dtype=np.int64)
    np.add.at(total, owner, line)
    # A line without a charge that can be read leaves the sum unknown.
    good = good & (
        np.bincount(v.owner(claims, openers), minlength=len(claims))
        == np.bincount(owner, minlength=len(claims))
    )
    good &= v.with_any(claims, lines)
    good[owner[~fine]] = False
    return pick(claims, good & (total != charge))


def _line_balance(v: View) -> NDArray[np.intp]:
    answers, lines = v.rows("2430", "SVD"), v.rows("2400", "SV1")
    if not len(answers) or not len(lines):
        return answers[:0]
    openers, adjustments = v.rows("2400", "LX"), v.rows("2430", "CAS")
    charge, good = v.cents(lines, 2)
    paid, fine = v.cents(answers, 2)
    total = paid.copy()
    owner = v.owner(answers, adjustments)
    for j in range(3, 19, 3):
        rows = np.flatnonzero(v.has(adjustments, j))
        if not len(rows):
            break
        amount, read = v.cents(adjustments[rows], j)
        np.add.at(total, owner[rows], amount)
        fine[owner[rows[~read]]] = False
    line = v.owner(lines, answers)
    same = (line >= 0) & (v.owner(openers, lines)[line] == v.owner(openers, answers))
    return pick(answers, good[line] & fine & same & (total != charge[line]))


CHECKS: dict[str, Callable[[View], NDArray[np.intp]]] = {
    "claim_charge": _claim_charge,
    "line_balance": _line_balance,
}
