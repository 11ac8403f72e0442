"""A design as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from typing_extensions import TypedDict  # pydantic wants this one below Python 3.12

from contralateral import __version__
from contralateral.cli.wire import Tool  # noqa: TC001 the schema is made of it at run time

if TYPE_CHECKING:
    from pathlib import Path

    from contralateral.design import Design

__all__ = ["DesignAnswer", "design_as_json", "design_schema"]


class CheckJson(TypedDict):
    """One check."""

    name: str
    value: float | None
    limit: float | None
    unit: str
    passed: bool | None
    note: str


class DesignAnswer(TypedDict):
    """What `contra design --format json` prints."""

    tool: Tool
    statements: list[str]
    recipe: dict[str, Any]
    checks: list[CheckJson]
    facts: dict[str, Any]
    files: list[str]
    warnings: list[str]
    lines: list[str]


def design_schema() -> dict[str, Any]:
    """Return the JSON Schema of the answer."""
    from pydantic import TypeAdapter

    return TypeAdapter(DesignAnswer).json_schema()


def design_as_json(design: Design, files: tuple[Path, ...]) -> DesignAnswer:
    """Return the answer for programs; unknown numbers are null."""
    from contralateral.design.sheet import check_line

    recipe = {key: value for key, value in asdict(design.recipe).items() if value is not None}
    return {
        "tool": {"name": "contralateral", "version": __version__},
        "statements": list(design.statements),
        "recipe": recipe,
        "checks": [
            {
                "name": check.name,
                "value": None if check.value is None else round(float(check.value), 4),
                "limit": None if check.limit is None else round(float(check.limit), 4),
                "unit": check.unit,
                "passed": check.passed,
                "note": check.note,
            }
            for check in design.checks
        ],
        "facts": design.facts,
        "files": [str(path) for path in files],
        "warnings": list(design.warnings),
        "lines": [check_line(check) for check in design.checks],
    }
