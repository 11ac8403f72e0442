"""`contra schema`: what a case file may hold, and what an answer looks like."""

from __future__ import annotations

import click

from contralateral.cli.common import echo_json


@click.command("schema")
@click.argument(
    "what",
    type=click.Choice(
        ["case", "changes", "check", "checklist", "compare", "context", "measure", "modifiers"]
    ),
)
def command(what: str) -> None:
    """Print a JSON Schema: of a case file (case), of what `contra check --format json` answers (check), and of what
    `contra changes`, `contra checklist`, `contra compare --case`, `contra context`, `contra measure` and `contra
    modifiers` do (changes, checklist, compare, context, measure, modifiers)."""
    if what == "case":
        from contralateral import case

        echo_json(case.schema())
    elif what == "changes":
        from contralateral.cli.wire_changes import changes_schema

        echo_json(changes_schema())
    elif what == "checklist":
        from contralateral.cli.wire_checklist import checklist_schema

        echo_json(checklist_schema())
    elif what == "compare":
        from contralateral.cli.wire_similar import similar_schema

        echo_json(similar_schema())
    elif what == "measure":
        from contralateral.cli.wire_measure import measure_schema

        echo_json(measure_schema())
    elif what == "context":
        from contralateral.cli.wire_context import context_schema

        echo_json(context_schema())
    elif what == "modifiers":
        from contralateral.cli.wire_modifiers import modifiers_schema

        echo_json(modifiers_schema())
    else:
        from contralateral.cli.wire import answer_schema

        echo_json(answer_schema())
