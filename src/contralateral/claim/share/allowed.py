"""What a payer allows for one unit of a line: Medicare's fee where the patient lives, or a share of charge or fee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contralateral import codes
from contralateral.claim.share.settle import part
from contralateral.claim.share.told import Told, known, open_between
from contralateral.claim.share.values import Ground, dollars

if TYPE_CHECKING:
    from datetime import date

    from contralateral.case import Case
    from contralateral.case.parts import Line

__all__ = ["Percent", "by_fee", "limit", "of_fee"]


@dataclass(frozen=True, slots=True)
class Percent:
    """A limit that is a share of the charge, in hundredths of a percent."""

    of_whole: int


def limit(one_unit: int | Percent | None, units: float, charge: int) -> int | None:
    """Return what is allowed for all units of a line; null where the charge is."""
    if one_unit is None:
        return None
    if isinstance(one_unit, Percent):
        return part(charge, one_unit.of_whole)
    return round(one_unit * units)


def by_fee(case: Case, line: Line, today: date) -> Told:
    """Return Medicare's fee for one unit of a line on its day, or the ends it lies between."""
    code = line.code or ""
    on = line.date or case.delivery.date or today
    state, zip_code = case.patient.state or case.coverage.state, case.patient.zip or case.coverage.zip
    if state is None:
        return _by_state(code, on)
    found = codes.fee(code, on=on, state=state, zip_code=zip_code, modifiers=line.modifiers or ())
    if found.cents is not None:
        where = f"{state}, {'rural' if found.rural else 'not rural'}" if found.rural is not None else state
        note = f". {found.note}" if found.note else ""
        return known(found.cents, _ground(found, f"{where}{_bounds(found)}{note}"))
    city, country = (
        codes.fee(code, on=on, state=state, rural=rural, modifiers=line.modifiers or ()).cents
        for rural in (False, True)
    )
    if city is not None and country is not None:
        question = f"In which ZIP code does the patient live? The fee of {code} differs in rural ones."
        ends = ((city, f"not rural, {dollars(city)}"), (country, f"rural, {dollars(country)}"))
        return open_between(question, *ends, ground=_ground(found, state), where="patient.zip")
    question = f"What does the contractor allow for {code}? {found.note}".strip()
    return open_between(question, (0, "nothing"), (None, "all that is charged"), ground=_ground(found, state))


def of_fee(case: Case, line: Line, today: date, of_whole: int) -> Told:
    """Return a share of Medicare's fee, as a contract may allow it."""
    fee = by_fee(case, line, today)
    values = tuple(None if value is None else part(value, of_whole) for value in fee.values)
    ground = Ground(
        fee.ground.title,
        fee.ground.url,
        f"{of_whole / 100:g}% of the fee, {fee.ground.at}",
        fee.ground.confidence,
    )
    return Told(values, fee.words, fee.question, ground, fee.where)


def _by_state(code: str, on: date) -> Told:
    spread = codes.fee_range(code, on=on)
    ground = _ground(spread, "all states")
    if spread.lowest_cents is None or spread.highest_cents is None:
        question = f"What does the contractor allow for {code}? {spread.note}".strip()
        return open_between(question, (0, "nothing"), (None, "all that is charged"), ground=ground)
    question = f"In which state does the patient live? The fee of {code} depends on it."
    low, high = spread.lowest_cents, spread.highest_cents
    ends = (low, f"the lowest, {dollars(low)}"), (high, f"the highest, {dollars(high)}")
    return open_between(question, *ends, ground=ground, where="patient.state")


def _ground(found: codes.Fee | codes.FeeRange, at: str) -> Ground:
    older = ", older than that day" if found.basis == "after newest release" else ""
    return Ground(found.source or "no fee schedule of that day is at hand", at=f"{at}{older}")


def _bounds(found: codes.Fee) -> str:
    if found.floor_cents is None or found.ceiling_cents is None:
        return ""
    return f", between floor {dollars(found.floor_cents)} and ceiling {dollars(found.ceiling_cents)}"
