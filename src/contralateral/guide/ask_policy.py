"""What the rules say of a modifier on a code, of modifiers together, and of functional levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from contralateral import policy
from contralateral.guide.reading import lexicon
from contralateral.policy.sets import load_sets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from contralateral.policy import Book, Rule
    from contralateral.policy.book import Edition
    from contralateral.policy.sets import Spell

__all__ = ["Encounter", "Stand", "kept_apart", "lowest_level", "stands", "wants_encounter"]


@dataclass(frozen=True, slots=True)
class Stand:
    """How a rule stands to something that a text says: the rule's id, its title and where it was read."""

    way: Literal["asks", "speaks against", "keeps apart"]
    rule: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Encounter:
    """Whether a code is on the required list now, all its spells on it, and where that was read."""

    now: bool
    spells: tuple[Spell, ...]
    source: str


def stands(modifier: str, code: str, *, on: date) -> list[Stand]:
    """Return the rules that ask for a modifier on a code on a day, and those that advise against it."""
    book = policy.load()
    found = []
    for rule, edition in _in_force(book, on):
        if not edition.scope.covers(code) or edition.scope.every:
            continue
        if modifier in _listed(rule, "asks"):
            found.append(_stand("asks", rule, edition, book))
        # A forecast names the modifier too; only advice says that it has no place.
        elif rule.record.outcome == "advise" and modifier in _listed(rule, "speaks_against"):
            found.append(_stand("speaks against", rule, edition, book))
    return found


def kept_apart(modifiers: Collection[str], *, on: date) -> Stand | None:
    """Return a rule that forbids two of these modifiers on one line, or nothing."""
    book = policy.load()
    for rule, edition in _in_force(book, on):
        params = rule.record.params
        among = (
            set(params.get("among", ())) & set(modifiers)
            if rule.record.check == "more_than_one_of"
            else set()
        )
        pair = rule.record.check == "modifiers_together" and (
            set(params["one"]) & set(modifiers) and set(params["other"]) & set(modifiers)
        )
        if len(among) > 1 or pair:
            return _stand("keeps apart", rule, edition, book)
    return None


def lowest_level(code: str) -> tuple[int, str] | None:
    """Return the lowest functional level a lower limb component is for and where that was read, or nothing."""
    held = load_sets().get("llp_min_k")
    if held is None or code not in held.values:
        return None
    return int(held.values[code]), policy.load().sources[held.source].title


def wants_encounter(code: str, *, on: date) -> Encounter:
    """Return whether a code is on Medicare's list for a face-to-face encounter and written order before delivery."""
    held = load_sets()["f2f_wopd"]
    spells = tuple(spell for spell in held.spell if spell.code == code)
    now = any(s.from_ <= on and (s.through is None or on <= s.through) for s in spells)
    return Encounter(now, spells, policy.load().sources[held.source].title)


def _in_force(book: Book, on: date) -> Iterator[tuple[Rule, Edition]]:
    for rule in book.rules:
        for edition in rule.editions:
            if edition.starts <= on and (edition.ends_before is None or on < edition.ends_before):
                yield rule, edition


def _listed(rule: Rule, way: str) -> Collection[str]:
    """The modifiers that a rule's check speaks of in that way."""
    named = lexicon("modifiers")[way].get(rule.record.check, ())
    return tuple(rule.record.params.get(named, ()) if isinstance(named, str) else named)


def _stand(
    way: Literal["asks", "speaks against", "keeps apart"], rule: Rule, edition: Edition, book: Book
) -> Stand:
    source = book.sources[rule.record.version[edition.index].source]
    return Stand(way, rule.id, rule.record.title, source.title)
