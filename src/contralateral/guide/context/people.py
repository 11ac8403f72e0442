"""Who must take part: read from whose word the requirements and criteria want, and held against the case's papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.guide.context.answer import Part, Participant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contralateral.case import Case
    from contralateral.guide.checklist import State

__all__ = ["MAKER", "Voice", "participants"]

#: Somebody is wanted for something: the roles whose word counts, and what for.
Voice = tuple[tuple[str, ...], Part]
_SURE = ("H", "M", "NV")
MAKER = "prosthetist or orthotist"
_ROLES = {
    "practitioner": ("practitioner",),
    "surgeon": ("surgeon",),
    "therapist": ("therapist",),
    MAKER: ("prosthetist", "orthotist"),
    "patient": ("patient",),
}


def participants(voices: Iterable[Voice], case: Case) -> tuple[Participant, ...]:
    """Return who takes part, in the order in which a case comes about.

    The practitioner must speak wherever the practitioner's word is one that counts; a maker must where nobody else's
    is. Others may stand in or support.
    """
    told = list(voices)
    return tuple(p for role in _ROLES for p in _of(role, told, case))


def _of(role: str, voices: list[Voice], case: Case) -> Iterator[Participant]:
    names = set(_ROLES[role])
    mine = [(roles, part) for roles, part in voices if names & set(roles)]
    if not mine:
        return
    musts = [voice for voice in mine if role == "practitioner" or set(voice[0]) <= names]
    wanted = musts or mine
    state, found = _there(role, case)
    parts = tuple({part.title: part for _, part in reversed(wanted)}.values())[::-1]
    surest = min((part.authority for part in parts), key=lambda a: _SURE.index(a.confidence))
    yield Participant(role, bool(musts), tuple(p.title for p in parts), state, found, surest, parts)


def _there(role: str, case: Case) -> tuple[State, tuple[str, ...]]:
    """Whether the case has papers of theirs; one who only gave the order is there by it."""
    names = _ROLES[role]
    papers = tuple(f"the {d.kind}" for d in case.documents or () if d.role in names)
    measures = tuple("a measure" for m in case.measures or () if m.role in names)
    ordered: tuple[str, ...] = ()
    if role == "practitioner" and (case.order.practitioner or case.order.npi or case.practitioners.ordering):
        ordered = ("the order",)
    found = (*ordered, *papers, *dict.fromkeys(measures))
    if found:
        return "present", found
    return ("unknown" if case.documents is None else "missing"), ()
