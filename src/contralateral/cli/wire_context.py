"""The clinical context as a program reads it. The types are its published schema."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict  # pydantic wants this one below Python 3.12

from contralateral import __version__
from contralateral.cli.wire import SourceJson, Tool  # noqa: TC001 the schema is made of them at run time

if TYPE_CHECKING:
    from contralateral.guide.context import Context
    from contralateral.policy import Authority

__all__ = ["context_as_json", "context_schema"]


class FamilyJson(TypedDict):
    """Diagnoses that the code serves; `closed`: nothing beside them is covered. `state` and `found` are of the line."""

    title: str
    diagnoses: list[str]
    closed: bool
    state: str
    found: list[str]
    pack: str
    source: SourceJson


class PartJson(TypedDict):
    """What somebody's word is wanted for; `pack`: whose rules want it, `all`: it holds for every payer."""

    title: str
    pack: str
    source: SourceJson


class ParticipantJson(TypedDict):
    """Somebody who takes part; `must`: their word is wanted, else it may stand in or support.

    `source` is the surest of those of its parts; `parts` has each with its own.
    """

    role: str
    must: bool
    part: list[str]
    state: str
    found: list[str]
    parts: list[PartJson]
    source: SourceJson


class WantedJson(TypedDict):
    """What must be shown; `way` names the way to be covered that it belongs to, `origin` the requirement or rule."""

    kind: Literal["history", "evaluation", "imaging", "measure", "goals"]
    title: str
    way: str
    needed: Literal["required", "on request", "advised", "one way", "conditional"]
    state: str
    detail: list[str]
    asks: list[str]
    origin: str
    source: SourceJson


class LineJson(TypedDict):
    """The context of one line; `judged` is false for a code without a case, whose states say nothing."""

    line: int
    code: str
    payer: str
    judged: bool
    families: list[FamilyJson]
    participants: list[ParticipantJson]
    wanted: list[WantedJson]


class ContextAnswer(TypedDict):
    """What `contra context --format json` prints."""

    tool: Tool
    lines: list[LineJson]


def context_schema() -> dict[str, Any]:
    """Return the JSON Schema of the context."""
    from pydantic import TypeAdapter

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(ContextAnswer).json_schema(),
    }


def context_as_json(told: tuple[Context, ...]) -> ContextAnswer:
    """Return the contexts as plain values."""
    return {
        "tool": {"name": "contralateral", "version": __version__},
        "lines": [
            {
                "line": c.line,
                "code": c.code,
                "payer": c.payer,
                "judged": c.judged,
                "families": [_plain(f) for f in c.families],
                "participants": [
                    _plain(p) | {"parts": [_plain(part) for part in p.parts]} for p in c.participants
                ],
                "wanted": [_plain(w) for w in c.wanted],
            }
            for c in told
        ],
    }


def _plain(part: Any) -> Any:
    """A part with tuples as lists and its authority as a source."""
    authority: Authority = part.authority
    cells = {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(part).items() if k != "authority"}
    return cells | {
        "source": {
            "id": authority.id,
            "title": authority.title,
            "url": authority.url,
            "at": authority.at,
            "from": authority.from_.isoformat(),
            "confidence": authority.confidence,
        }
    }
