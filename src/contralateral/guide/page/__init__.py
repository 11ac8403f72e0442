"""The guide of a code: the seven questions of an article, answered from tables, rules and requirements."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contralateral import codes, policy
from contralateral.errors import NameUnknown
from contralateral.guide.guidance import guidance
from contralateral.guide.page.clinical import clinical
from contralateral.guide.page.definition import definition
from contralateral.guide.page.denials import denials
from contralateral.guide.page.documents import documents
from contralateral.guide.page.insurers import insurers
from contralateral.guide.page.marks import marks
from contralateral.guide.page.model import SECTIONS, Cite, Group, Guide, Neighbour, Point, Section, Table
from contralateral.guide.page.nearby import nearby, neighbours
from contralateral.guide.page.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from contralateral.guide.guidance import Guidance
    from contralateral.policy import Book
    from contralateral.policy.requirement import Requirement

__all__ = [
    "SECTIONS",
    "Cite",
    "Group",
    "Guide",
    "Neighbour",
    "Point",
    "Section",
    "Shelf",
    "Table",
    "guide",
    "of_shelf",
]

_VERDICT = {"conflicts": "It conflicts", "outdated": "It was so", "open": "Open", "agrees": "It agrees"}
#: Which section a statement of others belongs to, by the place it was read at; anything else: the definition.
_PLACES = {
    "clinical context": "context",
    "modifiers": "modifiers",
    "documentation": "documentation",
    "denial reasons": "denials",
    "commercial insurers": "insurers",
    "similar codes": "similar",
}


def guide(
    code: str,
    *,
    on: date,
    payer: str = "",
    book: Book | None = None,
    requirements: Sequence[Requirement] | None = None,
) -> Guide:
    """Return the guide of a code.

    Args:
        code: HCPCS Level II; small letters are mended.
        on: the day of service.
        payer: a payer's name, title or id; empty: what is known for all of them.
        book: the rules; those shipped where left out.
        requirements: those shipped where left out.

    Raises:
        NameUnknown: a payer that is not known, or a code of which neither a table nor a rule has heard.
    """
    rules = book or policy.load()
    key = policy.named(rules, payer) if payer else ""
    return of_shelf(code, Shelf(on, payer=key, book=rules, requirements=requirements))


def of_shelf(code: str, shelf: Shelf) -> Guide:
    """Return the guide of a code from what a shelf holds; who makes many guides of a day makes one shelf."""
    code = code.strip().upper()
    entry = codes.hcpcs(code, on=shelf.on)
    if (
        entry.status in ("unknown", "not_listed")
        and not (entry.long or entry.short)
        and not codes.history(code)
    ):
        way_out = "`contra find` finds a code by its description."
        raise NameUnknown("code", code, shelf.names["code"].to_list(), way_out)
    own = shelf.attributes(code, entry)
    held = shelf.rules(code)
    parts = {
        "definition": definition(code, own, entry, shelf),
        "context": clinical(code, own, held, shelf),
        "modifiers": marks(code, held, shelf),
        "documentation": documents(code, shelf),
        "denials": denials(code, held, shelf),
        "insurers": insurers(code, held, shelf),
        "similar": nearby(code, own, entry, shelf),
    }
    said = _said(guidance(code, on=shelf.on), shelf)
    sections = tuple(Section(key, (*_filled(parts[key]), *_filled(said.get(key, ())))) for key in SECTIONS)
    title = shelf.book.payers[shelf.payer].title if shelf.payer else ""
    near = neighbours(code, own, entry, shelf)
    return Guide(code, shelf.name(code), shelf.on, shelf.payer, title, sections, near, shelf.tables)


def _filled(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Leave out groups without a point, and a point that its section has already told in the group."""
    return tuple(replace(g, points=tuple(dict.fromkeys(g.points))) for g in groups if g.points)


def _said(told: Iterable[Guidance], shelf: Shelf) -> dict[str, list[Group]]:
    """What others say of the code, by section, each with what is officially so."""
    found: dict[str, list[Point]] = {}
    for one in told:
        key = next((k for place, k in _PLACES.items() if one.source.endswith(f": {place}")), "definition")
        cite = Cite(one.authority or "tables and rules held here", sure=one.confidence)
        text = f"Said: “{one.says}” ({one.source}). {_VERDICT[one.verdict]}: {one.official}"
        found.setdefault(key, []).append(Point(text, cite, kind="said"))
    return {key: [Group("What others say", tuple(points))] for key, points in found.items()}
