"""Where the tables lie: the shipped ones in the package, a user's own beside them in a folder of theirs.

Both folders hold Parquet files and a manifest, ``releases.json``. A user's table of the same kind and release takes the
place of the shipped one. Nothing is read before it is asked for; what was read is kept until the file changes. The
manifest is written last, and every file under a name of its own, so a crash leaves either the old tables or the new.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from contralateral.codes.editions import KINDS, Kind
from contralateral.errors import TableRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Release", "frame", "releases", "replace_tables", "shipped_folder", "user_folder", "where"]

MANIFEST = "releases.json"
VARIABLE = "CONTRA_TABLES"
#: How hard zstd works: long for what is downloaded by everyone, not for what one person waits for.
_SHIPPED_LEVEL, _LEVEL = 19, 3
_SHIPPED = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True)
class Release:
    """One table in one edition: what it is, who published it, and the days of service it speaks for."""

    kind: Kind
    release: str
    title: str
    publisher: str
    url: str
    covers_from: date
    covers_through: date
    rows: int
    sha256: str
    note: str
    file: str
    folder: Path = Path()
    shipped: bool = False

    @property
    def source(self) -> str:
        """The title, by the name that answers give it."""
        return self.title

    @property
    def path(self) -> Path:
        """The Parquet file."""
        return self.folder / self.file


def shipped_folder() -> Path:
    """Return the folder of the tables that come with the package."""
    return _SHIPPED


def user_folder() -> Path:
    """Return the folder of a user's own tables: ``CONTRA_TABLES``, or the place the platform sets aside for data."""
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen)
    return _platform_folder()


@cache
def _platform_folder() -> Path:
    from platformdirs import user_data_dir

    return Path(user_data_dir("contralateral")) / "tables"


def releases(kind: Kind | None = None) -> tuple[Release, ...]:
    """Return the tables at hand, by kind and first day covered; a user's own win over shipped ones of the same name.

    Raises:
        TableRefused: when a manifest cannot be read.
    """
    found = _joined(_stamp(shipped_folder()), _stamp(user_folder()))
    return found if kind is None else tuple(r for r in found if r.kind == kind)


def frame(release: Release) -> pl.DataFrame:
    """Return a table's rows.

    Raises:
        TableRefused: when the file is missing or cannot be read.
    """
    return _frame(release.path, release.sha256)


def where(release: Release, column: str, values: pl.Series) -> pl.DataFrame:
    """Return the rows whose ``column`` is among ``values``; of a table not yet in memory only these are decoded."""
    if len(values) > 2_000 or release.kind not in ("icd10", "fees", "area_fees", "rural_zips"):
        return frame(release).filter(pl.col(column).is_in(values.implode()))
    try:
        return (
            pl.scan_parquet(release.path)
            .filter(pl.col(column).is_in(values.implode()))
            .collect(engine="in-memory")
        )
    except (OSError, pl.exceptions.PolarsError) as fault:
        raise _damaged(release.path) from fault


def replace_tables(
    folder: Path, tables: Sequence[tuple[Release, pl.DataFrame]], *, plain_names: bool = False
) -> None:
    """Write tables and then the manifest that names them; until the manifest stands, nothing has changed.

    ``plain_names`` leaves the digest out of the file names, as in the shipped folder.

    Raises:
        TableRefused: when the folder cannot be written.
    """
    level = _SHIPPED_LEVEL if plain_names else _LEVEL
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = _read_manifest(folder)
        after = {(r.kind, r.release): r for r in before}
        for release, rows in tables:
            buffer = io.BytesIO()
            rows.write_parquet(buffer, compression="zstd", compression_level=level, row_group_size=16_384)
            digest = hashlib.sha256(buffer.getvalue()).hexdigest()
            mark = "" if plain_names else f"-{digest[:8]}"
            name = f"{release.kind}-{release.release}{mark}.parquet"
            _write(folder / name, buffer.getvalue())
            after[release.kind, release.release] = replace(
                release, rows=rows.height, sha256=digest, file=name
            )
        _write(folder / MANIFEST, _manifest_text(after.values()).encode())
        for name in {r.file for r in before} - {r.file for r in after.values()}:
            (folder / name).unlink(missing_ok=True)
    except OSError as fault:
        reason = fault.strerror or "the folder cannot be written"
        raise TableRefused(
            str(folder),
            f"the tables cannot be written here ({reason}).",
            f"Set {VARIABLE} to another folder.",
        ) from fault


def _stamp(folder: Path) -> tuple[Path, int, int]:
    """A folder with the state of its manifest, so that a changed one is read again."""
    try:
        state = (folder / MANIFEST).stat()
    except OSError:
        return folder, 0, 0
    return folder, state.st_mtime_ns, state.st_ino


@lru_cache(maxsize=16)
def _joined(shipped: tuple[Path, int, int], own: tuple[Path, int, int]) -> tuple[Release, ...]:
    chosen = {(r.kind, r.release): replace(r, shipped=True) for r in _read_manifest(shipped[0])}
    chosen |= {(r.kind, r.release): r for r in _read_manifest(own[0])}
    order = {kind: at for at, kind in enumerate(KINDS)}
    return tuple(sorted(chosen.values(), key=lambda r: (order[r.kind], r.covers_from, r.release)))


@lru_cache(maxsize=64)
def _frame(path: Path, sha256: str) -> pl.DataFrame:  # a new digest is a new table
    try:
        return pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as fault:
        raise _damaged(path) from fault


def _damaged(path: Path) -> TableRefused:
    return TableRefused(str(path), "this table cannot be read.", "Load its file again, or remove the folder.")


def _read_manifest(folder: Path) -> list[Release]:
    path = folder / MANIFEST
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return [_release(entry, folder) for entry in raw["releases"]]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise TableRefused(
            str(path), "the list of tables cannot be read.", "Move the folder away and load the files again."
        ) from fault


def _release(entry: dict[str, Any], folder: Path) -> Release:
    days = {name: date.fromisoformat(entry[name]) for name in ("covers_from", "covers_through")}
    if entry["kind"] not in KINDS or Path(entry["file"]).name != entry["file"]:
        raise ValueError(entry["kind"])
    return Release(**{**entry, **days}, folder=folder)


def _manifest_text(entries: Iterable[Release]) -> str:
    plain = []
    for entry in sorted(entries, key=lambda r: (KINDS.index(r.kind), r.covers_from, r.release)):
        row = asdict(entry)
        del row["folder"], row["shipped"]
        plain.append(row)
    return json.dumps({"releases": plain}, indent=1, default=str, ensure_ascii=False) + "\n"


def _write(path: Path, content: bytes) -> None:
    """Put a file in place whole: beside it first, to the disk, then over the old one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
