"""Reading chunks of transactions that are made of levels: running numbers, what is carried on, what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.acks.finding import qualifier
from contralateral.edi.acks.places import Carried, places
from contralateral.edi.acks.work import Work
from contralateral.edi.cells import classify
from contralateral.edi.columns import whole
from contralateral.edi.ids import ID
from contralateral.edi.reading import Loops, Part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl
    from numpy.typing import NDArray

    from contralateral.edi.acks.guide import Guide
    from contralateral.edi.acks.places import Places
    from contralateral.edi.acks.table import Made
    from contralateral.edi.chunks import Chunk

__all__ = ["LeveledReader", "kept"]


def kept(
    made: Mapping[str, Made], work: Work, left_out: NDArray[np.bool_], tables: frozenset[str] | None
) -> Part:
    """Take out of tables what is left out, and say why."""
    found: dict[str, pl.DataFrame] = {}
    for name, (frame, rows) in made.items():
        if tables is None or name in tables:
            found[name] = frame.filter(~left_out[rows]) if left_out[rows].any() else frame
    return Part(found, work.diagnostics())


class LeveledReader:
    """Reads the chunks of a file's transactions of one guide in order."""

    def __init__(
        self, guide: Guide, cuts: tuple[int, ...], tables: Callable[[Work], Mapping[str, Made]], service: int
    ) -> None:
        """Follow a guide.

        Args:
            guide: of the transactions.
            cuts: segments before which a chunk may end.
            tables: makes all tables of a chunk.
            service: the loop that a service begins, as a position in the guide's loops.
        """
        self.guide, self.cuts, self.loops = guide, cuts, guide.loops
        self._tables, self._service = tables, service
        self._units = self._levels = 0  # so far in the file
        self._carried = Carried()
        self._last: tuple[Work, NDArray[np.bool_]] | None = None
        self.where: Loops | None = None

    def read(self, chunk: Chunk, tables: frozenset[str] | None = None) -> Part:
        """Read one chunk: all tables, or those named."""
        work = self._work(chunk)
        self._say_roles(work)
        made = self._tables(work)
        left_out, spoiling = work.left_out()
        part = kept(made, work, left_out, tables)
        self._last = (work, spoiling)
        self.where = Loops(work.places.loop, work.unit)
        return part

    def context(self, chunk: Chunk) -> NDArray[np.intp]:
        """Return the header and the levels, whole, that are still open at the end of a chunk."""
        assert self._last is not None, "a chunk is read before what follows it"
        work, spoiling = self._last
        found, end = work.places, len(chunk.tokens) - 1
        st = int(found.st[end])
        self._carried = Carried()
        if chunk.transaction[end] < 0:
            return np.empty(0, dtype=np.intp)
        mine = found.inside & (found.st == st)
        if chunk.tokens.id[end] == ID["SE"]:
            # Its end goes along, so that what follows is not taken for a part of it.
            rows = np.flatnonzero(mine & (found.level < 0) & (chunk.tokens.id != ID["SE"]))
            rows = np.append(rows, end).astype(np.intp)
        else:
            wanted = np.flatnonzero(self._held(found, end) & mine)
            rows = wanted.astype(np.intp)
            last = np.array([found.level[end]], dtype=np.intp)
            number, good, _ = whole(chunk.tokens, chunk.tokens.cell(last, 1))
            self._carried.number = int(number[0]) if last[0] >= 0 and good[0] else -1
        self._carried.bad = spoiling[rows]
        self._carried.levels = work.level[rows]
        return rows

    def finish(self) -> Part:
        """Nothing is told by the end of the file alone."""
        return Part({})

    def _say_roles(self, work: Work) -> None:
        """Say where the party of a level has a role that no party of such a level has."""
        rows = work.rows("NM1")
        rows = rows[np.isin(work.places.rank[rows], self.guide.named)]
        odd = rows[classify(qualifier(work.tokens, rows), list(self.guide.roles)) == 0]
        work.warn(odd, "NM101 is no role that this level's party has; it was read as that party.")

    def _held(self, found: Places, end: int) -> NDArray[np.bool_]:
        """Mark the header, and the levels that another may stand under."""
        last = int(found.level[end])
        held = found.level < 0
        # Open are the last level of each rank that no lower rank has closed, whatever stood under another.
        hl = np.unique(found.level[(found.st == found.st[end]) & (found.level >= 0)])
        rank = found.rank[hl]
        limit = -1
        for at in range(1, self.guide.depth):  # nothing stands under the last rank
            of_rank = hl[rank == at]
            if len(of_rank) and of_rank[-1] > limit:
                held = held | (found.level == of_rank[-1])
            limit = max(limit, int(of_rank[-1]) if len(of_rank) else -1)
        assert last < 0 or len(hl)
        return held

    def _work(self, chunk: Chunk) -> Work:
        guide, tokens = self.guide, chunk.tokens
        found = places(chunk, guide, self._carried)
        size = len(tokens)
        again = np.arange(size) < chunk.fresh
        hl = (tokens.id == ID["HL"]) & found.inside
        nth = np.cumsum(hl & ~again) - 1 + self._levels
        nth[: chunk.fresh] = self._carried.levels
        level = np.where(found.level >= 0, nth[found.level], -1)
        opens = np.zeros(size, dtype=bool)
        opens[np.unique(found.unit[found.unit >= 0])] = True
        unit = np.where(found.unit >= 0, (np.cumsum(opens & ~again) - 1 + self._units)[found.unit], -1)
        begins = (found.loop == self._service) & (found.opener == np.arange(size)) & (found.unit >= 0)
        count = np.cumsum(begins)
        before = count[np.maximum(found.unit, 0)]
        in_service = found.loop >= self._service
        service = np.where((found.unit >= 0) & in_service, count - before, 0)
        known_bad = np.zeros(size, dtype=bool)
        known_bad[: chunk.fresh] = self._carried.bad
        self._levels += int((hl & ~again).sum())
        self._units += int((opens & ~again).sum())
        return Work(
            chunk=chunk,
            places=found,
            loops=guide.loops,
            kind=guide.kind,
            unit_name=guide.unit,
            unit_key=guide.unit_key,
            unit=unit,
            level=level,
            service=service,
            known_bad=known_bad,
        )
