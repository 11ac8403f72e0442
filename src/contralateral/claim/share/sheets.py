"""Sheets for the patient as text: what it may cost in plain words, and a good faith estimate for who pays alone."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Literal, get_args

from contralateral.claim.share.values import dollars

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contralateral.case import Case
    from contralateral.claim.share.estimate import Estimate
    from contralateral.claim.share.told import Range

__all__ = ["SHEETS", "Sheet", "sheet"]

Sheet = Literal["gfe", "plain"]
SHEETS: tuple[Sheet, ...] = get_args(Sheet)
_WIDTH = 78
_BLANK = "______________________"
#: How the steps are told to a patient; a step that is not here concerns only the supplier.
_PLAIN = {
    "deductible": "Your deductible: what you pay each year before the plan pays",
    "coinsurance": "Your part of the rest (coinsurance)",
    "copayment": "Your copayment",
    "beyond the limit": "Taken off, because your yearly limit is reached",
    "over the plan's limit": "Beyond what your plan pays at most",
    "another payer takes over": "Paid by your other plan",
    "not to be asked for": "Not asked of you: Medicaid is billed",
    "beyond the allowed amount": "The price beyond what the plan allows",
    "denied, the patient's": "The plan is expected not to pay this, and you have been told so",
    "denied, the supplier's": "The plan is expected not to pay this. We may not ask you for it",
}


def sheet(kind: Sheet, estimate: Estimate, case: Case) -> str:
    """Return a sheet for the patient: ``plain`` for anybody, ``gfe`` for who pays without a plan.

    The good faith estimate holds what 45 CFR 149.610(c)(1) asks for; what the case does not tell is a blank to fill in.
    """
    lines = _good_faith(estimate, case) if kind == "gfe" else _plain(estimate, case)
    return "\n".join(lines).rstrip() + "\n"


def _plain(estimate: Estimate, case: Case) -> Iterator[str]:
    yield from _head("What you may have to pay", estimate, case)
    yield f"Your plan: {estimate.payer_title}"
    yield ""
    yield f"You pay: {_amount(estimate.patient)}"
    yield ""
    for line in estimate.lines:
        yield from _wrapped(f"{line.line}. {line.name} ({line.code or 'no code'})")
        for step in line.steps:
            if step.what in _PLAIN and (step.cents or step.what.startswith("denied")):
                shown = 0 if step.what == "denied, the supplier's" else step.cents
                yield from _row(_PLAIN[step.what], dollars(shown))
        yield from _row("You pay for this", _amount(line.patient))
        yield ""
    if estimate.questions:
        yield from _wrapped(
            "The amount is not certain yet. These answers would make it more certain; the steps above show the "
            "most you may pay:"
        )
        for question in estimate.questions:
            yield from _wrapped(f"- {question.question}")
        yield ""
    for note in (*estimate.notes, *estimate.assumed):
        yield from _wrapped(note)
    yield from _wrapped(
        f"This is an estimate made on {estimate.made}, not a bill and not a promise. Your plan decides when it has "
        "the claim. Other bills before it may use up your deductible. Ask us if something is unclear."
    )


def _good_faith(estimate: Estimate, case: Case) -> Iterator[str]:
    yield from _head("Good faith estimate of expected charges", estimate, case)
    yield f"Date of birth: {case.patient.born or _BLANK}"
    yield f"Expected day:  {case.delivery.date or _BLANK}"
    yield ""
    yield "Who provides it"
    where = case.supplier.state or _BLANK
    for name, value in (
        ("Name", case.supplier.name),
        ("NPI", case.supplier.npi),
        ("Taxpayer number (TIN)", None),
        ("State", where),
        ("Office where it is provided", None),
    ):
        yield f"  {name}: {value or _BLANK}"
    yield ""
    dx = ", ".join(map(_dotted, case.condition.diagnoses or ())) or _BLANK
    yield from _wrapped(f"Main item: {case.device.description or estimate.lines[0].name}")
    yield f"Diagnosis codes: {dx}"
    yield ""
    yield "What is expected, and its charge"
    for line, billed in zip(estimate.lines, case.lines, strict=True):
        units = "" if billed.units in (None, 1) else f", {billed.units:g} units"
        charge = dollars(line.charge_cents) if line.charge_cents is not None else _BLANK
        yield from _row(f"{line.code or 'no code'}  {line.name}{units}", charge)
    yield from _row("Total of the expected charges", _amount(estimate.charge))
    yield ""
    yield "Items that have to be scheduled separately, before or after:"
    yield f"  {_BLANK} (or none)"
    yield ""
    for words in _DISCLAIMERS:
        yield from _wrapped(f"- {words}")
    yield ""
    yield f"Given on {estimate.made}. Asked for in 45 CFR 149.610; keep a copy."


#: What 45 CFR 149.610(c)(1)(viii) to (xi) wants said, in our own words.
_DISCLAIMERS = (
    "We may recommend further items or services as part of the care; they are scheduled or asked for separately and "
    "are not in this estimate.",
    "This is only an estimate of what is reasonably expected on the day it is given. What is provided and charged may "
    "differ.",
    "If you are billed at least $400 more than this estimate by one provider, you may dispute the bill. How to begin "
    "stands at www.cms.gov/nosurprises or is told at 1-800-985-3059. A dispute does not make your care worse.",
    "This is no contract: you need not obtain the items from us.",
)


def _head(title: str, estimate: Estimate, case: Case) -> Iterator[str]:
    yield title
    yield "=" * len(title)
    yield f"Patient: {case.patient.name or case.patient.record or _BLANK}"
    yield f"Case: {estimate.case}    Made on: {estimate.made}"


def _amount(found: Range) -> str:
    if found.exact:
        return dollars(found.low)
    return (
        f"at least {dollars(found.low)}"
        if found.high is None
        else f"{dollars(found.low)} to {dollars(found.high)}"
    )


def _row(words: str, amount: str) -> Iterable[str]:
    """Words on the left, wrapped, with the amount at the right of the last line."""
    room = _WIDTH - len(amount) - 8
    told = textwrap.wrap(words, room) or [""]
    *before, last = told
    return (*(f"   {line}" for line in before), f"   {last} {'.' * (room - len(last) + 3)} {amount}")


def _dotted(diagnosis: str) -> str:
    return f"{diagnosis[:3]}.{diagnosis[3:]}" if len(diagnosis) > 3 else diagnosis


def _wrapped(words: str) -> Iterable[str]:
    return textwrap.wrap(words, _WIDTH, subsequent_indent="  " if words[:2] in ("- ",) else "")
