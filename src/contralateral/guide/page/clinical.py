"""Whom a code serves, who takes part, and which evaluation, imaging and measures are wanted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contralateral.guide.context import KINDS, WANTING
from contralateral.guide.context.families import CLOSED, families
from contralateral.guide.page.model import Cite, Group, Point
from contralateral.guide.page.shelf import MEDICARE, cite_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contralateral.codes import Attributes
    from contralateral.guide.context import Context
    from contralateral.guide.page.shelf import Held, Shelf

__all__ = ["clinical"]

_NEEDED = {
    "required": "required",
    "on request": "on request",
    "advised": "advised",
    "one way": "one of several ways",
    "conditional": "depends on the case",
}
_MOST = 12
#: The parts of the checklist that are clinical.
_CLINICAL = frozenset(
    {"encounter", "record", "criteria", "statement", "history", "measures", "photographs", "goals"}
)


def clinical(code: str, own: Attributes, held: tuple[Held, ...], shelf: Shelf) -> Iterator[Group]:
    """Yield the groups of the second section: of the one payer, or of Medicare and of plans."""
    payers = _payers(code, held, shelf)
    told = [(payer, shelf.context(payer, code)) for payer in payers]
    yield Group("Conditions", tuple(_conditions(code, own, told, held, shelf)))
    yield Group("Who takes part", tuple(_people(code, told, shelf)))
    yield Group("Evaluation, imaging and measures", tuple(_wanted(code, told, shelf)))


def _payers(code: str, held: tuple[Held, ...], shelf: Shelf) -> tuple[str, ...]:
    """Medicare, plans in general, and the payers whose own policy says something of the clinical side of the code."""
    if shelf.payer:
        return (shelf.payer,)
    speaking = {h.rule.pack for h in held if h.rule.record.check in {*WANTING, *CLOSED}}
    speaking |= {r.pack for r, _, _ in shelf.requirements(code) if r.record.item in _CLINICAL}
    found = []
    for key, payer in shelf.book.payers.items():
        own = set(payer.packs) - {"all", "commercial", MEDICARE}
        if _general(key, shelf) or own & speaking or families(code, (), frozenset(own), None, shelf.on):
            found.append(key)
    return tuple(found)


def _general(payer: str, shelf: Shelf) -> bool:
    """Whether a payer stands for many: Medicare, and plans in general."""
    record = shelf.book.payers[payer]
    return record.general or MEDICARE in record.packs


class _Gathered:
    """Points that several payers share, told once, of payers in general before single ones."""

    def __init__(self, shelf: Shelf, told: list[tuple[str, Context]]) -> None:
        self.shelf = shelf
        self.general = [payer for payer, _ in told if _general(payer, shelf)] or [payer for payer, _ in told]
        self.found: dict[str, tuple[Cite, str, list[str]]] = {}

    def add(self, text: str, cite: Cite, payer: str, rule: str = "") -> None:
        """Add what one payer says."""
        self.found.setdefault(text, (cite, rule, []))[2].append(payer)

    def points(self) -> Iterator[Point]:
        """Yield each once, with those who say it; all of them: nobody in particular."""
        for text, (cite, rule, payers) in self.found.items():
            # What holds for plans in general is not told again for each of them.
            named = [p for p in payers if p in self.general] or payers
            everyone = len(named) == len(self.general) > 1 and named == self.general
            who = "" if everyone else ", ".join(map(self.shelf.short, named))
            yield Point(text, cite, who, "rule" if rule else "fact", rule)


def _conditions(
    code: str, own: Attributes, told: list[tuple[str, Context]], held: tuple[Held, ...], shelf: Shelf
) -> Iterator[Point]:
    if own.purposes:
        cite = Cite(f"the name and the section of {code}")
        yield Point(f"By its name or its section it is for: {', '.join(own.purposes)}.", cite)
    found = _Gathered(shelf, told)
    for payer, context in told:
        for family in context.families:
            closed = " No other diagnosis is covered." if family.closed else ""
            few = ", ".join(family.diagnoses[:_MOST])
            more = f" and {len(family.diagnoses) - _MOST} more" if len(family.diagnoses) > _MOST else ""
            text = f"{family.title}: diagnoses {few}{more} (ICD-10-CM).{closed}"
            cite = cite_of(family.authority)
            # A family of which no day is known holds on the day that was asked for, no day of its own.
            found.add(text, replace(cite, from_=None) if cite.from_ == shelf.on else cite, payer)
    yield from found.points()
    if own.region is not None:
        contradicts = next((h for h in held if h.rule.record.check == "diagnosis_contradicts_code"), None)
        if contradicts is not None:
            yield Point(
                f"The diagnoses have to speak of the part that it is for ({own.region}): a diagnosis of another part, "
                "as of a breast on a brace of the spine, is found before it is sent.",
                contradicts.cite,
                "Every payer",
                "rule",
                contradicts.rule.id,
            )
    if not found.found and not own.purposes:
        yield Point(
            "No list of diagnoses that we know names it.", shelf.searched("lists of diagnoses"), kind="gap"
        )


def _people(code: str, told: list[tuple[str, Context]], shelf: Shelf) -> Iterator[Point]:
    told = [one for one in told if _general(one[0], shelf)] or told
    found, elsewhere = _Gathered(shelf, told), {r.record.title for r in shelf.left_out(code)}
    for payer, context in told:
        for person in context.participants:
            part = [p for p in person.part if not any(p.startswith(title) for title in elsewhere)]
            if not part:
                continue
            must = "has to speak" if person.must else "may support or stand in"
            text = f"{person.role.capitalize()} {must}: {'; '.join(part)}."
            found.add(text, cite_of(person.authority), payer)
    yield from found.points()
    if not found.found:
        yield Point("Nobody's word is asked for by a rule here.", shelf.searched_rules, kind="gap")


def _wanted(code: str, told: list[tuple[str, Context]], shelf: Shelf) -> Iterator[Point]:
    found, rules = _Gathered(shelf, told), {rule.id for rule in shelf.book.rules}
    elsewhere = {r.id for r in shelf.left_out(code)}
    for payer, context in told:
        for wanted in context.wanted:
            if wanted.origin in elsewhere:
                continue
            way = f" ({wanted.way})" if wanted.way else ""
            needed = _NEEDED.get(wanted.needed, wanted.needed).capitalize()
            rule = wanted.origin if wanted.origin in rules else ""
            kind = "" if wanted.title.startswith(KINDS[wanted.kind]) else f"{KINDS[wanted.kind]}: "
            text = f"{kind}{wanted.title}{way}. {needed}."
            found.add(text, cite_of(wanted.authority), payer, rule)
    yield from found.points()
    if not found.found:
        text = "No evaluation, imaging or measure is asked for by a policy that we know."
        yield Point(text, shelf.searched_rules, kind="gap")
