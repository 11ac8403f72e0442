"""Problems in words: place, fault and way out, never what stands in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.edi.ids import NAMES
from contralateral.edi.snip.problems import FAULTS

if TYPE_CHECKING:
    from contralateral.edi.snip.codes import Note
    from contralateral.edi.snip.tables import Tables

__all__ = ["note_words", "words"]

_TYPES = {
    "not_number": "is no number. Write digits, with at most one point.",
    "not_day": "is no day as CCYYMMDD, or no range of days. Write the day in full.",
    "not_time": "is no time as HHMM. Write hours from 00 to 23.",
    "blanks": "has blanks at an end. Take them out.",
    "missing": "is missing. Add it.",
    "not_used": "is not used here. Take it out.",
    "component_in_simple": "has a component separator and is no composite. Take it out of the text.",
    "too_many_components": "has more components than the standard draws. Take them out.",
}
_FEW, _MOST_SHOWN = 2, 16


def words(known: Tables, fault: int, subject: int) -> str:
    """Return what a person reads about a problem.

    Args:
        known: the guide.
        fault: number of the fault, in ``problems.FAULTS``.
        subject: what it speaks of, by the kind of fault: a definition, a use, a loop, a cell, a note.
    """
    name = next(text for text, number in FAULTS.items() if number == fault)
    if name in _TYPES:
        return f"{_element(known, subject)} {_TYPES[name]}{_where(known, int(known.use_of[subject]))}"
    if name in {"too_short", "too_long"}:
        least, greatest = int(known.least[subject]), int(known.greatest[subject])
        size = f"shorter than {least}" if name == "too_short" else f"longer than {greatest}"
        place = _element(known, subject)
        return f"{place} is {size} characters. Correct it.{_where(known, int(known.use_of[subject]))}"
    if name == "no_such_code":
        codes = known.lists[int(known.list[subject])]
        shown = ", ".join(codes[:_MOST_SHOWN]) + (", and others" if len(codes) > _MOST_SHOWN else "")
        tail = f"Use {'one of ' if len(codes) > 1 else ''}{shown}."
        return f"{_element(known, subject)} is no code of the guide. {tail}{_where(known, int(known.use_of[subject]))}"
    if name in {"note", "inner_note"}:
        return _note(known, name, subject)
    if name in {"no_place", "no_use"}:
        return _cell(known, name, subject)
    return _structure(known, name, subject)


def _element(known: Tables, definition: int) -> str:
    use = int(known.use_of[definition])
    component = int(known.component[definition])
    tail = f"-{component}" if component else ""
    return f"{known.use_name[use]}{int(known.element[definition]):02}{tail}"


def _where(known: Tables, use: int) -> str:
    loop = known.loops[int(known.use_loop[use])]
    return f" ({known.guide} {loop})"


def _segment(known: Tables, use: int) -> str:
    keys = known.use_keys[use]
    return known.use_name[use] + (f"*{'/'.join(keys)}" if 0 < len(keys) <= _FEW else "")


def _structure(known: Tables, name: str, subject: int) -> str:
    if name == "unknown_segment":
        return "No segment of this name is known here. Take it out or correct its name."
    if name == "control_character":
        return "A control character stands inside the segment. Take it out."
    if name == "repetition":
        return "The separator of repetitions stands inside an element; nothing is repeated here. Take it out."
    if name in {"missing_loop", "loop_too_often", "loop_order"}:
        loop = known.loops[subject]
        opener = NAMES[known.opener[subject]]
        said = {
            "missing_loop": f"Loop {loop} is missing under this segment. Add it, beginning with its {opener}.",
            "loop_too_often": f"Loop {loop} may stand {known.loop_repeat[subject]} times at most. Take out the others.",
            "loop_order": f"Loop {loop} may not begin here. Put it in its place among the others.",
        }[name]
        return f"{said} ({known.guide})"
    segment = _segment(known, subject)
    repeat = int(known.use_repeat[subject])
    said = {
        "missing_segment": f"{segment} is missing in the loop that begins here. Add it.",
        "segment_too_often": f"{segment} may stand {repeat} times at most. Take out the others.",
        "segment_order": f"{segment} stands too late in its loop. Put the segments in the guide's order.",
        "too_many_elements": f"{known.use_name[subject]} has more elements than the standard draws. Take them out.",
        "empty_end": f"{known.use_name[subject]} ends with a separator and nothing behind it. Take it out.",
    }[name]
    return f"{said}{_where(known, subject)}"


def _cell(known: Tables, name: str, subject: int) -> str:
    if name == "no_place":
        loop, segment = divmod(subject, len(NAMES))
        place = known.loops[loop]
        if place == "?":
            return f"NM101 names a party that has no place here. Use a code of the guide. ({known.guide})"
        return f"{NAMES[segment]} has no place in loop {place}. Move it or take it out. ({known.guide})"
    at = int((known.cell == -subject).argmax())
    loop, segment = divmod(at, len(NAMES))
    uses = [
        u
        for u in range(1, len(known.use_name))
        if (known.use_loop[u], known.use_name[u]) == (loop, NAMES[segment])
    ]
    codes = [code for use in uses for code in known.use_keys[use]]
    shown = ", ".join(codes[:_MOST_SHOWN]) + (", and others" if len(codes) > _MOST_SHOWN else "")
    element = f"{NAMES[segment]}{int(known.cell_key[subject]):02}"
    return f"{element} is no code that has a use in loop {known.loops[loop]}. Use one of {shown}. ({known.guide})"


def _note(known: Tables, name: str, subject: int) -> str:
    if name == "note":
        segment, n = divmod(subject, 16)
        note = known.notes[segment][n]
        return f"{note_words(NAMES[segment], note)} ({known.guide})"
    definition, n = divmod(subject, 4)
    note = known.inner_notes[definition][n]
    said = note_words(f"{_element(known, definition)}-", note, width=1)
    return f"{said}{_where(known, int(known.use_of[definition]))}"


def note_words(name: str, note: Note, width: int = 2) -> str:
    """Return a syntax note in words, such as "NM108 and NM109 stand together or not at all."."""
    places = [f"{name}{j:0{width}}" for j in note.elements]
    first, rest = places[0], places[1:]
    return {
        "P": f"{_and(places)} stand together or not at all. Add what is missing.",
        "R": f"{_and(places, 'or')} must stand. Add one.",
        "E": f"Only one of {_and(places)} may stand. Take out the others.",
        "C": f"{first} stands without {_and(rest)}. Add what is missing.",
        "L": f"{first} stands without {_and(rest, 'or')}. Add one of them.",
    }[note.kind]


def _and(places: list[str], joint: str = "and") -> str:
    return places[0] if len(places) == 1 else f"{', '.join(places[:-1])} {joint} {places[-1]}"
