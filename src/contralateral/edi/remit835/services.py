"""Services (SVC) with their days and line numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.cells import code, filled
from contralateral.edi.remit835.details import first_of
from contralateral.edi.remit835.rows import Rows
from contralateral.edi.remit835.work import composite

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.remit835.details import Days, References
    from contralateral.edi.remit835.rows import Numbers
    from contralateral.edi.remit835.work import Work

__all__ = ["Charged", "day_column", "services"]

_DAYS = {"date": code("472"), "date_from": code("150"), "date_to": code("151")}
_LINE = code("6R")
_PARTS = ("qualifier", "code", *(f"modifier{n}" for n in range(1, 5)))


@dataclass(slots=True)
class Charged:
    """Charge and payment in cents, and where they are known; one for each claim or service."""

    charge: NDArray[np.int64]
    charge_known: NDArray[np.bool_]
    paid: NDArray[np.int64]
    paid_known: NDArray[np.bool_]


def services(work: Work, of_days: Days, of_references: References) -> tuple[Rows, Charged, NDArray[np.intp]]:
    """Begin the table ``services``; what is missing is whether they balance.

    Returns:
        The table, what was charged and paid, and the SVC whose separator is not the one of ISA16.
    """
    svc = work.places.svc
    table = Rows(work, svc).keys(service=True)
    parts, odd = composite(work.tokens, table.elements.at(1), len(_PARTS))
    work.fault(
        svc[~filled(parts[0]) | ~filled(parts[1])],
        "SVC01 does not name a service (qualifier and code).",
        "Ask the payer which service is meant.",
    )
    charge, charge_known, no_charge = table.cents("charge_cents", 2)
    paid, paid_known, no_payment = table.cents("paid_cents", 3)
    table.number("units_paid", 5).number("units_billed", 7)
    submitted, odd_too = composite(work.tokens, table.elements.at(6), len(_PARTS))
    if work.wants("services"):
        table.texts(**dict(zip(_PARTS, parts, strict=True))).text(revenue_code=4)
        table.texts(**{f"submitted_{name}": cells for name, cells in zip(_PARTS, submitted, strict=True)})
    _days(work, table, of_days)
    of = work.places.nth_service.take(of_references.rows)
    mine = (of_references.kind == _LINE) & (of >= 0)
    rows = of_references.rows[mine]
    line = first_of(len(svc), of[mine], rows)
    again = rows[line[of[mine]] != rows]
    work.say("warning", again, "A second line number (REF*6R) of this service; the first one counts.")
    table.beside(line).text(line_control=2)
    work.say("warning", svc[no_charge], _unknown("charge (SVC02)"))
    work.say("warning", svc[no_payment], _unknown("payment (SVC03)"))
    return table, Charged(charge, charge_known, paid, paid_known), svc[odd | odd_too]


def _unknown(what: str) -> str:
    return f"The {what} of this service is missing; whether it balances cannot be told. Ask the payer."


def _days(work: Work, table: Rows, of_days: Days) -> None:
    size = len(table.rows)
    of = work.places.nth_service.take(of_days.rows)
    for name, kind in _DAYS.items():
        mine = np.flatnonzero((of_days.kind == kind) & (of >= 0))
        chosen = first_of(size, of[mine], mine)
        again = of_days.rows[mine[chosen[of[mine]] != mine]]
        work.say("warning", again, "A second day of one kind (DTM) in this service; the first one counts.")
        table.put(**{name: day_column(of_days, chosen)})


def day_column(of_days: Days, chosen: NDArray[np.intp]) -> Numbers:
    """Return days by their position in ``Days``, null where it is -1."""
    if not len(of_days.rows):
        return chosen, chosen >= 0
    return of_days.day[chosen], (chosen >= 0) & of_days.good[chosen]
