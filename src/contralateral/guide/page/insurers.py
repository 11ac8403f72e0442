"""What plans want: authorization, criteria, cosmetic or reconstructive, laws, limits, and what the patient pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.claim.share import part_b
from contralateral.claim.share.values import dollars
from contralateral.guide.page.model import Cite, Group, Point
from contralateral.guide.page.shelf import MEDICARE, older
from contralateral.guide.page.words import plain
from contralateral.policy.criteria import load_criteria

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contralateral.guide.page.shelf import Held, Shelf

__all__ = ["insurers"]

#: Parameters of checks that name criteria.
_CRITERIA = ("policy", "ways", "or_else", "or_if_said")


def insurers(code: str, held: tuple[Held, ...], shelf: Shelf) -> Iterator[Group]:
    """Yield the groups of the sixth section."""
    own = [h for h in held if not h.every]
    general = [h for h in held if h.every]
    yield Group("Prior authorization", tuple(_authorization(code, general, shelf)))
    plans = [h for h in own if h.rule.pack not in {"all", MEDICARE, *shelf.book.laws}]
    for pack in dict.fromkeys(h.rule.pack for h in plans):
        mine = [h for h in plans if h.rule.pack == pack]
        yield Group(shelf.who(pack), tuple(p for h in mine for p in _rule(h, shelf)))
    yield Group("Policies", tuple(_policies(code, plans, shelf)))
    yield Group("Cosmetic or reconstructive", tuple(_cosmetic(code, own, shelf)))
    yield Group("Laws", tuple(_laws(code, shelf)))
    limits = [h for h in general if h.rule.pack == "commercial" and "/benefit/" in h.rule.id]
    yield Group(
        "Limits and exclusions", tuple(p for h in limits for p in _rule(h, shelf)) or (_no_limit(shelf),)
    )
    yield Group("What the patient pays", tuple(_share(shelf)))


def _authorization(code: str, general: list[Held], shelf: Shelf) -> Iterator[Point]:
    if MEDICARE in shelf.packs:
        found = shelf.authorization(code)
        cite = Cite(found.source, at=older(found.basis), sure="M" if "second hand" in found.note else "H")
        spells = "; ".join(
            f"from {p.since}{f' through {p.through}' if p.through else ''}"
            f"{' in ' + ', '.join(p.states) if p.states else ''}"
            for p in found.phases
        )
        words = {
            True: f"Medicare requires prior authorization of {code} ({spells}).",
            False: f"{code} is not on Medicare's list of required prior authorization."
            + (f" Its spells: {spells}." if spells else ""),
            None: f"The list does not settle whether Medicare requires prior authorization of {code}"
            f" ({spells or 'no spell'}).",
        }[found.required]
        yield Point(f"{words} {found.note}".strip(), cite, "Medicare")
    for held in general:
        if held.rule.record.check == "authorization_wanted":
            text = f"Plans decide themselves whether they want it; the case says so. {plain(held.rule.record.remedy)}"
            yield Point(text, held.cite, shelf.who(held.rule.pack), "rule", held.rule.id)


def _rule(held: Held, shelf: Shelf) -> Iterator[Point]:
    record = held.rule.record
    who = shelf.who(held.rule.pack)
    text = f"{plain(record.title)}. {plain(record.remedy)}"
    yield Point(text, held.cite, who, "rule", held.rule.id)
    version = record.version[held.edition.index]
    params = record.params if version.params is None else {**record.params, **version.params}
    named = [params[name] for name in _CRITERIA if name in params]
    for name in (n for value in named for n in ([value] if isinstance(value, str) else value)):
        file = load_criteria().get(name)
        if file is not None:
            each = "; ".join(c.title.rstrip(".") for c in file.criterion)
            cite = shelf.cite(file.source, file.confidence, file.at)
            yield Point(f"Criteria, {file.title}: {each}.", cite, who, "rule", held.rule.id)


def _policies(code: str, plans: list[Held], shelf: Shelf) -> Iterator[Point]:
    if shelf.payer and MEDICARE in shelf.packs:
        text = f"Original Medicare is no plan of an insurer: its rules for {code} stand in sections 3 to 5."
        yield Point(text, shelf.searched_rules, "Medicare", "gap")
        return
    if shelf.payer and not plans:
        title = shelf.book.payers[shelf.payer].title
        yield Point(f"No policy of {title} that we know governs {code}.", shelf.searched_rules, kind="gap")
        return
    with_one = {h.rule.pack for h in plans}
    none = [
        shelf.short(key)
        for key, payer in shelf.book.payers.items()
        if not payer.general and MEDICARE not in payer.packs and not with_one & set(payer.packs)
    ]
    if none and not shelf.payer:
        text = f"No policy that we know governs {code} for: {', '.join(none)}."
        yield Point(text, shelf.searched_rules, kind="gap")
    text = (
        "Plans differ from Medicare and from each other. What a contract or a plan document says goes before what is "
        "here; `contra payer new` starts a clinic's own rules."
    )
    yield Point(text, shelf.searched_rules, "Plans in general", "gap")


def _cosmetic(code: str, own: list[Held], shelf: Shelf) -> Iterator[Point]:
    found = [h for h in own if "/cosmetic/" in h.rule.id or "reconstructive" in h.rule.id]
    for held in found:
        yield from _rule(held, shelf)
    if not found:
        text = (
            f"No policy that we know calls {code} cosmetic or holds it to be reconstructive. Where a plan does, what "
            "answers it are the facts: the cause, how far it is from normal, and the function that is impaired."
        )
        yield Point(text, shelf.searched_rules, kind="gap")
        definition = next(
            (r for r in shelf.book.rules if r.id == "commercial/cosmetic/cause_deviation_function"), None
        )
        if definition is not None:
            last = definition.record.version[-1]
            cite = shelf.cite(last.source, last.confidence, last.at, last.from_)
            yield Point(plain(definition.record.remedy), cite, "Plans in general", "rule", definition.id)


def _laws(code: str, shelf: Shelf) -> Iterator[Point]:
    # A law binds by kind of plan, whatever the payer's own rules are.
    found = [h for h in shelf.laws(code) if not h.every]
    for held in found:
        law = shelf.book.laws[held.rule.pack]
        kinds = ", ".join(kind.replace("_", " ") for kind in law.plan_types) or "every kind of plan"
        states = f" in {', '.join(law.states)}" if law.states else ""
        note = f" {law.note}" if law.note else ""
        text = f"{law.title} binds: {kinds}{states}. {plain(held.rule.record.title)}.{note}"
        yield Point(text, held.cite, "By kind of plan", "rule", held.rule.id)
    if not found:
        text = f"No law that we know ({'; '.join(law.title for law in shelf.book.laws.values())}) speaks of {code}."
        yield Point(text, shelf.searched("laws"), kind="gap")


def _no_limit(shelf: Shelf) -> Point:
    return Point("No rule here limits it for plans in general.", shelf.searched_rules, kind="gap")


def _share(shelf: Shelf) -> Iterator[Point]:
    percent, ground = part_b.coinsurance()
    told = part_b.deductible(shelf.on)
    if MEDICARE in shelf.packs:
        text = f"After the Part B deductible the patient owes {percent / 100:g}% of the lesser of charge and fee."
        yield Point(text, Cite(ground.title, ground.url), "Medicare")
        if told is not None:
            cents, who = told
            cite = Cite(who.title, who.url, sure="H" if who.confidence == "H" else "M")
            yield Point(f"The Part B deductible of {shelf.on.year} is {dollars(cents)}.", cite, "Medicare")
        else:
            text = f"The Part B deductible of {shelf.on.year} is not known here."
            yield Point(text, shelf.searched("Part B deductibles"), "Medicare", "gap")
    text = (
        "What a plan's patient pays stands in its terms: deductible, coinsurance or copayment, limit, network. "
        "`contra estimate CASE` computes it from them, and asks for what is not told."
    )
    yield Point(text, shelf.searched("terms of plans"), "Plans in general", "gap")
