"""Whether a code that a text names stands on the day, and what it says of the day a code began or ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contralateral import codes
from contralateral.guide.reading import days_in, lexicon, says_day

if TYPE_CHECKING:
    from contralateral.guide.of_codes import View
    from contralateral.guide.official import Official
    from contralateral.guide.reading import Group, Sentence
    from contralateral.guide.statement import Statement

__all__ = [
    "began",
    "diagnosis",
    "level_of_set",
    "listed",
    "range_of_codes",
    "says_ended",
    "taken_for_procedure",
]

_ENDED_NOW = re.compile(
    r"^\W*(?:codes?\s+)?(?:(?:was|were|is|are|has been|have been)\s+(?:\w+ly\s+)?|[-–—:]\s*)"
    r"(?:deleted|discontinued|terminated|retired|withdrawn|no longer (?:a )?"
    r"(?:valid|active|billable|in use)|invalid|obsolete|not (?:a )?valid)",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"\b(?:replaced by|superseded by|replaces|instead use|use|in favor of)\s*(?:the\s+)?(?:new\s+)?"
    r"(?:hcpcs\s+)?(?:codes?\s+)?$",
    re.IGNORECASE,
)


def says_ended(group: Group, sentence: Sentence) -> bool:
    """Whether the words around a code say that it is no longer used."""
    cue = lexicon("phrases")["ended"]
    around = group.after if _FOLLOWS.search(group.before) else f"{group.before[-60:]} # {group.after}"
    if sentence.role == "item":
        around += f" {sentence.heading}"
    return bool(re.search(cue["said"], around, re.IGNORECASE)) and not re.search(
        cue["unless"], around, re.IGNORECASE
    )


def listed(code: str, group: Group, sentence: Sentence, view: View) -> Statement:
    """Judge the naming of a code: in force on the day, or said to have ended as the tables have it."""
    official = view.tables.code(code)
    entry, day = official.entry, view.tables.on
    named = f", {official.words}" if official.name else ""
    if entry.in_force is None:
        why = f"{code} is in no table here{named}. {entry.note}".strip()
        return view.statement(code, "code", "cannot be checked", sentence, why, official.source)
    if entry.in_force:
        if _ENDED_NOW.match(group.after) and not _later(group, view):
            why = f"The tables have {code} in force on {day}{named}."
            return view.statement(code, "code", "conflicts", sentence, why, official.source)
        return view.statement(
            code, "code", "agrees", sentence, f"{code} is in force on {day}{named}.", official.source
        )
    return _gone(code, official, group, sentence, view)


def _gone(code: str, official: Official, group: Group, sentence: Sentence, view: View) -> Statement:
    entry = official.entry
    state = _state(official)
    spans = days_in(sentence.text)
    if entry.status == "not_yet":
        right = entry.added is not None and any(first <= entry.added <= last for first, last in spans)
        return view.statement(
            code, "code", "agrees" if right else "conflicts", sentence, state, official.source
        )
    if not says_ended(group, sentence):
        return view.statement(code, "code", "conflicts", sentence, state, official.source)
    if entry.ended and spans and not says_day(spans, entry.ended):
        return view.statement(
            code, "code", "conflicts", sentence, f"It did end, on another day: {state}", official.source
        )
    return view.statement(code, "code", "agrees", sentence, state, official.source)


def _state(official: Official) -> str:
    entry = official.entry
    words = {
        "ended": f"ended; its last day was {entry.ended}" if entry.ended else "ended",
        "withdrawn": "withdrawn",
        "not_yet": f"not yet in force; it is from {entry.added}",
        "not_listed": "not in the list of that day",
    }
    name = f" Its name: {official.words}." if official.name else ""
    instead = f" In its place: {entry.replacement}." if entry.replacement else ""
    note = f" {entry.note}" if entry.status in ("withdrawn", "not_listed") and entry.note else ""
    return f"On {entry.on} {entry.code} is {words[entry.status]}.{instead}{name}{note}"


def began(code: str, group: Group, sentence: Sentence, view: View) -> Statement | None:
    """Judge a day that a sentence gives for the beginning of a code, or nothing."""
    cue = lexicon("phrases")["begun"]
    around = f"{group.before[-60:]} {group.after}"
    spans = days_in(group.after) or days_in(group.before)
    official = view.tables.code(code)
    about_it = re.search(cue["said"], around, re.IGNORECASE) and not re.search(
        cue["unless"], sentence.text, re.IGNORECASE
    )
    if not spans or not about_it or official.entry.status in ("not_yet", "unknown"):
        return None
    added = official.entry.added
    if added is None:
        return view.statement(
            code, "code", "cannot be checked", sentence, "The tables have no day of addition for it."
        )
    right = any(first <= added <= last for first, last in spans)
    why = f"The tables have {code} from {added}."
    return view.statement(code, "code", "agrees" if right else "conflicts", sentence, why, official.source)


def taken_for_procedure(code: str, group: Group, sentence: Sentence, view: View) -> Statement | None:
    """Judge "CPT code L8030": a letter and four digits is HCPCS Level II, never CPT."""
    if not re.search(r"\bCPT[®\s]*(?:codes?\s*)?$", group.before):
        return None
    why = (
        "A letter and four digits is a code of HCPCS Level II, kept by CMS; a code of CPT begins with digits."
    )
    return view.statement(code, "code", "conflicts", sentence, why, view.tables.code(code).source)


def level_of_set(code: str, text: str, sentence: Sentence, view: View) -> Statement | None:
    """Judge "a Level II code": a letter and four digits is one."""
    found = re.search(r"^[^.;]{0,60}?\blevel (ii|i|2|1|two|one)\b", text, re.IGNORECASE)
    if not found:
        return None
    right = found[1].lower() in ("ii", "2", "two")
    why = "A letter and four digits is a code of HCPCS Level II; Level I is CPT."
    return view.statement(
        code, "code", "agrees" if right else "conflicts", sentence, why, view.tables.code(code).source
    )


def range_of_codes(name: str, sentence: Sentence, view: View) -> Statement:
    """Judge a range: it names something if a code in it is in force."""
    count = view.tables.within(*name.split("-"))
    source = view.tables.code(name.split("-", maxsplit=1)[0]).source
    why = f"{count or 'No'} codes of {name} are in force on {view.tables.on}."
    return view.statement(name, "code", "agrees" if count else "conflicts", sentence, why, source)


def diagnosis(name: str, after: str, sentence: Sentence, view: View) -> Statement:
    """Judge an ICD-10-CM code: that it exists on the day, and the side that the text gives it."""
    family = name.endswith(("-", "."))
    entry = codes.icd10(name.rstrip("-."), on=view.tables.on)
    source = f"{entry.source} (release {entry.release})"
    if entry.exists is None:
        why = f"{name} is in no table of ICD-10-CM here. {entry.note}".strip()
        return view.statement(name, "code", "cannot be checked", sentence, why, source)
    called = f"“{entry.name}”" if entry.name else "without a name here"
    if not entry.exists:
        instead = f" In its place: {entry.replaced_by}." if entry.replaced_by else ""
        why = f"ICD-10-CM has no {name} on {view.tables.on}.{instead}"
        return view.statement(name, "code", "conflicts", sentence, why, source)
    told = re.match(r"[\s:–—(=-]*([A-Za-z][^;.()]{0,80})", after)
    sides = {side for side in ("left", "right") if told and re.search(rf"\b{side}\b", told[1], re.IGNORECASE)}
    official = {
        side for side in ("left", "right") if re.search(rf"\b{side}\b", entry.name or "", re.IGNORECASE)
    }
    if len(sides) == 1 and len(official) == 1 and sides != official:
        why = f"{name} is {called}."
        return view.statement(name, "code", "conflicts", sentence, why, source)
    heading = (
        ""
        if entry.billable or family
        else f" It is a heading and cannot be billed.{_finer(entry.replaced_by)}"
    )
    return view.statement(name, "code", "agrees", sentence, f"{name} is {called}.{heading}", source)


def _finer(replaced_by: str | None) -> str:
    return f" Codes in its place: {replaced_by}." if replaced_by else ""


def _later(group: Group, view: View) -> bool:
    """Whether the sentence speaks of an end that lies ahead."""
    return any(first > view.tables.on for first, _ in days_in(group.after))
