"""The arithmetic of a claim's shares, line after line: what one line uses up of a limit the next no longer has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contralateral.claim.share.values import Split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contralateral.claim.share.values import Benefit, Earlier, Item

__all__ = ["WHOLE", "part", "settle"]

#: A hundred percent, in hundredths of one.
WHOLE = 10_000


@dataclass
class _Left:
    """What is left of the limits."""

    deductible: int
    out_of_pocket: int | None
    benefit: int | None


def part(cents: int, of_whole: int) -> int:
    """Return so many hundredths of a percent of an amount, halves rounded up.

    >>> part(1_003, 2_000)
    201
    """
    return (cents * of_whole + WHOLE // 2) // WHOLE


def settle(items: Sequence[Item], benefit: Benefit) -> tuple[Split, ...]:
    """Say who pays which part of each line.

    Args:
        items: the lines in the claim's order.
        benefit: the plan's terms, and what is left of its limits before the claim.
    """
    left = _Left(benefit.deductible_left, benefit.out_of_pocket_left, benefit.benefit_left)
    covered = [_allowed(item, benefit.earlier, 0) if not item.bears else 0 for item in items]
    paid_before = _spread(benefit.earlier.paid if benefit.earlier else 0, covered)
    allowed_before = _spread((benefit.earlier.allowed or 0) if benefit.earlier else 0, covered)
    return tuple(
        _denied(item) if item.bears else _covered(item, benefit, left, paid, allowed)
        for item, paid, allowed in zip(items, paid_before, allowed_before, strict=True)
    )


def _denied(item: Item) -> Split:
    """A denied line: the patient or the supplier bears the charge, less what another line bills again."""
    elsewhere = min(item.elsewhere, item.charge)
    rest = item.charge - elsewhere
    patient, supplier = (rest, 0) if item.bears == "patient" else (0, rest)
    return Split(item.line, item.charge, 0, denied=patient, supplier=supplier, elsewhere=elsewhere)


def _allowed(item: Item, earlier: Earlier | None, before: int) -> int:
    """What is to be settled: the payer's amount, or after another payer the higher one of the two."""
    own = item.charge if item.limit is None else item.limit
    if item.lesser:
        own = min(own, item.charge)
    if earlier is not None and earlier.coordination == "medicare":
        return max(own, min(before, item.charge))
    return own


def _covered(item: Item, benefit: Benefit, left: _Left, paid_before: int, allowed_before: int) -> Split:
    own = _allowed(item, None, 0)
    deductible = min(own, left.deductible)
    left.deductible -= deductible
    rest = own - deductible
    copayment = 0 if benefit.copayment is None else min(benefit.copayment, rest)
    coinsurance = 0 if benefit.copayment is not None else part(rest, benefit.coinsurance)
    cost = deductible + coinsurance + copayment
    relief = 0 if left.out_of_pocket is None else max(0, cost - left.out_of_pocket)
    if left.out_of_pocket is not None:
        left.out_of_pocket -= cost - relief
    payer = own - cost + relief
    beyond = 0 if left.benefit is None else max(0, payer - left.benefit)
    payer -= beyond
    split = Split(
        item.line,
        item.charge,
        own,
        deductible=deductible,
        coinsurance=coinsurance,
        copayment=copayment,
        relief=relief,
        beyond=beyond,
        payer=payer,
        share=cost - relief + beyond,
        supplier=max(0, item.charge - own),
    )
    if benefit.earlier is not None:
        split = _after(split, _allowed(item, benefit.earlier, allowed_before), paid_before, benefit.earlier)
    if left.benefit is not None:
        left.benefit -= split.payer
    return _asked(split, benefit)


def _after(split: Split, settled: int, paid: int, earlier: Earlier) -> Split:
    """Lay what payers before this one did over a line: this one pays less, and the patient what is left at most."""
    normal = split.payer
    if earlier.coordination == "medicare":
        # 42 CFR 411.33(a): the lowest of three amounts.
        payer = min(split.charge - paid, normal, settled - paid)
    elif earlier.coordination == "standard":
        payer = min(normal, settled - paid)
    else:
        payer = normal - paid
    payer = max(0, payer)
    before = min(paid, settled)
    payer = min(payer, settled - before)
    share = min(split.cost, settled - before - payer)
    return replace(
        split,
        allowed=settled,
        earlier=before,
        payer=payer,
        share=share,
        forgone=settled - before - payer - share,
        supplier=max(0, split.charge - settled),
    )


def _asked(split: Split, benefit: Benefit) -> Split:
    """What of the cost share the patient is asked for, once a further payer and the law have had their part."""
    if benefit.protected:
        return replace(split, protected=split.share, share=0)
    if benefit.balance:
        split = replace(split, balance=split.supplier, supplier=0)
    if benefit.further is None:
        return split
    of_deductible = min(split.deductible, split.share)
    taken = of_deductible if benefit.further.deductible else 0
    taken += part(split.share - of_deductible, benefit.further.rest)
    return replace(split, further=taken, share=split.share - taken)


def _spread(cents: int, weights: Sequence[int]) -> list[int]:
    """Spread an amount over lines by weight, to the cent; evenly where nothing weighs."""
    if not weights:
        return []
    total = sum(weights)
    given, told = 0, []
    for at in range(len(weights)):
        upto = sum(weights[: at + 1]) * cents // total if total else (at + 1) * cents // len(weights)
        told.append(upto - given)
        given = upto
    return told
