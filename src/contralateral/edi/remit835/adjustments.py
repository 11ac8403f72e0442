"""Adjustments (CAS) of claims and services, one row for each group, reason and amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi import columns
from contralateral.edi.ids import ID
from contralateral.edi.remit835.cents import cents_of
from contralateral.edi.remit835.rows import AMOUNT, NUMBER, Rows
from contralateral.edi.remit835.work import spans_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.remit835.work import SpanPair, Work

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
    group = tokens.element(rows, 1)
    work.fault(
        rows[group[1] == 0],
        "CAS01 does not say whose the adjustment is.",
        "Ask the payer for the group code.",
    )
    flat, j = triples(work, rows)
    reason, amount = spans_at(tokens, flat, j), spans_at(tokens, flat, j + 1)
    quantity = spans_at(tokens, flat, j + 2)
    bare = rows[tokens.count[rows] < 2]
    something = (reason[1] > 0) | (amount[1] > 0) | (quantity[1] > 0)
    if not something.all():
        kept = np.flatnonzero(something)
        bare = rows[~np.isin(rows, flat[kept])]
        flat = flat[kept]
        reason, amount, quantity = (
            (start[kept], length[kept]) for start, length in (reason, amount, quantity)
        )
    work.fault(bare, "This CAS holds no adjustment.", "Add a reason and an amount or leave it out.")
    cents, good, bad = cents_of(tokens, amount)
    work.fault(flat[bad], "An amount of CAS is not an amount of dollars and cents.", AMOUNT)
    _say(work, flat, reason, amount)
    numbers = _quantity(work, flat, quantity)
    if work.wants("adjustments"):
        table = Rows(work, flat).keys(service=True).text(group=1).texts(reason=reason)
        table.put(cents=(cents, good), quantity=numbers).into("adjustments")
    return _sums(work, flat, np.where(good, cents, 0), ~good)


def _say(work: Work, flat: NDArray[np.intp], reason: SpanPair, amount: SpanPair) -> None:
    work.say(
        "warning",
        flat[(amount[1] == 0)],
        "CAS names a reason without an amount; it is left unknown and the sums cannot be checked.",
    )
    work.say(
        "warning", flat[reason[1] == 0], "CAS has an amount without a reason; the reason is left unknown."
    )


def _quantity(
    work: Work, flat: NDArray[np.intp], span: SpanPair
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    value, good = np.zeros(len(flat)), np.zeros(len(flat), bool)
    some = np.flatnonzero(span[1])
    if len(some):
        value[some], good[some], bad = columns.decimals(work.tokens, (span[0][some], span[1][some]))
        work.fault(flat[some[bad]], "A quantity of CAS is not a number.", NUMBER)
    return value, good


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
