"""One element or component of many segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.snip.cells import Cell

__all__ = ["Column", "Span", "joined", "together"]

Span = tuple["NDArray[np.int32]", "NDArray[np.int32]"]


class Column(NamedTuple):
    """One element or component of many segments, where it is there; n entries."""

    cell: Cell
    rows: NDArray[np.intp]  # the segments
    start: NDArray[np.int32]
    length: NDArray[np.int32]
    above: NDArray[np.intp] | None  # of components, the definition of each composite
    form: Span | None = None  # the element before it, where that tells how it is written

    def only(self, kept: NDArray[np.intp]) -> Column:
        """Return some entries."""
        return Column(
            self.cell,
            self.rows.take(kept),
            self.start.take(kept),
            self.length.take(kept),
            None if self.above is None else self.above.take(kept),
            None if self.form is None else (self.form[0].take(kept), self.form[1].take(kept)),
        )


def joined(arrays: list[NDArray[Any]]) -> NDArray[Any]:
    """Return arrays behind each other."""
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def together(
    columns: list[Column],
) -> tuple[Cell, NDArray[np.intp], NDArray[np.int32], NDArray[np.int32]]:
    """Return columns behind each other: the first one's cell, rows, starts and lengths."""
    rows = joined([c.rows for c in columns])
    return columns[0].cell, rows, joined([c.start for c in columns]), joined([c.length for c in columns])
