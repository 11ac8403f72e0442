"""`contra schema`: what a case file may hold, and what an answer looks like."""

from __future__ import annotations

from importlib import import_module

import click

from contralateral.cli.common import echo_json

#: What can be asked for, and the module and function that tell it. Each is imported when it is asked for.
_SCHEMAS = {
    "case": ("contralateral.case", "schema"),
    "changes": ("contralateral.cli.wire_changes", "changes_schema"),
    "check": ("contralateral.cli.wire", "answer_schema"),
    "checklist": ("contralateral.cli.wire_checklist", "checklist_schema"),
    "compare": ("contralateral.cli.wire_similar", "similar_schema"),
    "context": ("contralateral.cli.wire_context", "context_schema"),
    "design": ("contralateral.cli.wire_design", "design_schema"),
    "estimate": ("contralateral.cli.wire_estimate", "estimate_schema"),
    "guide": ("contralateral.cli.wire_guide", "guide_schema"),
    "measure": ("contralateral.cli.wire_measure", "measure_schema"),
    "modifiers": ("contralateral.cli.wire_modifiers", "modifiers_schema"),
}


@click.command("schema")
@click.argument("what", type=click.Choice(list(_SCHEMAS)))
def command(what: str) -> None:
    """Print a JSON Schema: of a case file (case), or of what a command answers with --format json; compare is that of
    `contra compare --case`."""
    module, function = _SCHEMAS[what]
    echo_json(getattr(import_module(module), function)())
