"""Payments: one row a transaction (ST), from BPR, TRN, payer and payee."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.cells import code, codes
from contralateral.edi.ids import ID
from contralateral.edi.remit835.details import first_of
from contralateral.edi.remit835.places import AT
from contralateral.edi.remit835.rows import Rows
from contralateral.edi.remit835.services import day_column

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.remit835.details import Days, References
    from contralateral.edi.remit835.work import Work

__all__ = ["Header", "payments"]


class Header:
    """The transactions of a chunk, of which the last may go on in the next; T of them."""

    def __init__(self, work: Work) -> None:
        """Find the ST and SE."""
        self.work = work
        self.st = work.rows(ID["ST"])
        self.first = int(work.chunk.transaction[self.st[0]]) if len(self.st) else 0
        # A chunk may end with an SE: then the next one begins with a transaction that has ended already.
        se = work.rows(ID["SE"])
        self.se = first_of(len(self.st), self.nth(se), se)
        self.ended = self.se >= 0
        self.bpr = self.st[:0]
        self.amount = np.zeros(0, dtype=np.int64)
        self.amount_known = np.zeros(0, dtype=bool)

    def nth(self, rows: NDArray[np.intp]) -> NDArray[np.int32]:
        """Return which transaction of the chunk each segment is in."""
        return self.work.chunk.transaction[rows] - np.int32(self.first)

    def one(self, rows: NDArray[np.intp], what: str) -> NDArray[np.intp]:
        """Return the first of some segments for each transaction, -1 where there is none; speak of the others."""
        nth = self.nth(rows)
        found = first_of(len(self.st), nth, rows)
        self.work.say(
            "warning", rows[found[nth] != rows], f"A second {what} in this transaction; the first one counts."
        )
        return found


def payments(work: Work, of_days: Days, of_references: References) -> tuple[Rows, Header]:
    """Begin the table ``payments``, a row for each ST; what is missing is the sums."""
    header = Header(work)
    table = Rows(work, header.st).keys(claim=False).text(control=2)
    bpr_rows = work.rows(ID["BPR"])
    header.bpr = header.one(bpr_rows, "BPR")
    lacking = header.st[header.bpr < 0]
    work.fault(
        lacking, "This 835 has no BPR: what was paid is not told.", "Ask the payer for the file again."
    )
    bpr = table.beside(header.bpr)
    bpr.text(handling=1, credit_debit=3, method=4, format=5, originator=10)
    header.amount, header.amount_known, _ = bpr.cents("amount_cents", 2)
    bpr.day("date", 16)
    trn = header.one(work.rows(ID["TRN"]), "TRN")
    work.say("warning", header.st[trn < 0], "This 835 has no TRN; the number of its payment is left unknown.")
    table.beside(trn).text(trace=2, payer_identifier=3, payer_supplement=4)
    _marks(work, table, header, of_days, of_references)
    _payer(work, table, header, of_references)
    _payee(work, table, header, of_references)
    return table, header


def _marks(work: Work, table: Rows, header: Header, of_days: Days, of_references: References) -> None:
    for name, kind in (("receiver", "EV"), ("version", "F2")):
        table.beside(_reference(work, header, of_references, "header", (kind,))).text(**{name: 2})
    mine = np.flatnonzero((work.places.loop[of_days.rows] == AT["header"]) & (of_days.kind == code("405")))
    chosen = first_of(len(header.st), header.nth(of_days.rows[mine]), mine)
    table.put(production_date=day_column(of_days, chosen))


def _reference(
    work: Work, header: Header, of_references: References, loop: str, kinds: tuple[str, ...] = ()
) -> NDArray[np.intp]:
    rows = of_references.rows
    mine = work.places.loop[rows] == AT[loop]
    if kinds:
        mine &= np.isin(of_references.kind, [code(kind) for kind in kinds])
    return first_of(len(header.st), header.nth(rows[mine]), rows[mine])


def _in_loop(work: Work, name: str, loop: str) -> NDArray[np.intp]:
    rows = work.rows(ID[name])
    here: NDArray[np.intp] = rows[work.places.loop[rows] == AT[loop]]
    return here


def _party(work: Work, table: Rows, header: Header, who: str, loop: str) -> None:
    n1 = header.one(_in_loop(work, "N1", loop), f"{who} (N1)")
    work.say("warning", header.st[n1 < 0], f"This 835 does not name its {who} (N1); it is left unknown.")
    table.beside(n1).text(**{f"{who}_name": 2, f"{who}_id_qualifier": 3, f"{who}_id": 4})
    n3, n4 = (header.one(_in_loop(work, name, loop), f"{name} of the {who}") for name in ("N3", "N4"))
    table.beside(n3).text(**{f"{who}_address1": 1, f"{who}_address2": 2})
    table.beside(n4).text(**{f"{who}_city": 1, f"{who}_state": 2, f"{who}_zip": 3})


def _payer(work: Work, table: Rows, header: Header, of_references: References) -> None:
    _party(work, table, header, "payer", "1000A")
    other = table.beside(_reference(work, header, of_references, "1000A"))
    other.text(payer_reference_qualifier=1, payer_reference=2)
    per = _in_loop(work, "PER", "1000A")
    # The technical contact (BL) is the one to call about a file; without it, whoever is named.
    technical = codes(work.tokens.cell(per, 1)) == code("BL")
    chosen = first_of(len(header.st), header.nth(per), per)
    better = first_of(len(header.st), header.nth(per[technical]), per[technical])
    contact = table.beside(np.where(better >= 0, better, chosen))
    contact.text(contact_name=2, contact_kind=3, contact=4)


def _payee(work: Work, table: Rows, header: Header, of_references: References) -> None:
    _party(work, table, header, "payee", "1000B")
    table.beside(_reference(work, header, of_references, "1000B", ("TJ",))).text(payee_tax_id=2)
