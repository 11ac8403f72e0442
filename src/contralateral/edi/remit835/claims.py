"""Claims (CLP) with what their loop says of people, days and outpatient or inpatient decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.cells import code, codes, filled
from contralateral.edi.ids import ID
from contralateral.edi.remit835.details import first_of
from contralateral.edi.remit835.places import AT
from contralateral.edi.remit835.remarks import REMARKS
from contralateral.edi.remit835.rows import Rows
from contralateral.edi.remit835.services import Charged, day_column

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.remit835.details import Days
    from contralateral.edi.remit835.work import Work

__all__ = ["claims"]

_PERSON = {"last": 3, "first": 4, "middle": 5, "suffix": 7, "id_qualifier": 8, "id": 9}
_COLUMNS = {
    "QC": {f"patient_{name}": j for name, j in _PERSON.items()},
    "IL": {f"insured_{name}": j for name, j in _PERSON.items()},
    "74": {f"corrected_{name}": j for name, j in _PERSON.items()},
    "82": {"rendering_last": 3, "rendering_first": 4, "rendering_id_qualifier": 8, "rendering_id": 9},
    "TT": {"crossover_name": 3, "crossover_id": 9},
    "PR": {"priority_payer_name": 3, "priority_payer_id": 9},
}
_DAYS = {
    "statement_from": code("232"),
    "statement_to": code("233"),
    "coverage_ends": code("036"),
    "received": code("050"),
}


def claims(work: Work, of_days: Days) -> tuple[Rows, Charged]:
    """Begin the table ``claims``; what is missing is whether they balance."""
    clp = work.places.clp
    table = Rows(work, clp).keys()
    work.fault(
        clp[~filled(table.cell(1))],
        "CLP01 is empty: the claim cannot be told.",
        "Ask the payer for its number.",
    )
    work.fault(
        clp[~filled(table.cell(2))], "CLP02 is empty: the status is not told.", "Ask the payer for it."
    )
    charge, charge_known, no_charge = table.cents("charge_cents", 3)
    paid, paid_known, no_payment = table.cents("paid_cents", 4)
    table.cents("patient_cents", 5)
    table.number("drg_weight", 12).number("discharge_fraction", 13)
    for name, missing in (("charge (CLP03)", no_charge), ("payment (CLP04)", no_payment)):
        what = f"The {name} of this claim is missing; whether it balances cannot be told. Ask the payer."
        work.say("warning", clp[missing], what)
    _texts(work, table)
    _people(work, table)
    _days(work, table, of_days)
    _decision(work, table)
    return table, Charged(charge, charge_known, paid, paid_known)


def _texts(work: Work, table: Rows) -> None:
    if work.wants("claims"):
        table.text(patient_control=1, status=2, filing_code=6, payer_control=7, facility=8, frequency=9)
        table.text(patient_status=10, drg=11, consent=14)
        lx = _lx_of(work, work.places.clp)
        table.beside(lx).text(lx=1)
        ts3 = work.rows(ID["TS3"])
        found = np.full(len(work.tokens) + 1, -1, dtype=np.intp)
        if len(ts3):
            found[_lx_of(work, ts3)] = ts3
            found[-1] = -1
        table.beside(found[lx]).text(group_provider=1)


def _lx_of(work: Work, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the LX before each segment in its transaction, -1 where there is none."""
    lx, transaction = work.rows(ID["LX"]), work.chunk.transaction
    if not len(lx):
        return np.full(len(rows), -1, dtype=np.intp)
    before = np.searchsorted(lx, rows) - 1
    at = lx[np.maximum(before, 0)]
    return np.where((before >= 0) & (transaction[at] == transaction[rows]), at, -1)


def _people(work: Work, table: Rows) -> None:
    rows = work.rows(ID["NM1"])
    role = work.tokens.cell(rows, 1)
    work.fault(rows[~filled(role)], "NM101 does not say who is named.", "Add the qualifier.")
    kind = codes(role)
    of = work.places.nth_claim.take(rows)
    for name, elements in _COLUMNS.items():
        mine = kind == code(name)
        chosen = _one(work, table, rows[mine], of[mine], f"NM1*{name}")
        if work.wants("claims"):
            table.beside(chosen).text(**elements)


def _one(
    work: Work, table: Rows, rows: NDArray[np.intp], of: NDArray[np.int32], what: str
) -> NDArray[np.intp]:
    """Return the first of some segments of each claim; the others are spoken of."""
    chosen = first_of(len(table.rows), of, rows)
    again = rows[chosen[of] != rows]
    work.say("warning", again, f"A second {what} in this claim; the columns of claims hold the first one.")
    return chosen


def _days(work: Work, table: Rows, of_days: Days) -> None:
    of = work.places.nth_claim.take(of_days.rows)
    at_claim = work.places.loop.take(of_days.rows) == AT["2100"]
    for name, kind in _DAYS.items():
        mine = np.flatnonzero((of_days.kind == kind) & at_claim)
        chosen = first_of(len(table.rows), of[mine], mine)
        again = of_days.rows[mine[chosen[of[mine]] != mine]]
        work.say("warning", again, "A second day of one kind (DTM) in this claim; the first one counts.")
        table.put(**{name: day_column(of_days, chosen)})


def _decision(work: Work, table: Rows) -> None:
    """Add what MOA (outpatient) or MIA (inpatient) says; their numbers are checked with the table ``amounts``."""
    chosen = {}
    for name in ("MIA", "MOA"):
        rows = work.rows(ID[name])
        chosen[name] = _one(work, table, rows, work.places.nth_claim.take(rows), name)
    if not work.wants("claims"):
        return
    both = (chosen["MIA"] >= 0) & (chosen["MOA"] >= 0)
    work.say(
        "warning",
        table.rows[both],
        "This claim has MIA and MOA; the remark columns of claims hold those of MOA.",
    )
    outpatient, inpatient = table.beside(chosen["MOA"]), table.beside(chosen["MIA"])
    outpatient.quiet_number("outpatient_rate", 1).quiet_cents("outpatient_payable_cents", 2)
    inpatient.quiet_cents("inpatient_drg_cents", 4)
    for n, (moa, mia) in enumerate(zip(REMARKS["MOA"], REMARKS["MIA"], strict=True), start=1):
        either = np.where(chosen["MOA"] >= 0, outpatient.cell(moa), inpatient.cell(mia))
        table.texts(**{f"remark{n}": either})
