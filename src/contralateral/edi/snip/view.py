"""Looks into the segments of a chunk by loop and name, for rules between segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.edi.snip.bits import Bits
from contralateral.edi.snip.column import Column, together
from contralateral.edi.snip.form import LOW, cents
from contralateral.edi.snip.tables import PARTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk
    from contralateral.edi.snip.tables import Tables
    from contralateral.edi.snip.uses import Placed

__all__ = ["View", "pick", "word"]

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
        self,
        known: Tables,
        chunk: Chunk,
        placed: Placed,
        present: NDArray[np.uint32],
        parts: dict[int, list[Column]],
    ) -> None:
        self.tokens = chunk.tokens
        self.transaction = chunk.transaction
        self.present = present
        self._parts = parts
        self._placed = placed
        self._loops = known.loops
        self._uses = known.uses_at
        self._keys = known.use_keys
        self._known: dict[object, Any] = {}
        self._held: dict[tuple[str, str, tuple[str, ...]], NDArray[np.intp]] = {}
        self._counts: dict[int, tuple[NDArray[np.intp], Bits]] = {}

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
                    part = self._placed.rows(use)
                    if len(part):
                        found.append(part)
        if not found:
            return self._placed.order[:0]
        if len(found) == 1:
            return found[0]
        marked = np.zeros(len(self.tokens), dtype=bool)
        for part in found:
            marked[part] = True
        return marked.nonzero()[0]

    def placed_in(self, rows: NDArray[np.intp], loops: str) -> NDArray[np.bool_]:
        """Tell which segments stand in one of these loops."""
        among: NDArray[np.bool_] = self.once(("in", loops), lambda _: self._among(loops))
        return among.take(self._placed.loop.take(rows))

    def _among(self, loops: str) -> NDArray[np.bool_]:
        names = loops.split()
        return np.array([name in names for name in self._loops])

    def span(self, rows: NDArray[np.intp], j: int) -> Span:
        """Return start and length of element ``j``, as ``Tokens.element`` does."""
        there = self.tokens.count.take(rows) >= j
        every = bool(there.all())
        at = self.tokens.base.take(rows).astype(np.intp)  # whole pointers: others are cast at each look
        at += j
        if not every:
            at[~there] = 1
        length = self.tokens.ends.take(at)
        at -= 1
        start = self.tokens.ends.take(at)
        start += 1
        length -= start
        if not every:
            length *= there
        return self.tokens.trim(start, length) if self.tokens.padded else (start, length)

    def has(self, rows: NDArray[np.intp], j: int) -> NDArray[np.bool_]:
        """Tell where element ``j`` is there."""
        found: NDArray[np.bool_] = (self.present.take(rows) & np.uint32(1 << j)) != 0
        return found

    def words(self, rows: NDArray[np.intp], j: int) -> NDArray[np.uint64]:
        """Return the first eight bytes of element ``j`` as integers."""
        start, length = self.span(rows, j)
        found = self.tokens.words[start.astype(np.intp)]
        found &= LOW.take(length)
        return found

    def once(self, asked: object, make: Callable[[View], Any]) -> Any:
        """Return what ``make`` gives, computed once a chunk for all rules that ask for the same."""
        if asked not in self._known:
            self._known[asked] = make(self)
        return self._known[asked]

    def is_(self, rows: NDArray[np.intp], j: int, *codes: str) -> NDArray[np.bool_]:
        """Tell where element ``j`` is one of these codes."""
        if not len(rows):
            return np.zeros(0, dtype=bool)
        found = self.words(rows, j)
        good: NDArray[np.bool_] = found == word(codes[0])
        for code in codes[1:]:
            good |= found == word(code)
        return good

    def cents(
        self, rows: NDArray[np.intp], j: int, name: str = ""
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return element ``j`` in cents, and where it is an amount; ``name`` that of the segments, if in ``PARTS``."""
        # Held together with the rows, so that their id stays their own.
        _, value, good = self.once(
            ("cents", id(rows), j), lambda v: (rows, *cents(v.tokens, *v.column(rows, name, j)))
        )
        return value.copy(), good.copy()

    def column(self, rows: NDArray[np.intp], name: str, j: int) -> Span:
        """Return start and length of element ``j`` of all segments of a name, as they were seen if none is without."""
        if name:
            there, span = self.part(name, j, 0)
            if len(there) == len(rows) and (there == rows).all():
                return span
        return self.span(rows, j)

    def part(self, name: str, element: int, component: int = 0) -> tuple[NDArray[np.intp], Span]:
        """Return the segments with an element or component that is not empty, and its spans; in no order.

        Element 0 is any, component 0 the whole element.
        """
        found = self._parts.get(PARTS[name, element, component], [])
        if not found:
            nothing = np.empty(0, dtype=np.int32)
            return self._placed.order[:0], (nothing, nothing)
        if len(found) > 1:  # joined once for all that ask
            found[:] = [Column(*together(found), None)]
        return found[0].rows, (found[0].start, found[0].length)

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

    def owner(self, above: NDArray[np.intp], rows: NDArray[np.intp]) -> NDArray[np.int32]:
        """Return for each row the position in ``above`` of the last one before it, -1 none."""
        found = self._bits(above).until(rows + 1)
        found -= 1
        return found

    def _bits(self, rows: NDArray[np.intp]) -> Bits:
        held = self._counts.get(id(rows))
        if held is None:  # counted once for all that ask; ``rows`` are held so that their id stays their own
            marked = np.zeros(len(self.tokens), dtype=bool)
            marked[rows] = True
            held = self._counts[id(rows)] = (rows, Bits(marked))
        return held[1]

    def sums(
        self, above: NDArray[np.intp], rows: NDArray[np.intp], values: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return for each of ``above`` the sum of the values of the rows behind it, up to the next; one value a row."""
        total = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(values, out=total[1:])
        return np.diff(total.take(self._bounds(above, rows)))

    def counts(self, above: NDArray[np.intp], rows: NDArray[np.intp]) -> NDArray[np.int32]:
        """Return for each of ``above`` how many rows stand behind it, up to the next."""
        return np.diff(self._bounds(above, rows))

    def _bounds(self, above: NDArray[np.intp], rows: NDArray[np.intp]) -> NDArray[np.int32]:
        return np.append(self._bits(rows).until(above), np.int32(len(rows)))

    def with_any(self, above: NDArray[np.intp], rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell which of ``above`` are the last before one of these rows at least."""
        found = np.zeros(len(above), dtype=bool)
        owner = self.owner(above, rows)
        found[owner[owner >= 0]] = True
        return found
