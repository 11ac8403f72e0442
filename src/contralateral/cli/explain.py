"""`contra explain`: a rule's own page, with its dates and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from contralateral.cli.common import book_of, console, own_packs

if TYPE_CHECKING:
    from pathlib import Path


@click.command("explain")
@click.argument("rule")
@own_packs
def command(rule: str, packs: tuple[Path, ...]) -> None:
    """Print the page of a rule: what it says, since when, on whose word, and the cases that prove it.

    RULE is its id, or the last word of it.
    """
    from rich.markdown import Markdown

    book = book_of(packs)
    found = book.rule(rule)
    screen = console()
    text = found.page.read_text("utf-8")
    # As it stands: a page has words in square brackets, which are markup to a console.
    screen.print(
        Markdown(text) if screen.is_terminal else text, soft_wrap=not screen.is_terminal, markup=False
    )
    record = found.record
    kind = f"{record.outcome}, {'blocks' if record.blocks else 'does not block'}"
    screen.print(f"\n{found.id}: {kind}. Goes by the date of {record.basis}.")
    for version in record.version:
        source = book.sources[version.source]
        doubt = {"H": "primary source", "M": "second-hand source", "NV": "not verified"}[version.confidence]
        place = f", {version.at}" if version.at else ""
        state = "retired from" if version.retired else "from"
        screen.print(
            f"  {state} {version.from_}: {source.title}{place} ({source.publisher}; {doubt}). {source.url}",
            markup=False,
        )
