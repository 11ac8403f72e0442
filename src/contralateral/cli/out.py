"""Findings into a file as they are made: Parquet or JSON Lines, by the name of the file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

__all__ = ["OutFile", "write_frames"]

_KINDS = {".parquet": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl"}


class OutFile(click.ParamType[Path]):
    """The name of a file to be written, which tells its format."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path, or fail where its ending names no format or its folder is not there."""
        path = Path(value)
        if path.suffix.lower() not in _KINDS:
            self.fail(f"'{path.name}' names no format; end it in .parquet or .jsonl.", param, ctx)
        if not path.absolute().parent.is_dir():
            self.fail(f"there is no folder '{path.parent}'.", param, ctx)
        return path


def write_frames(frames: Iterator[pl.DataFrame], path: Path, schema: dict[str, pl.DataType]) -> None:
    """Write tables one after another; the file appears under its name when it is whole.

    Args:
        frames: of the schema given; drawn as they are written.
        path: as ``OutFile`` accepts it.
        schema: of every table, so that a file without rows has its columns too.
    """
    part = path.with_name(path.name + ".part")
    try:
        if _KINDS[path.suffix.lower()] == "parquet":
            _parquet(frames, part, schema)
        else:
            with part.open("wb") as file:
                for frame in frames:
                    frame.write_ndjson(file)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _parquet(frames: Iterator[pl.DataFrame], path: Path, schema: dict[str, pl.DataType]) -> None:
    import polars as pl
    from polars.io.plugins import register_io_source

    faults: list[BaseException] = []

    def drawn(*_: object) -> Iterator[pl.DataFrame]:
        try:
            yield from frames
        except BaseException as fault:
            faults.append(fault)  # the engine would wrap it in an error of its own
            raise

    try:
        register_io_source(drawn, schema=pl.Schema(schema)).sink_parquet(path)
    except Exception:
        if faults:
            raise faults[0] from None
        raise
