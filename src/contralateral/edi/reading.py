"""What every reader of one kind of transaction offers, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk
    from contralateral.edi.values import Diagnostic

__all__ = ["Loops", "Part", "Reader"]


@dataclass(slots=True)
class Loops:
    """Where each segment of a chunk stands; S segments.

    ``loop`` is a position in the reader's ``loops`` (names of the guide's loops, such as "2300"; position 0 is "" for
    what stands in none). ``unit`` is the running number in the file of the claim (of the payment claim, or whatever the
    reader leaves out when it is faulty), -1 where a segment belongs to none.
    """

    loop: NDArray[np.uint8]
    unit: NDArray[np.int64]


@dataclass(slots=True)
class Part:
    """What one chunk gave: tables by name, and what is to be said, in the order of the file."""

    tables: dict[str, pl.DataFrame]
    diagnostics: list[Diagnostic] = field(default_factory=list)


class Reader(Protocol):
    """Reads the chunks of a file in order; holds what must be carried (running numbers, sums to balance)."""

    #: Segments (``ids.ID``) before which a chunk may end.
    cuts: tuple[int, ...]
    #: Names of loops; ``Loops.loop`` points here.
    loops: tuple[str, ...]

    @property
    def where(self) -> Loops | None:
        """Where the segments of the chunk read last stand; null before the first."""
        ...

    def context(self, chunk: Chunk) -> NDArray[np.intp]:
        """Return the segments (positions, in order) of a chunk that hold for what follows it."""
        ...

    def read(self, chunk: Chunk, tables: frozenset[str] | None = None) -> Part:
        """Read one chunk: all tables, or those named."""
        ...

    def finish(self) -> Part:
        """Say what only the end of the file tells."""
        ...
