"""What a check found: positions and numbers while counting, words only for what is told to a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from contralateral.edi.values import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk
    from contralateral.edi.values import Severity

__all__ = ["FAULTS", "SUBJECTS", "Finds", "Kind", "Problems", "Summary"]

#: A problem's number is its fault's number times this, plus what it speaks of (a definition, a use, a loop, a rule).
SUBJECTS = 1 << 14
#: Faults by name: SNIP level, and whether the receiver will refuse the file for it.
_FAULTS: tuple[tuple[str, int, Severity], ...] = (
    ("unknown_segment", 1, "error"),
    ("too_many_elements", 1, "error"),
    ("too_many_components", 1, "error"),
    ("component_in_simple", 1, "error"),
    ("repetition", 1, "error"),
    ("control_character", 1, "error"),
    ("not_number", 1, "error"),
    ("not_day", 1, "error"),
    ("not_time", 1, "error"),
    ("blanks", 1, "warning"),
    ("empty_end", 1, "warning"),
    ("missing", 2, "error"),
    ("not_used", 2, "error"),
    ("too_short", 2, "error"),
    ("too_long", 2, "error"),
    ("no_such_code", 2, "error"),
    ("note", 2, "error"),
    ("inner_note", 2, "error"),
    ("missing_segment", 2, "error"),
    ("segment_too_often", 2, "error"),
    ("segment_order", 2, "error"),
    ("no_place", 2, "error"),
    ("no_use", 2, "error"),
    ("missing_loop", 2, "error"),
    ("loop_too_often", 2, "error"),
    ("loop_order", 2, "error"),
    ("rule", 0, "error"),  # its rule tells the level
)
FAULTS = {name: i for i, (name, _, _) in enumerate(_FAULTS)}


class Kind(NamedTuple):
    """One kind of problem: level, severity, and the words for it (place, fault and way out)."""

    level: int
    severity: Severity
    text: str


class Finds:
    """Collects problems while a chunk is checked."""

    def __init__(self) -> None:
        self.rows: list[NDArray[np.intp]] = []
        self.numbers: list[NDArray[np.int32]] = []

    def add(self, rows: NDArray[np.intp], fault: str, subject: NDArray[np.generic] | int = 0) -> None:
        """Add a problem at each of these segments; ``subject`` one for all or one each."""
        if len(rows):
            number = np.broadcast_to(np.asarray(subject, dtype=np.int32), rows.shape)
            self.rows.append(rows)
            self.numbers.append(number + np.int32(FAULTS[fault] * SUBJECTS))


@dataclass(slots=True)
class Problems:
    """Every problem of a chunk in the order of the file; P problems."""

    segment: NDArray[np.intp]  # position in the chunk
    number: NDArray[np.int32]  # of its kind; ``kind`` puts it in words
    level: NDArray[np.uint8]  # 1 to 5
    element: NDArray[np.uint8]  # 0 the whole segment
    component: NDArray[np.uint8]  # 0 the whole element
    kind: Callable[[int], Kind]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.segment)

    def diagnostics(self, chunk: Chunk, limit: int = 10) -> list[Diagnostic]:
        """Put into words the first ``limit`` problems of each kind, and how many more there are."""
        summary = Summary(limit)
        summary.add(chunk, self)
        return summary.diagnostics()


class Summary:
    """Counts the problems of a whole file by kind and holds the places of the first few of each.

    A file that is wrong in one way is wrong a million times: at most ``limit`` places of a kind are spelled out.
    """

    def __init__(self, limit: int = 10) -> None:
        self.limit = limit
        self.counts: dict[int, int] = {}
        self.places: dict[int, list[tuple[int, int]]] = {}  # segment and byte in the file
        self._kind: Callable[[int], Kind] | None = None

    def add(self, chunk: Chunk, problems: Problems) -> None:
        """Count the problems of one chunk."""
        if not len(problems):
            return
        self._kind = problems.kind
        order = np.argsort(problems.number, kind="stable")
        numbers, first, counts = np.unique(problems.number[order], return_index=True, return_counts=True)
        for number, at, count in zip(numbers.tolist(), first.tolist(), counts.tolist(), strict=True):
            self.counts[number] = self.counts.get(number, 0) + count
            places = self.places.setdefault(number, [])
            rows = problems.segment[order[at : at + min(count, self.limit - len(places))]]
            places += zip(chunk.tokens.number[rows].tolist(), chunk.tokens.byte[rows].tolist(), strict=True)

    def kinds(self) -> Sequence[tuple[Kind, int, int]]:
        """Return each kind with its count and the segment of its first place, most frequent first."""
        if self._kind is None:
            return []
        ranked = sorted(self.counts, key=lambda number: (-self.counts[number], self.places[number][0]))
        return [(self._kind(number), self.counts[number], self.places[number][0][0]) for number in ranked]

    def diagnostics(self) -> list[Diagnostic]:
        """Return what is spelled out, in the order of the file; the last of a kind tells how many more there are."""
        if self._kind is None:
            return []
        found = []
        for number, places in self.places.items():
            kind = self._kind(number)
            for i, (segment, byte) in enumerate(places):
                more = self.counts[number] - len(places) if i == len(places) - 1 else 0
                tail = f" (and {more} more such places)" if more else ""
                found.append(Diagnostic(kind.severity, f"{kind.text}{tail}", segment, byte, snip=kind.level))
        return sorted(found, key=lambda d: (d.segment or 0, d.message))


def level_and_severity(fault: int) -> tuple[int, Severity]:
    """Return the SNIP level and severity of a fault by its number."""
    _, level, severity = _FAULTS[fault]
    return level, severity
