"""The checklist of a case: every document that its payer wants, and in which state it is. Values in, values out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from contralateral import claim as claims
from contralateral import policy
from contralateral.guide.checklist.answer import STATES, Checklist, Entry, State
from contralateral.guide.checklist.asked import Billed, Binding, asked
from contralateral.guide.checklist.judged import Judged, judge
from contralateral.guide.checklist.papers import papers
from contralateral.guide.checklist.proved import proved
from contralateral.policy.criteria import column, of_policy
from contralateral.policy.laws import binding
from contralateral.policy.requirement import load_requirements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from contralateral.case import Case
    from contralateral.claim import ClaimTables
    from contralateral.policy import Book
    from contralateral.policy.criteria import Criterion
    from contralateral.policy.requirement import Requirement, RequirementVersion

__all__ = ["STATES", "Checklist", "Entry", "State", "checklist", "checklists"]

_COLUMNS = ("line", "code", "dos", "mods", "dx", "code_make", "code_kind", "pa_required")


def checklist(
    case: Case,
    *,
    path: str,
    today: date,
    payer: str | None = None,
    book: Book | None = None,
    requirements: Sequence[Requirement] | None = None,
) -> Checklist:
    """Answer every requirement of the case's payer.

    Args:
        case: the case.
        path: where a person finds it.
        today: the day the payer would get the claim; stands for the date of service of lines that have none yet. It
            decides which version holds.
        payer: overrides what the case says.
        book: the rules, sources and facts; those shipped where left out.
        requirements: those shipped where left out.

    Raises:
        NameUnknown: a payer that is not known.
    """
    rules = book or policy.load()
    tables = claims.from_case(case, path=path)
    named = policy.recognize(tables.claims, rules)[0] if payer is None else policy.named(rules, payer)
    chosen = rules.payers[named].packs if named in rules.payers else ("all",)
    laws = _binding(case, rules)
    with_laws = rules.packs_of(named)
    mine = [r for r in requirements or load_requirements() if r.pack in with_laws]
    packs = (*chosen, *sorted(law for law, told in laws.items() if told.binds and law in with_laws))
    work = _Work(case, tables, rules, _lines(case, tables, named, today, mine, laws), mine)
    entries = tuple(entry for requirement in mine for entry in work.answer(requirement))
    title = rules.payers[named].title if named in rules.payers else ""
    return Checklist(str(tables.claims["claim_id"][0]), path, named, title, packs, entries)


def checklists(
    cases: Mapping[str, Case],
    *,
    today: date,
    payer: str | None = None,
    book: Book | None = None,
    requirements: Sequence[Requirement] | None = None,
) -> dict[str, Checklist]:
    """The checklist of each of some cases, by the path of its file; see ``checklist`` for the rest."""
    return {
        path: checklist(case, path=path, today=today, payer=payer, book=book, requirements=requirements)
        for path, case in cases.items()
    }


def _lines(
    case: Case,
    tables: ClaimTables,
    payer: str,
    today: date,
    requirements: list[Requirement],
    laws: dict[str, Binding],
) -> list[Billed]:
    wanted = sorted({r.record.when.met for r in requirements} - {""})
    bits = {policy_: [column(policy_, c) for c in of_policy(policy_).criterion] for policy_ in wanted}
    columns = (*_COLUMNS, *(name for names in bits.values() for name in names))
    lines = claims.widen(tables, columns, payer=pl.Series("payer", [payer], dtype=pl.String), receipt=today)
    told = lines.plain(columns)
    device = case.device
    return [
        Billed(
            line=line,
            code=code,
            day=dos or today,
            receipt=today,
            dos=dos,
            modifiers=None if mods is None else tuple(mods),
            diagnoses=None if dx is None else tuple(dx),
            make=make or device.make,
            kind=device.kind or kind,
            cause=case.condition.cause,
            replaces=device.replaces,
            cancelled=case.order.cancelled is not None,
            authorization=pa,
            exempt=case.authorization.exempt,
            met={name: _all([told[bit][at] for bit in names]) for name, names in bits.items()},
            laws=laws,
        )
        for at, (line, code, dos, mods, dx, make, kind, pa) in enumerate(
            zip(*(told[c] for c in _COLUMNS), strict=True)
        )
    ]


def _all(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def _binding(case: Case, book: Book) -> dict[str, Binding]:
    """Whether each law binds the case's plan, as `policy.laws` answers it for lines, and the facts that are open."""
    plan = {"plan_type": case.coverage.plan_type, "plan_state": case.coverage.state}
    row = pl.DataFrame([plan], schema=dict.fromkeys(plan, pl.String))
    found = {}
    for name, law in book.laws.items():
        asks = {"plan_type": bool(law.plan_types), "plan_state": bool(law.states)}
        open_ = tuple(fact for fact, told in plan.items() if told is None and asks[fact])
        binds = row.select(binding(law)).item()
        found[name] = Binding(binds, () if binds is not None else open_)
    return found


class _Work:
    """One case with its lines, while its requirements are answered."""

    def __init__(
        self,
        case: Case,
        tables: ClaimTables,
        book: Book,
        lines: list[Billed],
        requirements: list[Requirement],
    ) -> None:
        self.case, self.tables, self.book, self.lines = case, tables, book, lines
        self.requirements = requirements

    def answer(self, requirement: Requirement) -> Iterator[Entry]:
        """Answer a requirement: once, or for each line that it concerns."""
        told = [(line, asked(requirement, line)) for line in self.lines]
        sure = [line for line, answer in told if answer.concerns]
        unsure = [(line, answer.facts) for line, answer in told if answer.concerns is None]
        if requirement.record.gives_way_to:
            sure = [line for line in sure if not self._better(requirement, line)]
            unsure = [(line, facts) for line, facts in unsure if not self._better(requirement, line)]
        if requirement.record.per == "line":
            for line in sure:
                yield from self._entries(requirement, [line])
            for line, facts in unsure:
                yield self._unsure(requirement, [line], facts)
        elif sure:
            yield from self._entries(requirement, sure)
        elif unsure:
            facts = tuple(dict.fromkeys(f for _, each in unsure for f in each))
            yield self._unsure(requirement, [line for line, _ in unsure], facts)

    def _better(self, requirement: Requirement, line: Billed) -> bool:
        """Whether a requirement that says more than this one concerns the line."""
        names = requirement.record.gives_way_to
        return any(r.id in names and asked(r, line).concerns for r in self.requirements)

    def _unsure(self, requirement: Requirement, lines: list[Billed], facts: tuple[str, ...]) -> Entry:
        asks = tuple(self._question(fact, lines[0]) for fact in facts)
        words = ("Whether it is wanted depends on what nobody has told.",)
        return self._entry(requirement, lines, Judged("unknown", words, asks=asks))

    def _entries(self, requirement: Requirement, lines: list[Billed]) -> Iterator[Entry]:
        record = requirement.record
        first = lines[0]
        if record.criteria:
            for criterion, judged in self._way(record.criteria, record.or_criteria, first):
                yield self._entry(requirement, lines, judged, criterion.title)
            return
        found = papers(record, self.case, code=first.code, modifiers=first.modifiers)
        questions = {name: self._question(name, first) for name in record.fields if name in self.book.facts}
        judged = judge(record, found, self._anchors(first), questions)
        yield self._entry(requirement, lines, judged)

    def _way(self, first: str, second: str, line: Billed) -> list[tuple[Criterion, Judged]]:
        """The criteria of the first way, or of the second where all of that is met."""
        ways = [
            [(c, self._proved(c, line)) for c in of_policy(name).criterion]
            for name in (second, first)
            if name
        ]
        whole = (way for way in ways if all(judged.state == "present" for _, judged in way))
        return next(whole, ways[-1])

    def _proved(self, criterion: Criterion, line: Billed) -> Judged:
        return proved(
            criterion,
            self.tables.evidence,
            supplied=self.tables.claims["evidence_supplied"][0],
            line=line.line,
            dos=line.dos,
            order_date=self.case.order.date,
            question=self._question(criterion.fact, line),
        )

    def _anchors(self, line: Billed) -> dict[str, date | None]:
        case = self.case
        return {
            "order": case.order.date,
            "received": case.order.received,
            "encounter": case.encounter.date,
            "delivery": case.delivery.date or line.dos,
            "service": line.dos,
        }

    def _question(self, fact: str, line: Billed) -> str:
        known = self.book.facts.get(fact, {})
        text = self.book.facts.get(known.get("ask", fact), {}).get("question", f"{fact}?")
        return _of(line, text)

    def _entry(
        self, requirement: Requirement, lines: list[Billed], judged: Judged, criterion: str = ""
    ) -> Entry:
        record = requirement.record
        line = lines[0]
        version = line.version(requirement)
        assert version is not None, "only a requirement that is in force concerns a line"
        return Entry(
            requirement=requirement.id,
            item=record.item,
            per=record.per,
            title=criterion or record.title,
            wanted=record.wanted,
            state=judged.state,
            detail=judged.detail,
            fields=judged.fields,
            date=judged.date,
            lines=tuple(each.line for each in lines),
            codes=tuple(each.code or "" for each in lines),
            asks=tuple(_of(line, ask) for ask in judged.asks),
            remedy="" if judged.state == "present" else _of(line, record.remedy),
            rules=record.rules,
            sources=tuple(self._authorities(version)),
        )

    def _authorities(self, version: RequirementVersion) -> Iterator[policy.Authority]:
        for key in (version.source, *version.also_sources):
            source = self.book.sources[key]
            at = version.at if key == version.source else ""
            yield policy.Authority(key, source.title, source.url, at, version.from_, version.confidence)


def _of(line: Billed, words: str) -> str:
    """Put the line's code and number into words that name them."""
    return words.replace("{code}", line.code or "the item").replace("{line}", str(line.line))
