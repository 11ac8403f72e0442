"""Do the amounts add up: of services, of claims, of payments. What cannot be told is null, never true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral.edi.cells import code, codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.remit835.adjustments import Adjusted
    from contralateral.edi.remit835.payments import Header
    from contralateral.edi.remit835.rows import Numbers
    from contralateral.edi.remit835.services import Charged
    from contralateral.edi.remit835.work import Work

__all__ = ["Open", "balance_claims", "balance_payments", "balance_services", "flags"]

_ASK = "Ask the payer which amount is wrong."


@dataclass(slots=True)
class Open:
    """Sums of a transaction that a chunk left open, in cents."""

    claims: int = 0
    paid: int = 0
    paid_known: bool = True
    adjusted: int = 0
    adjusted_known: bool = True


def flags(right: NDArray[np.bool_], known: NDArray[np.bool_]) -> pl.Series:
    """Return true, false, and null where it is not known."""
    return (
        pl.Series(right, dtype=pl.Boolean).set(pl.Series(~known), None)
        if not known.all()
        else pl.Series(right)
    )


def balance_services(work: Work, charged: Charged, adjusted: Adjusted) -> pl.Series:
    """Charge less adjustments is what was paid, for each SVC."""
    known = charged.charge_known & charged.paid_known & ~adjusted.service_unknown
    want = charged.charge - adjusted.service
    right = want == charged.paid
    wrong = np.flatnonzero(known & ~right)

    def message(at: int) -> str:
        n = wrong[at]
        return (
            f"SVC03 is {charged.paid[n]} cents; SVC02 less its adjustments (CAS) is {want[n]} cents. "
            f"The service is kept and marked. {_ASK}"
        )

    work.say("error", work.places.svc[wrong], message)
    return flags(right, known)


def balance_claims(work: Work, claim: Charged, service: Charged, adjusted: Adjusted) -> pl.Series:
    """Charge less all adjustments is what was paid, and the charges of the services add up, for each CLP."""
    found = work.places
    size, of = len(found.clp), found.svc_claim
    total, charges = adjusted.claim.copy(), np.zeros(size, np.int64)
    np.add.at(total, of, adjusted.service)
    np.add.at(charges, of, np.where(service.charge_known, service.charge, 0))
    unknown, no_sum, has = adjusted.claim_unknown.copy(), np.zeros(size, bool), np.zeros(size, bool)
    unknown[of[adjusted.service_unknown]] = True
    no_sum[of[~service.charge_known]] = True
    has[of] = True
    want = claim.charge - total
    paid_known = claim.charge_known & claim.paid_known & ~unknown
    charge_known = claim.charge_known & ~no_sum
    paid_wrong = paid_known & (want != claim.paid)
    charge_wrong = charge_known & has & (charges != claim.charge)
    first, second = np.flatnonzero(paid_wrong), np.flatnonzero(charge_wrong)

    def of_payment(at: int) -> str:
        n = first[at]
        return (
            f"CLP04 is {claim.paid[n]} cents; CLP03 less the adjustments (CAS) of claim and services is {want[n]} "
            f"cents. The claim is kept and marked. {_ASK}"
        )

    def of_charge(at: int) -> str:
        n = second[at]
        return (
            f"CLP03 is {claim.charge[n]} cents; the charges of its services (SVC02) add up to {charges[n]} cents. "
            f"The claim is kept and marked. {_ASK}"
        )

    work.say("error", found.clp[first], of_payment)
    work.say("error", found.clp[second], of_charge)
    wrong = paid_wrong | charge_wrong
    return flags(~wrong, (paid_known & (charge_known | ~has)) | wrong)


def balance_payments(
    work: Work,
    header: Header,
    carried: Open,
    claim: Charged,
    plb: tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.bool_]],
    plb_lost: NDArray[np.intp],
) -> tuple[dict[str, Numbers], pl.Series, Open]:
    """Payments of claims less what is adjusted outside them is what was paid; said where the SE is reached.

    Returns:
        Sums of each transaction, whether they balance, and the sums of the one that goes on.
    """
    size = len(header.st)
    count, paid, adjusted = (np.zeros(size, np.int64) for _ in range(3))
    paid_known, adjusted_known = np.ones(size, bool), np.ones(size, bool)
    if size and work.chunk.fresh:
        count[0], paid[0], adjusted[0] = carried.claims, carried.paid, carried.adjusted
        paid_known[0], adjusted_known[0] = carried.paid_known, carried.adjusted_known
    of = header.nth(work.places.clp)
    np.add.at(count, of, 1)
    np.add.at(paid, of, np.where(claim.paid_known, claim.paid, 0))
    paid_known[of[~claim.paid_known]] = False
    rows, cents, known = plb
    np.add.at(adjusted, header.nth(rows), cents)
    adjusted_known[header.nth(rows[~known])] = False
    adjusted_known[header.nth(plb_lost)] = False
    debit = codes(work.tokens.cell(np.maximum(header.bpr, 0), 3)) == code("D")
    amount = np.where(debit, -header.amount, header.amount)
    want = paid - adjusted
    told = header.amount_known & paid_known & adjusted_known
    _say(work, header, told, amount, want)
    columns: dict[str, Numbers] = {
        "claims": (count, None),
        "claims_paid_cents": (paid, paid_known),
        "provider_adjusted_cents": (adjusted, adjusted_known),
    }
    right = flags(want == amount, told)
    if not size or header.ended[-1]:
        return columns, right, Open()
    return (
        columns,
        right,
        Open(
            int(count[-1]), int(paid[-1]), bool(paid_known[-1]), int(adjusted[-1]), bool(adjusted_known[-1])
        ),
    )


def _say(
    work: Work,
    header: Header,
    told: NDArray[np.bool_],
    amount: NDArray[np.int64],
    want: NDArray[np.int64],
) -> None:
    there = header.ended & (header.bpr >= 0)
    wrong = np.flatnonzero(there & told & (amount != want))
    unknown = np.flatnonzero(there & ~told)

    def message(at: int) -> str:
        n = wrong[at]
        return (
            f"BPR02 (segment {work.tokens.number[header.bpr[n]]}) is {amount[n]} cents; the payments of the claims "
            f"(CLP04) less the provider adjustments (PLB) are {want[n]} cents. The payment is kept and marked. {_ASK}"
        )

    work.say("error", header.se[wrong], message)
    work.say(
        "warning",
        header.se[unknown],
        "Whether this payment is the sum of its claims cannot be told: an amount of BPR, CLP or PLB is missing or "
        "cannot be read. Ask the payer.",
    )
