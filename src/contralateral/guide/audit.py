"""The audit of an article: every sentence that names a code, a modifier or a form, held against the tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contralateral.guide import coverage, listing, of_codes, of_forms, of_modifiers
from contralateral.guide.of_codes import View
from contralateral.guide.official import Tables
from contralateral.guide.reading import (
    Article,
    Group,
    Mention,
    Sentence,
    from_text,
    groups,
    lexicon,
    main_code,
    mentions,
    only_compared,
    phrases,
    said_of,
    sentences,
    standing_in,
)
from contralateral.guide.statement import Audit, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from contralateral.guide.reading import Said

__all__ = ["audit"]

_FEW = 4
_ALTERNATIVES = re.compile(r"\b(?:or|respectively)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Read:
    """A sentence with its subjects, and the code it speaks of by a pronoun or a noun such as "this code"."""

    sentence: Sentence
    groups: tuple[Group, ...]
    forms: tuple[Mention, ...]
    meant: str | None
    noun: str
    rest: str


def audit(text: str | Article, *, on: date) -> Audit:
    """Hold what a text says of codes, modifiers and forms against the tables of a day.

    Args:
        text: plain text or Markdown, or an article that was read from a file.
        on: the day on which the statements are to be right.

    >>> from datetime import date
    >>> audit("Nothing of the kind.", on=date(2026, 11, 2)).statements
    ()
    """
    article = from_text(text) if isinstance(text, str) else text
    found = sentences(article)
    named = [mentions(s.text, heading=s.heading) for s in found]
    titles = [s.text for s in found if s.role == "heading"] or [s.text for s in found[:1]]
    about = main_code(titles, (m.name for row in named for m in row if m.sort == "code"))
    whole = " ".join(s.text for s in found)
    medicare = re.search(lexicon("phrases")["cue"]["medicare"], whole, re.IGNORECASE)
    view = View(Tables(on), about, bool(medicare))
    rows = list(_read(found, named, about))
    described = [dict(_descriptions(row, view)) for row in rows]
    for code, said in (item for by_code in described for item in by_code.items()):
        view.described.setdefault(code, []).extend(said)
    every = (said.description for many in view.described.values() for said in many)
    view.readings.together(text for description in every for text in description.texts)
    return Audit(on, about, tuple(_judged(rows, described, view)))


def _read(found: list[Sentence], named: list[list[Mention]], about: str | None) -> Iterator[_Read]:
    """Pair every sentence with its subjects; "this code" and "it" mean the code named last in the paragraph."""
    block, last = -1, about
    for sentence, subjects in zip(found, named, strict=True):
        if sentence.block != block:
            block, last = sentence.block, about
        made = tuple(groups(sentence.text, [m for m in subjects if m.sort != "form"]))
        codes = [m.name for m in subjects if m.sort == "code"]
        meant, noun, rest = None, "", ""
        if not codes and last and sentence.role != "heading" and (stands := standing_in(sentence.text)):
            noun, rest = stands
            # "It" after a modifier or a form is that one.
            meant = last if noun or not subjects else None
        if (
            sentence.text.lower().startswith(("it ", "its "))
            and made == ()
            and _last_is_other(named, found, sentence)
        ):
            meant = None
        forms = tuple(m for m in subjects if m.sort == "form")
        yield _Read(sentence, made, forms, meant, noun, rest)
        last = codes[-1] if len(set(codes)) == 1 else (last if not codes else about)


def _last_is_other(named: list[list[Mention]], found: list[Sentence], sentence: Sentence) -> bool:
    """Whether the sentence before speaks last of a modifier or a form."""
    at = found.index(sentence)
    return (
        at > 0
        and found[at - 1].block == sentence.block
        and bool(named[at - 1])
        and named[at - 1][-1].sort != "code"
    )


def _descriptions(row: _Read, view: View) -> Iterator[tuple[str, list[Said]]]:
    """Every code that a sentence describes, with what it says of it."""
    for group in row.groups:
        listed = row.sentence.role == "item"
        said = said_of(phrases(group.before, group.after, listed=listed), "", view.readings)
        if len(group.members) > 1:
            # Several codes together are members of a class: none is said to be all of it. Of alternatives ("below or
            # above knee") nobody can tell which belongs to which.
            said = [s._replace(way="lists") for s in said if not _ALTERNATIVES.search(s.description.words)]
        for mention in group.members:
            if mention.sort == "code":
                yield mention.name, said
    if row.meant:
        yield row.meant, said_of(phrases("", row.rest, listed=False), row.noun, view.readings)


def _judged(rows: list[_Read], every: list[dict[str, list[Said]]], view: View) -> Iterator[Statement]:
    seen: set[str] = set()
    for row, described in zip(rows, every, strict=True):
        modifiers: list[str] = []
        for group in row.groups:
            sort = group.members[0].sort
            if sort == "modifier":
                modifiers += [m.name for m in group.members]
                yield from _modifiers(group, row.sentence, view, seen)
            else:
                yield from _codes(group, described, row.sentence, view, seen)
        for name, called in _forms(row).items():
            yield from of_forms.form(name, called, row.sentence, view)
        yield from of_modifiers.together(modifiers, row.sentence, view)
        if row.meant:
            yield from _meant(row, described[row.meant], view)


def _forms(row: _Read) -> dict[str, str]:
    """The forms of a sentence, each once, with every way in which it is written there."""
    found: dict[str, str] = {}
    for mention in row.forms:
        found[mention.name] = (
            f"{found.get(mention.name, '')} {row.sentence.text[mention.start : mention.end]}".strip()
        )
    return found


def _codes(
    group: Group, described: dict[str, list[Said]], sentence: Sentence, view: View, seen: set[str]
) -> Iterator[Statement]:
    """Judge a group of codes: each one's standing once, then what the sentence says of it."""
    open_codes: list[str] = []
    for mention in group.members:
        new = mention.name not in seen
        seen.add(mention.name)
        if mention.sort == "range":
            yield from [listing.range_of_codes(mention.name, sentence, view)] if new else []
        elif mention.sort == "diagnosis":
            yield from [listing.diagnosis(mention.name, group.after, sentence, view)] if new else []
        elif mention.sort == "procedure":
            why = "A code of CPT is licensed and in no table here."
            yield view.statement(mention.name, "code", "cannot be checked", sentence, why)
        else:
            told = list(_code(mention.name, group, described.get(mention.name, []), sentence, view))
            if sentence.role == "heading":
                # A title names what its text is about; only a wrong one is worth a line.
                told = [statement for statement in told if statement.verdict == "conflicts"]
            if new or listing.says_ended(group, sentence):
                told.insert(0, listing.listed(mention.name, group, sentence, view))
            yield from told
            judged = [
                s
                for s in told
                if not (s is told[0] and new and view.tables.code(mention.name).entry.in_force)
            ]
            open_codes += [] if judged else [mention.name]
    # What a sentence says of a modifier on its one code is judged with the modifier.
    of_modifier = len(group.members) == 1 and any(m.sort == "modifier" for m in mentions(sentence.text))
    if open_codes and not of_modifier and _says_something(group, sentence):
        several = ", ".join(open_codes[:_FEW]) + (
            f", … ({len(open_codes)} codes)" if len(open_codes) > _FEW else ""
        )
        yield of_codes.unchecked(several, "code", sentence, view)


def _code(code: str, group: Group, said: list[Said], sentence: Sentence, view: View) -> Iterator[Statement]:
    judged = (
        listing.taken_for_procedure(code, group, sentence, view),
        listing.level_of_set(code, group.after, sentence, view),
        listing.began(code, group, sentence, view),
        of_codes.describe(code, said, sentence, view),
        coverage.authorization(code, group, sentence, view),
        coverage.encounter(code, group, sentence, view),
        coverage.paid_by_medicare(code, sentence, view),
        coverage.functional_level(code, group, sentence, view),
    )
    yield from (statement for statement in judged if statement)


def _meant(row: _Read, said: list[Said], view: View) -> Iterator[Statement]:
    """Judge a sentence that speaks of a code without naming it."""
    code = str(row.meant)
    told = list(_code(code, Group((), "", row.rest), said, row.sentence, view))
    yield from told or [of_codes.unchecked(code, "code", row.sentence, view)]


def _modifiers(group: Group, sentence: Sentence, view: View, seen: set[str]) -> Iterator[Statement]:
    """Judge modifiers: their meaning, and their use on the code that the sentence or the article is about."""
    named = [m.name for m in mentions(sentence.text) if m.sort == "code"]
    on_code = named[0] if len(set(named)) == 1 else (view.about if not named else None)
    for mention in group.members:
        name = mention.name
        meant = of_modifiers.meaning(name, group, sentence, view, known=name in seen)
        used = of_modifiers.use(name, on_code, sentence, view) if on_code and not name[0].isdigit() else None
        seen.add(name)
        yield from (statement for statement in (meant, used) if statement)


def _says_something(group: Group, sentence: Sentence) -> bool:
    """Whether a sentence says anything of a group beyond its name."""
    if sentence.role == "heading" or only_compared(group.before):
        return False
    return len(re.findall(r"\w+", group.before + group.after)) > 3
