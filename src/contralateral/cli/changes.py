"""`contra changes`: what is otherwise on one day than on another, and which cases it touches."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contralateral.cli.common import (
    Day,
    as_format,
    book_of,
    console,
    contents,
    echo_json,
    long_work,
    own_packs,
    requirements_of,
)
from contralateral.errors import FileUnreadable

if TYPE_CHECKING:
    import datetime as dt

    from rich.console import Console

    from contralateral.codes import TableChange
    from contralateral.guide.changes import Changes, Touched

_CASES = (".yaml", ".yml")
#: A diagnosis has its point after so many characters.
_WHOLE = 3
_TITLES = {
    "hcpcs": "HCPCS codes",
    "modifiers": "Modifiers",
    "icd10": "Diagnoses (ICD-10-CM)",
    "fees": "Fees",
    "mue": "Unit limits",
    "prior_authorization": "Prior authorization (Medicare)",
}
#: Codes of these sections are shown without being asked for: devices, and what is worn.
_DEVICES = ("A42", "A44", "A45", "A55", "A60", "A65", "A80", "A92", "A93", "K0", "L", "S1040", "S84", "V26")


@click.command("changes")
@click.argument("first", type=Day(), metavar="FROM")
@click.argument("last", type=Day(), metavar="TO")
@click.option("--cases", metavar="DIR", help="also tell which case files in this folder are touched")
@click.option("--all", "show_all", is_flag=True, help="show codes that are no devices too")
@own_packs
@as_format
def command(
    first: dt.date, last: dt.date, cases: str | None, show_all: bool, packs: tuple[Path, ...], form: str
) -> None:
    """Tell what changed between two days: codes, names, fees, limits, authorization, rules and documents.

    With --cases: which of the case files meet it. A line meets what begins on or before its day of service; one without
    a day is still to be delivered, and meets everything.
    """
    if first >= last:
        raise click.UsageError(f"{first} is not before {last}; the earlier day comes first.")
    from contralateral.flow import read
    from contralateral.guide.changes import changes

    held = [read(content, path=path)[0] for path, content in contents(_files(cases))] if cases else []
    with long_work("comparing"):
        told = changes(first, last, held, book=book_of(packs), requirements=requirements_of(packs))
    if form == "json":
        from contralateral.cli.wire_changes import changes_as_json

        echo_json(changes_as_json(told))
        return
    _print(told, console(), show_all=show_all, asked=cases is not None)


def _files(folder: str) -> tuple[str, ...]:
    """The case files of a folder and of those in it.

    Raises:
        FileUnreadable: it is no folder, or none is in it.
    """
    if not Path(folder).is_dir():
        raise FileUnreadable(folder, "this is no folder.", "Name the folder in which the case files are.")
    found = sorted(str(path) for path in Path(folder).rglob("*") if path.suffix.lower() in _CASES)
    if not found:
        raise FileUnreadable(folder, "no case file (.yaml) is in it.", "`contra new` starts one.")
    return tuple(found)


def _print(told: Changes, screen: Console, *, show_all: bool, asked: bool) -> None:
    for table, changes in groupby(told.tables, key=lambda change: change.table):
        _print_table(_TITLES.get(table, table), list(changes), screen, show_all=show_all)
    if told.policies:
        screen.print(f"[bold]Rules and documents[/bold] ({len(told.policies)})")
        for change in told.policies:
            head = f"  {change.on}  {change.kind} {change.id} {change.what}: {change.title}"
            screen.print(f"{head}. {change.source}.", markup=False, soft_wrap=True)
    if not told.tables and not told.policies:
        screen.print("Nothing that the tables and rules at hand tell of.")
    for words in told.unknown:
        screen.print(f"unknown  {words}", markup=False, soft_wrap=True)
    if asked:
        _print_touched(told.touched, screen)


def _print_table(title: str, changes: list[TableChange], screen: Console, *, show_all: bool) -> None:
    shown = [c for c in changes if show_all or c.table == "icd10" or c.code.startswith(_DEVICES)]
    if changes and changes[0].table == "modifiers":
        shown = changes
    screen.print(f"[bold]{title}[/bold] ({len(changes)})")
    for change in shown:
        screen.print(f"  {_said(change)}", markup=False, soft_wrap=True)
    if len(shown) < len(changes):
        screen.print(f"  … and {len(changes) - len(shown):,} codes that are no devices; --all shows them.")
    for source in dict.fromkeys(change.source for change in shown):
        screen.print(f"  source: {source}", markup=False, soft_wrap=True)


def _said(change: TableChange) -> str:
    code = change.code
    if change.table == "icd10" and len(code) > _WHOLE:
        code = f"{code[:_WHOLE]}.{code[_WHOLE:]}"
    day = f"{change.on}  " if change.on else ""
    match change.what:
        case "added":
            what = f"added: {change.now or 'its name is not known yet'}"
        case "ended":
            last = "last day " if change.table == "hcpcs" and change.on else ""
            return f"{last}{day}{code} ended: {change.was or ''}" + (f"; {change.now}" if change.now else "")
        case "fee":
            what = f"pays {change.now or 'nothing that is printed'} (was {change.was or 'not printed'})"
        case _:
            what = f"{change.what}: {change.now} (was {change.was})"
    return f"{day}{code} {what}"


def _print_touched(touched: tuple[Touched, ...], screen: Console) -> None:
    if not touched:
        screen.print("No case here meets any of it.")
        return
    screen.print("[bold]Cases[/bold]")
    for (case, source), hits in groupby(touched, key=lambda hit: (hit.case, hit.source)):
        screen.print(f"  {case}  {source}", markup=False, soft_wrap=True)
        for hit in hits:
            line = "" if hit.line is None else f"line {hit.line}  "
            kind = _TITLES.get(hit.what, hit.what)
            screen.print(f"    {line}{kind}: {hit.name} {hit.change.what}", markup=False, soft_wrap=True)
