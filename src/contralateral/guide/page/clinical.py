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
    """Points that several payers share, told once, each in the name of those whose rules say it."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.found: dict[tuple[str, Cite, str], list[str]] = {}

    def add(self, text: str, cite: Cite, pack: str, rule: str = "") -> None:
        """Add what a pack says."""
        packs = self.found.setdefault((text, cite, rule), [])
        if pack not in packs:
            packs.append(pack)

    def points(self) -> Iterator[Point]:
        """Yield each once. What holds for every payer is said of the code, in nobody's name."""
        for (text, cite, rule), packs in self.found.items():
            who = "" if "all" in packs else ", ".join(map(self.shelf.who, packs))
            yield Point(text, cite, who, "rule" if rule else "fact", rule)


def _conditions(
    code: str, own: Attributes, told: list[tuple[str, Context]], held: tuple[Held, ...], shelf: Shelf
) -> Iterator[Point]:
    if own.purposes:
        cite = Cite(f"the name and the section of {code}")
        yield Point(f"By its name or its section it is for: {', '.join(own.purposes)}.", cite)
    found = _Gathered(shelf)
    for _, context in told:
        for family in context.families:
            closed = " No other diagnosis is covered." if family.closed else ""
            few = ", ".join(family.diagnoses[:_MOST])
            more = f" and {len(family.diagnoses) - _MOST} more" if len(family.diagnoses) > _MOST else ""
            text = f"{family.title}: diagnoses {few}{more} (ICD-10-CM).{closed}"
            cite = cite_of(family.authority)
            # A family of which no day is known holds on the day that was asked for, no day of its own.
            found.add(text, replace(cite, from_=None) if cite.from_ == shelf.on else cite, family.pack)
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
    found, elsewhere = _Gathered(shelf), {r.record.title for r in shelf.left_out(code)}
    for _, context in told:
        for person in context.participants:
            must = "has to speak" if person.must else "may support or stand in"
            for group in person.by_authority():
                part = [p.title for p in group if not any(p.title.startswith(title) for title in elsewhere)]
                if part:
                    text = f"{person.role.capitalize()} {must}: {'; '.join(part)}."
                    found.add(text, cite_of(group[0].authority), group[0].pack)
    yield from found.points()
    if not found.found:
        yield Point("Nobody's word is asked for by a rule here.", shelf.searched_rules, kind="gap")


def _wanted(code: str, told: list[tuple[str, Context]], shelf: Shelf) -> Iterator[Point]:
    found, rules = _Gathered(shelf), {rule.id for rule in shelf.book.rules}
    elsewhere = {r.id for r in shelf.left_out(code)}
    for _, context in told:
        for wanted in context.wanted:
            if wanted.origin in elsewhere:
                continue
            way = f" ({wanted.way})" if wanted.way else ""
            needed = _NEEDED.get(wanted.needed, wanted.needed).capitalize()
            rule = wanted.origin if wanted.origin in rules else ""
            kind = "" if wanted.title.startswith(KINDS[wanted.kind]) else f"{KINDS[wanted.kind]}: "
            text = f"{kind}{wanted.title}{way}. {needed}."
            found.add(text, cite_of(wanted.authority), wanted.origin.partition("/")[0], rule)
    yield from found.points()
    if not found.found:
        text = "No evaluation, imaging or measure is asked for by a policy that we know."
        yield Point(text, shelf.searched_rules, kind="gap")
