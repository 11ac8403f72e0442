"""What a case tells of who pays: one input after another, known or with the ends it can lie between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contralateral.claim.share import allowed, part_b
from contralateral.claim.share.others import cents_of, others
from contralateral.claim.share.settle import WHOLE
from contralateral.claim.share.told import ENDLESS, Told, known, open_between
from contralateral.claim.share.values import CASE, Benefit, Earlier, Ground, Item, dollars

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from contralateral.case import Case
    from contralateral.claim.share.values import Bears

__all__ = ["MEDICARE", "Gathered", "gather"]

#: The pack of rules whose payers are original Medicare.
MEDICARE = "medicare_dme"
_MET = "coverage.deductible_met"
_NO_RATE = "What does the plan or the contract allow for one unit of {code}?"


@dataclass(frozen=True, slots=True)
class Gathered:
    """The inputs of a case by name, and what was taken as given though nobody told it."""

    facts: dict[str, Told]
    lines: int
    partners: dict[
        int, int
    ]  # the line of an upgrade and the line of the covered item that is billed beside it
    assumed: tuple[str, ...]

    def assemble(self, chosen: Mapping[str, Any]) -> tuple[list[Item], Benefit]:
        """Return what the arithmetic takes, with one value for each input."""
        items = [self._item(line, chosen) for line in range(1, self.lines + 1)]
        earlier = chosen["earlier"]
        if earlier is not None:
            earlier = Earlier(earlier, chosen["earlier_allowed"], chosen["coordination"])
        benefit = Benefit(
            deductible_left=chosen["deductible_left"],
            coinsurance=chosen["coinsurance"],
            copayment=chosen["copayment"],
            out_of_pocket_left=chosen["out_of_pocket_left"],
            benefit_left=chosen["benefit_left"],
            balance=chosen["balance"],
            protected=chosen["protected"],
            earlier=earlier,
            further=chosen["further"],
        )
        return items, benefit

    def _item(self, line: int, chosen: Mapping[str, Any]) -> Item:
        charge = chosen[f"charge:{line}"]
        limit = allowed.limit(chosen[f"limit:{line}"], chosen[f"units:{line}"], charge)
        beside = self.partners.get(line)
        elsewhere = 0 if beside is None else chosen[f"charge:{beside}"]
        return Item(line, charge, limit, chosen["lesser"], chosen[f"bears:{line}"], elsewhere)


def gather(case: Case, *, packs: frozenset[str], bears: Mapping[int, Told], today: date) -> Gathered:
    """Gather every input of a case.

    Args:
        case: the case.
        packs: those that its payer selects.
        bears: who bears the denial that the rules foretell, by line; lines that are not here are covered.
        today: the day of lines that are not delivered yet.
    """
    medicare = MEDICARE in packs and not case.coverage.self_pay
    facts: dict[str, Told] = {}
    for number, line in enumerate(case.lines, start=1):
        of_line = {"code": line.code or "the item", "line": number}
        charge = cents_of(line.charge)
        facts[f"charge:{number}"] = (
            known(charge)
            if charge is not None
            else open_between("What is charged on line {line} ({code})?".format(**of_line), *_ANY_AMOUNT)
        )
        facts[f"units:{number}"] = (
            known(line.units)
            if line.units is not None
            else open_between(
                "How many units does line {line} ({code}) bill?".format(**of_line),
                (1, "one"),
                (1000, "many"),
            )
        )
        facts[f"limit:{number}"] = _limit(case, number, medicare=medicare, today=today)
        facts[f"bears:{number}"] = bears.get(number, known(""))
    facts |= _self_pay() if case.coverage.self_pay else _terms(case, medicare=medicare, today=today)
    assumed = []
    if not medicare and case.coverage.benefit_left is None and not case.coverage.self_pay:
        assumed.append("The plan has no limit in dollars for such devices (coverage.benefit_left tells one).")
    return Gathered(facts, len(case.lines), _partners(case), tuple(assumed))


_ANY_AMOUNT = ((0, "nothing"), (ENDLESS, "without an upper end"))


def _limit(case: Case, number: int, *, medicare: bool, today: date) -> Told:
    line = case.lines[number - 1]
    if case.coverage.self_pay:
        return known(None)
    if medicare:
        return allowed.by_fee(case, line, today)
    cover = case.coverage
    if line.allowed is not None:
        return known(cents_of(line.allowed), Ground("the case", at="lines.allowed", confidence="told"))
    if cover.rate_percent_of_charge is not None:
        return known(allowed.Percent(round(cover.rate_percent_of_charge * 100)), CASE)
    if cover.rate_percent_of_fee is not None:
        return allowed.of_fee(case, line, today, round(cover.rate_percent_of_fee * 100))
    question = _NO_RATE.format(code=line.code or "the item")
    where = f"lines.{number}.allowed"
    return open_between(question, (0, "nothing"), (None, "all that is charged"), where=where)


def _self_pay() -> dict[str, Told]:
    """Nobody else pays: the charge is the patient's."""
    terms = {"deductible_left": 0, "coinsurance": WHOLE, "copayment": None, "out_of_pocket_left": None}
    none = {"benefit_left": None, "balance": False, "protected": False, "further": None, "earlier": None}
    rest = {"earlier_allowed": None, "coordination": "standard", "lesser": True}
    return {name: known(value) for name, value in (terms | none | rest).items()}


def _terms(case: Case, *, medicare: bool, today: date) -> dict[str, Told]:
    cover = case.coverage
    facts = _medicare(case, today) if medicare else _plan(case)
    facts["copayment"] = known(None if medicare else cents_of(cover.copayment))
    facts["benefit_left"] = known(None if medicare else cents_of(cover.benefit_left))
    facts["lesser"] = _lesser(case, medicare=medicare)
    of_medicare = medicare or cover.plan_type == "medicare_advantage"
    facts["protected"] = _protected(case) if of_medicare else known(value=False)
    return facts | others(case, medicare=medicare)


def _medicare(case: Case, today: date) -> dict[str, Told]:
    on, cover = _day(case, today), case.coverage
    share, who = part_b.coinsurance()
    told = part_b.deductible(on)
    met = cents_of(cover.deductible_met)
    if told is None:
        left = open_between(
            f"What is the Part B deductible of {on.year}, and how much of it is met? The last year here is "
            f"{part_b.last_year()}.",
            (0, "all of it"),
            (ENDLESS, "none of it"),
        )
    elif met is None:
        year, ground = told
        question = f"How much of the {on.year} Part B deductible of {dollars(year)} has the patient met?"
        left = open_between(question, (0, "all of it"), (year, "none of it"), ground=ground, where=_MET)
    else:
        left = known(max(0, told[0] - met), told[1])
    return {
        "deductible_left": left,
        "coinsurance": known(share, who),
        "out_of_pocket_left": known(None),
        "balance": _assigned(case),
    }


def _assigned(case: Case) -> Told:
    accepts = part_b.ground("assignment-rule")
    if case.supplier.participating or case.claim.assigned:
        return known(False, accepts)
    if case.coverage.qmb:
        return known(False, part_b.ground("qmb-noridian"))
    charges = part_b.ground("not-assigned", "M")
    if case.claim.assigned is False:
        return known(True, charges)
    return open_between(
        "Does the supplier accept what Medicare allows as full payment (assignment)?",
        (False, "yes"),
        (True, "no: the patient may be charged more than Medicare allows"),
        ground=charges,
        where="claim.assigned or supplier.participating",
    )


def _protected(case: Case) -> Told:
    ground = part_b.ground("qmb-noridian")
    if case.coverage.qmb is not None:
        return known(case.coverage.qmb, ground)
    question = "Is the patient a Qualified Medicare Beneficiary?"
    answers = (False, "no"), (True, "yes: nobody may ask them for a share")
    return open_between(question, *answers, ground=ground, where="coverage.qmb")


def _plan(case: Case) -> dict[str, Told]:
    cover = case.coverage
    amount, met = cents_of(cover.deductible), cents_of(cover.deductible_met)
    if amount is None:
        left = open_between(
            "What is the plan's deductible?",
            (0, "none"),
            (ENDLESS, "more than the claim"),
            where="coverage.deductible",
        )
    elif met is None and amount:
        question = f"How much of the deductible of {dollars(amount)} has the patient met?"
        left = open_between(question, (0, "all of it"), (amount, "none of it"), where=_MET)
    else:
        left = known(max(0, amount - (met or 0)))
    if cover.coinsurance_percent is not None:
        share = known(round(cover.coinsurance_percent * 100))
    elif cover.copayment is not None:
        share = known(0)
    else:
        question = "Which coinsurance or copayment does the plan set for such devices?"
        where = "coverage.coinsurance_percent or copayment"
        share = open_between(question, (0, "none"), (WHOLE, "100%"), where=where)
    return {
        "deductible_left": left,
        "coinsurance": share,
        "out_of_pocket_left": _out_of_pocket(cover.out_of_pocket_limit, cover.out_of_pocket_met),
        "balance": _balance(case),
    }


def _out_of_pocket(limit: Decimal | None, met: Decimal | None) -> Told:
    cents, reached = cents_of(limit), cents_of(met)
    if cents is None:
        question = "How much is left until the patient's out-of-pocket limit is reached?"
        answers = (0, "nothing"), (None, "more than the claim, or there is no limit")
        return open_between(question, *answers, where="coverage.out_of_pocket_limit")
    if reached is None:
        question = f"How much of the out-of-pocket limit of {dollars(cents)} is met?"
        ends = (0, "all of it"), (cents, "none of it")
        return open_between(question, *ends, where="coverage.out_of_pocket_met")
    return known(max(0, cents - reached))


def _balance(case: Case) -> Told:
    cover = case.coverage
    if cover.network == "in" or cover.balance_billed is False:
        return known(value=False)
    if cover.network == "out" and cover.balance_billed:
        return known(value=True)
    if cover.network == "out":
        question = "Is the patient asked for the part of the charge beyond the plan's amount?"
        return open_between(question, (False, "no"), (True, "yes"), where="coverage.balance_billed")
    question = "Is the supplier in the plan's network?"
    answers = (False, "yes"), (True, "no, and the patient is asked for the rest")
    return open_between(question, *answers, where="coverage.network")


def _lesser(case: Case, *, medicare: bool) -> Told:
    if medicare:
        return known(True, part_b.coinsurance()[1])
    if case.coverage.lesser_of_charge is not None:
        return known(case.coverage.lesser_of_charge)
    question = "Does the contract allow the lesser of the charge and its rate?"
    answers = (True, "yes"), (False, "no: always its rate")
    return open_between(question, *answers, where="coverage.lesser_of_charge")


def _partners(case: Case) -> dict[int, int]:
    """An upgrade's line (GA, GZ) and the next line, if that bills the covered item beside it (GK)."""
    found = {}
    for number, (line, following) in enumerate(zip(case.lines, case.lines[1:], strict=False), start=1):
        upgrade = {"GA", "GZ"} & set(line.modifiers or ())
        if upgrade and "GK" in (following.modifiers or ()):
            found[number] = number + 1
    return found


def _day(case: Case, today: date) -> date:
    return case.delivery.date or next((line.date for line in case.lines if line.date), None) or today


def bears_patient(question: str) -> Told:
    """Return who bears a denial where no rule says it."""
    supplier: tuple[Bears, str] = ("supplier", "the supplier")
    return open_between(question, supplier, ("patient", "the patient"))
