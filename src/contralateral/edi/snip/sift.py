"""The first look at every element: which are there, and which few of them a closer look is for.

The segments of one shape stand in a matrix, one row an element: its shortest and its longest tell of nearly every row
that nothing is wrong in it, and only what has a code or a type is looked at byte by byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.snip.column import Column
from contralateral.edi.snip.form import LOW, digit_count
from contralateral.edi.snip.guide import TYPES
from contralateral.edi.snip.pack import TYPE_BY_FORM
from contralateral.edi.snip.typed import check_typed
from contralateral.edi.snip.within import Composites

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.snip.cells import Row
    from contralateral.edi.snip.problems import Finds
    from contralateral.edi.snip.tables import Tables
    from contralateral.edi.tokens import Tokens

__all__ = ["Sieve"]

#: How many codes are compared with a whole column, each the first that is left, before each is looked up.
_GUESSES = 3
_ALL = slice(None)
_DECIMAL = TYPES.index("R")


class Sieve:
    """Looks at the elements of one use after the other, and keeps what has a type, components or a rule."""

    def __init__(self, known: Tables, tokens: Tokens, use: NDArray[np.uint8], finds: Finds) -> None:
        self.known = known
        self.tokens = tokens
        self.use = use
        self.finds = finds
        self.typed: dict[int, list[Column]] = {}
        self.within = Composites(tokens)
        self.composites: dict[int, list[Column]] = {}
        self.parts: dict[int, list[Column]] = {}

    def numbers(self, column: Column, entries: NDArray[np.generic] | slice) -> NDArray[np.intp]:
        """Return the definitions of entries of a column (positions, or true for each)."""
        if column.above is None:
            first = self.known.first.take(self.use.take(column.rows[entries]))
        else:
            first = self.known.inner.take(column.above[entries])
        first += column.cell.place
        return first

    def say(self, fault: str, column: Column, entries: NDArray[np.generic] | slice = _ALL) -> None:
        """Add a problem at entries of a column."""
        rows = column.rows[entries]
        if len(rows):
            self.finds.add(rows, fault, self.numbers(column, entries))

    def look(
        self,
        row: Row,
        rows: NDArray[np.intp],
        ends: NDArray[np.int32],
        above: NDArray[np.intp] | None = None,
        *,
        used: bool = True,
    ) -> NDArray[np.uint32] | np.uint32:
        """Look at the first elements of many segments, or the first components of many composites.

        Args:
            row: how they are defined, all alike.
            rows: the segments, at least one; shape (n,).
            ends: the separator before the first element and those behind each; shape (elements + 1, n). Of what is not
                there both are the same.
            above: where these are components, the definition of each composite. Blanks around components are nobody's
                fault.
            used: say what is missing or not used.

        Returns:
            Bit j is set where element j (1-based) is there; one for each segment, or one for all.
        """
        start, length = self._spans(row, rows, ends, blanks=above is None)
        least, greatest = (
            np.minimum.reduce(length, axis=1).tolist(),
            np.maximum.reduce(length, axis=1).tolist(),
        )
        always, mixed = 0, 0
        for j, (cell, low, high) in enumerate(zip(row.cells, least, greatest, strict=False)):
            if low > 0:
                always |= 2 << j
            elif high > 0:
                mixed |= 2 << j
            odd = high > cell.greatest or (low < cell.least if low > 0 else cell.least > 1)
            amiss = used and (cell.must_not or (cell.must and low <= 0))
            if (high > 0 or amiss) and (odd or amiss or cell.looked_at):
                before = (start[j - 1], length[j - 1]) if cell.type == TYPE_BY_FORM else None
                column = Column(cell, rows, start[j], length[j], above, before)
                if amiss:
                    self.say("missing" if cell.must else "not_used", column, (length[j] > 0) != cell.must)
                if low <= 0:
                    column = column.only((length[j] > 0).nonzero()[0])
                if high > 0:
                    self._keep(column, odd, high if low == high else 0)
        for cell in row.cells[len(length) :]:
            if cell.must and used:
                self.say("missing", Column(cell, rows, ends[0], ends[0], above))
        present = _present(length, always, mixed) if mixed else np.uint32(always)
        for fault, number, note in row.unsettled(always, mixed) if row.notes else ():
            broken = note.broken(np.broadcast_to(present, rows.shape))
            if broken.any():
                self.finds.add(rows[broken], fault, number if above is None else above[broken] * 4 + number)
        return present

    def _spans(
        self, row: Row, rows: NDArray[np.intp], ends: NDArray[np.int32], *, blanks: bool
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return where elements start and how long they are, without blanks; says where there are some if asked."""
        start = ends[:-1] + np.int32(1)
        length = ends[1:] - start
        if not self.tokens.padded:
            return start, length
        start, short = self.tokens.trim(start, length)
        for j in range(len(length) if blanks else 0):
            self.say("blanks", Column(row.cells[j], rows, start[j], short[j], None), short[j] != length[j])
        return start, short

    def _keep(self, column: Column, odd: bool, same: int) -> None:
        """Look at lengths and codes, and keep for later what else is to be looked at."""
        cell = column.cell
        if odd:
            self._lengths(column)
        if cell.list:
            self._codes(column, same)
        if cell.type:
            self.typed.setdefault(cell.type, []).append(column)
        elif cell.inner:
            self.composites.setdefault(cell.inner, []).append(column)
        if cell.part:
            self.parts.setdefault(cell.part, []).append(column)

    def rest(self) -> None:
        """Look at what was kept for later; to be called once, at the end."""
        for shape, columns in self.composites.items():
            self.within.cut(self, shape, columns)
        for type_, columns in self.typed.items():
            check_typed(self.tokens, type_, columns, self.say)

    def _lengths(self, column: Column) -> None:
        cell, tokens = column.cell, self.tokens
        odd = ((column.length < cell.least) | (column.length > cell.greatest)).nonzero()[0]
        if not len(odd):
            return
        length = column.length[odd]
        for i, entry in enumerate(odd.tolist() if cell.type == _DECIMAL else ()):
            length[i] = digit_count(tokens, int(column.start[entry]), int(length[i]))
        if not tokens.data.isascii():  # lengths are of characters
            for i, entry in enumerate(odd.tolist()):
                begin = int(column.start[entry])
                raw = tokens.data[begin : begin + int(column.length[entry])]
                length[i] -= sum(byte & 0xC0 == 0x80 for byte in raw)
        self.say("too_short", column, odd[length < cell.least])
        self.say("too_long", column, odd[length > cell.greatest])

    def _codes(self, column: Column, same: int) -> None:
        """Compare words with the first of them, and what is another with the whole list.

        Args:
            column: of elements that have a list.
            same: the length of all of them, 0 where they differ.
        """
        known, cell = self.known, column.cell
        if same in (1, 2):
            one = self.tokens.bytes_.take(column.start)
            if same == 1 and cell.bytes.take(one).all():
                return
            if same == 2:
                two = self.tokens.bytes_.take(column.start + np.int32(1))
                if (
                    (one == one[0]).all()
                    and (two == two[0]).all()
                    and int(one[0]) | int(two[0]) << 8 in cell.words
                ):
                    return
        word = self.tokens.words[column.start.astype(np.intp)]
        word &= LOW[min(same, 8)] if same else LOW.take(column.length, mode="clip")
        rest: NDArray[np.intp] | None = None
        for _ in range(_GUESSES):
            first = int(word[0])
            if first not in cell.words:
                break
            other = (word != first).nonzero()[0]
            if not len(other):
                return
            word = word.take(other)
            rest = other if rest is None else rest.take(other)
        length = column.length if rest is None else column.length.take(rest)
        good = known.allowed[cell.list].take(known.codes.numbers(word))
        good &= length <= 8
        if good.all():
            return
        bad = (~good).nonzero()[0]
        if rest is not None:
            bad = rest.take(bad)
        if cell.list in known.long_lists:
            bad = bad[np.array([not self._is_long(column, i) for i in bad.tolist()], dtype=bool)]
        self.say("no_such_code", column, bad)

    def _is_long(self, column: Column, entry: int) -> bool:
        start = int(column.start[entry])
        text = self.tokens.data[start : start + int(column.length[entry])].decode("utf-8")
        return text in self.known.lists[column.cell.list]


def _present(length: NDArray[np.int32], always: int, mixed: int) -> NDArray[np.uint32]:
    """Return which elements of each segment are there, where some have one that others have not."""
    present = np.full(length.shape[1], always, dtype=np.uint32)
    for j in range(len(length)):
        if mixed >> (j + 1) & 1:
            present |= (length[j] > 0).astype(np.uint32) << np.uint32(j + 1)
    return present
