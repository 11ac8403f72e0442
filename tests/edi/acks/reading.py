"""Read invented X12 with one reader, whole or in tiny pieces."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from contralateral.edi.chunks import SIZE, chunks, spans
from contralateral.edi.plan import plan
from contralateral.edi.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from contralateral.edi.values import Diagnostic


@dataclass
class Read:
    """All tables of a file, what was said of its contents, and what of its envelopes."""

    tables: dict[str, pl.DataFrame]
    said: list[Diagnostic]
    envelope: list[Diagnostic] = field(default_factory=list)
    sound: list[bool] = field(default_factory=list)

    def __getitem__(self, name: str) -> pl.DataFrame:
        return self.tables[name]

    def column(self, table: str, name: str) -> list[Any]:
        return self.tables[table][name].to_list()

    @property
    def messages(self) -> list[str]:
        return [d.message for d in self.said]


def read(
    data: bytes,
    reader: Callable[[], Any],
    schemas: dict[str, dict[str, pl.DataType]],
    version: str,
    kind: str,
    size: int = SIZE,
) -> Read:
    """Read the transactions of a kind and version."""
    source = Source(data, path="made")
    found = plan(source)

    def wanted(i: int) -> object:
        row = found.transactions[i]
        return kind if row.kind == kind and re.fullmatch(version, row.version) else None

    mine = reader()
    parts = []
    for _, span in spans(found, wanted):
        parts += [mine.read(c) for c in chunks(source, found, span, mine.cuts, mine.context, size)]
    parts.append(mine.finish())
    tables = {}
    for name, schema in schemas.items():
        frames = [part.tables[name] for part in parts if name in part.tables]
        assert all(dict(frame.schema) == schema for frame in frames), name
        tables[name] = pl.concat([pl.DataFrame(schema=schema), *frames])
    said = [d for part in parts for d in part.diagnostics]
    return Read(tables, said, found.diagnostics, [row.sound for row in found.transactions])
