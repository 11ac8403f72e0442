"""Definitions of elements as plain values: what one column of many segments is asked, told without an array."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contralateral.edi.snip.pack import COMPOSITE, USAGES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from contralateral.edi.snip.codes import Note
    from contralateral.edi.snip.tables import Tables

__all__ = ["Cell", "Row", "row_of", "row_within"]

_REQUIRED, _NOT_USED = USAGES.index("R"), USAGES.index("-")
#: No element of a length to check is as long as this.
_ANY = 1 << 30
#: Ways in which elements are there that the notes of a row are remembered for.
_HELD = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One element or component as the guide defines it, for all uses or composites of one shape."""

    place: int  # what is added to the definition of the segment's name, or of the first component
    least: int  # 0 where no length is asked of it
    greatest: int
    must: bool
    must_not: bool
    type: int  # 0 where form is free
    list: int  # of codes, 0 none or not to be looked at
    words: frozenset[int]  # of the list, as ``Tables.words_of`` gives them
    bytes: NDArray[np.bool_]  # (256,) the codes of one byte, a view into ``Tables``
    inner: int  # of composites, the first that has such components; else 0
    part: int  # position in ``PARTS``, 0 none
    looked_at: bool  # there is more to it than its length


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a segment or a composite in order, and how they go together."""

    cells: tuple[Cell, ...]
    notes: tuple[
        tuple[str, int, Note], ...
    ]  # each with its fault and number, to which four times a composite is added
    settled: dict[tuple[int, int], tuple[tuple[str, int, Note], ...]] = field(default_factory=dict)

    def unsettled(self, always: int, mixed: int) -> tuple[tuple[str, int, Note], ...]:
        """Return the notes that may be broken where these elements are always there, and those sometimes."""
        found = self.settled.get((always, mixed))
        if found is None:
            found = tuple(note for note in self.notes if not note[2].settled(always, mixed))
            if len(self.settled) < _HELD:
                self.settled[always, mixed] = found
        return found


def row_of(known: Tables, use: int) -> Row:
    """Return the elements of a use; cell j - 1 is element j."""
    held = known.rows.get(use)
    if held is None:
        first, name = int(known.first[use]), known.use_id[use]
        notes = tuple(("note", name * 16 + n, note) for n, note in enumerate(known.notes.get(name, ())))
        cells = tuple(_cell(known, first + j, j) for j in range(1, int(known.size[use]) + 1))
        held = known.rows[use] = Row(cells, notes)
    return held


def row_within(known: Tables, number: int) -> Row:
    """Return the components of the composite with this definition."""
    held = known.rows.get(-number)
    if held is None:
        first = int(known.inner[number])
        notes = tuple(("inner_note", n, note) for n, note in enumerate(known.inner_notes.get(number, ())))
        cells = tuple(_cell(known, first + c, c) for c in range(int(known.inner_size[number])))
        held = known.rows[-number] = Row(cells, notes)
    return held


def _cell(known: Tables, number: int, place: int) -> Cell:
    type_, least, greatest = int(known.type[number]), int(known.least[number]), int(known.greatest[number])
    composite = type_ == COMPOSITE
    free = composite or not least
    list_ = int(known.list[number]) if known.coded[number] and not composite else 0
    type_ = 0 if composite or not known.typed[type_] else type_
    part = int(known.part[number])
    return Cell(
        place=place,
        least=0 if free else least,
        greatest=_ANY if free else greatest,
        must=int(known.usage[number]) == _REQUIRED,
        must_not=int(known.usage[number]) == _NOT_USED,
        type=type_,
        list=list_,
        words=known.words_of(list_),
        bytes=known.bytes[list_],
        inner=int(known.inner_shape[number]),
        part=part,
        looked_at=bool(composite or list_ or type_ or part),
    )
