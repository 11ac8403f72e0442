"""Running the command as its user would, within the test's own process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from contralateral.cli import cli
from contralateral.errors import ContralateralError

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
CASES = EXAMPLES / "cases"
CLAIMS = EXAMPLES / "837"
DAY = "2026-11-23"


def contra(*arguments: object, typed: str = "") -> tuple[int, str, str]:
    """Return exit status, what was printed, and what was said on standard error."""
    result = CliRunner().invoke(cli, [str(a) for a in arguments], input=typed)
    if isinstance(result.exception, ContralateralError):
        # `main` prints these and exits with 2.
        return 2, result.stdout, str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def as_json(*arguments: object) -> Any:
    status, printed, said = contra(*arguments, "--format", "json")
    assert printed, said
    return json.loads(printed) | {"status": status} if printed.startswith("{") else json.loads(printed)
