"""Payers beside the one that the case is about: what those before it did, and what those after it take over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.claim.share import part_b
from contralateral.claim.share.settle import WHOLE
from contralateral.claim.share.told import ENDLESS, Told, known, open_between
from contralateral.claim.share.values import Further

if TYPE_CHECKING:
    from decimal import Decimal

    from contralateral.case import Case
    from contralateral.case.parts import OtherPayer

__all__ = ["cents_of", "others"]

_RANKS = ("primary", "secondary", "tertiary")
_FURTHER = "Does a further payer (Medigap, Medicaid, another plan) take over part of the share?"


def others(case: Case, *, medicare: bool) -> dict[str, Told]:
    """Payers before this one, and after."""
    if case.other_payers is None:
        whole = Further(deductible=True, rest=WHOLE)
        where = "other_payers: takes_deductible and takes_percent; [] says that there is none"
        after = open_between(_FURTHER, (None, "no"), (whole, "all of it"), where=where)
        before: list[OtherPayer | None] = [] if case.coverage.rank in (None, "primary") else [None]
    else:
        last = [o for o in case.other_payers if not _before(case, o)]
        before = [o for o in case.other_payers if _before(case, o)]
        after = _further(last) if last else known(None)
    facts = {"further": after, "earlier": known(None), "earlier_allowed": known(None)}
    method = known("medicare", part_b.coinsurance()[1]) if medicare else known("standard")
    if before:
        facts["earlier"] = _total(
            [o.paid if o else None for o in before],
            "What did the payer before this one pay?",
            "other_payers.paid",
        )
        if medicare:
            method = known("medicare", part_b.ground("second-payment"))
            question = "What did the payer before this one allow?"
            amounts = [o.allowed if o else None for o in before]
            facts["earlier_allowed"] = _total(amounts, question, "other_payers.allowed")
        elif case.coverage.coordination is not None:
            method = known(case.coverage.coordination)
        else:
            method = open_between(
                "As second payer, does the plan pay what is left (standard) or only up to its own benefit "
                "(non-duplication)?",
                ("standard", "what is left"),
                ("non-duplication", "only up to its own benefit"),
                where="coverage.coordination",
            )
    return facts | {"coordination": method}


def _total(amounts: list[Decimal | None], question: str, where: str) -> Told:
    told = [cents for amount in amounts if (cents := cents_of(amount)) is not None]
    if len(told) == len(amounts):
        return known(sum(told))
    return open_between(question, (0, "nothing"), (ENDLESS, "all of it"), where=where)


def _before(case: Case, other: OtherPayer) -> bool:
    """Whether a payer comes before the one that the case is about."""
    if other.paid is not None:
        return True
    if other.takes_deductible is not None or other.takes_percent is not None:
        return False
    mine = _RANKS.index(case.coverage.rank or "primary")
    return other.rank is not None and _RANKS.index(other.rank) < mine


def _further(payers: list[OtherPayer]) -> Told:
    """What the payers after this one take over together; each of the terms may be untold."""
    deductible = {True, False} if any(p.takes_deductible is None for p in payers) else set()
    deductible |= {any(p.takes_deductible for p in payers)}
    percents = [round(p.takes_percent * 100) for p in payers if p.takes_percent is not None]
    rest = {min(WHOLE, sum(percents))}
    if len(percents) < len(payers):
        rest |= {WHOLE}
    terms = [Further(deductible=d, rest=r) for d in sorted(deductible) for r in sorted(rest)]
    if len(terms) == 1:
        return known(terms[0])
    names = ", ".join(p.name for p in payers)
    words = [f"{'the deductible and ' if t.deductible else ''}{t.rest / 100:g}% of the rest" for t in terms]
    question = f"What does {names} take over: the deductible, and how much of the rest?"
    return open_between(question, *zip(terms, words, strict=True), where="other_payers: takes_…")


def cents_of(amount: Decimal | None) -> int | None:
    """Return an amount of a case in cents; nothing stays nothing."""
    return None if amount is None else int(amount * 100)
