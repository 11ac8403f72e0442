"""The choice among near codes for a line of a case: which fit what was delivered, and what the payer does with each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral import codes, policy
from contralateral.claim.suggest import ASKED, fits_of
from contralateral.errors import FileUnreadable
from contralateral.guide.similar.answer import Candidate, Need, Similar
from contralateral.guide.similar.fit import Fitted, Told, fitted, told_of
from contralateral.guide.similar.payer import Alike, Judge, Worth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from contralateral.case import Case
    from contralateral.policy import Book
    from contralateral.policy.requirement import Requirement

__all__ = ["Candidate", "Need", "Similar", "similar"]

_NEAR = 4
_ORDER = {"fits": 0, "open": 1, "does not fit": 2}


def similar(
    case: Case,
    *,
    path: str,
    today: date,
    line: int = 1,
    wanted: Sequence[str] = (),
    payer: str | None = None,
    book: Book | None = None,
    requirements: Sequence[Requirement] | None = None,
) -> Similar:
    """Explain the choice among codes for one line of a case, from the case's facts.

    Args:
        case: the case.
        path: where a person finds it.
        today: the day the payer would get the claim; stands for a date of service that there is not yet.
        line: counts from 1.
        wanted: codes to explain; where none is given those near the billed one and those that fit the device. The
            billed one is always among them.
        payer: overrides what the case says.
        book: the rules; those shipped where left out.
        requirements: those shipped where left out.

    Raises:
        FileUnreadable: the case has no such line.
        NameUnknown: a payer that is not known.
    """
    if not 1 <= line <= len(case.lines):
        has = {0: "no lines", 1: "one line"}.get(len(case.lines), f"{len(case.lines)} lines")
        raise FileUnreadable(path, f"there is no line {line}: the case has {has}.", "Lines count from 1.")
    judge = Judge(case, path, today, line, payer, book or policy.load(), requirements)
    on = case.lines[line - 1].date or case.delivery.date or today
    row = judge.row(ASKED)
    told = told_of(case, line, row, on)
    names = codes.names(on=codes.named_since(on))
    billed = case.lines[line - 1].code
    chosen = tuple(code.strip().upper() for code in wanted) or _candidates(billed, row, on, told)
    asked = list(dict.fromkeys(code for code in (billed, *chosen) if code))
    alike = Alike.of(judged := [judge.of(code) for code in asked])
    found = _ordered(
        [fitted(code, told, names) for code in asked], judged, alike, told.scores(asked, names), billed
    )
    return Similar(
        case=case.case or path,
        source=path,
        line=line,
        billed=billed,
        on=on,
        payer=judge.payer,
        payer_title=judge.title,
        told=told.words(),
        needs=alike.needs,
        findings=alike.findings,
        candidates=tuple(
            _candidate(fit, worth, at, _reason(fit, worth, _equals(fit, score, found)), billed=billed)
            for at, (fit, worth, score) in enumerate(found, start=1)
        ),
    )


def _candidates(billed: str | None, row: dict[str, object], on: date, told: Told) -> tuple[str, ...]:
    """The codes that fit the device, and those near the billed one; a part is chosen among its sisters alone."""
    near = codes.near(billed, codes.names(on=codes.named_since(on)), limit=_NEAR) if billed else []
    fits = () if told.part_of else fits_of({**row, "dos": on})
    return (*fits, *(n.code for n in near))


def _ordered(
    fits: Sequence[Fitted],
    worths: Sequence[Worth],
    alike: Alike,
    scores: Mapping[str, float],
    billed: str | None,
) -> list[tuple[Fitted, Worth, float]]:
    """Put codes in order: the device first, what becomes of the charge second, the billed one before its equals.

    What a name says and nobody has told may turn out untrue: it weighs against what the name answers.
    """
    found = [
        (fit, alike.without(worth), scores.get(fit.code, 0.0) - len(fit.only_if))
        for fit, worth in zip(fits, worths, strict=True)
    ]

    def place(each: tuple[Fitted, Worth, float]) -> tuple[int, int, float, int, int, bool, str]:
        fit, worth, score = each
        device = _ORDER[fit.verdict], len(fit.against), -score
        return (*device, worth.severity, len(worth.needs), fit.code != billed, fit.code)

    return sorted(found, key=place)


def _equals(fit: Fitted, score: float, found: Sequence[tuple[Fitted, Worth, float]]) -> list[str]:
    """The other fitting codes whose names answer as much of what the case tells."""
    return [o.code for o, _, other in found if other == score and o.verdict == "fits" and o.code != fit.code]


def _candidate(fit: Fitted, worth: Worth, place: int, reason: str, *, billed: str | None) -> Candidate:
    return Candidate(
        code=fit.code,
        name=fit.name,
        billed=fit.code == billed,
        verdict=fit.verdict,
        place=place,
        reason=reason,
        same=fit.same,
        against=fit.against,
        left_open=fit.left_open,
        only_if=fit.only_if,
        status=fit.status,
        replaced_by=fit.replaced_by,
        needs=worth.needs,
        findings=worth.findings,
        stake=worth.stake,
        modifiers=worth.modifiers,
        set_aside=worth.set_aside,
        fee_cents=worth.fee_cents,
        fee_note=worth.fee_note,
        authorization=worth.authorization,
    )


def _reason(fit: Fitted, worth: Worth, equal: Sequence[str]) -> str:
    """Why a code stands where it does: the device first, the payer second."""
    if fit.verdict == "does not fit":
        count = len(fit.against)
        return f"It does not fit: {count} thing{'s' if count > 1 else ''} against it."
    if fit.verdict == "open":
        return "Nothing speaks against it, and too little is told to say that it fits."
    said = f"It fits: {len(fit.same)} of the case's facts are in its name, none is against it"
    lacking = f", {len(fit.left_open)} it does not say" if fit.left_open else ""
    lacking += f", {len(fit.only_if)} more must turn out so" if fit.only_if else ""
    undecided = f" What the case tells does not decide between it and {', '.join(equal)}." if equal else ""
    return f"{said}{lacking}. {worth.outlook}{undecided}"
