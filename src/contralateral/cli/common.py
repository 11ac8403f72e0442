"""What the commands share: the day, files, the terminal, and the bar that shows long work."""

from __future__ import annotations

import datetime as dt
import json
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contralateral.errors import FileUnreadable, RuleBroken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from contralateral.policy import Book
    from contralateral.policy.requirement import Requirement

__all__ = [
    "Day",
    "as_format",
    "book_of",
    "case_day",
    "console",
    "contents",
    "echo_json",
    "long_work",
    "own_packs",
    "requirements_of",
    "today",
]

_PIPED_WIDTH = 100


class Day(click.ParamType[dt.date]):
    """A date typed as 2026-11-02."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Return the date, or fail with the form wanted."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' is not a day of the calendar; write it as 2026-11-02.", param, ctx)


as_format = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="for people or for programs",
)

own_packs = click.option(
    "--packs",
    multiple=True,
    type=click.Path(path_type=Path),
    envvar="CONTRA_PACKS",
    metavar="DIR",
    help="a folder of your own rules, as `contra payer new` starts one; CONTRA_PACKS names such folders too",
)


case_day = click.option(
    "--today",
    "day",
    type=Day(),
    metavar="DATE",
    help="the day the payer would get it, and that of lines not yet delivered; today where left out",
)


def book_of(packs: tuple[Path, ...]) -> Book:
    """Return the shipped rules with those of further folders, which are held to the same.

    Raises:
        FileUnreadable: a folder that is none, or holds nothing that a pack has.
        RuleBroken: a record that cannot be used, or a rule without its page.
    """
    from contralateral import policy

    for folder in packs:
        if not any((folder / name).exists() for name in ("rules", "payers.toml", "laws.toml")):
            fault = (
                "there is neither rules/ nor payers.toml in it." if folder.is_dir() else "this is no folder."
            )
            raise FileUnreadable(str(folder), fault, "`contra payer new NAME` starts one.")
    book = policy.load(tuple(folder.resolve() for folder in packs))
    for rule in book.rules:
        if packs and not rule.page.exists():
            raise RuleBroken(
                f"{rule.id}.toml: its page {rule.id}.md is missing. Every rule has one beside it."
            )
    return book


def requirements_of(packs: tuple[Path, ...]) -> tuple[Requirement, ...]:
    """Return the shipped requirements with those of further folders.

    Raises:
        RuleBroken: a record that cannot be used.
    """
    from contralateral.policy.requirement import load_requirements

    return load_requirements(tuple(folder.resolve() for folder in packs))


def today() -> dt.date:
    """Return the day it is; the only place that knows."""
    return dt.date.today()  # noqa: DTZ011, TID251


def contents(paths: tuple[str, ...]) -> list[tuple[str, bytes]]:
    """Read files whole.

    Raises:
        FileUnreadable: a path that is no file, or may not be read.
    """
    found = []
    for path in paths:
        try:
            found.append((path, Path(path).read_bytes()))
        except FileNotFoundError:
            raise FileUnreadable(path, "there is no such file.", "Check the path.") from None
        except IsADirectoryError:
            raise FileUnreadable(path, "this is a folder.", "Name the files in it.") from None
        except OSError as fault:
            raise FileUnreadable(
                path, f"it cannot be read ({fault.strerror}).", "Check its permissions."
            ) from None
    return found


def console(*, err: bool = False) -> Console:
    """Return a console with the terminal's width and color; plain and of a fixed width when piped."""
    from rich.console import Console

    made = Console(stderr=err, highlight=False, soft_wrap=False)
    return (
        made if made.is_terminal else Console(stderr=err, highlight=False, width=_PIPED_WIDTH, no_color=True)
    )


def echo_json(value: Any) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(value, indent=2, default=str, ensure_ascii=False))


@contextmanager
def long_work(words: str) -> Iterator[Callable[[str], None]]:
    """Show a bar on standard error once the work has taken more than a second, and take it away at the end.

    What it gives says in further words what is being done.
    """
    screen = console(err=True)
    if not screen.is_terminal:
        yield lambda _: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=screen, transient=True
    )
    task = bar.add_task(words, total=None)
    timer = threading.Timer(1.0, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda further: bar.update(task, description=further)
    finally:
        timer.cancel()
        bar.stop()
