"""`contra payer`: a clinic's own payers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from contralateral.cli.common import Day, book_of, today
from contralateral.errors import FileUnreadable

if TYPE_CHECKING:
    import datetime as dt


@click.group("payer")
def command() -> None:
    """Your own payers: rules that you write from a contract, beside the shipped ones.

    `contra check`, `rules` and `explain` read them with --packs DIR, or from the folders that CONTRA_PACKS names.
    """


@command.command("new")
@click.argument("name")
@click.option("--id", "ids", multiple=True, metavar="ID", help="how an 837 names the payer; may be repeated")
@click.option(
    "--from",
    "starts",
    type=Day(),
    metavar="DATE",
    help="the day the contract holds from; today where left out",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="the folder to write; NAME-pack where left out",
)
def new(name: str, ids: tuple[str, ...], starts: dt.date | None, into: Path | None) -> None:
    """Start the rules of a payer: its record, one example of a rule with its page, and a README.

    NAME is the payer's name. One that is known already keeps its shipped rules, and yours come on top.
    """
    from contralateral.policy.scaffold import scaffold

    day = today()
    made = scaffold(name, book_of(()), ids=ids, starts=starts or day, today=day)
    folder = into or Path(f"{made.key}-pack")
    if folder.exists():
        raise FileUnreadable(str(folder), "it is there already.", "Name another folder with --into.")
    for path, text in made.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    click.echo(f"Wrote {folder}: payer {made.key}, rules/{made.pack}. Start with {folder / 'README.md'}.")
    click.echo(f"Next: contra check --packs {folder} CASE, with `payer: {made.key}` in the case.")
