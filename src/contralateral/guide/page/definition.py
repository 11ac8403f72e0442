"""What a code is, since when, and what the tables hold of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contralateral import codes
from contralateral.claim.share.values import dollars
from contralateral.guide.context.held import included_in
from contralateral.guide.page.model import Cite, Group, Point
from contralateral.guide.page.shelf import older
from contralateral.guide.page.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contralateral.codes import Attributes, CodeEvent, Hcpcs
    from contralateral.guide.page.shelf import Shelf

__all__ = ["definition", "entry_cite"]

_COVERAGE = {
    "C": "coverage is left to the contractor's judgment",
    "D": "special coverage instructions hold",
    "I": "not payable by Medicare",
    "M": "not covered by Medicare",
    "S": "excluded from Medicare by statute",
}
_PRICING = {
    "00": "not priced separately",
    "32": "priced as inexpensive and routinely purchased equipment",
    "38": "priced by the fee schedule of prosthetics and orthotics, between a floor and a ceiling",
    "45": "priced as customized equipment",
    "46": "priced by the contractor",
}
_EVENTS = {
    "added": "Added on {on}.",
    "ended": "Ended; its last day of service was {on}.",
    "withdrawn": "Withdrawn; gone on {on}.",
    "listed": "First in the tables here from {on}.",
    "not_listed": "No longer listed from {on}.",
    "renamed": "Named “{now}” from {on}, before that “{was}”.",
    "coverage": "Its coverage indicator is {now} from {on}, before that {was}.",
    "pricing": "Its pricing indicator is {now} from {on}, before that {was}.",
}
#: What a name may leave unsaid, and readers of articles take for said.
_SILENT = {"make": "how it is made", "side": "which side it is for"}


def definition(code: str, own: Attributes, entry: Hcpcs, shelf: Shelf) -> Iterator[Group]:
    """Yield the groups of the first section."""
    yield Group("", tuple(_what(code, own, entry, shelf)))
    yield Group("History", tuple(_history(codes.history(code), entry, shelf)))
    yield Group("What the tables hold", tuple(_tables(code, entry, shelf)))


def entry_cite(entry: Hcpcs) -> Cite:
    """Return whose word an entry of the code set is."""
    return Cite(entry.source or "the HCPCS tables here", at=older(entry.basis))


def _what(code: str, own: Attributes, entry: Hcpcs, shelf: Shelf) -> Iterator[Point]:
    cite = entry_cite(entry)
    official = entry.long or entry.short
    level = "A letter and four digits is a code of HCPCS Level II, the set of CMS for what CPT does not have."
    ours = official is not None and entry.short is None
    if ours:
        words = f"No table here has the official name of {code}. In our own words: {official}."
        yield Point(words, replace(cite, sure="M"))
    elif official:
        yield Point(f"The official name of {code} is “{official}”.", cite)
    else:
        yield Point(f"No official name of {code} is at hand.", shelf.searched("tables of HCPCS"), kind="gap")
    yield Point(_status(code, entry, shelf), cite)
    yield Point(level, shelf.cite("hcpcs-files", "H"))
    stated = own.stated()
    named = Cite(f"the name and the section of {code}", at=cite.title, sure="M" if ours else "H")
    if own.kind is not None or own.region is not None:
        rest = {k: v for k, v in stated.items() if k not in ("kind", "region", "role")}
        role = {"base": "a whole device", None: ""}.get(own.role, f"{_an(own.role)}" if own.role else "")
        where = f" for the {own.region}" if own.region else ""
        what = f"{_an(own.kind)}{where}" if own.kind else f"something{where}"
        by = "these words" if ours else "its name"
        words = f"By {by} and its section it is {what}{', ' + role if role else ''}."
        told = "; ".join(f"{name}: {value}" for name, value in rest.items())
        further = f" {'They tell' if ours else 'The name tells'} further: {told}." if told else ""
        yield Point(f"{words}{further}", named)
    unsaid = [words for name, words in _SILENT.items() if official and not ours and name not in stated]
    if unsaid:
        yield Point(f"The name does not say {' or '.join(unsaid)}.", named, kind="gap")
    yield Point(
        "What it does for a patient, comfort or quality of life among it, no table tells.",
        shelf.searched("tables"),
        kind="gap",
    )
    if own.role == "addition":
        yield _bases(code, shelf)


def _bases(code: str, shelf: Shelf) -> Point:
    found = sorted(codes.bases(code) or ())
    if not found:
        text = "It is an addition; to which bases it belongs, its name does not tell."
        return Point(text, shelf.searched("pairs of additions and bases"), kind="gap")
    inside = included_in(code, found, on=shelf.on, book=shelf.book)
    found = [base for base in found if base not in inside]
    few = ", ".join(found[:12]) + (f" and {len(found) - 12} more" if len(found) > 12 else "")
    cite = Cite("pairs of additions and bases, read from the official names", sure="M")
    text = f"It is an addition and needs its base on the claim or in the patient's history: {few}."
    if inside:
        text += f" It is not billed beside {listed(sorted(inside), 'or')}, whose payment includes it."
    return Point(text, cite)


def _status(code: str, entry: Hcpcs, shelf: Shelf) -> str:
    on = shelf.on
    instead = f" In its place: {entry.replacement}." if entry.replacement else ""
    told = {
        "in_force": f"{code} is in force on {on}.",
        "ended": f"{code} is no longer in force on {on}"
        + (f"; its last day was {entry.ended}." if entry.ended else "."),
        "withdrawn": f"{code} is withdrawn and no code of {on}.",
        "not_yet": f"{code} is not yet in force on {on}; it begins on {entry.added}.",
        "not_listed": f"{code} is not in the list of {on}.",
        "unknown": f"No table at hand tells whether {code} is in force on {on}.",
    }[entry.status]
    return told + instead + (f" {entry.note}" if entry.note and entry.status != "in_force" else "")


def _history(events: tuple[CodeEvent, ...], entry: Hcpcs, shelf: Shelf) -> Iterator[Point]:
    for event in events:
        words = _EVENTS[event.change].format(on=event.on, was=event.was, now=event.now)
        yield Point(words, Cite(event.source or "the HCPCS tables here", from_=event.on))
    if not any(event.change == "added" for event in events):
        yield Point("When it was added, no table here tells.", shelf.searched("tables of HCPCS"), kind="gap")
    if entry.note and entry.status == "in_force":
        yield Point(f"Of the newest table: {entry.note[:1].lower()}{entry.note[1:]}", entry_cite(entry))


def _tables(code: str, entry: Hcpcs, shelf: Shelf) -> Iterator[Point]:
    told = [
        names.get(value, f"indicator {value}")
        for value, names in ((entry.coverage, _COVERAGE), (entry.pricing, _PRICING))
        if value is not None
    ]
    if told:
        yield Point(
            f"Indicators of coverage and pricing: {'; '.join(told)} ({entry.coverage or '-'}, {entry.pricing or '-'}).",
            entry_cite(entry),
            "Medicare",
        )
    fees = codes.fee_range(code, on=shelf.on)
    if fees.lowest_cents is not None and fees.highest_cents is not None:
        bounds = (
            f", floor {dollars(fees.floor_cents)} and ceiling {dollars(fees.ceiling_cents)}"
            if fees.floor_cents is not None and fees.ceiling_cents is not None
            else ""
        )
        low, high = dollars(fees.lowest_cents), dollars(fees.highest_cents)
        text = f"The fee runs from {low} to {high} by state{bounds}."
        yield Point(text, Cite(fees.source, at=older(fees.basis)), "Medicare")
    else:
        why = fees.note or f"The schedule has no amount for {code}."
        yield Point(why, Cite(fees.source or "fee schedules held here", sure="searched"), "Medicare", "gap")
    limit = codes.mue(code, on=shelf.on)
    if limit.units is not None:
        counted = "a line" if limit.mai == 1 else "a day"
        note = f" {limit.note}" if limit.note else ""
        yield Point(
            f"At most {limit.units} unit(s) {counted} by the medically unlikely edits.{note}",
            Cite(limit.source, at=older(limit.basis)),
            "Medicare",
        )
    else:
        yield Point(
            "No limit of units is in the table of medically unlikely edits at hand.",
            Cite(limit.source or "tables of edits held here", sure="searched"),
            "Medicare",
            "gap",
        )


def _an(word: str | None) -> str:
    if word in ("footwear", "equipment"):
        return word
    return f"{'an' if word and word[0] in 'aeio' else 'a'} {word}"
