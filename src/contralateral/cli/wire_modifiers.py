"""The assigned modifiers as a program reads them. The types are their published schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict  # pydantic wants this one below Python 3.12

from contralateral import __version__
from contralateral.cli.wire import SourceJson, Tool  # noqa: TC001 the schema is made of them at run time

if TYPE_CHECKING:
    from contralateral.guide.modifiers import Assigned, AssignedLine, Change

__all__ = ["modifiers_as_json", "modifiers_schema"]


class ChangeJson(TypedDict):
    """What becomes of a modifier; `confirm`: it attests something that nobody has confirmed, and is not written."""

    modifier: str
    action: Literal["keep", "add", "drop", "move"]
    reason: str
    authority: str
    confirm: bool
    confirmed_by: str
    sources: list[SourceJson]


class AskJson(TypedDict):
    """A question whose answer would decide."""

    fact: str
    question: str


class LineJson(TypedDict):
    """A line as it ought to be; `line` is that of the case, null where it is new; `claim` counts from 1."""

    line: int | None
    code: str | None
    was: str | None
    carries: list[str] | None
    proposed: list[str]
    written: list[str]
    units: float | None
    changes: list[ChangeJson]
    notes: list[str]
    asks: list[AskJson]
    claim: int


class ModifiersAnswer(TypedDict):
    """What `contra modifiers --format json` prints; `patch` is JSON Patch with `split`, as in a finding's fix."""

    tool: Tool
    case: str
    source: str
    payer: str
    lines: list[LineJson]
    patch: list[dict[str, Any]]


def modifiers_schema() -> dict[str, Any]:
    """Return the JSON Schema of the answer."""
    from pydantic import TypeAdapter

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(ModifiersAnswer).json_schema(),
    }


def modifiers_as_json(told: Assigned) -> ModifiersAnswer:
    """Return the answer as plain values."""
    return {
        "tool": {"name": "contralateral", "version": __version__},
        "case": told.case,
        "source": told.source,
        "payer": told.payer,
        "lines": [_line(line) for line in told.lines],
        "patch": list(told.patch),
    }


def _line(line: AssignedLine) -> LineJson:
    return {
        "line": line.line,
        "code": line.code,
        "was": line.was,
        "carries": None if line.carries is None else list(line.carries),
        "proposed": list(line.proposed),
        "written": list(line.written),
        "units": line.units,
        "changes": [_change(change) for change in line.changes],
        "notes": list(line.notes),
        "asks": [{"fact": ask.fact, "question": ask.question} for ask in line.asks],
        "claim": line.claim,
    }


def _change(change: Change) -> ChangeJson:
    return {
        "modifier": change.modifier,
        "action": change.action,
        "reason": change.reason,
        "authority": change.authority,
        "confirm": change.confirm,
        "confirmed_by": change.confirmed_by,
        "sources": [
            {
                "id": s.id,
                "title": s.title,
                "url": s.url,
                "at": s.at,
                "from": s.from_.isoformat(),
                "confidence": s.confidence,
            }
            for s in change.sources
        ],
    }
