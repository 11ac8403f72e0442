"""`contra import`: case files from a claim file."""

from __future__ import annotations

import re
from pathlib import Path

import click

from contralateral.cli.common import contents
from contralateral.errors import FileUnreadable


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE.837…")
@click.option("-o", "--out", default=".", type=click.Path(file_okay=False), help="folder for the case files")
@click.option("--force", is_flag=True, help="write over case files that are there")
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], out: str, force: bool) -> None:
    """Make a case file of every claim in an 837P.

    What a claim form does not carry (order, documents, notices, earlier devices) is left out: it is unknown.
    """
    from contralateral import case, edi, flow
    from contralateral.claim.to_case import to_cases

    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    unread = 0
    for path, content in contents(files):
        if edi.recognize(content) is None:
            raise FileUnreadable(path, "this is not X12.", "Name a claim file (837P).")
        tables, said = flow.read(content, path=path)
        for diagnostic in said:
            click.echo(f"{path}: {diagnostic.diagnostic.message}", err=True)
            unread += diagnostic.diagnostic.severity == "error"
        for number, found in enumerate(to_cases(tables), start=1):
            target = folder / f"{_stem(found['case'], number)}.yaml"
            if target.exists() and not force:
                raise FileUnreadable(
                    str(target), "it is there already.", "Use --force, or another folder with -o."
                )
            target.write_text(case.write(found, comment=f"Made from {Path(path).name}."), "utf-8")
            click.echo(str(target))
    ctx.exit(2 if unread else 0)


def _stem(claim_id: str | None, number: int) -> str:
    """A file name from the claim's own number; claims without one are counted."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", claim_id or "").strip("-.") or f"claim-{number}"
