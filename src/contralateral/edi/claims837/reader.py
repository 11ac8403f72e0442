"""The reader of 837P transactions: chunks in, tables out, faulty claims left out and spoken of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral.edi.cells import classify, code
from contralateral.edi.claims837.claim_rows import claims, diagnoses
from contralateral.edi.claims837.components import component_of
from contralateral.edi.claims837.line_rows import lines
from contralateral.edi.claims837.loops import LEVEL_PARTIES, LOOPS, places, qualifier
from contralateral.edi.claims837.other_rows import TABLES, table
from contralateral.edi.claims837.work import Work, nth_of
from contralateral.edi.ids import ID, NAMES
from contralateral.edi.reading import Loops, Part
from contralateral.edi.values import Diagnostic

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk
    from contralateral.edi.claims837.places import Places

__all__ = ["TABLE_NAMES", "Claims837"]

TABLE_NAMES = ("claims", "lines", "diagnoses", *TABLES)
#: A claim in which one of these is out of place would be read as if it had none: it is left out instead.
_VITAL = (ID["HI"], ID["SV1"])
_SERVICE = code("472")

_MOST_CLAIMS = 100
_TOO_MANY = "A level (HL) holds more than 100 claims from here on. Begin another level. (005010X222A1 2300)"
_UNDER = "What stands under the level (HL) that it is in is left out."


class Claims837:
    """Reads the chunks of a file's 837P transactions in order."""

    cuts = (ID["CLM"], ID["HL"])
    loops = LOOPS

    def __init__(self) -> None:
        self._claims = 0  # CLM so far
        self._levels = 0  # HL so far
        self._kept_levels = np.empty(0, dtype=np.int32)  # numbers of the HL that are read again
        self._kept_bad = np.empty(0, dtype=bool)
        self._of_level = (-1, 0)  # the last level and how many claims it has so far
        self._in_transaction = 0  # CLM of the transaction that a chunk left open
        self._last: tuple[Places, NDArray[np.int32], NDArray[np.int32]] | None = None

    @property
    def where(self) -> Loops | None:
        """Where the segments of the chunk read last stand."""
        if self._last is None:
            return None
        found, claim, _ = self._last
        return Loops(found.loop, claim.take(found.step).astype(np.int64))

    def read(self, chunk: Chunk, tables: frozenset[str] | None = None) -> Part:
        """Read one chunk: all tables, or those named (claims, lines and diagnoses are always looked at)."""
        work = self._work(chunk)
        keep_claims = claims(work)
        of_lines, lx = lines(work)
        of_diagnoses, hi = diagnoses(work)
        made: dict[str, tuple[pl.DataFrame, NDArray[np.intp]]] = {
            "claims": (keep_claims, work.of_claims("CLM")),
            "lines": (of_lines, lx),
            "diagnoses": (of_diagnoses, hi),
        }
        for name in TABLES:
            if tables is None or name in tables:
                made[name] = table(work, name)
        self._say_structure(work)
        left_out = self._left_out(work)
        wanted = {n: t for n, t in made.items() if tables is None or n in tables}
        if left_out.any():
            wanted = {
                n: (frame.filter(~_hangs(work, left_out, rows)), rows) for n, (frame, rows) in wanted.items()
            }
        said = work.diagnostics(left_out) + self._many_claims(work)
        return Part({name: frame for name, (frame, _) in wanted.items()}, said)

    def context(self, chunk: Chunk) -> NDArray[np.intp]:
        """Return the ST and the levels that hold at the end of a chunk."""
        assert self._last is not None, "a chunk is read before what follows it"
        found, _, numbers = self._last
        end = len(chunk.tokens) - 1
        id_ = chunk.tokens.id
        wanted: set[int] = set()
        step = int(found.step[end])
        st = int(found.transaction[step])
        if st < 0:
            self._kept_levels, self._kept_bad = numbers[:0], np.empty(0, dtype=bool)
            return np.empty(0, dtype=np.intp)
        chain = {int(a[step]) for a in (found.billing, found.subscriber, found.patient)} - {-1}
        chain |= {int(found.level_of[step])} - {-1}
        stops = (ID["HL"], ID["CLM"], ID["SE"])
        for level in chain:
            at = level + 1
            while at <= end and id_[at] not in stops and at not in found.lost:
                at += 1
            wanted |= set(range(level, at))
        rows = np.array(sorted({st} | wanted), dtype=np.intp)
        levels = rows[id_[rows] == ID["HL"]]
        self._kept_levels = found.at(numbers, levels)
        self._kept_bad = found.at(found.bad_level, levels)
        last = int(found.level_of[step])
        if last >= 0:  # a level that was lost after the last HL holds on
            self._kept_bad = np.where(levels == last, found.bad_level[step], self._kept_bad)
        self._last = None
        return rows

    def finish(self) -> Part:
        """Nothing is told by the end of the file alone."""
        return Part({})

    def _work(self, chunk: Chunk) -> Work:
        tokens = chunk.tokens
        again = np.flatnonzero(tokens.id[: chunk.fresh] == ID["HL"])
        found = places(chunk, again[self._kept_bad[: len(again)]])
        fresh = chunk.transaction >= 0
        opens = np.flatnonzero((tokens.id == ID["CLM"]) & fresh)
        hl = np.flatnonzero((tokens.id == ID["HL"]) & fresh)
        fresh[: chunk.fresh] = False
        # Numbers stand at the segments that open; the last entry is for those under none (-1).
        numbers = np.full(len(tokens) + 1, -1, dtype=np.int32)
        numbers[opens] = np.arange(self._claims, self._claims + len(opens))
        claim = numbers.take(found.claim_of)
        first = self._levels - len(again)
        numbers[hl] = np.arange(first, first + len(hl))
        numbers[again] = self._kept_levels
        level = numbers.take(found.level_of)
        lx = tokens.rows(ID["LX"])
        lx = lx[found.at(found.line_of, lx) >= 0]
        numbers[lx] = nth_of(found.claim[lx])
        numbers[-1] = 0
        line = numbers.take(found.line_of)
        component, said = component_of(chunk)
        work = Work(chunk, found, claim, line, level, component, fresh)
        if said is not None:
            work.said.other.append(said)
        self._say_empty(work, opens)
        self._claims += len(opens)
        self._levels += len(hl) - len(again)
        self._last = (found, claim, level)
        return work

    def _say_empty(self, work: Work, opens: NDArray[np.intp]) -> None:
        """Say of each transaction that ends here without a claim that it has none."""
        tokens, transaction = work.tokens, work.chunk.transaction
        st = np.flatnonzero((tokens.id == ID["ST"]) & (transaction >= 0))
        if not len(st):
            return
        count = np.bincount(transaction[opens] - transaction[st[0]], minlength=len(st))
        if work.chunk.fresh:  # the first was begun in an earlier chunk
            count[0] += self._in_transaction
        closed = np.isin(transaction[st], transaction[(tokens.id == ID["SE"]) & (transaction >= 0)])
        bare = st[closed & (count == 0)]
        message = "This 837P holds no claim (no CLM). Ask the sender what became of them."
        work.say("error", bare, message)
        self._in_transaction = int(count[-1])

    def _say_structure(self, work: Work) -> None:
        """Say which levels cannot be followed and which segments have no place."""
        found, tokens = work.places, work.tokens
        way_out = "Number the levels so that each HL02 names the level above."
        for rows, fault in found.level_faults:
            new = rows[work.fresh[rows]]
            work.say("error", new, f"{fault} Claims under it are left out. {way_out}")
        claims_ = work.of_claims("CLM")
        bad_level = found.at(found.bad_level, claims_)
        bad = claims_[bad_level]
        work.fault(
            bad, "The levels (HL) above this CLM cannot be followed.", "Correct them.", bad.astype(np.int32)
        )
        alone = claims_[(found.at(found.subscriber, claims_) < 0) & ~bad_level]
        fault = "This CLM stands under no subscriber (HL03 22)."
        work.fault(alone, fault, "Add the levels above it.", alone.astype(np.int32))
        for row in found.lost[work.fresh[found.lost]].tolist():
            if tokens.id[row]:
                message = (
                    f"{NAMES[tokens.id[row]]} begins a level and no HL stands before it. Claims under it are left out. "
                    "Add the HL."
                )
                work.say("error", np.array([row]), message)
        self._say_unknown(work)
        self._say_misplaced(work)
        self._say_parties(work)

    def _say_unknown(self, work: Work) -> None:
        rows = work.places.unknown[work.fresh[work.places.unknown]]
        fault = "This segment has a name that no segment of an 837 has."
        inside = work.places.claim[rows] >= 0
        work.fault(rows[inside], fault, "Correct it or ask the sender for the file again.")
        header = work.places.level[rows] < 0
        work.say(
            "error", rows[~inside & header], f"{fault} It was not read. Ask the sender for the file again."
        )
        work.say("error", rows[~inside & ~header], f"{fault} {_UNDER} Ask the sender for the file again.")

    def _say_misplaced(self, work: Work) -> None:
        tokens, found = work.tokens, work.places
        rows = found.misplaced[work.fresh[found.misplaced]]
        if not len(rows):
            return
        dtp = (tokens.id[rows] == ID["DTP"]) & (qualifier(tokens, rows) == _SERVICE)
        for row, service in zip(rows.tolist(), dtp.tolist(), strict=True):
            name, loop = NAMES[tokens.id[row]], LOOPS[found.loop[row]]
            at = np.array([row], dtype=np.intp)
            vital = tokens.id[row] in _VITAL or service
            if found.claim[row] >= 0 and vital:
                fault = f"{name} stands in loop {loop}, where the guide has no place for it."
                work.fault(at, fault, "Move it to its own loop.")
            elif found.level[row] < 0:
                work.say("error" if vital else "warning", at, f"{name} before any HL was not read.")
            else:
                where = f"loop {loop}" if found.claim[row] >= 0 else "this level"
                words = f"{name} has no place in {where} and was not read."
                work.say("error" if vital and found.claim[row] < 0 else "warning", at, words)

    def _say_parties(self, work: Work) -> None:
        """A party of a subscriber inside a claim, before another payer begins, belongs to a payer that was lost."""
        rows = work.of_claims("NM1")
        rows = rows[work.places.loop[rows] == LOOPS.index("2310")]
        if len(rows):
            wrong = rows[classify(qualifier(work.tokens, rows), LEVEL_PARTIES) > 0]
            fault = "NM1 names a party of another payer and no SBR begins that payer."
            work.fault(wrong, fault, "Add the SBR (loop 2320).")

    def _many_claims(self, work: Work) -> list[Diagnostic]:
        """Say at which claims a level has more than it may; counted over chunks."""
        rows = work.of_claims("CLM")
        levels = work.places.at(work.level, rows)
        said: list[Diagnostic] = []
        if not len(rows):
            return said
        begins = np.flatnonzero(np.diff(levels, prepend=-2))
        counts = np.diff(begins, append=len(levels))
        if self._of_level[0] == levels[0]:
            counts[0] += self._of_level[1]
        for i in np.flatnonzero(counts > _MOST_CLAIMS).tolist():
            before = self._of_level[1] if i == 0 and self._of_level[0] == levels[0] else 0
            if before <= _MOST_CLAIMS and levels[begins[i]] >= 0:
                row = rows[begins[i] + _MOST_CLAIMS - before]
                at = int(work.tokens.number[row]), int(work.tokens.byte[row])
                said.append(Diagnostic("error", _TOO_MANY, *at, snip=2))
        self._of_level = (int(levels[-1]), int(counts[-1]))
        return said

    def _left_out(self, work: Work) -> NDArray[np.bool_]:
        """Return for each segment whether it is the CLM of a claim that is left out."""
        found = np.zeros(len(work.tokens) + 1, dtype=bool)
        for _, claim, _, _ in work.said.faults:
            found[claim] = True
        found[-1] = False
        return found


def _hangs(work: Work, left_out: NDArray[np.bool_], rows: NDArray[np.intp]) -> pl.Series:
    return pl.Series(left_out[work.places.claim[rows]])
