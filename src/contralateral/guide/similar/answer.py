"""What the choice among near codes is answered with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from contralateral.claim import Stake
    from contralateral.codes import Status
    from contralateral.guide.checklist import State
    from contralateral.policy import Finding

__all__ = ["Candidate", "Need", "Similar", "Verdict"]

Verdict = Literal["fits", "open", "does not fit"]


@dataclass(frozen=True, slots=True)
class Need:
    """A document or criterion that the payer requires and that is not there as it must be; ``asks`` are questions."""

    title: str
    state: State
    detail: tuple[str, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One code for the line.

    Attributes:
        verdict: whether it fits what the case tells; ``open`` where too little is told.
        place: from 1, best first; ``reason`` says why.
        same: what both the case and the code's name say.
        against: each thing in which they disagree, and a code that is not in force.
        left_open: what the case tells and the name does not say.
        only_if: what the name says and nobody has told: it must be so, or the code is wrong.
        needs: what the payer requires of it and lacks, without what every candidate lacks alike.
        findings: what the rules say of the line if it is billed so, without what they say of every candidate.
        stake: what becomes of the line's charge by these findings.
        modifiers: with which the line was judged; null where the case tells none.
        set_aside: modifiers of the billed line that spoke of the billed device and must be decided anew.
        fee_cents: of Medicare's schedule; null with the reason in ``fee_note``.
        authorization: whether Medicare's list requires it; null where it cannot be told or is no matter of that list.
    """

    code: str
    name: str
    billed: bool
    verdict: Verdict
    place: int
    reason: str
    same: tuple[str, ...]
    against: tuple[str, ...]
    left_open: tuple[str, ...]
    only_if: tuple[str, ...]
    status: Status
    replaced_by: tuple[str, ...]
    needs: tuple[Need, ...]
    findings: tuple[Finding, ...]
    stake: Stake
    modifiers: tuple[str, ...] | None
    set_aside: tuple[str, ...]
    fee_cents: int | None
    fee_note: str
    authorization: bool | None


@dataclass(frozen=True, slots=True)
class Similar:
    """The candidates for one line, best first; ``needs`` and ``findings`` are of every one of them alike."""

    case: str
    source: str
    line: int
    billed: str | None
    on: date
    payer: str
    payer_title: str
    told: tuple[str, ...]
    needs: tuple[Need, ...]
    findings: tuple[Finding, ...]
    candidates: tuple[Candidate, ...]
