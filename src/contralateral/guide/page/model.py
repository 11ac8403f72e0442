"""A guide of a code as values: seven sections of points, each with whose word it is and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

__all__ = ["SECTIONS", "Cite", "Group", "Guide", "Kind", "Neighbour", "Point", "Section", "Sure", "Table"]

#: H primary, M second-hand, NV not verified: as with rules. "searched": what was looked through without finding it.
Sure = Literal["H", "M", "NV", "searched"]
#: A fact, a rule or requirement of a payer, a gap (nothing found), or what others say, judged.
Kind = Literal["fact", "rule", "gap", "said"]
#: The seven questions of the article this began with, in its order.
SECTIONS: dict[str, str] = {
    "definition": "Definition and history",
    "context": "Clinical context",
    "modifiers": "Modifiers",
    "documentation": "Documentation requirements",
    "denials": "Denial reasons",
    "insurers": "Commercial insurers",
    "similar": "Similar codes",
}


@dataclass(frozen=True, slots=True)
class Cite:
    """Whose word a point is: title, address where there is one, the place in it, the day it holds from."""

    title: str
    url: str = ""
    at: str = ""
    from_: date | None = None
    sure: Sure = "H"


@dataclass(frozen=True, slots=True)
class Point:
    """One statement. ``who`` says for which payer it holds, empty: of the code itself; ``rule`` has a page."""

    text: str
    cite: Cite
    who: str = ""
    kind: Kind = "fact"
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Points under one heading; without a heading they open the section."""

    heading: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One of the seven; ``key`` is one of ``SECTIONS``."""

    key: str
    groups: tuple[Group, ...]

    @property
    def title(self) -> str:
        """Its heading."""
        return SECTIONS[self.key]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that the guide rests on, and the days it speaks for."""

    title: str
    release: str
    covers_from: date
    covers_through: date
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A code that stands near, with its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Guide:
    """What is known of a code on a day, for one payer or for all that are known."""

    code: str
    name: str
    on: date
    payer: str
    payer_title: str
    sections: tuple[Section, ...]
    neighbours: tuple[Neighbour, ...]
    tables: tuple[Table, ...]

    def points(self) -> tuple[Point, ...]:
        """Every point, in order."""
        return tuple(p for section in self.sections for group in section.groups for p in group.points)
