"""Files made up for tests, in the formats that CMS and CDC publish."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contralateral.codes.store import frame, releases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

SHARED = Path(__file__).parents[3] / "shared" / "data"
with_shared = pytest.mark.skipif(
    not SHARED.exists(), reason="the published files are not beside the repository"
)


def shipped(kind: str, label: str) -> pl.DataFrame:
    """A shipped table."""
    return next(frame(r) for r in releases(kind) if r.release == label and r.shipped)  # type: ignore[arg-type]


def record(
    code: str, long: str, *, kind: str = "3", short: str = "Short", added: str = "20190101", ended: str = ""
) -> str:
    """A line of the contractor file, by the columns of its layout."""
    line = [" "] * 320
    name = code if len(code) == 5 else f"   {code}"
    for at, text in (
        (1, name),
        (6, "00100"),
        (11, kind),
        (12, long),
        (92, short if kind in "37" else ""),
        (120, "38" if kind == "3" else ""),
        (230, "C" if kind in "37" else ""),
        (269, added if kind in "37" else ""),
        (285, ended),
    ):
        line[at - 1 : at - 1 + len(text)] = text
    return "".join(line)


def every_code(label: str = "2026-07") -> list[str]:
    """The codes of a shipped release, so that a made-up file is as long as a real one."""
    return shipped("hcpcs", label)["code"].to_list()


def contractor(codes: Iterable[str], extra: Sequence[str] = ()) -> str:
    """A whole contractor file with notes above, continuation lines and modifiers."""
    lines = ["*Notes about coverage", ""]
    lines += [record(code, "A modifier", kind="7") for code in shipped("modifiers", "2025-10")["code"]]
    for code in codes:
        lines += [record(code, f"The name of {code}"), record(code, "runs on", kind="4")]
    return "\r\n".join([*lines, *extra]) + "\r\n"


def full_table(path: Path, changes: dict[str, dict[str, object]]) -> Path:
    """Write a table with all columns: every code of July 2026 as last known, with ``changes`` by code."""
    old = {row["code"]: row for row in shipped("hcpcs", "2024-07").iter_rows(named=True)}
    blank: dict[str, object] = dict.fromkeys(
        ("short", "long", "coverage", "pricing", "xref", "added", "ended")
    )
    codes = sorted({*every_code(), *changes})
    with path.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(
            [
                "hcpcs_code",
                "price",
                "cov",
                "xref",
                "date_added",
                "date_term",
                "long_description",
                "short_description",
            ]
        )
        for code in codes:
            row = {**blank, "long": f"The name of {code}", **old.get(code, {}), **changes.get(code, {})}
            rows.writerow(
                [
                    code,
                    *(
                        row[n] or ""
                        for n in ("pricing", "coverage", "xref", "added", "ended", "long", "short")
                    ),
                ]
            )
    return path


def order_file(codes: Iterable[tuple[str, int, str]]) -> str:
    """CDC's order file."""
    lines = (
        f"{at:05d} {code:<7} {flag} {name[:60]:<60} {name}" for at, (code, flag, name) in enumerate(codes, 1)
    )
    return "\n".join(lines) + "\n"


def gzipped(path: Path, text: str) -> Path:
    """Write a text gzipped."""
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    return path


def zipped(path: Path, members: dict[str, str]) -> Path:
    """Write texts into a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as parcel:
        for name, text in members.items():
            parcel.writestr(name, text)
    path.write_bytes(buffer.getvalue())
    return path


def contents(folder: Path) -> dict[str, str]:
    """The digest of every file in a folder; equal before and after means that nothing was touched."""
    files = sorted(folder.rglob("*")) if folder.exists() else []
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in files if f.is_file()}


def day(text: str) -> date:
    """A date."""
    return date.fromisoformat(text)
