"""The steps of a line's share in words: what, how much, why so, and on whose word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contralateral.claim.share import part_b
from contralateral.claim.share.settle import part
from contralateral.claim.share.values import CASE, Ground, Step, dollars

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from contralateral.claim.share.told import Told
    from contralateral.claim.share.values import Item, Split

__all__ = ["explain", "in_words"]

_DOUBT = {"H": "", "M": "second-hand source, ", "NV": "not verified, ", "told": ""}
_UNTOLD = Ground("nobody has told it: this end of what is possible", confidence="told")
_OWES = Ground("the sum of the steps above", confidence="told")


def in_words(ground: Ground) -> str:
    """Return a ground as a reader wants it: who says so, where, and how sure that is."""
    at = f" ({ground.at})" if ground.at else ""
    return f"{_DOUBT[ground.confidence]}{ground.title}{at}"


def explain(
    split: Split,
    item: Item,
    chosen: Mapping[str, Any],
    facts: Mapping[str, Told],
    *,
    denied_by: Ground | None,
    medicare: bool,
    on: date,
) -> tuple[Step, ...]:
    """Return the steps of a line.

    Args:
        split: who pays which part.
        item: the line as the arithmetic took it.
        chosen: the value of each input.
        facts: the inputs with their grounds.
        denied_by: the rule that foretells its denial, where one does.
        medicare: original Medicare pays; something is held back from its payment.
        on: the day of service.
    """
    said = {name: _said(told) for name, told in facts.items()}
    steps = [("charged", split.charge, "as billed", said[f"charge:{split.line}"])]
    if item.bears:
        steps += _denied(split, denied_by, medicare=medicare)
    else:
        steps += _covered(split, item, chosen, said)
        if medicare and split.payer:
            steps += _held_back(split, on)
    steps.append(("the patient owes", split.patient, "", _OWES))
    return tuple(Step(what, cents, why, in_words(ground)) for what, cents, why, ground in steps)


def _said(told: Told) -> Ground:
    """The ground of an input; where nobody has told it, one end of what is possible was taken, and that is said."""
    if not told.open:
        return told.ground
    if told.ground == CASE:
        return _UNTOLD
    return replace(told.ground, at="; ".join(filter(None, (told.ground.at, "not told: this end"))))


_Told = tuple[str, int, str, Ground]


def _denied(split: Split, denied_by: Ground | None, *, medicare: bool) -> Iterator[_Told]:
    liable = part_b.ground("who-is-liable") if medicare else CASE
    if split.elsewhere:
        why = "the covered item is billed on the next line (GK); only the difference is an upgrade"
        yield "billed again", -split.elsewhere, why, part_b.ground("upgrade-modifiers")
    who = denied_by or liable
    if split.denied:
        why = "denied with a valid notice or by law: the patient bears it" if medicare else "denied"
        yield "denied, the patient's", split.denied, why, who
    elif split.supplier:
        why = "denied without a notice: the patient may not be asked" if medicare else "denied"
        yield "denied, the supplier's", split.supplier, f"{why}; the supplier writes it off", who


def _covered(
    split: Split, item: Item, chosen: Mapping[str, Any], said: Mapping[str, Ground]
) -> Iterator[_Told]:
    limit = said[f"limit:{split.line}"]
    if item.limit is None:
        yield "allowed", split.allowed, "all that is charged", limit
    elif split.earlier and split.allowed > min(item.limit, item.charge):
        yield "settled", split.allowed, "what the payer before allowed, the higher amount", said["earlier"]
    elif item.lesser:
        why = f"the lesser of the charge and {dollars(item.limit)}"
        yield "allowed", split.allowed, why, limit
    else:
        yield "allowed", split.allowed, "the rate of the contract, whatever is charged", limit
    if split.deductible:
        yield "deductible", split.deductible, "what was left of it", said["deductible_left"]
    if split.coinsurance:
        base = dollars(split.allowed - split.deductible) if not split.earlier else "the rest"
        why = f"{chosen['coinsurance'] / 100:g}% of {base}"
        yield "coinsurance", split.coinsurance, why, said["coinsurance"]
    if split.copayment:
        yield "copayment", split.copayment, "a fixed amount an item", said["copayment"]
    if split.relief:
        why = "the out-of-pocket limit is reached; the plan pays this"
        yield "beyond the limit", -split.relief, why, said["out_of_pocket_left"]
    if split.beyond:
        why = "the plan's limit in dollars is used up; the patient pays this"
        yield "over the plan's limit", split.beyond, why, said["benefit_left"]
    yield from _others(split, said)


def _others(split: Split, said: Mapping[str, Ground]) -> Iterator[_Told]:
    if split.earlier:
        yield "paid before", split.earlier, "by the payer before this one", said["earlier"]
    yield "the payer pays", split.payer, "the rest of the allowed amount", said["coordination"]
    if split.further:
        yield "another payer takes over", -split.further, "its terms", said["further"]
    if split.protected:
        why = "a Qualified Medicare Beneficiary may not be asked; Medicaid is billed for it"
        yield "not to be asked for", -split.protected, why, said["protected"]
    if split.balance:
        yield "beyond the allowed amount", split.balance, "the patient is asked for it", said["balance"]
    if split.supplier:
        why = "the charge beyond the allowed amount is written off"
        yield "written off", split.supplier, why, said["balance"]
    if split.forgone:
        yield "settled", split.forgone, "nothing is left to ask for", said["coordination"]


def _held_back(split: Split, on: date) -> Iterator[_Told]:
    held = part_b.held_back(on)
    if held is not None and held[0]:
        why = f"{held[0] / 100:g}% less reaches the supplier; it never raises the share"
        yield "held back from the payment", part(split.payer, held[0]), why, held[1]
