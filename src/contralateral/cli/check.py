"""`contra check`: the main job."""

from __future__ import annotations

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
    today,
)
from contralateral.cli.out import OutFile

if TYPE_CHECKING:
    import datetime as dt


#: Bytes of claim files from which on a summary is shown: some thousand claims, whose reports take minutes to read.
_SCREEN = 1_000_000


def _more_than_a_screen(files: tuple[str, ...]) -> bool:
    return sum(Path(name).stat().st_size for name in files if Path(name).is_file()) > _SCREEN


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--payer", metavar="NAME", help="judge by this payer's rules, whatever the file says")
@click.option(
    "--today", "day", type=Day(), metavar="DATE", help="the day the payer would get it; today where left out"
)
@click.option(
    "--out",
    type=OutFile(),
    metavar="FILE",
    help="write every finding to a .parquet or .jsonl file and show a summary: for files of any size",
)
@click.option(
    "--claim", "only", multiple=True, metavar="ID", help="tell of this claim alone; may be repeated"
)
@click.option("--all", "show_all", is_flag=True, help="show every open question")
@own_packs
@as_format
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[str, ...],
    payer: str | None,
    day: dt.date | None,
    out: Path | None,
    only: tuple[str, ...],
    show_all: bool,
    packs: tuple[Path, ...],
    form: str,
) -> None:
    """Check claims before they are sent.

    FILE is a case file (YAML) or a claim file (837P); its content tells which. Of claims that no
    screen could hold a summary is shown: --out writes every finding, --claim tells of one claim.

    CLEAN says that no rule finds a fault and that all required papers are there. A claim without a
    fault whose papers lack, or were not seen, is called so; `contra checklist` tells of each paper.

    Exit status: 0 nothing blocks, 1 something blocks, 2 something could not be read.
    """
    if out is not None and only:
        raise click.UsageError("--out writes the findings of every claim; leave --claim out, or --out.")
    if out is not None or (form == "text" and not only and _more_than_a_screen(files)):
        from contralateral.cli.swept import sweep_to

        ctx.exit(sweep_to(out, files, today=day or today(), payer=payer, form=form, book=book_of(packs)))
    from contralateral import flow

    with long_work("checking"):
        answer = flow.check(
            contents(files),
            today=day or today(),
            payer=payer,
            book=book_of(packs),
            only=only,
            requirements=requirements_of(packs),
        )
    if form == "json":
        from contralateral.cli.wire import answer_as_json

        echo_json(answer_as_json(answer))
    else:
        from contralateral.cli.words import print_answer

        print_answer(answer, console(), show_all=show_all)
    errors = [d.diagnostic for d in answer.diagnostics if d.diagnostic.severity == "error"]
    # What was read and will be refused for its form (SNIP) blocks; what could not be read is another thing.
    unread = any(d.snip is None for d in errors)
    blocked = bool(errors) or any(c.verdict == "blocked" for c in answer.claims)
    ctx.exit(2 if unread else int(blocked))
