"""What the tables of one chunk are made with: keys, faults and what they leave out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.cells import sizes
from contralateral.edi.composites import components
from contralateral.edi.ids import NAMES
from contralateral.edi.remit835.places import HEADER
from contralateral.edi.values import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl
    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk
    from contralateral.edi.remit835.places import Places
    from contralateral.edi.tokens import Tokens
    from contralateral.edi.values import Severity

__all__ = ["Work", "composite"]

_WORD = np.zeros(256, dtype=bool)
_WORD[[*range(48, 58), *range(65, 91), *range(97, 123), 32]] = True


@dataclass(slots=True)
class Work:
    """One chunk, where its segments stand, and what is found wrong in it."""

    chunk: Chunk
    places: Places
    wanted: frozenset[str] | None
    claims_before: int
    faults: list[tuple[NDArray[np.intp], str, str]] = field(default_factory=list)
    said: list[tuple[Severity, NDArray[np.intp], Callable[[int], str]]] = field(default_factory=list)
    made: dict[str, tuple[pl.DataFrame, NDArray[np.intp]]] = field(default_factory=dict)
    _order: NDArray[np.intp] | None = None
    _first: list[int] = field(default_factory=list)

    @property
    def tokens(self) -> Tokens:
        """Return the chunk's tokens."""
        return self.chunk.tokens

    def rows(self, id_: int) -> NDArray[np.intp]:
        """Return the segments of a name that have their place, replayed ones included, in order."""
        if self._order is None:
            placed = np.where(self.chunk.transaction >= 0, self.tokens.id, np.uint8(0))
            placed[self.places.misplaced] = 0
            # One sort of small numbers (by counting) gives the segments of every name.
            self._order = np.argsort(placed, kind="stable")
            self._first = [0, *np.cumsum(np.bincount(placed, minlength=256)).tolist()]
        return self._order[self._first[id_] : self._first[id_ + 1]]

    def wants(self, table: str) -> bool:
        """Tell whether a table was asked for."""
        return self.wanted is None or table in self.wanted

    def fault(self, rows: NDArray[np.intp], fault: str, way_out: str) -> None:
        """Say an error that leaves out the claims of these segments, or their transaction, or the segment alone."""
        if len(rows):
            self.faults.append((rows, fault, way_out))

    def say(self, severity: Severity, rows: NDArray[np.intp], message: str | Callable[[int], str]) -> None:
        """Say something of segments that are read; a callable is given the position in ``rows``."""
        if len(rows):
            self.said.append((severity, rows, message if callable(message) else lambda _: message))

    def left_out(self) -> NDArray[np.bool_] | None:
        """Return for each segment whether it is left out; null where none is."""
        if not self.faults:
            return None
        found, transaction = self.places, self.chunk.transaction
        rows = np.concatenate([rows for rows, _, _ in self.faults])
        left = np.zeros(len(self.tokens), dtype=bool)
        left[rows] = True
        claims = found.nth_claim[rows]
        bad = np.zeros(len(found.clp) + 1, dtype=bool)
        bad[claims] = True
        bad[-1] = False
        left |= bad[found.nth_claim]
        header = transaction[rows[(claims < 0) & np.isin(found.loop[rows], HEADER)]]
        if len(header):
            left |= np.isin(transaction, header)
        return left

    def diagnostics(self, left: NDArray[np.bool_] | None) -> list[Diagnostic]:
        """Return what is said of segments that were not read before, in the order of the file."""
        tokens, found = self.tokens, self.places
        said: list[Diagnostic] = []
        for rows, fault, way_out in self.faults:
            for row in rows[rows >= self.chunk.fresh].tolist():
                nth = int(found.nth_claim[row])
                if nth >= 0:
                    claim = int(found.clp[nth])
                    begins = "" if claim == row else f" that begins at segment {tokens.number[claim]}"
                    what = f"The claim{begins} is left out."
                else:
                    header = found.loop[row] in HEADER
                    what = "The transaction is left out." if header else "It is not read."
                message = f"{fault} {what} {way_out}"
                said.append(Diagnostic("error", message, int(tokens.number[row]), int(tokens.byte[row])))
        for severity, rows, words in self.said:
            for at, row in enumerate(rows.tolist()):
                if row >= self.chunk.fresh and (left is None or not left[row]):
                    place = int(tokens.number[row]), int(tokens.byte[row])
                    said.append(Diagnostic(severity, words(at), *place))
        said.sort(key=lambda d: d.byte or 0)
        return said

    def name(self, row: int) -> str:
        """Return the name of a segment."""
        return NAMES[int(self.tokens.id[row])]


def composite(
    tokens: Tokens, at: NDArray[np.int32], count: int
) -> tuple[NDArray[np.complex128], NDArray[np.bool_]]:
    """Cut composites that begin with a qualifier of two letters.

    Some senders write ``HC>55669`` under an ISA16 of ``:``. What stands behind the two letters shows which is meant.

    Args:
        tokens: of the chunk.
        at: places of the composites, 0 is none; shape (n,).
        count: how many components are wanted.

    Returns:
        The components, shape (count, n), and which composites have another separator than ISA16 names.
    """
    named = ord(tokens.delimiters.component)
    cells = tokens.cells.take(at)
    third = cells.view(np.uint8)[_THIRD::_CELL]
    odd = (sizes(cells) > 2) & (third != named) & ~_WORD.take(third)
    parts = components(tokens, at, count, named)
    if odd.any():
        for separator in np.unique(third[odd]).tolist():
            mine = np.flatnonzero(odd & (third == separator))
            parts[:, mine] = components(tokens, at[mine], count, separator)
    return parts, odd


#: Where the third byte of a text stands in its cell, and the bytes of a cell.
_THIRD, _CELL = 6, 16
