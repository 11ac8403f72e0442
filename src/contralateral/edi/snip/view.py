"""Looks into the segments of a chunk by loop and name, for rules between segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.snip.form import LOW, cents
from contralateral.edi.snip.tables import PARTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk
    from contralateral.edi.snip.sift import Spans
    from contralateral.edi.snip.tables import Tables
    from contralateral.edi.snip.uses import Placed

__all__ = ["View", "pick", "word"]

#: From so many rows on, counting the openers is quicker than searching them.
_MANY = 500
Span = tuple["NDArray[np.int32]", "NDArray[np.int32]"]


def word(text: str) -> np.uint64:
    """Return a code of up to eight characters as ``View.words`` gives it."""
    return np.uint64(int.from_bytes(text.encode(), "little"))


def pick(rows: NDArray[np.intp], broken: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the rows at which a rule is broken."""
    return rows[broken]


class View:
    """One chunk, its segments by use of the guide; every row is a position in the chunk."""

    def __init__(
        self, known: Tables, chunk: Chunk, placed: Placed, present: NDArray[np.uint32], parts: Spans
    ) -> None:
        self.tokens = chunk.tokens
        self.transaction = chunk.transaction
        self.present = present
        self.parts = parts
        self._part = known.part.take(parts.definition)
        order = np.argsort(placed.use.astype(np.uint8), kind="stable")
        bounds = np.searchsorted(placed.use[order], np.arange(len(known.use_name) + 1))
        self._order, self._bounds = order, bounds.tolist()
        self._uses: dict[tuple[str, str], list[int]] = {}
        for use in range(1, len(known.use_name)):
            loop = known.loops[known.use_loop[use]]
            self._uses.setdefault((loop, known.use_name[use]), []).append(use)
        self._keys = known.use_keys
        self._held: dict[tuple[str, str, tuple[str, ...]], NDArray[np.intp]] = {}
        self._counts: dict[int, tuple[NDArray[np.intp], NDArray[np.int32]]] = {}

    def rows(self, loops: str, name: str, *keys: str) -> NDArray[np.intp]:
        """Return the segments of a name in these loops (names between blanks), all or those of these codes' uses."""
        asked = (loops, name, keys)
        if asked not in self._held:
            self._held[asked] = self._rows(loops, name, keys)
        return self._held[asked]

    def _rows(self, loops: str, name: str, keys: tuple[str, ...]) -> NDArray[np.intp]:
        found = []
        for loop in loops.split():
            for use in self._uses.get((loop, name), ()):
                if not keys or set(keys) & set(self._keys[use]):
                    part = self._order[self._bounds[use] : self._bounds[use + 1]]
                    if len(part):
                        found.append(part)
        if not found:
            return self._order[:0]
        return found[0] if len(found) == 1 else np.sort(np.concatenate(found))

    def span(self, rows: NDArray[np.intp], j: int) -> Span:
        """Return start and length of element ``j``, as ``Tokens.element`` does."""
        there = self.tokens.count[rows] >= j
        at = self.tokens.base[rows].astype(np.intp) + j  # whole pointers: others are cast at each look
        if not there.all():
            at[~there] = 1
        start = self.tokens.ends[at - 1] + 1
        length = self.tokens.ends[at] - start
        if not there.all():
            length[~there] = 0
        return self.tokens.trim(start, length) if self.tokens.padded else (start, length)

    def has(self, rows: NDArray[np.intp], j: int) -> NDArray[np.bool_]:
        """Tell where element ``j`` is there."""
        return (self.present[rows] >> np.uint32(j)) & np.uint32(1) > 0

    def words(self, rows: NDArray[np.intp], j: int) -> NDArray[np.uint64]:
        """Return the first eight bytes of element ``j`` as integers."""
        start, length = self.span(rows, j)
        return self.tokens.words[start.astype(np.intp)] & LOW.take(length)

    def is_(self, rows: NDArray[np.intp], j: int, *codes: str) -> NDArray[np.bool_]:
        """Tell where element ``j`` is one of these codes."""
        found = self.words(rows, j)
        good = np.zeros(len(rows), dtype=bool)
        for code in codes:
            good |= found == word(code)
        return good

    def cents(self, rows: NDArray[np.intp], j: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return element ``j`` in cents, and where it is an amount."""
        return cents(self.tokens, *self.span(rows, j))

    def part(self, name: str, element: int, component: int) -> tuple[NDArray[np.intp], Span]:
        """Return the segments that have a component that is not empty, and its spans; element 0 is any."""
        found = np.flatnonzero(self._part == PARTS[name, element, component])
        found = found[self.parts.length[found] > 0]
        assert self.parts.row is not None
        return self.parts.row[found], (self.parts.start[found], self.parts.length[found])

    def part_words(
        self, rows: NDArray[np.intp], name: str, element: int, component: int
    ) -> NDArray[np.uint64]:
        """Return the first eight bytes of a component of each of these segments (in order), 0 where there is none."""
        there, (start, length) = self.part(name, element, component)
        found = np.zeros(len(rows), dtype=np.uint64)
        if len(rows) and len(there):
            at = np.minimum(np.searchsorted(rows, there), len(rows) - 1)
            mine = rows[at] == there
            found[at[mine]] = (self.tokens.words[start.astype(np.intp)] & LOW.take(length))[mine]
        return found

    def owner(self, above: NDArray[np.intp], rows: NDArray[np.intp]) -> NDArray[np.integer]:
        """Return for each row the position in ``above`` of the last one before it, -1 none."""
        if len(rows) < _MANY:
            return np.searchsorted(above, rows, side="right") - 1
        held = self._counts.get(id(above))
        if held is None:  # counted once for all that ask; ``above`` is held so that its id stays its own
            mark = np.zeros(len(self.tokens), dtype=np.int32)
            mark[above] = 1
            held = self._counts[id(above)] = (above, np.cumsum(mark, dtype=np.int32) - 1)
        return held[1][rows]

    def with_any(self, above: NDArray[np.intp], rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell which of ``above`` are the last before one of these rows at least."""
        found = np.zeros(len(above), dtype=bool)
        owner = self.owner(above, rows)
        found[owner[owner >= 0]] = True
        return found
