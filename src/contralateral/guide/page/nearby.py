"""Codes near a code, each with what tells it apart, and those that stand in its place or belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral import codes
from contralateral.guide.page.definition import entry_cite
from contralateral.guide.page.model import Cite, Group, Neighbour, Point

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contralateral.codes import Attributes, Hcpcs
    from contralateral.guide.page.shelf import Shelf

__all__ = ["nearby", "neighbours"]

_MOST = 8


def neighbours(code: str, own: Attributes, entry: Hcpcs, shelf: Shelf) -> tuple[Neighbour, ...]:
    """Return the codes that a reader of this one may want, nearest first."""
    bases = sorted(codes.bases(code) or ())[:_MOST]
    near = [n.code for n in shelf.near(code, own, _MOST)]
    return tuple(Neighbour(c, shelf.name(c)) for c in dict.fromkeys((*entry.replaced_by, *near, *bases)))


def nearby(code: str, own: Attributes, entry: Hcpcs, shelf: Shelf) -> Iterator[Group]:
    """Yield the groups of the seventh section."""
    cite = entry_cite(entry)
    if entry.replaced_by:
        told = [Point(f"{c}: {shelf.name(c)}.", cite) for c in entry.replaced_by]
        yield Group("In its place", tuple(told))
    family = Point(_family(own), Cite(f"the name and the section of {code}", at=cite.title))
    found = shelf.near(code, own, _MOST)
    points = [
        Point(
            f"{n.code}, {shelf.name(n.code)}: {'; '.join(n.differences) or 'no difference in the names'}.",
            cite,
        )
        for n in found
    ]
    yield Group("Near it", (family, *points))
    if not found:
        gap = Point(
            "No code stands near it that we could tell.", shelf.searched("names of codes"), kind="gap"
        )
        yield Group("", (gap,))
    text = "`contra compare` lays codes side by side, and with a case says which fits the device and which does not."
    yield Group("", (Point(text, shelf.searched("names of codes")),))


def _family(own: Attributes) -> str:
    if own.kind is None:
        return "What kind of device it is, neither name nor section tells."
    where = f" for the {own.region}" if own.region else ""
    return f"Its family: {own.kind}{where}, and what tells the others apart by their names."
