"""What the tables of one chunk are made with: keys, elements, and what is to be said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi import columns
from contralateral.edi.cells import code, codes
from contralateral.edi.composites import components
from contralateral.edi.frames import Frame
from contralateral.edi.ids import ID
from contralateral.edi.values import Diagnostic

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk
    from contralateral.edi.claims837.places import Places
    from contralateral.edi.frames import Names
    from contralateral.edi.tokens import Tokens
    from contralateral.edi.values import Severity

__all__ = ["Rows", "Said", "Work", "nth_of"]


@dataclass(slots=True)
class Said:
    """What is to be said of segments; faults leave their claim out, the rest is said of claims that are read."""

    faults: list[tuple[NDArray[np.intp], NDArray[np.int32], str, str]] = field(default_factory=list)
    other: list[tuple[Severity, NDArray[np.intp], NDArray[np.int32] | None, str]] = field(
        default_factory=list
    )


@dataclass(slots=True)
class Work:
    """One chunk, with where its segments stand and the running numbers of claims, lines and levels."""

    chunk: Chunk
    places: Places
    claim: NDArray[
        np.int32
    ]  # running number in the file, -1 is none; these three are arrays for ``Places.at``
    line: NDArray[np.int32]  # place in the claim, from 1; 0 is none
    level: NDArray[np.int32]  # running number in the file, -1 is none
    component: int  # the byte between components
    fresh: NDArray[np.bool_]
    said: Said = field(default_factory=Said)
    #: The HI segments that hold no diagnoses.
    other_codes: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, dtype=np.intp))
    _found: NDArray[np.intp] | None = None
    claims_of: dict[str, NDArray[np.intp]] = field(default_factory=dict)

    @property
    def tokens(self) -> Tokens:
        """Return the chunk's tokens."""
        return self.chunk.tokens

    def rows(self, name: str) -> NDArray[np.intp]:
        """Return the segments of a name that are in a transaction and were not read before."""
        return self.chunk.tokens.rows(ID[name], self.chunk.fresh)

    def of_claims(self, name: str) -> NDArray[np.intp]:
        """Return those that belong to a claim."""
        found = self.claims_of.get(name)
        if found is None:
            rows = self.rows(name)
            found = self.claims_of[name] = rows[self.places.claim[rows] >= 0]
        return found

    def named(self, name: str, loop: int, qualifier: str = "") -> NDArray[np.intp]:
        """Return the segments of a name in a loop of claims whose first element is this code, or any."""
        of_name = self.of_claims(name)
        rows: NDArray[np.intp] = of_name[self.places.loop.take(of_name) == loop]
        if not qualifier:
            return rows
        found: NDArray[np.intp] = rows[codes(self.tokens.cell(rows, 1)) == code(qualifier)]
        return found

    def first(
        self, rows: NDArray[np.intp], hangs_on: NDArray[np.int32], of: NDArray[np.integer]
    ) -> NDArray[np.intp]:
        """Return for each of some segments the first of ``rows`` that hangs on it, -1 where none does.

        Args:
            rows: in order.
            hangs_on: for each segment what it hangs on, -1 is nothing.
            of: segments; -1 is none and has none.
        """
        if not len(rows):
            return np.full(len(of), -1, dtype=np.intp)
        found = self._found
        if found is None:
            found = self._found = np.full(len(self.tokens) + 1, -1, dtype=np.intp)
        held = hangs_on.take(rows)
        # The first of several counts: assigned last.
        found[held[::-1]] = rows[::-1]
        found[-1] = -1
        answer = found.take(of)
        found[held] = -1
        return answer

    def marked(self, some: NDArray[np.integer], of: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Tell which segments are among some others."""
        found = np.zeros(len(self.tokens) + 1, dtype=bool)
        found[some] = True
        return found.take(of)

    def table(self, rows: NDArray[np.intp]) -> Rows:
        """Begin a table with a row for each of these segments."""
        return Rows(self, rows)

    def fault(
        self, rows: NDArray[np.intp], fault: str, way_out: str, claims: NDArray[np.int32] | None = None
    ) -> None:
        """Leave out the claims of these segments (or these claims, by the position of their CLM)."""
        if len(rows):
            self.said.faults.append(
                (rows, self.places.claim[rows] if claims is None else claims, fault, way_out)
            )

    def say(
        self,
        severity: Severity,
        rows: NDArray[np.intp],
        message: str,
        claims: NDArray[np.int32] | None = None,
    ) -> None:
        """Say something of segments; with ``claims`` only where these are read."""
        if len(rows):
            self.said.other.append((severity, rows, claims, message))

    def diagnostics(self, left_out: NDArray[np.bool_]) -> list[Diagnostic]:
        """Return everything said, in the order of the file.

        Args:
            left_out: for each segment, whether it belongs to a claim that is left out.
        """
        tokens, found = self.tokens, []
        first: dict[int, tuple[int, str, str]] = {}
        for rows, claims, fault, way_out in self.said.faults:
            for row, claim in zip(rows.tolist(), claims.tolist(), strict=True):
                held = first.get(claim)
                if held is None or row < held[0]:
                    first[claim] = (row, fault, way_out)
        for claim, (row, fault, way_out) in first.items():
            begins = "" if row == claim else f" that begins at segment {tokens.number[claim]}"
            message = f"{fault} The claim{begins} is left out. {way_out}"
            found.append(Diagnostic("error", message, int(tokens.number[row]), int(tokens.byte[row])))
        for severity, rows, of_claims, message in self.said.other:
            spoken = rows if of_claims is None else rows[~left_out[of_claims]]
            found += [
                Diagnostic(severity, message, int(tokens.number[row]), int(tokens.byte[row]))
                for row in spoken.tolist()
            ]
        found.sort(key=lambda d: d.byte or 0)
        return found


def nth_of(units: NDArray[np.int32]) -> NDArray[np.int64]:
    """Count rows within the runs of equal units, from 1."""
    nth = np.arange(len(units), dtype=np.int64)
    new = np.ones(len(units), dtype=bool)
    np.not_equal(units[1:], units[:-1], out=new[1:])
    first = np.flatnonzero(new)
    nth -= np.repeat(first, np.diff(first, append=len(units)))
    nth += 1
    return nth


class Rows:
    """Columns for some segments; a position of -1 is a row of nulls."""

    def __init__(self, work: Work, rows: NDArray[np.intp], made: Frame | None = None) -> None:
        self.work, self.rows = work, rows
        self.made = Frame(work.tokens, len(rows)) if made is None else made
        self.elements = work.tokens.elements(rows)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def cell(self, j: int) -> NDArray[np.complex128]:
        """Return element ``j`` of each, empty where there is none."""
        return self.elements.cell(j)

    def beside(self, rows: NDArray[np.intp]) -> Rows:
        """Return other segments for the same rows: their columns are added to these."""
        return Rows(self.work, rows, self.made)

    def keys(self, *, line: bool = False, level: bool = False) -> Rows:
        """Add transaction, claim and segment, and where wanted the line and the level."""
        work, rows = self.work, self.rows
        self.made.numbers("transaction", work.chunk.transaction.take(rows), "uint32")
        claim = work.places.at(work.claim, rows)
        inside = claim >= 0
        self.made.numbers("claim", claim, "uint32", inside)
        if line:
            number = work.places.at(work.line, rows)
            self.made.numbers("line", number, "uint32", number > 0)
        if level:
            number = work.places.at(work.level, rows)
            self.made.numbers("level", number, "uint32", (number >= 0) & ~inside)
        self.made.numbers("segment", work.tokens.number.take(rows), "uint32")
        return self

    def text(self, **elements: int) -> Rows:
        """Add text columns: name and element."""
        self.made.elements(list(elements), self.elements, list(elements.values()))
        return self

    def parts(self, j: int, *names: str) -> NDArray[np.complex128]:
        """Add text columns for the components of a composite; return them, shape (names, rows)."""
        found = components(self.work.tokens, self.elements.at(j), len(names), self.work.component)
        self.made.texts(names, found)
        return found

    def cents(self, **elements: int) -> Rows:
        """Add amounts; one that cannot be read is null and warned of."""
        for name, j in elements.items():
            value, good, bad = columns.amounts(self.work.tokens, self.cell(j))
            self.made.numbers(name, value, "int64", good)
            self._warn(bad, j, "is not an amount of dollars and cents")
        return self

    def decimals(self, **elements: int) -> Rows:
        """Add decimal numbers; one that cannot be read is null and warned of."""
        for name, j in elements.items():
            value, good, bad = columns.decimals(self.work.tokens, self.cell(j))
            self.made.numbers(name, value, "float64", good)
            self._warn(bad, j, "is not a number")
        return self

    def numbers(
        self, name: str, values: NDArray[np.generic], type_: str, valid: NDArray[np.bool_] | None = None
    ) -> Rows:
        """Add a column of numbers, null where not valid."""
        self.made.numbers(name, values, type_, valid)
        return self

    def loops(self, names: Names) -> Rows:
        """Add the name of the loop."""
        self.made.named("loop", names, self.work.places.loop[self.rows])
        return self

    def frame(self) -> pl.DataFrame:
        """Return the table."""
        return self.made.frame()

    def _warn(self, bad: NDArray[np.bool_], j: int, words: str) -> None:
        rows = self.rows[bad]
        for id_ in np.unique(self.work.tokens.id[rows]).tolist():
            mine = rows[self.work.tokens.id[rows] == id_]
            claims = self.work.places.claim[mine]
            name = _name(id_)
            self.work.say(
                "warning",
                mine,
                f"{name}{j:02} {words}; it is left unknown. Correct it.",
                claims.astype(np.int32),
            )


def _name(id_: int) -> str:
    return next(name for name, number in ID.items() if number == id_)
