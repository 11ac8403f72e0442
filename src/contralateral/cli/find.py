"""`contra find`: codes from a description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from contralateral.cli.common import Day, as_format, console, echo_json, today

if TYPE_CHECKING:
    import datetime as dt


@click.command("find")
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--on", "day", type=Day(), metavar="DATE", help="codes in force on this day; today where left out"
)
@click.option(
    "-n", "--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="how many at most"
)
@as_format
def command(text: tuple[str, ...], day: dt.date | None, limit: int, form: str) -> None:
    """Find a code from a description in a clinician's words, best first.

    TEXT is what you would say: contra find silicone breast form with adhesive
    """
    from contralateral import codes

    phrase = " ".join(text)
    hits = codes.find(phrase, codes.names(on=day or today()), limit=limit)
    if form == "json":
        echo_json(
            [{"code": h.code, "score": round(h.score, 4), "short": h.short, "long": h.long} for h in hits]
        )
        return
    if not hits:
        click.echo("Nothing found. Say what it is, for which part of the body, and how it is made.")
        return
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    for hit in hits:
        table.add_row(f"[bold]{hit.code}[/bold]", hit.long or hit.short)
    console().print(table)
