"""Elements and components against their definitions: presence, length, type, codes, syntax notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.snip.cells import row_of
from contralateral.edi.snip.sift import Sieve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.snip.column import Column
    from contralateral.edi.snip.problems import Finds
    from contralateral.edi.snip.tables import Tables
    from contralateral.edi.snip.uses import Placed
    from contralateral.edi.tokens import Tokens

__all__ = ["check_elements"]


def check_elements(
    known: Tables, tokens: Tokens, placed: Placed, finds: Finds
) -> tuple[NDArray[np.uint32], dict[int, list[Column]]]:
    """Check all elements and components.

    Returns:
        Which elements are there (bit j of each segment for its element j), and the components that rules ask for, by
        their position in ``tables.PARTS``.
    """
    sieve = Sieve(known, tokens, placed.use, finds)
    present = np.zeros(len(tokens), dtype=np.uint32)
    bases, counts = tokens.base.take(placed.order).astype(np.intp), tokens.count.take(placed.order)
    for shape, first, last in placed.groups:
        row = row_of(known, shape)
        drawn = len(row.cells)
        rows, base, count = placed.order[first:last], bases[first:last], counts[first:last]
        shortest, longest = int(np.minimum.reduce(count)), int(np.maximum.reduce(count))
        if longest > drawn:
            over = rows[count > drawn]
            finds.add(over, "too_many_elements", placed.use[over])
        present[rows] = sieve.look(row, rows, _ends(tokens, base, count, min(longest, drawn), shortest))
    _last(tokens, placed, present, finds)
    sieve.rest()
    marks = sieve.within.strays()
    if len(marks):
        _say_stray(known, tokens, placed, marks, finds)
    return present, sieve.parts


def _ends(
    tokens: Tokens, base: NDArray[np.intp], count: NDArray[np.int32], wanted: int, shortest: int
) -> NDArray[np.int32]:
    """Return where the name and the first ``wanted`` elements of segments end; shape (wanted + 1, n)."""
    at = np.add.outer(np.arange(wanted + 1), base)
    if shortest < wanted:
        np.minimum(at, base + count, out=at)
    return tokens.ends.take(at)


def _last(tokens: Tokens, placed: Placed, present: NDArray[np.uint32], finds: Finds) -> None:
    """Say which segments end with an element that is empty."""
    open_ = ((present >> tokens.count.view(np.uint32)) == 0).nonzero()[0]
    open_ = open_[(placed.use.take(open_) > 0) & (tokens.count.take(open_) > 0)]
    last = tokens.base.take(open_) + tokens.count.take(open_)
    open_ = open_[tokens.ends.take(last) - tokens.ends.take(last - 1) == 1]
    finds.add(open_, "empty_end", placed.use[open_])


def _say_stray(known: Tables, tokens: Tokens, placed: Placed, marks: NDArray[np.int32], finds: Finds) -> None:
    """Say which elements hold a component separator and are no composites; an ISA names it and is left alone."""
    rows = np.searchsorted(tokens.start, marks, side="right") - 1
    entry = np.searchsorted(tokens.ends, marks)
    element = entry - tokens.base[rows]
    rows, first = rows[element > 0], element[element > 0]
    use = placed.use[rows]
    inside = (use > 0) & (first <= known.size[use])
    definition = np.unique(np.stack([rows[inside], known.first[use[inside]] + first[inside]]), axis=1)
    finds.add(definition[0], "component_in_simple", definition[1])
