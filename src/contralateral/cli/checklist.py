"""`contra checklist`: the documents that the payer wants of a case, and in which state each is."""

from __future__ import annotations

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
    requirements_of,
    today,
)

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from rich.console import Console
    from rich.text import Text

    from contralateral.guide.checklist import Checklist, Entry

_MARKS = {"present": "✓", "unknown": "?"}
_WANTED = {"required": "", "on request": " (on request)", "advised": " (advised)"}


@click.command("checklist")
@click.argument("case", metavar="CASE")
@click.option("--payer", metavar="NAME", help="by this payer's requirements, whatever the file says")
@case_day
@own_packs
@as_format
@click.pass_context
def command(
    ctx: click.Context, case: str, payer: str | None, day: dt.date | None, packs: tuple[Path, ...], form: str
) -> None:
    """List the documents that the payer wants of a case, each with its state and who asks for it.

    CASE is a case file (YAML). A document is present, incomplete, out of date, unsigned, on the wrong side of a
    date, said only by somebody whose word alone does not prove it (uncorroborated), missing, or unknown.

    Exit status: 0 nothing required is lacking, 1 something is, 2 the file could not be read.
    """
    from contralateral import flow

    ((path, content),) = contents((case,))
    told = flow.checklist(
        content,
        path=path,
        today=day or today(),
        payer=payer,
        book=book_of(packs),
        requirements=requirements_of(packs),
    )
    if form == "json":
        from contralateral.cli.wire_checklist import checklist_as_json

        echo_json(checklist_as_json(told))
    else:
        _print(told, console())
    ctx.exit(int(any(lacking(entry) for entry in told.entries)))


def lacking(entry: Entry) -> bool:
    """Whether a required document is known not to be there as it must be."""
    return entry.wanted == "required" and entry.state not in {"present", "unknown"}


def _print(told: Checklist, screen: Console) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from contralateral.policy.requirement import ITEMS

    who = f"payer {told.payer}" if told.payer else "payer not recognized: only what holds for every payer"
    screen.print(Text.assemble((told.case, "bold"), f"  {told.source}  {who}"), soft_wrap=True)
    for place, entries in _places(told.entries):
        screen.print(Text(place, "bold"))
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True)
        grid.add_column(no_wrap=True)
        grid.add_column(ratio=1)
        heading = ""
        for entry in entries:
            if heading != entry.item:
                heading = entry.item
                grid.add_row("", "", Text(ITEMS[heading], "underline"))
            grid.add_row(*_row(entry))
        screen.print(Padding(grid, (0, 0, 0, 2)))
    screen.print(_totals(told.entries))


def _places(entries: tuple[Entry, ...]) -> list[tuple[str, list[Entry]]]:
    """The case first, then each line, with what is asked of it."""
    whole = [e for e in entries if e.per == "case"]
    lines: dict[tuple[int, str], list[Entry]] = {}
    for entry in entries:
        if entry.per == "line":
            lines.setdefault((entry.lines[0], entry.codes[0]), []).append(entry)
    told = [(f"line {line}  {code}", found) for (line, code), found in sorted(lines.items())]
    return ([("the case", whole)] if whole else []) + told


def _row(entry: Entry) -> tuple[Text, Text, Text]:
    from rich.text import Text

    color = {"present": "green", "unknown": "magenta"}.get(
        entry.state, "bold red" if lacking(entry) else "yellow"
    )
    source = entry.sources[0]
    doubt = {"H": "", "M": "second-hand source, ", "NV": "not verified, "}[source.confidence]
    parts: list[str | tuple[str, str]] = [entry.title, _WANTED[entry.wanted]]
    parts += [f"\n{words}" for words in entry.detail]
    parts += [(f"\n? {words}", "magenta") for words in entry.asks]
    if entry.state not in {"present", "unknown"}:
        parts.append(f"\n{entry.remedy}")
    parts.append((f"\n{doubt}{source.title}, from {source.from_} · {entry.requirement}", "dim"))
    if entry.state not in {"present", "unknown"} and entry.rules:
        parts.append((f"\nrules that look at it on the claim: {', '.join(entry.rules)}", "dim"))
    return Text(_MARKS.get(entry.state, "✗"), color), Text(entry.state, color), Text.assemble(*parts)


def _totals(entries: tuple[Entry, ...]) -> str:
    present = sum(e.state == "present" for e in entries)
    unknown = sum(e.state == "unknown" for e in entries)
    required = sum(map(lacking, entries))
    return (
        f"{len(entries)} item(s): {present} present, {unknown} unknown, "
        f"{len(entries) - present - unknown} lacking, {required} of them required."
    )
