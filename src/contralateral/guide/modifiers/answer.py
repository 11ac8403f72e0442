"""What the assignment of modifiers is answered with: for each line what to keep, add, drop and move, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from contralateral.policy import Ask, Authority

__all__ = ["Action", "Assigned", "AssignedLine", "Change"]

Action = Literal["keep", "add", "drop", "move"]


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one modifier of a line.

    Attributes:
        modifier: the modifier.
        action: keep, add, drop, or move (kept at another place).
        reason: why, in a sentence.
        authority: the rule, the criteria (``criteria/…``) or the set (``sets/…``) it goes by; empty for the record.
        sources: where that was read.
        confirm: it attests something, and the case names nobody who confirms it: it is not written.
        confirmed_by: who confirms it, as the case says.
    """

    modifier: str
    action: Action
    reason: str
    authority: str = ""
    sources: tuple[Authority, ...] = ()
    confirm: bool = False
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class AssignedLine:
    """A line as it ought to be.

    Attributes:
        line: the line of the case it comes from, from 1; None for a line that is new.
        code: its code; ``was`` is the code it had, where an upgrade free of charge is billed by the covered code.
        carries: the modifiers that the case has; None where it does not say.
        proposed: the right ones, in order, as far as the case tells.
        written: those that the patch writes: without attestations that nobody confirms.
        units: of this line.
        changes: one for each modifier that is on the line or ought to be.
        notes: further sentences: a split, an upgrade, what else has to be done.
        asks: the questions whose answers would decide.
        claim: the claim it goes on, from 1: lines without an order go on one of their own.
    """

    line: int | None
    code: str | None
    was: str | None
    carries: tuple[str, ...] | None
    proposed: tuple[str, ...]
    written: tuple[str, ...]
    units: float | None
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    asks: tuple[Ask, ...]
    claim: int


@dataclass(frozen=True, slots=True)
class Assigned:
    """The lines of a case with their modifiers.

    Attributes:
        patch: JSON Patch (RFC 6902) on the case, with ``split`` as fixes have it.
        cases: the corrected case, as plain values; a second one where lines go on a claim of their own.
    """

    case: str
    source: str
    payer: str
    title: str
    lines: tuple[AssignedLine, ...]
    patch: tuple[dict[str, Any], ...]
    cases: tuple[dict[str, Any], ...]
