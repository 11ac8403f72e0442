"""`contra check --out`, and what no screen could hold: a bar while it runs and a summary at the end."""

from __future__ import annotations

import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contralateral.cli.common import console, contents, echo_json
from contralateral.cli.out import write_frames

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    import polars as pl

    from contralateral.claim import ClaimTables
    from contralateral.policy import Book
    from contralateral.sweep import Summary, Sweep

__all__ = ["sweep_to"]

_HEAD = 1 << 12
_SHOWN = 12  # rules and diagnostics on the screen; the file has them all


def sweep_to(
    out: Path | None, files: tuple[str, ...], *, today: dt.date, payer: str | None, form: str, book: Book
) -> int:
    """Check files, write their findings to ``out`` if anywhere, and print a summary; returns the exit status.

    Raises:
        FileUnreadable: a file that cannot be read at all; nothing is written then.
        NameUnknown: a payer that is not known.
    """
    from contralateral.sweep import COLUMNS, Sweep

    sweep = Sweep(today=today, payer=payer, book=book)
    began = time.monotonic()
    with _bar(sum(_size(name) for name in files)) as progress:
        if out is None:
            _count(sweep, files, progress)
        else:
            write_frames(_findings(sweep, files, progress), out, COLUMNS)
    seconds = time.monotonic() - began
    summary = sweep.summary
    if form == "json":
        echo_json(_as_json(summary, out, seconds))
    else:
        _print(summary, out, seconds)
    return 2 if summary.unread else int(summary.verdicts["blocked"] > 0 or summary.refused)


def _findings(
    sweep: Sweep, files: tuple[str, ...], progress: Callable[[int], None]
) -> Iterator[pl.DataFrame]:
    for path, case, so_far in _opened(files, progress):
        if case is not None:
            yield sweep.case(case)
        else:
            yield from sweep.findings(path, progress=so_far)


def _count(sweep: Sweep, files: tuple[str, ...], progress: Callable[[int], None]) -> None:
    """Check files without putting anything into words."""
    for path, case, so_far in _opened(files, progress):
        if case is not None:
            sweep.case(case)
        else:
            sweep.count(path, progress=so_far)


def _opened(
    files: tuple[str, ...], progress: Callable[[int], None]
) -> Iterator[tuple[Path, ClaimTables | None, Callable[[int], None]]]:
    """Name each file, with its claims where it is a case file, and whom to tell how far into it one is."""
    from contralateral import edi, flow

    before = 0
    for name in files:
        path = Path(name)
        head = b""
        if path.is_file():
            with path.open("rb") as file:
                head = file.read(_HEAD)
        case = None
        if edi.recognize(head) is None:
            ((_, content),) = contents((name,))
            case, _ = flow.read(content, path=name)
        yield path, case, lambda byte, done=before: progress(done + byte)  # type: ignore[misc]
        before += _size(name)
        progress(before)


def _size(name: str) -> int:
    path = Path(name)
    return path.stat().st_size if path.is_file() else 0


@contextmanager
def _bar(size: int) -> Iterator[Callable[[int], None]]:
    """Show how many bytes have been read, on a terminal's standard error, and take it away at the end."""
    screen = console(err=True)
    if not screen.is_terminal:
        yield lambda _: None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns: list[Any] = [TextColumn("checking"), BarColumn(), DownloadColumn(), TimeRemainingColumn()]
    with Progress(*columns, console=screen, transient=True) as bar:
        task = bar.add_task("", total=size)
        yield lambda byte: bar.update(task, completed=byte)


def _print(summary: Summary, out: Path | None, seconds: float) -> None:
    from rich.table import Table

    screen = console()
    verdicts = summary.verdicts
    screen.print(
        f"{summary.claims:,} claims, {summary.lines:,} lines in {seconds:,.1f} s: "
        f"{verdicts['blocked']:,} blocked, {verdicts['ask']:,} with open questions, {verdicts['clean']:,} clean."
    )
    if verdicts["clean"]:
        screen.print(
            "Clean says that no rule finds a fault; the papers behind a claim stand in no claim file."
        )
    for verdict, title in (("fails", "What is wrong"), ("unknown", "What nobody has said")):
        rows = [(rule, n) for (rule, said), n in summary.rules.most_common() if said == verdict]
        if not rows:
            continue
        table = Table(title=title, title_justify="left", box=None, pad_edge=False)
        table.add_column("lines", justify="right")
        table.add_column("rule", overflow="fold")
        for rule, count in rows[:_SHOWN]:
            table.add_row(f"{count:,}", rule)
        screen.print(table)
        if len(rows) > _SHOWN:
            screen.print(f"… and {len(rows) - _SHOWN} more rules.")
    _print_diagnostics(summary, screen)
    if out is None:
        told = "This is a summary. --out FILE.parquet writes every finding; --claim ID tells of one claim."
    else:
        told = f"Every finding is in {out}."
    screen.print(told, soft_wrap=True)


def _print_diagnostics(summary: Summary, screen: Any) -> None:
    rank = {"error": 0, "warning": 1, "note": 2}
    kinds = sorted(summary.diagnostics.items(), key=lambda item: (rank[item[0][0]], -item[1]))
    for key, count in kinds[:_SHOWN]:
        path, first = summary.first[key]
        more = f" ({count:,} times, first here)" if count > 1 else ""
        screen.print(f"{path}: {first}{more}", markup=False, soft_wrap=True)
    if len(kinds) > _SHOWN:
        screen.print(f"… and {len(kinds) - _SHOWN} more kinds of remarks.")


def _as_json(summary: Summary, out: Path | None, seconds: float) -> dict[str, Any]:
    return {
        "out": None if out is None else str(out),
        "files": summary.files,
        "claims": summary.claims,
        "lines": summary.lines,
        "seconds": round(seconds, 3),
        "verdicts": dict(summary.verdicts),
        "rules": [
            {"rule": rule, "verdict": verdict, "lines": count}
            for (rule, verdict), count in summary.rules.most_common()
        ],
        "diagnostics": [
            {
                "severity": severity,
                "count": count,
                "path": summary.first[severity, kind][0],
                "segment": summary.first[severity, kind][1].segment,
                "byte": summary.first[severity, kind][1].byte,
                "message": summary.first[severity, kind][1].message,
            }
            for (severity, kind), count in summary.diagnostics.most_common()
        ],
    }
