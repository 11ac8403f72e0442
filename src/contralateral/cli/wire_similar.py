"""The choice among near codes as a program reads it. The types are its published schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict  # pydantic wants this one below Python 3.12

from contralateral import __version__
from contralateral.cli.wire import FindingJson, StakeJson, Tool, finding_as_json, stake_as_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contralateral.guide.similar import Candidate, Need, Similar

__all__ = ["similar_as_json", "similar_schema"]


class NeedJson(TypedDict):
    """A document or criterion that the payer requires and that is not there as it must be."""

    title: str
    state: str
    detail: list[str]
    asks: list[str]


class CandidateJson(TypedDict):
    """One code for the line. `findings`, `needs` and `stake` leave out what holds of every candidate alike.

    `only_if` must be so, and nobody has told it. `set_aside` are modifiers of the billed line to be decided anew.
    `medicare_fee_cents` null: `fee_note` says why.
    """

    code: str
    name: str
    billed: bool
    verdict: Literal["fits", "open", "does not fit"]
    place: int
    reason: str
    same: list[str]
    against: list[str]
    left_open: list[str]
    only_if: list[str]
    status: str
    replaced_by: list[str]
    needs: list[NeedJson]
    findings: list[FindingJson]
    stake: StakeJson
    modifiers: list[str] | None
    set_aside: list[str]
    medicare_fee_cents: int | None
    fee_note: str
    medicare_authorization: bool | None


class SimilarAnswer(TypedDict):
    """What `contra compare --case CASE --format json` prints; `payer` is empty where it was not recognized."""

    tool: Tool
    case: str
    source: str
    line: int
    billed: str | None
    on: str
    payer: str
    told: list[str]
    needs: list[NeedJson]
    findings: list[FindingJson]
    candidates: list[CandidateJson]


def similar_schema() -> dict[str, Any]:
    """Return the JSON Schema of the answer."""
    from pydantic import TypeAdapter

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(SimilarAnswer).json_schema(),
    }


def similar_as_json(told: Similar) -> SimilarAnswer:
    """Return the answer as plain values."""
    return {
        "tool": {"name": "contralateral", "version": __version__},
        "case": told.case,
        "source": told.source,
        "line": told.line,
        "billed": told.billed,
        "on": told.on.isoformat(),
        "payer": told.payer,
        "told": list(told.told),
        "needs": _needs(told.needs),
        "findings": [finding_as_json(f) for f in told.findings],
        "candidates": [_candidate(c) for c in told.candidates],
    }


def _candidate(candidate: Candidate) -> CandidateJson:
    return {
        "code": candidate.code,
        "name": candidate.name,
        "billed": candidate.billed,
        "verdict": candidate.verdict,
        "place": candidate.place,
        "reason": candidate.reason,
        "same": list(candidate.same),
        "against": list(candidate.against),
        "left_open": list(candidate.left_open),
        "only_if": list(candidate.only_if),
        "status": candidate.status,
        "replaced_by": list(candidate.replaced_by),
        "needs": _needs(candidate.needs),
        "findings": [finding_as_json(f) for f in candidate.findings],
        "stake": stake_as_json(candidate.stake),
        "modifiers": None if candidate.modifiers is None else list(candidate.modifiers),
        "set_aside": list(candidate.set_aside),
        "medicare_fee_cents": candidate.fee_cents,
        "fee_note": candidate.fee_note,
        "medicare_authorization": candidate.authorization,
    }


def _needs(needs: Iterable[Need]) -> list[NeedJson]:
    return [
        {"title": n.title, "state": n.state, "detail": list(n.detail), "asks": list(n.asks)} for n in needs
    ]
