"""A guide as a program reads it. The types are its published schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict  # pydantic wants this one below Python 3.12

from contralateral import __version__
from contralateral.cli.wire import Tool  # noqa: TC001 - pydantic reads it for the schema

if TYPE_CHECKING:
    from contralateral.guide.page import Cite, Guide, Point

__all__ = ["guide_as_json", "guide_schema"]


class SourceJson(TypedDict):
    """Whose word a statement is. `confidence`: H primary, M second-hand, NV not verified, searched: nothing found."""

    title: str
    url: str
    at: str
    since: str | None
    confidence: Literal["H", "M", "NV", "searched"]


class PointJson(TypedDict):
    """One statement. `who`: for which payer it holds, empty: of the code itself. `rule`: its id, where one says it."""

    text: str
    kind: Literal["fact", "rule", "gap", "said"]
    who: str
    rule: str
    source: SourceJson


class GroupJson(TypedDict):
    """Statements under one heading."""

    heading: str
    points: list[PointJson]


class SectionJson(TypedDict):
    """One of the seven sections."""

    key: str
    title: str
    groups: list[GroupJson]


class NeighbourJson(TypedDict):
    """A code that stands near."""

    code: str
    name: str


class TableJson(TypedDict):
    """A table that the guide rests on, and the days it speaks for."""

    title: str
    release: str
    covers_from: str
    covers_through: str
    url: str
    note: str


class GuideAnswer(TypedDict):
    """What `contra guide CODE --format json` prints; `payer` is empty where all known ones are told of."""

    tool: Tool
    code: str
    name: str
    on: str
    payer: str
    payer_title: str
    sections: list[SectionJson]
    neighbours: list[NeighbourJson]
    tables: list[TableJson]


def guide_as_json(told: Guide) -> GuideAnswer:
    """Return a guide as plain values."""
    return {
        "tool": {"name": "contralateral", "version": __version__},
        "code": told.code,
        "name": told.name,
        "on": told.on.isoformat(),
        "payer": told.payer,
        "payer_title": told.payer_title,
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "groups": [
                    {"heading": group.heading, "points": [_point(p) for p in group.points]}
                    for group in section.groups
                ],
            }
            for section in told.sections
        ],
        "neighbours": [{"code": n.code, "name": n.name} for n in told.neighbours],
        "tables": [
            {
                "title": t.title,
                "release": t.release,
                "covers_from": t.covers_from.isoformat(),
                "covers_through": t.covers_through.isoformat(),
                "url": t.url,
                "note": t.note,
            }
            for t in told.tables
        ],
    }


def guide_schema() -> dict[str, Any]:
    """Return the JSON Schema of a guide."""
    from pydantic import TypeAdapter

    schema = TypeAdapter(GuideAnswer).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _point(point: Point) -> PointJson:
    return {
        "text": point.text,
        "kind": point.kind,
        "who": point.who,
        "rule": point.rule,
        "source": _source(point.cite),
    }


def _source(cite: Cite) -> SourceJson:
    since = cite.from_.isoformat() if cite.from_ else None
    return {"title": cite.title, "url": cite.url, "at": cite.at, "since": since, "confidence": cite.sure}
