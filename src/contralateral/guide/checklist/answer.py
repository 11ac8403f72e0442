"""What a requirement is answered with: one of eight states, in words, with who asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from contralateral.policy import Authority

__all__ = ["STATES", "Checklist", "Entry", "State"]

State = Literal[
    "present",
    "unknown",
    "incomplete",
    "unsigned",
    "out of date",
    "wrong side of a date",
    "uncorroborated",
    "missing",
]
#: What each state means, for people.
STATES: dict[State, str] = {
    "present": "it is there and holds",
    "unknown": "the case does not say: a question",
    "incomplete": "it is there and lacks something, which is named",
    "unsigned": "it is there and nobody whose signature counts has signed it",
    "out of date": "it is there and too old, or no longer good, on the day that counts",
    "wrong side of a date": "it is there and dated before or after another date, which is named",
    "uncorroborated": "said only by somebody whose word alone does not prove it",
    "missing": "the case says that there is none",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A requirement's answer for the case or for some of its lines.

    Attributes:
        requirement: its id.
        item: the part of the checklist it stands in, a key of ``policy.requirement.ITEMS``.
        title: what is wanted, in words.
        state: the gravest of what was found.
        detail: everything found, a sentence each.
        fields: what is lacking, by name, where it is incomplete.
        date: the other date, where it is on the wrong side of one.
        lines: the lines it concerns; empty for a whole case without lines.
        codes: their codes, in the same order.
        asks: the questions whose answers would decide.
        remedy: what to do; empty where it is present.
        rules: the rules that find it lacking on a claim.
    """

    requirement: str
    item: str
    per: Literal["case", "line"]
    title: str
    wanted: Literal["required", "on request", "advised"]
    state: State
    detail: tuple[str, ...]
    fields: tuple[str, ...]
    date: str
    lines: tuple[int, ...]
    codes: tuple[str, ...]
    asks: tuple[str, ...]
    remedy: str
    rules: tuple[str, ...]
    sources: tuple[Authority, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """All entries of a case, and by whose requirements it was judged; payer empty: not recognized.

    ``packs`` are those that the payer selects and the laws that are known to bind the plan; the requirements of a law
    of which that is not known stand among the entries as unknown.
    """

    case: str
    source: str
    payer: str
    title: str
    packs: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def required(self) -> dict[State, int]:
        """How many of what is required is in each state; every state has its number."""
        states = [entry.state for entry in self.entries if entry.wanted == "required"]
        return {state: states.count(state) for state in STATES}

    @property
    def ready(self) -> bool:
        """Whether all that is required is there and holds: what nobody has told is not."""
        return all(e.state == "present" for e in self.entries if e.wanted == "required")
