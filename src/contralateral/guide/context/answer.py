"""What the clinical context of a line is answered with: whom it serves, who takes part, what the policy wants shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from contralateral.guide.checklist import State
    from contralateral.policy import Authority

__all__ = ["KINDS", "Context", "Family", "Kind", "Part", "Participant", "Wanted"]

Kind = Literal["evaluation", "imaging", "measure", "history", "goals"]
#: What a policy wants shown, in the order in which a clinic comes to it.
KINDS: dict[Kind, str] = {
    "history": "History",
    "evaluation": "Evaluation",
    "imaging": "Imaging and photographs",
    "measure": "Measures",
    "goals": "Goals",
}


@dataclass(frozen=True, slots=True)
class Family:
    """Diagnoses that the code serves.

    Attributes:
        title: the condition in words.
        diagnoses: beginnings of diagnosis codes.
        closed: the policy has a list, and nothing beside it is covered.
        state: ``present`` where a diagnosis of the line is one of them, ``missing`` where none is, ``unknown`` where
            nobody tells the diagnoses.
        found: the diagnoses of the line that are.
        pack: the rules that it is told by; ``all`` where it holds for every payer.
    """

    title: str
    diagnoses: tuple[str, ...]
    closed: bool
    state: State
    found: tuple[str, ...]
    authority: Authority
    pack: str


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody's word is wanted for, the rules that want it, and on whose authority."""

    title: str
    pack: str
    authority: Authority


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who has a part in it.

    Attributes:
        role: practitioner, surgeon, therapist, patient, or prosthetist or orthotist, who are one in this.
        must: their word is wanted; else it may stand in for, or support, another's.
        part: what for, by the titles of what is wanted.
        state: ``present`` where the case has a paper of theirs, or names them on the order.
        authority: the surest of those who want it.
        parts: the same parts, each with whose word it is.
    """

    role: str
    must: bool
    part: tuple[str, ...]
    state: State
    found: tuple[str, ...]
    authority: Authority
    parts: tuple[Part, ...]

    def by_authority(self) -> tuple[tuple[Part, ...], ...]:
        """Return the parts by who wants them: no part borrows the source of another."""
        groups: dict[tuple[str, Authority], list[Part]] = {}
        for part in self.parts:
            groups.setdefault((part.pack, part.authority), []).append(part)
        return tuple(map(tuple, groups.values()))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that must be shown.

    Attributes:
        kind: a key of ``KINDS``.
        title: what.
        way: the way to be covered that it belongs to, where the policy has several.
        needed: required, on request, advised, ``one way`` of several that the policy has, or ``conditional`` where it
            depends on what nobody has told.
        state: as on the checklist.
        asks: the questions whose answers would decide.
        origin: the requirement or rule that wants it.
    """

    kind: Kind
    title: str
    way: str
    needed: str
    state: State
    detail: tuple[str, ...]
    asks: tuple[str, ...]
    origin: str
    authority: Authority


@dataclass(frozen=True, slots=True)
class Context:
    """The clinical context of one line, or of a code without a case (``judged`` false: states say nothing then)."""

    code: str
    line: int
    payer: str
    judged: bool
    families: tuple[Family, ...]
    participants: tuple[Participant, ...]
    wanted: tuple[Wanted, ...]
