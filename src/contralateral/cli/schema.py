"""`contra schema`: what a case file may hold, and what an answer looks like."""

from __future__ import annotations

import click

from contralateral.cli.common import echo_json


@click.command("schema")
@click.argument("what", type=click.Choice(["case", "check"]))
def command(what: str) -> None:
    """Print the JSON Schema of a case file (case) or of the answer of `contra check --format json` (check)."""
    if what == "case":
        from contralateral import case

        echo_json(case.schema())
    else:
        from contralateral.cli.wire import answer_schema

        echo_json(answer_schema())
