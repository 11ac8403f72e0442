"""`contra guide`: the guide of a code, and a site of guides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from contralateral.cli.common import (
    Day,
    book_of,
    console,
    echo_json,
    long_work,
    own_packs,
    requirements_of,
    today,
)

if TYPE_CHECKING:
    import datetime as dt

    from rich.console import Console
    from rich.text import Text

    from contralateral.guide.page import Guide, Point, Shelf

_COLORS = {"H": "green", "M": "yellow", "NV": "red", "searched": "dim"}


@click.command("guide")
@click.argument("codes", nargs=-1, metavar="CODE…")
@click.option("--payer", metavar="NAME", help="for this payer alone; all that are known where left out")
@click.option("--on", "day", type=Day(), metavar="DATE", help="the day of service; today where left out")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html", "json"]),
    default="text",
    show_default=True,
    help="for the terminal, a page, or programs",
)
@click.option(
    "--site",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="write a site of guides with search: of the codes named, or of all devices in force",
)
@own_packs
def command(
    codes: tuple[str, ...],
    payer: str | None,
    day: dt.date | None,
    form: str,
    folder: Path | None,
    packs: tuple[Path, ...],
) -> None:
    """Write the guide of a code: definition and history, clinical context, modifiers, documentation, denial reasons,
    commercial insurers, similar codes.

    Every statement names whose word it is and how sure that is: [H] primary, [M] second-hand, [NV] not verified,
    [searched] looked for here and not found.
    """
    from contralateral.guide.page import Shelf, of_shelf
    from contralateral.policy import named

    book = book_of(packs)
    key = named(book, payer) if payer else ""
    shelf = Shelf(day or today(), payer=key, book=book, requirements=requirements_of(packs))
    if folder is not None:
        with long_work("writing guides"):
            count = _write(folder, codes, shelf)
        click.echo(f"Written: {count} guides; open {folder / 'index.html'}.")
        return
    if not codes:
        raise click.UsageError("Name a code, as L1290.")
    for code in codes:
        _show(of_shelf(code, shelf), form)


def _write(folder: Path, codes: tuple[str, ...], shelf: Shelf) -> int:
    """Write the files of a site; return how many guides are among them."""
    from contralateral.guide.site import pages

    count = 0
    for name, text in pages(codes, shelf):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        count += name.startswith("codes/")
    return count


def _show(told: Guide, form: str) -> None:
    if form == "json":
        from contralateral.cli.wire_guide import guide_as_json

        echo_json(guide_as_json(told))
    elif form == "text":
        _print(told, console())
    else:
        from contralateral.guide.page import render

        click.echo(render.html(told) if form == "html" else render.markdown(told), nl=False)


def _print(told: Guide, screen: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    payer = f", {told.payer_title}" if told.payer_title else ""
    screen.print(Text.assemble((told.code, "bold"), f"  {told.name}"))
    screen.print(Text(f"as of {told.on}{payer}", "dim"))
    for number, section in enumerate(told.sections, start=1):
        screen.print()
        screen.print(Text(f"{number}. {section.title}", "bold underline"))
        for group in section.groups:
            if group.heading:
                screen.print(Text(group.heading, "bold"))
            for point in group.points:
                screen.print(Padding(_point(point), (0, 0, 0, 2)))
    screen.print()
    screen.print(Text("Tables it rests on", "bold underline"))
    for table in told.tables:
        days = f"{table.covers_from} to {table.covers_through}"
        screen.print(Padding(Text(f"{table.title} ({table.release}, for {days})"), (0, 0, 0, 2)))


def _point(point: Point) -> Text:
    from rich.text import Text

    from contralateral.guide.page.render import cite_in_words

    rule = f" · {point.rule}" if point.rule else ""
    return Text.assemble(
        (f"{point.who}: " if point.who else "", "bold"),
        point.text,
        "  ",
        (f"[{point.cite.sure}]", _COLORS[point.cite.sure]),
        (f" {cite_in_words(point.cite)}{rule}", "dim"),
    )
