"""Adjustments (CAS) of claims and services, one row for each group, reason and amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi import columns
from contralateral.edi.cells import filled
from contralateral.edi.ids import ID
from contralateral.edi.remit835.rows import AMOUNT, NUMBER, Rows, numbers_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.remit835.work import Work

__all__ = ["Adjusted", "adjustments", "triples"]


@dataclass(slots=True)
class Adjusted:
    """Sums of CAS in cents, and where an amount is unknown: of each service, and of claims without their services."""

    service: NDArray[np.int64]
    service_unknown: NDArray[np.bool_]
    claim: NDArray[np.int64]
    claim_unknown: NDArray[np.bool_]


def triples(work: Work, rows: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """Return a CAS and the element where its reason stands, for each reason, amount and quantity."""
    count = (work.tokens.count[rows] + 1) // 3
    flat = np.repeat(rows, count)
    nth = np.arange(len(flat), dtype=np.int32) - np.repeat(np.cumsum(count, dtype=np.int32) - count, count)
    return flat, (nth * 3 + 2).astype(np.int32)


def adjustments(work: Work) -> Adjusted:
    """Make the table ``adjustments`` and return its sums."""
    tokens = work.tokens
    rows = work.rows(ID["CAS"])
    work.fault(
        rows[~filled(tokens.cell(rows, 1))],
        "CAS01 does not say whose the adjustment is.",
        "Ask the payer for the group code.",
    )
    flat, j = triples(work, rows)
    reason, amount, quantity = tokens.cells.take(tokens.run(flat, j, 3))
    bare = rows[tokens.count[rows] < 2]
    something = filled(reason) | filled(amount) | filled(quantity)
    if not something.all():
        kept = np.flatnonzero(something)
        bare = rows[~np.isin(rows, flat[kept])]
        flat = flat[kept]
        reason, amount, quantity = reason[kept], amount[kept], quantity[kept]
    work.fault(bare, "This CAS holds no adjustment.", "Add a reason and an amount or leave it out.")
    cents, good, bad = columns.amounts(tokens, amount)
    work.fault(flat[bad], "An amount of CAS is not an amount of dollars and cents.", AMOUNT)
    _say(work, flat, reason, amount)
    number, counted, odd = numbers_of(work, quantity)
    work.fault(flat[odd], "A quantity of CAS is not a number.", NUMBER)
    if work.wants("adjustments"):
        table = Rows(work, flat).keys(service=True).text(group=1).texts(reason=reason)
        table.put(cents=(cents, good), quantity=(number, counted)).into("adjustments")
    return _sums(work, flat, np.where(good, cents, 0), ~good)


def _say(
    work: Work,
    flat: NDArray[np.intp],
    reason: NDArray[np.complex128],
    amount: NDArray[np.complex128],
) -> None:
    work.say(
        "warning",
        flat[~filled(amount)],
        "CAS names a reason without an amount; it is left unknown and the sums cannot be checked.",
    )
    work.say(
        "warning", flat[~filled(reason)], "CAS has an amount without a reason; the reason is left unknown."
    )


def _sums(
    work: Work, flat: NDArray[np.intp], cents: NDArray[np.int64], unknown: NDArray[np.bool_]
) -> Adjusted:
    found = work.places
    service, claim = found.nth_service.take(flat), found.nth_claim.take(flat)
    of_service = service >= 0
    per_service, per_claim = np.zeros(len(found.svc) + 1, np.int64), np.zeros(len(found.clp) + 1, np.int64)
    np.add.at(per_service, service, cents)
    np.add.at(per_claim, claim[~of_service], cents[~of_service])
    lacking_service, lacking_claim = np.zeros(len(per_service), bool), np.zeros(len(per_claim), bool)
    lacking_service[service[unknown]] = True
    lacking_claim[claim[unknown & ~of_service]] = True
    return Adjusted(per_service[:-1], lacking_service[:-1], per_claim[:-1], lacking_claim[:-1])
