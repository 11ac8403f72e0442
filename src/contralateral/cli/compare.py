"""`contra compare`: codes side by side, or the choice among them for a line of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from contralateral.cli.common import (
    Day,
    as_format,
    book_of,
    console,
    contents,
    echo_json,
    own_packs,
    requirements_of,
    today,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from contralateral.codes import Comparison


@click.command("compare")
@click.argument("wanted", nargs=-1, metavar="[CODE]…")
@click.option("--on", "day", type=Day(), metavar="DATE", help="the date of service; today where left out")
@click.option("--case", metavar="CASE", help="explain the choice for a line of this case, from its facts")
@click.option(
    "--line", type=click.IntRange(1), metavar="N", help="with --case: which line; the first where left out"
)
@click.option("--payer", metavar="NAME", help="with --case: by this payer's rules, whatever the file says")
@click.option(
    "--today", "receipt", type=Day(), metavar="DATE", help="with --case: the day the payer would get it"
)
@own_packs
@as_format
def command(
    wanted: tuple[str, ...],
    day: dt.date | None,
    case: str | None,
    line: int | None,
    payer: str | None,
    receipt: dt.date | None,
    packs: tuple[Path, ...],
    form: str,
) -> None:
    """Lay codes side by side, or explain the choice among them for a line of a case.

    Without --case: by what their official names say of the device. With --case: which fit what the case tells and
    which do not and why, what each would need to be right, and what the payer does with each, best first. Codes may
    then be left out: the billed one, those near it and those that fit the device are taken.
    """
    if case is not None:
        if day is not None:
            raise click.UsageError(
                "--on is for codes alone: with --case the date of service stands in the case."
            )
        _of_case(
            case, wanted, line=line or 1, payer=payer, receipt=receipt or today(), packs=packs, form=form
        )
        return
    if line is not None or payer is not None or receipt is not None:
        raise click.UsageError("--line, --payer and --today go with --case.")
    if not wanted:
        raise click.UsageError("Name the codes, or a case with --case.")
    _names(wanted, day or today(), form)


def _of_case(
    case: str,
    wanted: tuple[str, ...],
    *,
    line: int,
    payer: str | None,
    receipt: dt.date,
    packs: tuple[Path, ...],
    form: str,
) -> None:
    from contralateral import flow

    ((path, content),) = contents((case,))
    told = flow.similar(
        content,
        path=path,
        today=receipt,
        line=line,
        wanted=wanted,
        payer=payer,
        book=book_of(packs),
        requirements=requirements_of(packs),
    )
    if form == "json":
        from contralateral.cli.wire_similar import similar_as_json

        echo_json(similar_as_json(told))
    else:
        from contralateral.cli.similar import print_similar

        print_similar(told, console())


def _names(wanted: tuple[str, ...], on: dt.date, form: str) -> None:
    import polars as pl

    from contralateral import codes

    answers = [codes.hcpcs(code, on=on) for code in dict.fromkeys(w.strip().upper() for w in wanted)]
    named = pl.DataFrame(
        [(a.code, a.short, a.long) for a in answers if a.short or a.long],
        schema={"code": pl.String, "short": pl.String, "long": pl.String},
        orient="row",
    )
    found = codes.compare([a.code for a in answers], named, in_force={a.code: a.in_force for a in answers})
    status = {a.code: a.status for a in answers}
    if form == "json":
        echo_json(
            {
                "on": on,
                "codes": list(found.codes),
                "status": status,
                "attributes": {
                    row.label: dict(zip(found.codes, row.values, strict=True)) for row in found.rows
                },
                "differs": [row.label for row in found.rows if row.differs],
                "notes": dict(found.notes),
            }
        )
    else:
        _print(found, status)


def _print(found: Comparison, status: Mapping[str, str]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("", no_wrap=True, style="dim")
    for code in found.codes:
        table.add_column(code, ratio=1)
    for row in found.rows:
        values = [status[c].replace("_", " ") for c in found.codes] if row.label == "in force" else row.values
        if not any(values):
            continue
        label = "status" if row.label == "in force" else row.label
        table.add_row(label, *(Text(v or "not said", style="" if row.differs else "dim") for v in values))
    screen = console()
    screen.print(table)
    for code, note in found.notes:
        screen.print(Text(f"{code}: {note}", style="dim"))
