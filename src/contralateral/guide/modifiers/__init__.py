"""The modifiers of a case: for each line the right ones, each with its reason and its authority.

What a payer wants of which code stands in its rules and nowhere else: the case is judged without modifiers, and what
its rules then ask for is answered from the record. Values in, values out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral import policy
from contralateral.guide.modifiers.answer import Assigned, AssignedLine, Change
from contralateral.guide.modifiers.bench import Bench, Draft, rebuilt
from contralateral.guide.modifiers.chosen import describe
from contralateral.guide.modifiers.compare import changes, claim_of, written
from contralateral.guide.modifiers.knowledge import knowledge
from contralateral.guide.modifiers.liability import bear
from contralateral.guide.modifiers.patch import patch, plain
from contralateral.guide.modifiers.sides import sided
from contralateral.guide.modifiers.upgrades import upgraded

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from contralateral.case import Case
    from contralateral.policy import Book

__all__ = ["Assigned", "AssignedLine", "Change", "assign"]


def assign(
    case: Case, *, path: str, today: date, payer: str | None = None, book: Book | None = None
) -> Assigned:
    """Assign the modifiers of each line of a case, and compare them with those that it carries.

    Args:
        case: the case.
        path: where a person finds it.
        today: the day the payer would get the claim; stands for the date of service of lines that have none yet.
        payer: overrides what the case says.
        book: the rules, sources and facts; those shipped where left out.

    Raises:
        NameUnknown: a payer that is not known.
    """
    bench = Bench(case, path, payer, today, book or policy.load())
    drafts = [Draft(i, line, line.modifiers) for i, line in enumerate(case.lines, start=1)]
    if drafts:
        drafts = sided(bench, drafts)
        describe(bench, drafts)
        bear(bench, drafts)
        drafts = upgraded(bench, drafts)
        _tell_what_is_left(bench, drafts)
    kept = [d for d in drafts if d.origin is not None or not _waits(bench, drafts)]
    lines = [(d, _as_written(bench, d)) for d in kept]
    told = tuple(_line(bench, d, drafts) for d in drafts)
    title = bench.book.payers[bench.payer].title if bench.payer in bench.book.payers else ""
    return Assigned(
        bench.name, path, bench.payer, title, told, patch(case, lines), _cases(case, lines, drafts)
    )


def _tell_what_is_left(bench: Bench, drafts: list[Draft]) -> None:
    """Modifiers that the lines carry and nothing decides between, though rules keep them apart."""
    for draft, said in zip(drafts, bench.judge(drafts), strict=True):
        left = [s.finding for s in said if s.wrong and s.check in knowledge().checks.exclusive]
        draft.notes += [f"{finding.message} {finding.remedy}" for finding in left]


def _waits(bench: Bench, drafts: list[Draft]) -> bool:
    """Whether a new covered line waits: its upgrade's GA is not written while nobody confirms it."""
    return not any({"GA", "GZ"} & set(written(bench, d)) for d in drafts)


def _as_written(bench: Bench, draft: Draft) -> Any:
    new = written(bench, draft)
    return draft.line if draft.line.modifiers == new else draft.line.model_copy(update={"modifiers": new})


def _line(bench: Bench, draft: Draft, drafts: list[Draft]) -> AssignedLine:
    return AssignedLine(
        line=draft.origin,
        code=draft.line.code,
        was=draft.was,
        carries=draft.carries,
        proposed=draft.proposed,
        written=written(bench, draft),
        units=draft.line.units,
        changes=changes(bench, draft),
        notes=(*draft.notes, *_without_room(draft)),
        asks=tuple(draft.asks.values()),
        claim=claim_of(draft, drafts),
    )


def _without_room(draft: Draft) -> tuple[str, ...]:
    rest = draft.proposed[knowledge().most :]
    return (f"A claim line has room for four; the note of the line says {' '.join(rest)}.",) if rest else ()


def _cases(case: Case, lines: list[Any], drafts: list[Draft]) -> tuple[dict[str, Any], ...]:
    """The corrected case; where lines go on a claim of their own, one for each claim."""
    claims = sorted({claim_of(d, drafts) for d, _ in lines}) or [1]
    parts = [[(d, line) for d, line in lines if claim_of(d, drafts) == number] for number in claims]
    return tuple(plain(rebuilt(case, part)) for part in parts)
