"""The clinical context of a line: which diagnoses the code serves, who must take part, what the policy wants shown.

A view, and no further source of truth: families of diagnoses are those of the rules' lists and of
``data/families.toml``, everything else is what requirements and the criteria of rules say, answered as the checklist
answers it (docs/decisions/0031).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from contralateral import claim as claims
from contralateral import policy
from contralateral.case import Case
from contralateral.case.parts import Line
from contralateral.guide.checklist import checklist
from contralateral.guide.checklist.proved import proved
from contralateral.guide.context.answer import KINDS, Context, Family, Kind, Part, Participant, Wanted
from contralateral.guide.context.families import families
from contralateral.guide.context.held import authority_of, edition_of
from contralateral.guide.context.people import Voice, participants
from contralateral.policy.criteria import of_policy
from contralateral.policy.requirement import load_requirements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from contralateral.guide.checklist import Entry
    from contralateral.policy import Authority, Book
    from contralateral.policy.book import Edition, Rule
    from contralateral.policy.criteria import Criterion
    from contralateral.policy.requirement import Requirement

__all__ = ["KINDS", "Context", "Family", "Participant", "Wanted", "context", "of_code"]

#: Checks that want the criteria of these parameters met; others count criteria against an item.
WANTING: dict[str, tuple[str, ...]] = {
    "again_without_reason": ("ways",),
    "diagnosis_without": ("policy",),
    "kx_no_way_met": ("ways",),
    "kx_unsupported": ("policy",),
    "kx_unsupported_beside": ("policy",),
    "kx_unsupported_either_way": ("policy", "or_else"),
    "kx_unsupported_otherwise": ("policy", "or_else"),
    "listed_and_unmet": ("policy",),
    "no_way_met": ("ways", "or_if_said"),
    "unmet": ("policy",),
}
#: Checks for which one of several lists of criteria is enough; which one, diagnosis and record decide.
_ONE_OF_SEVERAL = frozenset(
    {
        "again_without_reason",
        "kx_no_way_met",
        "kx_unsupported_either_way",
        "kx_unsupported_otherwise",
        "no_way_met",
    }
)
_KIND_OF_ITEM: dict[str, Kind] = {
    "encounter": "evaluation",
    "record": "evaluation",
    "criteria": "evaluation",
    "statement": "evaluation",
    "history": "history",
    "measures": "measure",
    "photographs": "imaging",
    "goals": "goals",
}
#: Units of what an instrument or a scale gives; months of a trial are none.
_MEASURED = frozenset({"mm", "%", "degrees", "standard deviations", "lb"})
_IMAGING = ("imaging", "x-ray", "radiograph", "mri")


def context(
    case: Case,
    *,
    path: str,
    today: date,
    payer: str | None = None,
    book: Book | None = None,
    requirements: Sequence[Requirement] | None = None,
    judged: bool = True,
) -> tuple[Context, ...]:
    """Return the clinical context of each line of a case.

    Args:
        case: the case.
        path: where a person finds it.
        today: the day the payer would get the claim; stands for the date of service of lines that have none.
        payer: overrides what the case says.
        book: the rules; those shipped where left out.
        requirements: those shipped where left out.
        judged: false where there is no patient: states then say nothing.

    Raises:
        NameUnknown: a payer that is not known.
    """
    rules = book or policy.load()
    known = tuple(requirements or load_requirements())
    told = checklist(case, path=path, today=today, payer=payer, book=rules, requirements=known)
    tables = claims.from_case(case, path=path)
    lines = claims.widen(
        tables, ("line", "code", "dos", "dx"), payer=pl.Series([told.payer], dtype=pl.String), receipt=today
    )
    cells = lines.plain(("line", "code", "dos", "dx"))
    view = _View(case, tables, rules, {r.id: r for r in known}, told.payer, today, judged)
    return tuple(
        view.line(line, code or "", dos, None if dx is None else tuple(dx), told.entries)
        for line, code, dos, dx in zip(*(cells[c] for c in ("line", "code", "dos", "dx")), strict=True)
    )


def of_code(
    code: str,
    *,
    payer: str,
    on: date,
    book: Book | None = None,
    requirements: Sequence[Requirement] | None = None,
) -> Context:
    """Return the clinical context of a code for a payer on a day, without a case.

    Raises:
        NameUnknown: a payer that is not known.
    """
    bare = Case(payer=payer, lines=(Line(code=code),))
    (found,) = context(
        bare, path=code, today=on, payer=payer, book=book, requirements=requirements, judged=False
    )
    return found


class _View:
    """One case, while the context of its lines is made."""

    def __init__(
        self,
        case: Case,
        tables: claims.ClaimTables,
        book: Book,
        requirements: dict[str, Requirement],
        payer: str,
        today: date,
        judged: bool,
    ) -> None:
        self.case, self.tables, self.book, self.requirements = case, tables, book, requirements
        self.payer, self.today, self.judged = payer, today, judged

    def line(
        self,
        number: int,
        code: str,
        dos: date | None,
        diagnoses: tuple[str, ...] | None,
        entries: tuple[Entry, ...],
    ) -> Context:
        """Return the context of one line."""
        day = dos or self.today
        held = [
            (rule, edition)
            for rule in self.book.of_payer(self.payer)
            if (edition := edition_of(rule, code, day=day, receipt=self.today)) is not None
        ]
        mine = [e for e in entries if number in e.lines and _KIND_OF_ITEM.get(e.item)]
        told = {e.title for e in mine if e.item == "criteria"} | {f for e in mine for f in self._asked(e)}
        wanted = [w for e in mine for w in self._of_entry(e)]
        voices = [*self._ordering(), *(voice for e in mine for voice in self._voices(e))]
        for rule, criterion, way, authority in self._criteria(held):
            if not told.isdisjoint({criterion.title, criterion.fact}):
                continue
            told.add(criterion.title)
            wanted.append(self._of_criterion(rule, criterion, way, authority, number, code, dos))
            voices.append((criterion.roles, Part(criterion.title, rule.pack, authority)))
        order = list(KINDS)
        return Context(
            code=code,
            line=number,
            payer=self.payer,
            judged=self.judged,
            families=families(code, held, self.book.packs_of(self.payer), diagnoses, day),
            participants=participants(voices, self.case),
            wanted=tuple(sorted(wanted, key=lambda w: order.index(w.kind))),
        )

    def _of_entry(self, entry: Entry) -> Iterator[Wanted]:
        record = self.requirements[entry.requirement].record
        criterion = self._criterion(entry)
        if record.criteria and (criterion is None or not self._clinical(criterion)):
            return
        conditional = entry.state == "unknown" and not criterion and any("depends" in d for d in entry.detail)
        yield Wanted(
            kind=self._kind(entry.item, (*record.kinds, criterion.fact if criterion else ""), criterion),
            title=entry.title,
            way="",
            needed="conditional" if conditional else entry.wanted,
            state=entry.state,
            detail=entry.detail,
            asks=entry.asks,
            origin=entry.requirement,
            authority=entry.sources[0],
        )

    def _asked(self, entry: Entry) -> frozenset[str]:
        """The facts that a paper of the chart must state, which need not be asked for again."""
        record = self.requirements[entry.requirement].record
        return frozenset(record.fields) if record.document == "chart" else frozenset()

    def _criterion(self, entry: Entry) -> Criterion | None:
        record = self.requirements[entry.requirement].record
        listed = [
            c for name in (record.criteria, record.or_criteria) if name for c in of_policy(name).criterion
        ]
        return next((c for c in listed if c.title == entry.title), None)

    def _clinical(self, criterion: Criterion) -> bool:
        """Whether it speaks of the patient: what a plan or a device is like names nobody who must say it."""
        return bool(criterion.roles or self._unit(criterion))

    def _unit(self, criterion: Criterion) -> str:
        return self.book.facts.get(criterion.fact, {}).get("unit", "")

    def _kind(self, item: str, words: tuple[str, ...], criterion: Criterion | None = None) -> Kind:
        if any(mark in word.lower() for word in words for mark in _IMAGING):
            return "imaging"
        if criterion is not None and self._unit(criterion) in _MEASURED:
            return "measure"
        return _KIND_OF_ITEM[item]

    def _voices(self, entry: Entry) -> Iterator[Voice]:
        criterion = self._criterion(entry)
        roles = criterion.roles if criterion else self.requirements[entry.requirement].record.roles
        if roles:
            pack = self.requirements[entry.requirement].pack
            yield roles, Part(entry.title, pack, entry.sources[0])

    def _ordering(self) -> Iterator[Voice]:
        """Whoever orders takes part wherever an order is wanted."""
        packs = self.book.packs_of(self.payer)
        for requirement in self.requirements.values():
            version = requirement.version(self.today)
            record = requirement.record
            whole = record.item == "order" and record.per == "case"
            if whole and requirement.pack in packs and version:
                source = self.book.sources[version.source]
                authority = policy.Authority(
                    version.source, source.title, source.url, version.at, version.from_, version.confidence
                )
                yield ("practitioner",), Part("the written order", requirement.pack, authority)
                return

    def _criteria(self, held: list[tuple[Rule, Edition]]) -> Iterator[tuple[Rule, Criterion, str, Authority]]:
        """Criteria that rules of the payer want met, each with the way it belongs to where there are several."""
        for rule, edition in held:
            params = {**rule.record.params, **(rule.record.version[edition.index].params or {})}
            names = [params[p] for p in WANTING.get(rule.record.check, ()) if params.get(p)]
            listed = [name for each in names for name in (each if isinstance(each, list) else [each])]
            for name in listed:
                file = of_policy(name)
                way = file.title if rule.record.check in _ONE_OF_SEVERAL else ""
                for criterion in filter(self._clinical, file.criterion):
                    yield rule, criterion, way, authority_of(rule, edition, self.book)

    def _of_criterion(
        self,
        rule: Rule,
        criterion: Criterion,
        way: str,
        authority: Authority,
        line: int,
        code: str,
        dos: date | None,
    ) -> Wanted:
        question = self.book.facts[criterion.fact]["question"].replace("{code}", code)
        told = proved(
            criterion,
            self.tables.evidence,
            supplied=self.tables.claims["evidence_supplied"][0],
            line=line,
            dos=dos,
            order_date=self.case.order.date,
            question=question.replace("{line}", str(line)),
        )
        return Wanted(
            kind=self._kind("criteria", (criterion.fact,), criterion),
            title=criterion.title,
            way=way,
            needed="advised" if rule.record.outcome == "advise" else "one way" if way else "required",
            state=told.state,
            detail=told.detail,
            asks=told.asks,
            origin=rule.id,
            authority=authority,
        )
