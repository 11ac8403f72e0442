"""`contra modifiers`: the right modifiers of each line, with what to keep, add, drop and move."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from contralateral.cli.common import (
    as_format,
    book_of,
    case_day,
    console,
    contents,
    echo_json,
    own_packs,
    today,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from rich.console import Console
    from rich.text import Text

    from contralateral.guide.modifiers import Assigned, AssignedLine, Change

_MARKS = {
    "keep": ("=", "green"),
    "add": ("+", "bold green"),
    "drop": ("-", "bold red"),
    "move": ("~", "yellow"),
}


@click.command("modifiers")
@click.argument("case", metavar="CASE")
@click.option("--payer", metavar="NAME", help="by this payer's rules, whatever the file says")
@case_day
@click.option(
    "--write",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="write the corrected case; lines without an order go into a second file beside it (FILE-2)",
)
@own_packs
@as_format
@click.pass_context
def command(
    ctx: click.Context,
    case: str,
    payer: str | None,
    day: dt.date | None,
    target: Path | None,
    packs: tuple[Path, ...],
    form: str,
) -> None:
    """Assign the modifiers of each line of a case, with the reason and the authority of each.

    CASE is a case file (YAML). What it carries is compared: keep (=), add (+), drop (-), move (~). KX, GA and EY attest
    something: they are proposed, and written only where the case names under `attestations` who confirms them.

    Exit status: 0 nothing to change and nothing to ask, 1 something is, 2 the file could not be read.
    """
    from contralateral import flow

    ((path, content),) = contents((case,))
    told = flow.modifiers(content, path=path, today=day or today(), payer=payer, book=book_of(packs))
    if form == "json":
        from contralateral.cli.wire_modifiers import modifiers_as_json

        echo_json(modifiers_as_json(told))
    else:
        _print(told, console())
    if target is not None:
        _write(told, target)
    open_ = any(line.asks or any(c.action != "keep" for c in line.changes) for line in told.lines)
    ctx.exit(int(open_ or bool(told.patch)))


def _write(told: Assigned, target: Path) -> None:
    from contralateral import case as cases

    for number, content in enumerate(told.cases, start=1):
        path = target if number == 1 else target.with_stem(f"{target.stem}-{number}")
        comment = f"Made from {Path(told.source).name} by `contra modifiers`."
        path.write_text(cases.write(content, comment=comment), "utf-8")
        click.echo(f"Written: {path}", err=True)


def _print(told: Assigned, screen: Console) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    who = f"payer {told.payer}" if told.payer else "payer not recognized: only what holds for every payer"
    screen.print(Text.assemble((told.case, "bold"), f"  {told.source}  {who}"), soft_wrap=True)
    several = len({line.claim for line in told.lines}) > 1
    for line in told.lines:
        screen.print(_heading(line, several=several))
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True)
        grid.add_column(no_wrap=True)
        grid.add_column(ratio=1)
        for row in _rows(line):
            grid.add_row(*row)
        screen.print(Padding(grid, (0, 0, 0, 2)))
    screen.print(_totals(told))


def _heading(line: AssignedLine, *, several: bool) -> Text:
    from rich.text import Text

    place = f"line {line.line}" if line.line else "new line"
    code = f"{line.code} (was {line.was})" if line.was else line.code or "no code"
    right = " ".join(line.proposed) or "no modifiers"
    old = "not told" if line.carries is None else " ".join(line.carries) or "none"
    parts: list[str | tuple[str, str]] = [(f"{place}  {code}  {right}", "bold")]
    if line.line:
        parts.append(f"  carries: {old}")
    if several:
        parts.append(f"  on claim {line.claim}")
    return Text.assemble(*parts)


def _rows(line: AssignedLine) -> Iterator[tuple[Text, Text, Text]]:
    from rich.text import Text

    for change in line.changes:
        mark, color = _MARKS[change.action]
        yield Text(mark, color), Text(change.modifier, color), _words(change)
    if not (line.changes or line.asks or line.notes):
        none = "No rule held here asks for one. The contract may (a side, NU); the record says the side."
        yield Text("=", "green"), Text(""), Text(none)
    for note in line.notes:
        yield Text(""), Text(""), Text(note)
    for ask in line.asks:
        yield Text("?", "magenta"), Text(""), Text(ask.question, "magenta")


def _words(change: Change) -> Text:
    from rich.text import Text

    parts: list[str | tuple[str, str]] = [change.reason]
    if change.confirm:
        parts.append(("\nneeds a person's confirmation", "yellow"))
    elif change.confirmed_by:
        parts.append(f"\nconfirmed by {change.confirmed_by}")
    if change.sources:
        source = change.sources[0]
        doubt = {"H": "", "M": "second-hand source, ", "NV": "not verified, "}[source.confidence]
        parts.append((f"\n{doubt}{source.title}, from {source.from_} · {change.authority}", "dim"))
    return Text.assemble(*parts)


def _totals(told: Assigned) -> str:
    actions = [change.action for line in told.lines for change in line.changes]
    counts = ", ".join(f"{actions.count(action)} to {action}" for action in ("keep", "add", "drop", "move"))
    asks = len({ask.question for line in told.lines for ask in line.asks})
    waiting = sum(change.confirm for line in told.lines for change in line.changes)
    return f"{len(told.lines)} line(s): {counts}; {asks} question(s), {waiting} to be confirmed."
