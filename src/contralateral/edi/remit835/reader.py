"""The reader of 835 transactions: chunks in, tables out, faulty claims left out and spoken of, sums checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral.edi.ids import ID
from contralateral.edi.reading import Loops, Part
from contralateral.edi.remit835.adjustments import adjustments
from contralateral.edi.remit835.balance import Open, balance_claims, balance_payments, balance_services
from contralateral.edi.remit835.claims import claims
from contralateral.edi.remit835.details import amounts, days, references
from contralateral.edi.remit835.parties import parties
from contralateral.edi.remit835.payments import payments
from contralateral.edi.remit835.places import LOOPS, places
from contralateral.edi.remit835.provider import provider_adjustments
from contralateral.edi.remit835.remarks import remarks
from contralateral.edi.remit835.rest import rest
from contralateral.edi.remit835.schemas import SCHEMAS, empty
from contralateral.edi.remit835.services import services
from contralateral.edi.remit835.structure import say_structure
from contralateral.edi.remit835.work import Work

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk
    from contralateral.edi.remit835.places import Places

__all__ = ["TABLE_NAMES", "Remit835"]

TABLE_NAMES = tuple(SCHEMAS)


class Remit835:
    """Reads the chunks of a file's 835 transactions in order."""

    cuts = (ID["CLP"], ID["LX"])
    loops = LOOPS

    def __init__(self) -> None:
        """Begin at the first transaction."""
        self._claims = 0  # CLP so far
        self._open = Open()
        self._odd = -1  # last transaction that was spoken of for its separator
        self._last: Places | None = None
        self._before = 0  # CLP before the last chunk

    @property
    def where(self) -> Loops | None:
        """Return where the segments of the last chunk stand."""
        if self._last is None:
            return None
        nth = self._last.nth_claim.astype(np.int64)
        return Loops(self._last.loop, np.where(nth >= 0, nth + self._before, -1))

    def context(self, chunk: Chunk) -> NDArray[np.intp]:
        """Return the header of the open transaction, its last LX with what stands under it, and its first PLB."""
        assert self._last is not None, "a chunk is read before what follows it"
        bounds, id_, end = self._last.bounds, chunk.tokens.id, len(chunk.tokens)
        open_ = chunk.transaction[-1]
        if open_ < 0:
            return np.empty(0, dtype=np.intp)
        bounds = bounds[chunk.transaction[bounds] == open_]
        stops = np.append(bounds[1:], end)
        kept = []
        for name, which in (("ST", 0), ("LX", -1), ("PLB", 0)):
            mine = np.flatnonzero(id_[bounds] == ID[name])
            if len(mine):
                kept.append(np.arange(bounds[mine[which]], stops[mine[which]], dtype=np.intp))
        return np.sort(np.concatenate(kept))

    def read(self, chunk: Chunk, tables: frozenset[str] | None = None) -> Part:
        """Read one chunk: all tables, or those named. What is said does not depend on what is asked for."""
        found = places(chunk)
        work = Work(chunk, found, tables, self._claims)
        say_structure(work)
        self._tables(work)
        left = work.left_out()
        made = {name: self._kept(work, name, left) for name in TABLE_NAMES if work.wants(name)}
        diagnostics = work.diagnostics(left)
        self._claims += len(found.clp)
        self._last = found
        self._before = work.claims_before
        return Part(made, diagnostics)

    def finish(self) -> Part:
        """Nothing is told by the end of the file alone: every sum is said where its SE stands."""
        return Part({})

    def _tables(self, work: Work) -> None:
        of_references, of_days = references(work), days(work)
        amounts(work)
        remarks(work)
        parties(work)
        rest(work)
        adjusted = adjustments(work)
        of_services, service, odd = services(work, of_days, of_references)
        of_services.add(balanced=balance_services(work, service, adjusted))
        of_claims, claim = claims(work, of_days)
        balanced = balance_claims(work, claim, service, adjusted)
        count = np.bincount(work.places.svc_claim, minlength=len(work.places.clp))
        of_claims.put(services=(count, None)).add(balanced=balanced)
        of_payments, header = payments(work, of_days, of_references)
        plb, cents, known, odd_plb = provider_adjustments(work)
        lost = np.unique([row for rows, _, _ in work.faults for row in rows.tolist()]).astype(np.intp)
        lost = lost[work.tokens.id[lost] == ID["PLB"]]
        sums, right, self._open = balance_payments(work, header, self._open, claim, (plb, cents, known), lost)
        of_payments.put(**sums).add(balanced=right)
        self._say_separator(work, np.sort(np.concatenate([odd, odd_plb])))
        for table, name in ((of_services, "services"), (of_claims, "claims")):
            if work.wants(name):
                table.into(name)
        if work.wants("payments") and header.ended.any():
            of_payments.into("payments")
            frame, rows = work.made["payments"]
            work.made["payments"] = frame.filter(pl.Series(header.ended)), rows[header.ended]

    def _say_separator(self, work: Work, rows: NDArray[np.intp]) -> None:
        """Say once of each transaction that its components are separated by another character than ISA16 names."""
        if not len(rows):
            return
        transaction = work.chunk.transaction[rows]
        _, first = np.unique(transaction, return_index=True)
        new = rows[first][transaction[first] > self._odd]
        self._odd = int(transaction[-1])
        message = (
            "Components are separated by another character here than ISA16 names. They were read as they stand; a "
            "receiver that follows ISA16 will not read them. Ask the payer to correct ISA16."
        )
        work.said.append(("warning", new, lambda _: message))

    def _kept(self, work: Work, name: str, left: NDArray[np.bool_] | None) -> pl.DataFrame:
        """Return a table without what is left out and without what an earlier chunk gave."""
        if name not in work.made:
            return empty(name)
        frame, rows = work.made[name]
        if left is not None:
            keep = ~left[rows]
            frame, rows = frame.filter(pl.Series(keep)), rows[keep]
        if name != "payments" and work.chunk.fresh:
            frame = frame.slice(int(np.searchsorted(rows, work.chunk.fresh)))
        return frame
