"""The command line. Each command lives in its own module and is imported only when it is run."""

from __future__ import annotations

import gc
import importlib
import sys

import click

from contralateral import __version__
from contralateral.errors import ContralateralError

__all__ = ["COMMANDS", "cli", "main"]

#: Command → (module, what it does). The words are here so that `contra --help` imports none of the modules.
COMMANDS = {
    "check": ("check", "Check claims (case files, 837P) before they are sent."),
    "checklist": ("checklist", "List the documents that the payer wants, and what is wrong with each."),
    "modifiers": ("modifiers", "Assign the modifiers of a case's lines, each with its reason."),
    "estimate": ("estimate", "Estimate what the patient owes, with every step and its source."),
    "context": ("context", "Tell whom a code serves, who takes part, and what the policy wants shown."),
    "guide": ("guide", "Write the guide of a code, each sentence with its source."),
    "code": ("code", "Tell everything known of a code on a day."),
    "find": ("find", "Find a code from a description."),
    "compare": ("compare", "Lay codes side by side."),
    "measure": ("measure", "Measure the asymmetry in a surface scan."),
    "design": ("design", "Propose a device from a scan: a solid to adjust and make, with its checks."),
    "new": ("new", "Start a case file by answering a few questions."),
    "import": ("import_", "Make case files from an 837P."),
    "audit": ("audit", "Check what an article or bulletin says of codes against the tables."),
    "x12": ("x12", "Tell what is in X12 files, and read them into tables."),
    "rules": ("rules", "List rules by payer and code."),
    "explain": ("explain", "Print the page of a rule."),
    "payer": ("payer", "Start a payer's own rules from a contract."),
    "changes": ("changes", "Tell what changed between two days, and which cases it touches."),
    "tables": ("tables", "List the code tables, or load newer ones."),
    "schema": ("schema", "Print a JSON Schema: of a case file or of an answer."),
}


class _Lazy(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"contralateral.cli.{COMMANDS[cmd_name][0]}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from contralateral.errors import nearest

            ctx.fail(f"No command '{args[0]}'.{nearest(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 clean or open questions, 1 findings that block, 2 could not read or wrong usage.",
)
@click.version_option(__version__, prog_name="contralateral")
def cli() -> None:
    """Check a prosthetic or orthotic claim before it is sent: what is wrong, what nobody has written down, which
    denial it will bring and what to do, each with its authority."""


def main() -> None:
    """Run the command line; what went wrong is told in a sentence, without a traceback."""
    # Loading modules and rules makes 120 000 objects and no garbage: looking for it takes a seventh of a short run.
    gc.set_threshold(400_000, 20, 20)
    try:
        cli()
    except ContralateralError as fault:
        click.echo(str(fault), err=True)
        sys.exit(2)
    except OSError as fault:
        if fault.filename is None:
            raise
        click.echo(
            f"{fault.filename}: it cannot be read or written ({fault.strerror}). Check the path and its permissions.",
            err=True,
        )
        sys.exit(2)
