"""`contra x12`: what is in an X12 file, and its contents as tables."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contralateral.cli.common import as_format, console, echo_json

if TYPE_CHECKING:
    import polars as pl

    from contralateral.edi import Diagnostic, X12File

_ROWS = 500_000  # of one table in memory before they are written
_SHOWN = 20


@click.command("x12")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="write each table as Parquet files, FOLDER/KIND/TABLE/part-….parquet",
)
@as_format
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], out: Path | None, form: str) -> None:
    """Tell what is in X12 files, and read it into tables.

    837P, 835, 277CA, 999, 278 and TA1 of release 5010 are read; what else is there is named. Envelopes are reconciled,
    and segments and elements of 837P and 835 checked (SNIP levels 1 to 5).

    Exit status: 0 all was read, 1 a receiver will refuse something for its form, 2 something could not be read.
    """
    from contralateral import edi

    told = []
    for name in files:
        with edi.open_x12(Path(name)) as file:
            told.append(_read(file, None if out is None else _Parts(out)))
    if form == "json":
        echo_json(told)
    else:
        for one in told:
            _print(one)
    errors = [d for one in told for d in one["diagnostics"] if d["severity"] == "error"]
    ctx.exit(2 if any(d["snip"] is None for d in errors) else int(bool(errors)))


class _Parts:
    """Tables on their way into Parquet files of some hundred thousand rows each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._waiting: dict[tuple[str, str], list[pl.DataFrame]] = {}
        self._written: Counter[tuple[str, str]] = Counter()

    def add(self, kind: str, table: str, frame: pl.DataFrame) -> None:
        """Take some rows of a table."""
        held = self._waiting.setdefault((kind, table), [])
        held.append(frame)
        if sum(part.height for part in held) >= _ROWS:
            self._write(kind, table)

    def finish(self) -> None:
        """Write what is waiting; a table without rows gets a file too."""
        for kind, table in list(self._waiting):
            if self._waiting[kind, table] and (
                any(part.height for part in self._waiting[kind, table]) or not self._written[kind, table]
            ):
                self._write(kind, table)

    def _write(self, kind: str, table: str) -> None:
        import polars as pl

        folder = self.folder / kind / table
        folder.mkdir(parents=True, exist_ok=True)
        number = self._written[kind, table]
        pl.concat(self._waiting[kind, table]).write_parquet(folder / f"part-{number:05}.parquet")
        self._written[kind, table] += 1
        self._waiting[kind, table] = []


def _read(file: X12File, parts: _Parts | None) -> dict[str, Any]:
    from contralateral import edi

    said = [*file.diagnostics, *file.check_envelopes()]
    rows: dict[str, Counter[str]] = {}
    for name, frame in file.envelopes().items():
        rows.setdefault("envelopes", Counter())[name] += frame.height
        if parts is not None:
            parts.add("envelopes", name, frame)
    for batch in file.batches(check=True):
        said += batch.diagnostics
        for name, frame in batch.tables.items():
            rows.setdefault(batch.kind, Counter())[name] += frame.height
            if parts is not None:
                parts.add(batch.kind, name, frame)
    if parts is not None:
        parts.finish()
    said += file.unread(edi.READ)
    return {
        "path": file.path,
        "bytes": file.size,
        "transactions": dict(file.kinds),
        "rows": {kind: dict(tables) for kind, tables in rows.items()},
        "diagnostics": [_said(d) for d in sorted(said, key=lambda d: d.byte or 0)],
    }


def _said(d: Diagnostic) -> dict[str, Any]:
    return {
        "severity": d.severity,
        "snip": d.snip,
        "segment": d.segment,
        "byte": d.byte,
        "message": d.message,
    }


def _print(told: dict[str, Any]) -> None:
    screen = console()
    kinds = (
        ", ".join(f"{count:,} × {kind}" for kind, count in told["transactions"].items()) or "nothing sound"
    )
    screen.print(f"{told['path']}: {told['bytes']:,} bytes, {kinds}", markup=False, soft_wrap=True)
    for kind, tables in told["rows"].items():
        rows = ", ".join(f"{name} {count:,}" for name, count in tables.items())
        screen.print(f"  {kind}: {rows}", markup=False)
    for d in told["diagnostics"][:_SHOWN]:
        level = "" if d["snip"] is None else f" SNIP {d['snip']}"
        place = "" if d["segment"] is None else f" segment {d['segment']}"
        place += "" if d["byte"] is None else f" (byte {d['byte']})"
        screen.print(f"  {d['severity']}{level}{place}: {d['message']}", markup=False, soft_wrap=True)
    if len(told["diagnostics"]) > _SHOWN:
        screen.print(f"  … and {len(told['diagnostics']) - _SHOWN:,} more; --format json has them all.")
