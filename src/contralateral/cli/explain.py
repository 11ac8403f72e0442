"""`contra explain`: a rule's own page, with its dates and sources."""

from __future__ import annotations

import click

from contralateral.cli.common import console


@click.command("explain")
@click.argument("rule")
def command(rule: str) -> None:
    """Print the page of a rule: what it says, since when, on whose word, and the cases that prove it.

    RULE is its id, or the last word of it.
    """
    from rich.markdown import Markdown

    from contralateral import policy

    book = policy.load()
    found = book.rule(rule)
    screen = console()
    text = found.page.read_text("utf-8")
    screen.print(Markdown(text) if screen.is_terminal else text, soft_wrap=not screen.is_terminal)
    record = found.record
    kind = f"{record.outcome}, {'blocks' if record.blocks else 'does not block'}"
    screen.print(f"\n{found.id}: {kind}. Goes by the date of {record.basis}.")
    for version in record.version:
        source = book.sources[version.source]
        doubt = {"H": "primary source", "M": "second-hand source", "NV": "not verified"}[version.confidence]
        place = f", {version.at}" if version.at else ""
        state = "retired from" if version.retired else "from"
        screen.print(
            f"  {state} {version.from_}: {source.title}{place} ({source.publisher}; {doubt}). {source.url}"
        )
