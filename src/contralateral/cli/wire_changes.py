"""What changed, as a program reads it. The types are their published schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict  # pydantic wants this one below Python 3.12

from contralateral import __version__
from contralateral.cli.wire import Tool  # noqa: TC001 the schema is made of it at run time

if TYPE_CHECKING:
    from contralateral.codes import TableChange
    from contralateral.guide.changes import Changes, PolicyChange

__all__ = ["changes_as_json", "changes_schema"]


class TableChangeJson(TypedDict):
    """One thing that a table says otherwise; `on` is null where the table prints no day."""

    table: str
    code: str
    what: str
    was: str | None
    now: str | None
    on: str | None
    source: str


class PolicyChangeJson(TypedDict):
    """A rule or a requirement that begins, changes or ends on a day."""

    kind: Literal["rule", "requirement"]
    id: str
    title: str
    what: Literal["begins", "changes", "ends"]
    on: str
    source: str
    confidence: str


class TouchedJson(TypedDict):
    """A case that meets a change: its line, null for the case as a whole, and the change by table and code or by id."""

    case: str
    source: str
    line: int | None
    what: str
    name: str


class ChangesAnswer(TypedDict):
    """What `contra changes --format json` prints."""

    tool: Tool
    first: str
    last: str
    tables: list[TableChangeJson]
    policies: list[PolicyChangeJson]
    unknown: list[str]
    touched: list[TouchedJson]


def changes_schema() -> dict[str, Any]:
    """Return the JSON Schema of the answer."""
    from pydantic import TypeAdapter

    return TypeAdapter(ChangesAnswer).json_schema()


def changes_as_json(told: Changes) -> ChangesAnswer:
    """Return what changed with plain values."""
    return {
        "tool": {"name": "contralateral", "version": __version__},
        "first": told.first.isoformat(),
        "last": told.last.isoformat(),
        "tables": [_of_table(change) for change in told.tables],
        "policies": [_of_policy(change) for change in told.policies],
        "unknown": list(told.unknown),
        "touched": [
            {"case": hit.case, "source": hit.source, "line": hit.line, "what": hit.what, "name": hit.name}
            for hit in told.touched
        ],
    }


def _of_table(change: TableChange) -> TableChangeJson:
    return {
        "table": change.table,
        "code": change.code,
        "what": change.what,
        "was": change.was,
        "now": change.now,
        "on": change.on.isoformat() if change.on else None,
        "source": change.source,
    }


def _of_policy(change: PolicyChange) -> PolicyChangeJson:
    return {
        "kind": change.kind,
        "id": change.id,
        "title": change.title,
        "what": change.what,
        "on": change.on.isoformat(),
        "source": change.source,
        "confidence": change.confidence,
    }
