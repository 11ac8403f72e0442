"""`contra tables`: which code tables are at hand, and how newer ones get in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from contralateral.cli.common import as_format, console, echo_json

if TYPE_CHECKING:
    from contralateral.codes import LoadReport

_SHOWN = 12


@click.group("tables", invoke_without_command=True)
@as_format
@click.pass_context
def command(ctx: click.Context, form: str) -> None:
    """List the code tables with release and source; `contra tables load` takes newer ones."""
    if ctx.invoked_subcommand is not None:
        return
    from contralateral import codes

    found = codes.releases()
    if form == "json":
        echo_json(
            [
                {
                    "kind": r.kind,
                    "release": r.release,
                    "title": r.title,
                    "publisher": r.publisher,
                    "url": r.url,
                    "covers_from": r.covers_from,
                    "covers_through": r.covers_through,
                    "rows": r.rows,
                    "shipped": r.shipped,
                    "note": r.note,
                }
                for r in found
            ]
        )
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("table", "release", "covers", "rows", "source"):
        table.add_column(
            heading, justify="right" if heading == "rows" else "left", no_wrap=heading != "source"
        )
    for r in found:
        where = "" if r.shipped else " (yours)"
        covers = f"{r.covers_from} to {r.covers_through}"
        table.add_row(r.kind, f"{r.release}{where}", covers, f"{r.rows:,}", r.title)
    screen = console()
    screen.print(table)
    screen.print(
        "After the last day that a table covers its values are used and marked; before the first, and in a gap"
    )
    screen.print("between releases, the answer is unknown. `contra tables load FILE…` takes newer files.")


@command.command("load")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path())
@click.option(
    "--release", metavar="2026-10", help="the file's release, where neither its content nor its name tells"
)
@as_format
def load(files: tuple[str, ...], release: str | None, form: str) -> None:
    """Take over tables as CMS publishes them: what each file is, its content says.

    A file is validated whole before anything is replaced; earlier releases stay, and judge the days they cover.
    """
    from pathlib import Path

    from contralateral import codes

    reports = codes.load([Path(f) for f in files], release=release)
    if form == "json":
        echo_json([_as_json(report) for report in reports])
        return
    for report in reports:
        _print(report)


def _print(report: LoadReport) -> None:
    click.echo(f"{report.path}: {report.what}, release {report.release}, {report.rows:,} rows.")
    click.echo(
        f"  covers {report.covers.first} to {report.covers.last}{'; replaces what was there' * report.replaced}"
    )
    if report.previous is None:
        click.echo("  the first release of this table here: nothing to compare it with")
    else:
        click.echo(f"  since {report.previous}:")
        for words, codes in (("added", report.added), ("ended", report.ended)):
            click.echo(f"    {words:8} {len(codes):,}{_some(codes)}")
        click.echo(f"    renamed  {len(report.renamed):,}{_some(tuple(r.code for r in report.renamed))}")
        click.echo(f"    changed  {report.changed:,} in other columns")
    if report.dropped:
        click.echo(f"  {report.dropped:,} rows left out: dental (CDT) and CPT codes are licensed by others")


def _some(codes: tuple[str, ...]) -> str:
    if not codes:
        return ""
    return ": " + ", ".join(codes[:_SHOWN]) + (" …" if len(codes) > _SHOWN else "")


def _as_json(report: LoadReport) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(report)
