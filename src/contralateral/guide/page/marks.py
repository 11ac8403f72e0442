"""Modifiers of a code: each with when it is asked for, when it has no place, and why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contralateral.guide.modifiers.knowledge import knowledge
from contralateral.guide.page.model import Cite, Group, Point
from contralateral.guide.page.shelf import MEDICARE, older
from contralateral.guide.page.words import fault, plain
from contralateral.policy.line import MODIFIERS
from contralateral.policy.sets import load_sets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contralateral.guide.page.shelf import Held, Shelf

__all__ = ["marks", "named_by"]

_SIDES = ("RT", "LT")
#: Topics of rules for every code that are about modifiers; others only read them.
_OF_MODIFIERS = frozenset({"laterality", "liability", "modifier", "replacement"})


def marks(code: str, held: tuple[Held, ...], shelf: Shelf) -> Iterator[Group]:
    """Yield the groups of the third section: what names this code, then what holds for every code."""
    own = tuple(h for h in held if not h.every)
    general = tuple(h for h in held if h.every)
    asked = {m for h in own for m in named_by(h)}
    for modifier in knowledge().sort(sorted(asked)):
        yield Group(f"{modifier} on {code}", tuple(_of(modifier, own, shelf)))
    yield Group("What is not asked for", tuple(_silence(code, asked, shelf)))
    of_cover = tuple(h for h in general if h.rule.id.split("/")[1] in _OF_MODIFIERS)
    liable = set(knowledge().liability)
    for modifier in knowledge().sort(sorted({m for h in of_cover for m in named_by(h) & liable} - asked)):
        yield Group(f"{modifier} on any code", tuple(_of(modifier, of_cover, shelf)))
    about = tuple(h for h in general if h.rule.id.startswith("all/modifier/"))
    words = (f"{plain(h.rule.record.title)}. {plain(h.rule.record.remedy)}" for h in about)
    yield Group("Every modifier", tuple(_point(h, shelf, text) for h, text in zip(about, words, strict=True)))


def named_by(held: Held) -> frozenset[str]:
    """The modifiers that a rule speaks of: those its check asks for, its parameters list or its title names."""
    record = held.rule.record
    version = record.version[held.edition.index]
    params = record.params if version.params is None else {**record.params, **version.params}
    found = set(knowledge().wanted(record.check, params))
    found |= set(re.findall(r"\b[A-Z][A-Z0-9]\b", record.title)) & set(MODIFIERS)
    for value in params.values():
        if isinstance(value, list | tuple):
            found |= {v for v in value if isinstance(v, str) and v in MODIFIERS}
    return frozenset(found)


def _of(modifier: str, held: tuple[Held, ...], shelf: Shelf) -> Iterator[Point]:
    known = shelf.modifier(modifier)
    if known.name:
        cite = Cite(known.source, at=older(known.basis))
        yield Point(f"{modifier} by its official name: “{known.name}”.", cite)
    for rule in held:
        if modifier in named_by(rule):
            record = rule.rule.record
            asked = modifier in knowledge().wanted(record.check, record.params)
            way = "Asked for" if asked else "Judged"
            words = plain(record.title) if asked else fault(record.title, record.message, record.general)
            yield _point(rule, shelf, f"{way}: {words}. {plain(record.remedy)}")


def _silence(code: str, asked: set[str], shelf: Shelf) -> Iterator[Point]:
    if not asked & set(_SIDES) and MEDICARE not in shelf.packs:
        who = shelf.short(shelf.payer)
        text = f"No rule of {who} that we know asks for RT or LT on {code}; the record still says the side."
        yield Point(text, shelf.searched_rules, who, "gap")
    elif not asked & set(_SIDES):
        held = load_sets()["rtlt"]
        yield Point(
            f"No list of Medicare's that is held here asks for RT or LT on {code}; the record still says the side "
            f"where there is one. {held.note}",
            shelf.cite(held.source, "H" if held.confidence == "H" else "M", held.at),
            "Medicare",
            "gap",
        )
    if "KX" not in asked and MEDICARE in shelf.packs:
        text = (
            f"No rule here gives KX a meaning on {code}. KX attests criteria; where nobody has written any it has no "
            "place."
        )
        yield Point(text, shelf.searched_rules, "Medicare", "gap")


def _point(held: Held, shelf: Shelf, text: str) -> Point:
    return Point(text, held.cite, shelf.who(held.rule.pack), "rule", held.rule.id)
