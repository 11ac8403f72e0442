"""The segments of a chunk that change where one stands: a third of all, and the rest stands where they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.ids import ID, UNKNOWN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk

__all__ = ["Steps"]

#: Names of the segments that change where one stands.
_CHANGES = np.zeros(256, dtype=bool)
_CHANGES[[ID[name] for name in ("ST", "HL", "NM1", "CLM", "LX", "SBR", "PAT", "LIN", "SVD", "LQ")]] = True
_CHANGES[UNKNOWN] = True


class Steps:
    """The segments that change where one stands, as if there were no others; positions are among them."""

    def __init__(self, chunk: Chunk) -> None:
        """Pick them out."""
        tokens = chunk.tokens
        changes = _CHANGES.take(tokens.id)
        changes[:1] = True
        self.tokens = tokens
        self.among = np.flatnonzero(changes)  # their positions in the chunk
        self.step = np.cumsum(changes, dtype=np.int32)
        self.step -= 1
        self.id = tokens.id.take(self.among)
        self.inside = chunk.transaction.take(self.among) >= 0

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.among)

    def rows(self, id_: int) -> NDArray[np.intp]:
        """Return those of one name."""
        return np.flatnonzero(self.id == id_)

    def cell(self, rows: NDArray[np.intp], j: int) -> NDArray[np.complex128]:
        """Return an element of some of them."""
        return self.tokens.cell(self.among.take(rows), j)

    def in_chunk(self, values: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return positions among them as positions in the chunk; -1 stays."""
        return np.append(self.among, -1).astype(np.int32).take(values, mode="wrap")
