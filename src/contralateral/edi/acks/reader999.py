"""The reader of acknowledgments of syntax (999, guide 005010X231)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.acks.counts999 import reconcile
from contralateral.edi.acks.leveled import kept
from contralateral.edi.acks.places999 import LOOPS, places999
from contralateral.edi.acks.tables999 import SCHEMAS
from contralateral.edi.acks.tables999 import tables as tables999
from contralateral.edi.acks.work import Work
from contralateral.edi.ids import ID
from contralateral.edi.reading import Loops, Part

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk

__all__ = ["SCHEMAS", "VERSION", "Syntax999"]

#: The versions that are read.
VERSION = r"005010X231(A1)?"


class Syntax999:
    """Reads the 999s of a file in order, each as a whole; a unit is the answer to one transaction (AK2)."""

    cuts: tuple[int, ...] = ()
    loops = LOOPS

    def __init__(self) -> None:
        """Begin a file."""
        self._answers = 0
        self.where: Loops | None = None

    def read(self, chunk: Chunk, tables: frozenset[str] | None = None) -> Part:
        """Read one chunk: all tables, or those named."""
        work = self._work(chunk)
        made = tables999(work)
        reconcile(work)
        self.where = Loops(work.places.loop, work.unit)
        return kept(made, work, work.left_out()[0], tables)

    def context(self, chunk: Chunk) -> NDArray[np.intp]:
        """Return the end of the last transaction, so that what follows it is not taken for a part of it."""
        if chunk.transaction[-1] < 0:
            return np.empty(0, dtype=np.intp)
        st = int(np.flatnonzero(chunk.tokens.id == ID["ST"])[-1])
        return np.array([st, len(chunk.tokens) - 1], dtype=np.intp)

    def finish(self) -> Part:
        """Nothing is told by the end of the file alone."""
        return Part({})

    def _work(self, chunk: Chunk) -> Work:
        found = places999(chunk)
        tokens = chunk.tokens
        none = np.full(len(tokens), -1, dtype=np.int64)
        opens = (tokens.id == ID["AK2"]) & (found.unit >= 0)
        unit = np.where(found.unit >= 0, (np.cumsum(opens) - 1 + self._answers)[found.unit], -1)
        count = np.cumsum(tokens.id == ID["IK3"])
        error = np.where(found.unit >= 0, count - count[np.maximum(found.unit, 0)], 0)
        self._answers += int(opens.sum())
        return Work(
            chunk=chunk,
            places=found,
            loops=LOOPS,
            kind="999",
            unit_name="answer",
            unit_key="answer",
            unit=unit,
            level=none,
            service=error,
            known_bad=np.zeros(len(tokens), dtype=bool),
            service_key="error",
        )
