"""Bytes to problems, the way a reader is driven: chunks of any size, its own loops, the checker of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.edi.chunks import SIZE, chunks, spans
from contralateral.edi.claims837.reader import Claims837
from contralateral.edi.plan import plan
from contralateral.edi.remit835.reader import Remit835
from contralateral.edi.snip import Summary, checker
from contralateral.edi.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contralateral.edi.chunks import Chunk
    from contralateral.edi.reading import Loops

__all__ = ["found", "pieces", "summary"]

_READERS = {"837": ("837P", Claims837), "835": ("835", Remit835)}


def pieces(data: bytes, size: int = SIZE) -> Iterator[tuple[str, tuple[str, ...], Chunk, Loops]]:
    """Yield each chunk of a file with its kind, the reader's names of loops, and where its segments stand."""
    source = Source(data, path="x")
    planned = plan(source)
    for set_id, span in spans(planned, lambda i: planned.transactions[i].set_id):
        kind, make = _READERS[str(set_id)]
        reader = make()
        for chunk in chunks(source, planned, span, reader.cuts, reader.context, size):
            reader.read(chunk)
            assert reader.where is not None
            yield kind, reader.loops, chunk, reader.where


def summary(data: bytes, size: int = SIZE, limit: int = 10) -> Summary:
    """Check a whole file."""
    told = Summary(limit)
    for kind, names, chunk, loops in pieces(data, size):
        told.add(chunk, checker(kind, names).check(chunk, loops))
    return told


def found(data: bytes, size: int = SIZE) -> list[tuple[int, int, str]]:
    """Return (segment in the file, level, words) of every problem, in order."""
    told: list[tuple[int, int, str]] = []
    for kind, names, chunk, loops in pieces(data, size):
        problems = checker(kind, names).check(chunk, loops)
        for row, number in zip(problems.segment.tolist(), problems.number.tolist(), strict=True):
            said = problems.kind(number)
            told.append((int(chunk.tokens.number[row]), said.level, said.text))
    return told
