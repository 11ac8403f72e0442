"""`contra audit`: what an article or bulletin says of codes, held against the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict

import click

from contralateral import __version__
from contralateral.cli.common import Day, as_format, console, contents, echo_json, long_work, today

if TYPE_CHECKING:
    import datetime as dt

    from rich.console import Console
    from rich.table import Table

    from contralateral.guide import Audit, Statement

_COLOR = {"conflicts": "bold red", "agrees": "green", "cannot be checked": "magenta"}
#: Conflicts first: they are what a reader came for.
_ORDER = ("conflicts", "agrees", "cannot be checked")


class StatementJson(TypedDict):
    """One thing that the text says. `line` counts from 1; `source` is empty where no table or page says anything."""

    subject: str
    kind: Literal["code", "modifier", "form"]
    verdict: Literal["agrees", "conflicts", "cannot be checked"]
    said: str
    line: int
    why: str
    source: str


class AuditJson(TypedDict):
    """What `contra audit --format json` prints of a file; `about` is null where the text is about no single code."""

    tool: dict[str, str]
    file: str
    on: str
    about: str | None
    statements: list[StatementJson]
    totals: dict[str, int]


@click.command("audit")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--on", "day", type=Day(), metavar="DATE", help="the day the text is to be right on; today where left out"
)
@as_format
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], day: dt.date | None, form: str) -> None:
    """Check what an article or bulletin says of codes, modifiers and forms against the tables.

    FILE is plain text, Markdown or HTML. Every statement is listed: it agrees, it conflicts, or it cannot be checked.
    With --format json one file is one object, several are an array of them.

    Exit status: 0 nothing conflicts, 1 something conflicts, 2 something could not be read.
    """
    from contralateral import guide

    on = day or today()
    with long_work("auditing"):
        articles = [(path, guide.from_bytes(content, path=path)) for path, content in contents(files)]
        audits = [(path, guide.audit(article, on=on)) for path, article in articles]
    if form == "json":
        documents = [_as_json(path, found) for path, found in audits]
        echo_json(documents[0] if len(documents) == 1 else documents)
    else:
        screen = console()
        for path, found in audits:
            _print(path, found, screen)
    ctx.exit(int(any(found.totals["conflicts"] for _, found in audits)))


def _as_json(path: str, found: Audit) -> AuditJson:
    return {
        "tool": {"name": "contralateral", "version": __version__},
        "file": path,
        "on": found.on.isoformat(),
        "about": found.about,
        "statements": [_statement(s) for s in found.statements],
        "totals": {str(word): count for word, count in found.totals.items()},
    }


def _statement(s: Statement) -> StatementJson:
    return {
        "subject": s.subject,
        "kind": s.kind,
        "verdict": s.verdict,
        "said": s.said,
        "line": s.line,
        "why": s.why,
        "source": s.source,
    }


def _print(path: str, found: Audit, screen: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    about = f"  about {found.about}" if found.about else ""
    screen.print(Text.assemble((path, "bold"), f"{about}  held against the tables of {found.on}"))
    if not found.statements:
        screen.print("  No code, modifier or form is named in this text.")
        return
    ordered = sorted(found.statements, key=lambda s: _ORDER.index(s.verdict))
    sources = list(dict.fromkeys(s.source for s in ordered if s.source))
    told = _grid()
    for statement in ordered:
        told.add_row(*_row(statement, sources))
    screen.print(Padding(told, (0, 0, 0, 2)))
    for number, source in enumerate(sources, start=1):
        screen.print(Padding(Text(f"[{number}] {source}", "dim"), (0, 0, 0, 2)))
    totals = found.totals
    screen.print(
        f"{len(found.statements)} statement(s): {totals['conflicts']} conflict, {totals['agrees']} agree, "
        f"{totals['cannot be checked']} cannot be checked."
    )


def _grid() -> Table:
    from rich.table import Table

    told = Table.grid(padding=(0, 2))
    for narrow in (True, True, False):
        told.add_column(no_wrap=narrow, ratio=None if narrow else 1)
    return told


def _row(statement: Statement, sources: list[str]) -> tuple[Any, str, Any]:
    from rich.text import Text

    mark = Text(
        statement.verdict if statement.verdict != "cannot be checked" else "unchecked",
        _COLOR[statement.verdict],
    )
    subject = statement.subject if statement.kind != "form" else "form"
    name = f"{statement.subject}: " if statement.kind == "form" else ""
    words = Text.assemble((name, "bold"), f"“{statement.said}”\n", statement.why)
    if statement.source:
        words.append(f" [{sources.index(statement.source) + 1}]", "dim")
    return mark, f"line {statement.line}  {subject}", words
