"""`contra compare`: codes side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from contralateral.cli.common import Day, as_format, console, echo_json, today

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from contralateral.codes import Comparison


@click.command("compare")
@click.argument("wanted", nargs=-1, required=True, metavar="CODE CODE…")
@click.option("--on", "day", type=Day(), metavar="DATE", help="the date of service; today where left out")
@as_format
def command(wanted: tuple[str, ...], day: dt.date | None, form: str) -> None:
    """Lay codes side by side by what their official names say of the device."""
    import polars as pl

    from contralateral import codes

    on = day or today()
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
