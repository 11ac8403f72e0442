"""What the tables of one chunk are made with: where segments stand, their running numbers, and what is to be said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi import cells
from contralateral.edi.acks.finding import qualifier
from contralateral.edi.ids import ID
from contralateral.edi.values import Diagnostic

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.acks.places import Places
    from contralateral.edi.chunks import Chunk
    from contralateral.edi.tokens import Tokens
    from contralateral.edi.values import Severity

__all__ = ["Work"]


@dataclass(slots=True)
class Work:
    """One chunk in the making; arrays have one entry a segment.

    A **fault** leaves out the unit that it stands in; one of structure leaves out its level too, with all under it;
    one in the header leaves out the transaction.
    """

    chunk: Chunk
    places: Places
    loops: tuple[str, ...]
    kind: str  # of transaction, as a person says it
    unit_name: str  # what a unit is to a person
    unit_key: str  # the column of its running number
    unit: NDArray[np.int64]  # running number in the file, -1 none
    level: NDArray[np.int64]  # running number in the file, -1 none
    service: NDArray[np.int64]  # place in its unit, from 1; 0 none
    known_bad: NDArray[np.bool_]  # found faulty in an earlier chunk
    service_key: str = "service"  # the column of a place in the unit
    fresh: NDArray[np.bool_] = field(init=False)
    told: NDArray[np.bool_] = field(init=False)  # has a row in a table
    faults: list[tuple[NDArray[np.intp], str, str]] = field(default_factory=list)
    warnings: list[tuple[Severity, NDArray[np.intp], str]] = field(default_factory=list)
    _by_name: dict[str, NDArray[np.intp]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Tell what was not read before."""
        self.fresh = self.places.inside & (np.arange(len(self.tokens)) >= self.chunk.fresh)
        self.told = np.zeros(len(self.tokens), dtype=bool)

    @property
    def tokens(self) -> Tokens:
        """Return the chunk's tokens."""
        return self.chunk.tokens

    def rows(self, name: str, *loops: str) -> NDArray[np.intp]:
        """Return the new segments of a name, of these loops only where any are named."""
        rows = self._all(name)
        rows = rows[self.fresh[rows]]
        return rows[self._in(rows, loops)] if loops else rows

    def kid(self, name: str, *loops: str, by: str = "opener", code: str | None = None) -> NDArray[np.intp]:
        """Return for each segment the first one of a name that hangs on it, -1 where none does; shape (S + 1,).

        Args:
            name: of the segments.
            loops: where they stand; anywhere where left out.
            by: what they hang on: their ``opener``, ``level``, ``unit`` or ``st``.
            code: what their element 1 must be.
        """
        rows = self._all(name)
        if loops:
            rows = rows[self._in(rows, loops)]
        if code is not None:
            rows = rows[qualifier(self.tokens, rows) == cells.code(code)]
        found = np.full(len(self.tokens) + 1, -1, dtype=np.intp)
        found[getattr(self.places, by)[rows[::-1]]] = rows[::-1]
        found[-1] = -1
        return found

    def _all(self, name: str) -> NDArray[np.intp]:
        """Return all segments of a name in transactions; looked for once a chunk."""
        found = self._by_name.get(name)
        if found is None:
            found = np.flatnonzero((self.tokens.id == ID[name]) & self.places.inside)
            self._by_name[name] = found
        return found

    def _in(self, rows: NDArray[np.intp], loops: tuple[str, ...]) -> NDArray[np.bool_]:
        return np.isin(self.places.loop[rows], [self.loops.index(loop) for loop in loops])

    def fault(self, rows: NDArray[np.intp], fault: str, way_out: str) -> None:
        """Leave out what these segments stand in."""
        if len(rows):
            self.faults.append((rows, fault, way_out))

    def warn(self, rows: NDArray[np.intp], message: str, severity: Severity = "warning") -> None:
        """Say something of segments that are read all the same."""
        if len(rows):
            self.warnings.append((severity, rows, message))

    def left_out(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which segments are left out of all tables, and which spoil what comes under them; both shape (S,)."""
        found = self.places
        size = len(self.tokens)
        out = np.zeros(size + 1, dtype=bool)  # by what was hit: an ST, an HL, a unit
        spoilt = np.zeros(size + 1, dtype=bool)  # levels with all that is under them
        again = np.flatnonzero(self.known_bad)
        out[again], spoilt[again] = True, True
        for rows, _, _ in found.faults:
            out[found.anchor[rows]] = True
            spoilt[found.level[rows]] = True
        for rows, _, _ in self.faults:
            out[found.anchor[rows]] = True
        out[-1] = spoilt[-1] = False
        above = found.above
        spoilt_level = spoilt | spoilt[above].any(axis=0)
        spoilt_level[-1] = False
        # A unit goes as a whole, and with the level that it stands under.
        units = np.flatnonzero(found.unit >= 0)
        out[found.unit[units[spoilt_level[found.level[units]]]]] = True
        out[-1] = False
        spoiling = (out[found.st] & (found.st >= 0)) | spoilt_level[found.level]
        return out[found.anchor] | spoiling, spoiling

    def diagnostics(self) -> list[Diagnostic]:
        """Return everything that is to be said of new segments, in the order of the file."""
        tokens, found = self.tokens, []
        said: set[tuple[int, str]] = set()  # two tables may have met with the same fault
        for structural, faults in ((True, self.places.faults), (False, self.faults)):
            for rows, fault, way_out in faults:
                for row in rows[self.fresh[rows]].tolist():
                    if (row, fault) in said:
                        continue
                    said.add((row, fault))
                    message = f"{fault} {self._consequence(row, structural)} {way_out}"
                    found.append(Diagnostic("error", message, int(tokens.number[row]), int(tokens.byte[row])))
        for severity, rows, message in self.warnings:
            for row in rows[self.fresh[rows]].tolist():
                found.append(Diagnostic(severity, message, int(tokens.number[row]), int(tokens.byte[row])))
        found.sort(key=lambda d: d.byte or 0)
        return found

    def _consequence(self, row: int, structural: bool) -> str:
        unit, level = int(self.places.unit[row]), int(self.places.level[row])
        begins = "" if unit == row else f" that begins at segment {self.tokens.number[unit]}"
        if structural and level >= 0:
            also = f", and the {self.unit_name}{begins}" if unit >= 0 else ""
            return f"This level is left out with all under it{also}."
        if unit >= 0:
            return f"The {self.unit_name}{begins} is left out."
        if level >= 0:
            return "What this level itself says is left out."
        return f"This {self.kind} is left out."
