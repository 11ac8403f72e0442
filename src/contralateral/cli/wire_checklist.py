"""The checklist as a program reads it. The types are its published schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict  # pydantic wants this one below Python 3.12

from contralateral import __version__
from contralateral.cli.wire import SourceJson, Tool  # noqa: TC001 the schema is made of them at run time

if TYPE_CHECKING:
    from contralateral.guide.checklist import Checklist, Entry

__all__ = ["checklist_as_json", "checklist_schema"]


class EntryJson(TypedDict):
    """A document that is wanted, for the case or for some of its lines (from 1). `fields` and `date` say what lacks."""

    requirement: str
    item: str
    per: Literal["case", "line"]
    title: str
    wanted: Literal["required", "on request", "advised"]
    state: Literal[
        "present",
        "unknown",
        "incomplete",
        "unsigned",
        "out of date",
        "wrong side of a date",
        "uncorroborated",
        "missing",
    ]
    detail: list[str]
    fields: list[str]
    date: str
    lines: list[int]
    codes: list[str]
    asks: list[str]
    remedy: str
    rules: list[str]
    sources: list[SourceJson]


class ChecklistAnswer(TypedDict):
    """What `contra checklist --format json` prints; `payer` is empty where it was not recognized."""

    tool: Tool
    case: str
    source: str
    payer: str
    packs: list[str]
    entries: list[EntryJson]
    totals: dict[str, int]


def checklist_schema() -> dict[str, Any]:
    """Return the JSON Schema of the checklist."""
    from pydantic import TypeAdapter

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(ChecklistAnswer).json_schema(),
    }


def checklist_as_json(told: Checklist) -> ChecklistAnswer:
    """Return the checklist as plain values; the totals count its states."""
    from contralateral.guide.checklist import STATES

    states = [entry.state for entry in told.entries]
    return {
        "tool": {"name": "contralateral", "version": __version__},
        "case": told.case,
        "source": told.source,
        "payer": told.payer,
        "packs": list(told.packs),
        "entries": [_entry(entry) for entry in told.entries],
        "totals": {state: states.count(state) for state in STATES},
    }


def _entry(entry: Entry) -> EntryJson:
    return {
        "requirement": entry.requirement,
        "item": entry.item,
        "per": entry.per,
        "title": entry.title,
        "wanted": entry.wanted,
        "state": entry.state,
        "detail": list(entry.detail),
        "fields": list(entry.fields),
        "date": entry.date,
        "lines": list(entry.lines),
        "codes": list(entry.codes),
        "asks": list(entry.asks),
        "remedy": entry.remedy,
        "rules": list(entry.rules),
        "sources": [
            {
                "id": s.id,
                "title": s.title,
                "url": s.url,
                "at": s.at,
                "from": s.from_.isoformat(),
                "confidence": s.confidence,
            }
            for s in entry.sources
        ],
    }
