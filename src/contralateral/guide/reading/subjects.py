"""What a sentence speaks of: codes, ranges of them, diagnoses, modifiers and named forms, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from contralateral.guide.reading.lexicon import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Mention", "Sort", "main_code", "mentions"]

Sort = Literal["code", "range", "diagnosis", "procedure", "modifier", "form"]

_CODE = re.compile(r"(?<![\w.$-])([A-V]\d{4})(?!\w|\.\d|-\d(?!\d{3}))")
_RANGE = re.compile(r"(?<![\w.-])([A-V]\d{4})\s?(?:-|–|—|to|through|thru)\s?([A-V]?\d{4})(?!\w)")
_DOTTED = re.compile(r"(?<![\w.])([A-TV-Z]\d[0-9AB]\.(?:[0-9A-Z]{1,4}|-))(?![\w])")
_UNDOTTED = re.compile(r"(?<![\w.])([A-TV-Z]\d[0-9AB][0-9A-Z]{0,4})(?![\w.])")
_PROCEDURE = re.compile(r"(?<![\w.$,-])(\d{5}|\d{4}[FTU])(?![\w-]|[.,]\d)")
_PROCEDURES_LED_IN = re.compile(
    r"\b(?:cpt®?|procedure|codes?)(?:\s+codes?)?[\s:(]*(?:\d{4}[0-9FTU](?:[\s,/–-]|and|or|through|to)+)*$",
    re.IGNORECASE,
)
_PAIR = re.compile(r"(?<![\w.&'’])([A-Z][A-Z0-9]|\d[0-9A-Z])(?![\w’'.&]*\w)")
_JOINED_SIDES = re.compile(r"(?<!\w)(RTLT|LTRT)(?!\w)")


_LED_IN = re.compile(
    r"\b[Mm]odifiers?(?:[\s,:;/()“”\"]|\b(?:and|or|the|either|both)\b|\b[A-Z][A-Z0-9]\b|\b\d[0-9A-Z]\b)*$"
)
#: A line of a list of modifiers.
_MODIFIER_ROW = re.compile(r"^[\s•*-]*(?:modifier )?[A-Z][A-Z0-9]\s?[-–—:=]\s?[A-Z]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A subject in a sentence: its sort, its name, and where in the sentence it stands."""

    sort: Sort
    name: str
    start: int
    end: int


def mentions(text: str, *, heading: str = "") -> list[Mention]:
    """Return the subjects of a sentence in order; ``heading`` tells what a list below it is about."""
    found = [*_diagnoses(text), *_ranges(text)]
    found += _outside(found, _codes(text))
    found += _outside(found, _procedures(text))
    found += _outside(found, _forms(text))
    found += _outside(found, _modifiers(text, heading))
    return sorted(found, key=lambda m: m.start)


def main_code(titles: Iterable[str], every: Iterable[str]) -> str | None:
    """Return the code that an article is about: the only one of its first heading that names any, else the only one of
    all, else the one that more than half of all mentions name (three at least)."""
    for title in titles:
        named = {m.name for m in mentions(title) if m.sort == "code"}
        if named:
            return named.pop() if len(named) == 1 else None
    counted: dict[str, int] = {}
    for name in every:
        counted[name] = counted.get(name, 0) + 1
    if not counted:
        return None
    if len(counted) == 1:
        return next(iter(counted))
    most = max(counted, key=lambda name: counted[name])
    return most if counted[most] >= 3 and 2 * counted[most] > sum(counted.values()) else None


def _outside(taken: Iterable[Mention], more: Iterator[Mention]) -> list[Mention]:
    spans = [(m.start, m.end) for m in taken]
    return [m for m in more if all(m.end <= start or end <= m.start for start, end in spans)]


def _about_diagnoses(text: str, place: int) -> bool:
    """Whether the words just before a place announce diagnosis codes."""
    before = text[max(0, place - 60) : place].lower()
    cut = max(before.rfind("hcpcs"), before.rfind(";"), before.rfind(". "))
    return bool(re.search(lexicon("phrases")["cue"]["diagnosis"], before[cut + 1 :]))


def _diagnoses(text: str) -> Iterator[Mention]:
    for found in _DOTTED.finditer(text):
        yield Mention("diagnosis", found[1], *found.span(1))
    for found in _UNDOTTED.finditer(text):
        if _about_diagnoses(text, found.start()):
            yield Mention("diagnosis", found[1], *found.span(1))


def _ranges(text: str) -> Iterator[Mention]:
    for found in _RANGE.finditer(text):
        last = found[2] if len(found[2]) == 5 else found[1][0] + found[2]
        if found[1] < last and found[1][0] == last[0]:
            yield Mention("range", f"{found[1]}-{last}", *found.span())


def _codes(text: str) -> Iterator[Mention]:
    for found in _CODE.finditer(text):
        yield Mention("code", found[1], *found.span(1))


def _procedures(text: str) -> Iterator[Mention]:
    if not re.search(lexicon("phrases")["cue"]["procedure"], text, re.IGNORECASE):
        return
    for found in _PROCEDURE.finditer(text):
        if _PROCEDURES_LED_IN.search(text[: found.start()]):
            yield Mention("procedure", found[1], *found.span(1))


def _forms(text: str) -> Iterator[Mention]:
    known = lexicon("forms")
    taken: list[Mention] = []
    for name, form in known.items():
        for found in re.finditer(form["words"], text, re.IGNORECASE):
            mention = Mention("form", name, *found.span())
            if _outside(taken, iter([mention])):
                taken.append(mention)
    for found in re.finditer(r"(?<!\w)(CMS[- ]?(?:R-?)?\d{2,5}[A-Z]?)(?!\w|-[A-Z]{1,2}\b)", text):
        taken += _outside(taken, iter([Mention("form", found[1], *found.span(1))]))
    yield from taken


def _modifiers(text: str, heading: str) -> Iterator[Mention]:
    """Two signs in capitals, where the sentence speaks of modifiers and they are no ordinary abbreviation."""
    cue = lexicon("phrases")["cue"]
    spoken = re.search(cue["modifier"], text, re.IGNORECASE) or re.search(cue["modifier_itself"], text)
    spoken = spoken or (_CODE.search(text) and re.search(cue["modifier_beside_code"], text))
    listed = re.search(r"\bmodifiers?\b", heading, re.IGNORECASE)
    row = _MODIFIER_ROW.match(text)
    if not (spoken or listed or row):
        return
    for found in _JOINED_SIDES.finditer(text):
        yield Mention("modifier", found[1][:2], found.start(1), found.start(1) + 2)
        yield Mention("modifier", found[1][2:], found.start(1) + 2, found.end(1))
    for found in _PAIR.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        named = _LED_IN.search(before)
        named = named or re.match(
            r"[\s)”\"]*(?:(?:,|and|or|/)\s*[A-Z0-9]{2}[\s]*){0,6}[\s)]*modifiers?\b", after
        )
        ordinary = found[1] in cue["ordinary"] or found[1][0].isdigit()
        if (named and found[1] not in cue["never"]) or not ordinary:
            yield Mention("modifier", found[1], *found.span(1))
