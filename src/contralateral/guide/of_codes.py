"""What a text says that a code is, held against its official name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contralateral.guide import compare
from contralateral.guide.reading import Readings, Said, lexicon, quote
from contralateral.guide.statement import Kind, Statement, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contralateral.guide.compare import Difference
    from contralateral.guide.official import Official, Tables
    from contralateral.guide.reading import Sentence

__all__ = ["View", "describe", "unchecked"]

#: How many other codes a reason names.
_FEW = 4


@dataclass
class View:
    """What every judge of a text needs: the tables, the code it is about, and what it says of each code anywhere."""

    tables: Tables
    about: str | None
    of_medicare: bool
    described: dict[str, list[Said]] = field(default_factory=dict)
    readings: Readings = field(default_factory=Readings)

    def statement(
        self, subject: str, kind: Kind, verdict: Verdict, sentence: Sentence, why: str, source: str = ""
    ) -> Statement:
        """Make a statement that quotes the sentence around its subject."""
        said = quote(sentence.text, subject.split("-", maxsplit=1)[0].split(",", maxsplit=1)[0])
        return Statement(subject, kind, verdict, said, sentence.line, why, source)


def describe(code: str, said: Sequence[Said], sentence: Sentence, view: View) -> Statement | None:
    """Judge what a sentence says that a code is; nothing where it names nothing that could be compared."""
    official = view.tables.code(code)
    if not official.name or not any(official.attributes.stated()):
        return None
    against: list[str] = []
    common: list[str] = []
    for one in said:
        differ = compare.differences(one.description, official.attributes, official.name)
        if one.denied:
            common += ["it denies what the name does not say either"] if differ else []
            continue
        against += [str(one) for one in differ if not _put_right(code, one, view)]
        common += compare.shared(one.description, official.attributes, official.name)
    if against:
        why = "; ".join(dict.fromkeys(against)) + f": {official.words}."
        return view.statement(code, "code", "conflicts", sentence, _begun(why), official.source)
    if wide := _wider(code, said, official, view):
        return view.statement(code, "code", "conflicts", sentence, wide, official.source)
    makes = {s.description.whole.make for s in said if not s.denied} - {None}
    if common and makes and official.attributes.make is None:
        why = (
            f"The official name does not say how it is made ({', '.join(map(str, makes))}): {official.words}."
        )
        return view.statement(code, "code", "cannot be checked", sentence, why, official.source)
    if common:
        why = (
            f"As far as it goes ({', '.join(dict.fromkeys(common))}): the official name is {official.words}."
        )
        return view.statement(code, "code", "agrees", sentence, why, official.source)
    return None


def _put_right(code: str, difference: Difference, view: View) -> bool:
    """Whether the text elsewhere says how the code is made, as the name does: "fitted" was then loose talk."""
    make = view.tables.code(code).attributes.make
    if difference != ("custom fitted", make):
        return False
    return any(said.description.whole.make == make for said in view.described.get(code, []))


def _wider(code: str, said: Sequence[Said], official: Official, view: View) -> str | None:
    """Say that a sentence gives a code for a whole class while its name narrows it, unless the text narrows it too."""
    own = official.attributes
    if any(s.description.whole.make == own.make for s in view.described.get(code, []) if own.make):
        return None
    for one in said:
        if one.way != "designates" or one.denied:
            continue
        narrowed = compare.narrower(one.description, own)
        if not narrowed:
            continue
        others = view.tables.others(code)
        if not others:
            continue
        more = ", ".join(others[:_FEW]) + (" and others" if len(others) > _FEW else "")
        return (
            f"Wider than its name: the code is only for what is {' and '.join(narrowed)}, {official.words}. "
            f"Of the same class are {more}."
        )
    return None


def unchecked(subject: str, kind: Kind, sentence: Sentence, view: View) -> Statement:
    """Say why a sentence that names a subject is held against no table."""
    why = "It says nothing that the official name, a table or a rule here speaks of."
    for topic in lexicon("phrases")["topic"]:
        if re.search(topic["words"], sentence.text, re.IGNORECASE):
            why = topic["why"]
            break
    return view.statement(subject, kind, "cannot be checked", sentence, why)


def _begun(text: str) -> str:
    return text[0].upper() + text[1:]
