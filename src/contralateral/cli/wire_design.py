"""A design as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypedDict

from contralateral import __version__
from contralateral.design.sheet import check_line

if TYPE_CHECKING:
    from pathlib import Path

    from contralateral.design import Design

__all__ = ["DesignAnswer", "design_as_json"]


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

    tool: str
    statements: list[str]
    recipe: dict[str, Any]
    checks: list[CheckJson]
    facts: dict[str, Any]
    files: list[str]
    warnings: list[str]
    lines: list[str]


def design_as_json(design: Design, files: tuple[Path, ...]) -> DesignAnswer:
    """Return the answer for programs; unknown numbers are null."""
    recipe = {key: value for key, value in asdict(design.recipe).items() if value is not None}
    return {
        "tool": f"contralateral {__version__}",
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
