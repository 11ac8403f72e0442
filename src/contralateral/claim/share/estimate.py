"""What the patient owes for a case: the range, line by line, with every step, and what to ask to narrow it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from contralateral import codes
from contralateral.claim.share.explain import explain, in_words
from contralateral.claim.share.gather import MEDICARE, Gathered, bears_patient, gather
from contralateral.claim.share.settle import settle
from contralateral.claim.share.told import Question, Range, Told, ends, known, narrowing, range_of
from contralateral.claim.share.values import Ground, Split, Step

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from contralateral.case import Case
    from contralateral.claim.report import ClaimReport
    from contralateral.claim.share.values import Bears
    from contralateral.policy import Book, Finding

__all__ = ["Estimate", "EstimateLine", "Outcome", "estimate"]

Outcome = Literal["covered", "denied", "open"]
_BEARS: dict[str, Bears] = {"deny_supplier_pays": "supplier", "deny_patient_pays": "patient"}
_OLDER = "the newest at hand, older than the day of service"
_STANDS = {
    "reject": "As it stands the payer returns line {line}: nothing is owed before it is sent right. Shown as if so.",
    "audit": "Line {line} is paid now and may be taken back in an audit (see `contra check`).",
    "unknown": "Whether line {line} is paid hangs on open questions (see `contra check`). Shown as if it were.",
    "unexamined": "No policy of the payer's here has examined line {line}. Shown as if it were paid.",
}


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """One line's part. ``steps`` are those of the most that the patient can owe, ``least`` of the least."""

    line: int
    code: str | None
    name: str
    on: date
    outcome: Outcome
    denied_by: str
    charge_cents: int | None
    allowed: Range
    payer: Range
    patient: Range
    steps: tuple[Step, ...]
    least: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the patient owes by what is known on the day ``made``.

    ``patient`` is the range by what the rules foretell; ``if_covered`` if every line were paid. ``questions`` narrow
    the range, the best first. ``least_if`` and ``most_if`` are the answers that the two ends stand for. ``assumed`` was
    taken as given though nobody told it; ``tables`` are those it rests on.
    """

    case: str
    source: str
    payer: str
    payer_title: str
    made: date
    lines: tuple[EstimateLine, ...]
    charge: Range
    allowed: Range
    payer_pays: Range
    patient: Range
    if_covered: Range
    questions: tuple[Question, ...]
    least_if: tuple[str, ...]
    most_if: tuple[str, ...]
    assumed: tuple[str, ...]
    notes: tuple[str, ...]
    tables: tuple[str, ...]


def estimate(case: Case, report: ClaimReport, book: Book, *, path: str, today: date) -> Estimate:
    """Estimate what the patient owes for a case.

    Args:
        case: the case.
        report: what the check found: which lines are denied, and who bears that.
        book: the rules it was judged by.
        path: where a person finds the case.
        today: the day the estimate is made, and that of lines not yet delivered.
    """
    packs = book.packs_of(report.payer)
    self_pay = bool(case.coverage.self_pay)
    bears, denials = ({}, {}) if self_pay else _denials(report)
    bears = _asked_first(case, bears)
    told = gather(case, packs=packs, bears=bears, today=today)
    medicare = MEDICARE in packs and not self_pay
    run = _Run(told, denials, medicare, today)
    covered = {name: known("") if name.startswith("bears:") else fact for name, fact in told.facts.items()}
    least, most = ends(told.facts, run.patient)
    return Estimate(
        case=report.claim,
        source=path,
        payer="self-pay" if self_pay else report.payer,
        payer_title=_title(report.payer, book, self_pay=self_pay),
        made=today,
        lines=tuple(_line(case, number, run, least, most) for number in range(1, told.lines + 1)),
        charge=range_of(told.facts, lambda chosen: sum(i.charge for i in told.assemble(chosen)[0])),
        allowed=_between(run, least, most, "allowed"),
        payer_pays=_between(run, least, most, "payer"),
        patient=range_of(told.facts, run.patient),
        if_covered=range_of(covered, run.patient),
        questions=narrowing(told.facts, run.patient),
        least_if=_answers(told.facts, least),
        most_if=_answers(told.facts, most),
        assumed=told.assumed,
        notes=() if self_pay else _notes(report),
        tables=_tables(told),
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """The arithmetic for one choice of every input."""

    told: Gathered
    denials: Mapping[int, Ground]
    medicare: bool
    today: date

    def splits(self, chosen: Mapping[str, Any]) -> tuple[Split, ...]:
        items, benefit = self.told.assemble(chosen)
        return settle(items, benefit)

    def patient(self, chosen: Mapping[str, Any]) -> int:
        return sum(split.patient for split in self.splits(chosen))

    def steps(self, number: int, chosen: Mapping[str, Any], on: date) -> tuple[Step, ...]:
        items, benefit = self.told.assemble(chosen)
        split = settle(items, benefit)[number - 1]
        ground = self.denials.get(number)
        facts = self.told.facts
        return explain(
            split, items[number - 1], chosen, facts, denied_by=ground, medicare=self.medicare, on=on
        )


def _line(
    case: Case, number: int, run: _Run, least: Mapping[str, Any], most: Mapping[str, Any]
) -> EstimateLine:
    line = case.lines[number - 1]
    on = line.date or case.delivery.date or run.today
    facts = run.told.facts
    bears = facts[f"bears:{number}"]
    outcome: Outcome = "open" if bears.open else "denied" if bears.values[0] else "covered"
    steps, lower = run.steps(number, most, on), run.steps(number, least, on)
    charge = facts[f"charge:{number}"]
    return EstimateLine(
        line=number,
        code=line.code,
        name=codes.name(line.code, on=on) if line.code else line.description or "",
        on=on,
        outcome=outcome,
        denied_by=run.denials[number].title if number in run.denials else "",
        charge_cents=None if charge.open else charge.values[0],
        allowed=_between(run, least, most, "allowed", number),
        payer=_between(run, least, most, "payer", number),
        patient=range_of(facts, lambda chosen: run.splits(chosen)[number - 1].patient),
        steps=steps,
        least=() if lower == steps else lower,
    )


def _between(
    run: _Run, least: Mapping[str, Any], most: Mapping[str, Any], name: str, number: int | None = None
) -> Range:
    """What lies between the two ends of the patient's range; not itself the widest range of the amount."""

    def of(chosen: Mapping[str, Any]) -> int:
        splits = run.splits(chosen)
        return sum(getattr(s, name) for s in splits if number in (None, s.line))

    return range_of(run.told.facts, of) if name == "allowed" else Range(*sorted((of(least), of(most))))


def _denials(report: ClaimReport) -> tuple[dict[int, Told], dict[int, Ground]]:
    """Who bears each denial that the rules foretell, and the rule that does."""
    bears: dict[int, Told] = {}
    grounds: dict[int, Ground] = {}
    for stake in report.stakes:
        if not stake.fate.startswith("deny_"):
            continue
        finding = _denying(report, stake.line, stake.fate)
        source = finding.sources[0]
        grounds[stake.line] = Ground(
            f"{source.title}: {finding.rule}", source.url, confidence=source.confidence
        )
        if stake.fate in _BEARS:
            bears[stake.line] = known(_BEARS[stake.fate], grounds[stake.line])
        else:
            bears[stake.line] = bears_patient(
                f"Line {stake.line} will be denied ({finding.rule}): who bears it by the plan's terms?"
            )
    return bears, grounds


def _denying(report: ClaimReport, line: int, fate: str) -> Finding:
    group = {"deny_patient_pays": ("PR",), "deny_supplier_pays": ("CO", "PI")}.get(fate)
    denied = [f for f in report.findings if f.line == line and f.verdict == "fails" and f.outcome == "deny"]
    return next(f for f in denied if group is None or f.forecast.group in group)


def _asked_first(case: Case, bears: Mapping[int, Told]) -> dict[int, Told]:
    """A Qualified Medicare Beneficiary is not asked for what is denied before Medicaid has decided."""
    if not case.coverage.qmb:
        return dict(bears)
    question = (
        "Does Medicaid pay line {} that Medicare denies? Until it has decided the patient is not asked."
    )
    return {
        number: bears_patient(question.format(number)) if "patient" in told.values else told
        for number, told in bears.items()
    }


def _notes(report: ClaimReport) -> tuple[str, ...]:
    return tuple(_STANDS[s.fate].format(line=s.line) for s in report.stakes if s.fate in _STANDS)


def _title(payer: str, book: Book, *, self_pay: bool) -> str:
    if self_pay:
        return "no claim goes to any payer"
    return book.payers[payer].title if payer in book.payers else "a payer that is not recognized"


def _answers(facts: Mapping[str, Told], chosen: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        f"{told.question} {told.words[told.values.index(chosen[name])]}"
        for name, told in facts.items()
        if told.open
    )


def _tables(told: Gathered) -> tuple[str, ...]:
    grounds = [
        fact.ground
        for name, fact in told.facts.items()
        if fact.ground.confidence != "told" and not name.startswith("bears:")
    ]
    older = {ground.title for ground in grounds if "older than that day" in ground.at}
    named = {ground.title: replace(ground, at=_OLDER if ground.title in older else "") for ground in grounds}
    return tuple(in_words(ground) for ground in named.values())
