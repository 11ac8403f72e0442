"""A case as claim tables: what was left out stays null, what was said to be empty is empty."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from contralateral.claim.tables import SCHEMAS, ClaimTables
from contralateral.codes import attributes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from contralateral.case import Case
    from contralateral.case.parts import Stay

__all__ = ["from_case"]

_SEX = {"female": "F", "male": "M", "other": "U"}
_FREQUENCY = {"original": "1", "replacement": "7", "void": "8"}
_YES = {"true", "yes", "y", "on"}
_NO = {"false", "no", "n", "off"}


def from_case(case: Case, *, path: str) -> ClaimTables:
    """Return the tables of one case: one claim, its lines, and all that the case says about them.

    Args:
        case: as ``case.read`` gives it.
        path: where a person finds it; the file's stem names a case that has no name.
    """
    tables: dict[str, list[dict[str, Any]]] = {
        "claims": [_claim(case, path)],
        "lines": [_line(case, i) for i in range(len(case.lines))],
        "diagnoses": [
            {"claim": 0, "position": i, "diagnosis": dx, "system": "ICD-10-CM"}
            for i, dx in enumerate(case.condition.diagnoses or (), start=1)
        ],
        "evidence": list(_evidence(case)),
        "history": [
            {"claim": 0, "code": e.code, "side": e.side, "delivered": e.delivered, "ended": e.ended}
            for e in case.history or ()
        ],
        "notices": [{"claim": 0, **n.model_dump()} for n in case.notices or ()],
    }
    return ClaimTables(**{name: _frame(name, rows) for name, rows in tables.items()})


def _frame(name: str, rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    schema = SCHEMAS[name]
    filled = [{column: row.get(column) for column in schema} for row in rows]
    return pl.DataFrame(filled, schema=dict(schema), orient="row")


def _claim(case: Case, path: str) -> dict[str, Any]:
    people, cover, order = case.practitioners, case.coverage, case.order
    stem = path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return {
        "claim": 0,
        "claim_id": case.case or stem,
        "source": path,
        "payer_id": case.payer,
        "payer_rank": cover.rank,
        "plan_type": cover.plan_type,
        "plan_state": cover.state,
        "patient_key": _patient_key(case),
        "patient_state": case.patient.state or cover.state,
        "patient_zip": case.patient.zip or cover.zip,
        "born": case.patient.born,
        "sex": _SEX.get(case.patient.sex or ""),
        "place_of_service": case.claim.place_of_service,
        "frequency": _FREQUENCY[case.claim.frequency or "original"],
        "claim_charge_cents": _cents(case.claim.charge),
        "billing_npi": case.supplier.npi,
        "rendering_npi": people.rendering.npi if people.rendering else None,
        "referring_npi": people.referring.npi if people.referring else None,
        "ordering_npi": people.ordering.npi if people.ordering else None,
        "authorization": case.authorization.number,
        "condition_region": _region(case.condition.region),
        "condition_side": case.condition.side,
        "condition_cause": case.condition.cause,
        "device_kind": case.device.kind,
        "device_region": _region(case.device.region),
        "device_make": case.device.make,
        "device_side": case.device.side,
        "order_date": order.date,
        "order_received": order.received,
        "order_signed": order.signed,
        "delivered": case.delivery.date,
        "encounter_date": case.encounter.date,
        "authorization_exempt": case.authorization.exempt,
        "authorization_decision": case.authorization.decision,
        "authorization_decided": case.authorization.date,
        "proof_signed": False if case.delivery.proof is False else case.delivery.signed,
        "proof_dated": case.delivery.dated,
        "proof_relation": case.delivery.relation,
        "shipped": case.delivery.shipped,
        "authorization_items": _codes(case.authorization.items),
        "order_lacks": _lacks(_order_elements(case)),
        "proof_lacks": _lacks(_proof_elements(case)),
        "order_cancelled": order.cancelled,
        "ordering_profession": people.ordering.profession if people.ordering else None,
        "order_gives_reason": None if order.replacement_reason is None else bool(order.replacement_reason),
        "stay_ends": _stay_ends(case),
        "coverage_from": cover.starts,
        "coverage_through": cover.ends,
        "primary_answered": _primary_answered(case),
        "qmb": cover.qmb,
        "supplier_accredited": case.supplier.accredited,
        "ordering_enrolled": people.ordering.enrolled if people.ordering else None,
        "is_replacement": case.device.replaces,
        "in_part_a_stay": None if case.stays is None else _any_part_a(case),
        "filing_limit_days": cover.filing_limit_days,
        "order_limit_days": cover.order_limit_days,
        "network": cover.network,
        "diagnoses_supplied": _supplied(case.condition.diagnoses),
        "evidence_supplied": _evidence_supplied(case),
        "history_supplied": _supplied(case.history),
        "notices_supplied": _supplied(case.notices),
    }


def _line(case: Case, index: int) -> dict[str, Any]:
    line, ordered = case.lines[index], case.order.items
    return {
        "claim": 0,
        "line": index + 1,
        "code": line.code,
        "modifiers": None if line.modifiers is None else list(line.modifiers),
        "units": line.units,
        "charge_cents": _cents(line.charge),
        "dos": line.date or case.delivery.date or case.order.cancelled,
        "dos_through": line.through,
        "place_of_service": line.place_of_service or case.claim.place_of_service,
        "pointers": None if line.diagnoses is None else list(line.diagnoses),
        "description": line.description,
        "authorization": line.authorization,
        "on_order": None if ordered is None or line.code is None else line.code in ordered,
    }


def _evidence(case: Case) -> Iterable[dict[str, Any]]:
    for at, document in enumerate(case.documents or (), start=1):
        for fact, value in document.states.items():
            if value is not None:
                yield {
                    "claim": 0,
                    "line": document.line,
                    "fact": fact,
                    "value": _word(value),
                    "number": _number(value),
                    "role": document.role,
                    "dated": document.date,
                    "document": document.id or f"{document.kind} {at}",
                    "page": document.page,
                }
    for measure in case.measures or ():
        low, high = measure.interval
        yield {
            "claim": 0,
            "line": measure.line,
            "fact": measure.fact,
            "value": str(measure.value),
            "number": measure.value,
            "low": low,
            "high": high,
            "unit": measure.unit,
            "role": measure.role or "measurement",
            "dated": measure.date,
            "document": measure.method,
        }


def _evidence_supplied(case: Case) -> bool | None:
    """Whether what the chart states was told: a list of papers of which nobody says what they state tells nothing."""
    if case.documents is None or (case.documents and not any(d.states for d in case.documents)):
        return None
    return True


def _any_part_a(case: Case) -> bool | None:
    answers = [_part_a_on(stay, case.delivery.date) for stay in case.stays or ()]
    if any(answers):
        return True
    return None if None in answers else False


def _part_a_on(stay: Stay, day: date | None) -> bool | None:
    """Whether Part A pays the stay and the day is in it; a stay without dates is one on the day."""
    before = day is not None and stay.admitted is not None and day < stay.admitted
    # On the day of discharge the patient goes home.
    after = day is not None and stay.discharged is not None and day >= stay.discharged
    return False if before or after else stay.part_a


def _order_elements(case: Case) -> dict[str, bool | None]:
    """The elements of a written order beside its date and signature, and whether the case says that it has them."""
    order = case.order
    named = None if order.practitioner is None else bool(order.practitioner)
    described = None if order.description is None else bool(order.description)
    return {
        "the patient": order.patient,
        "the item": True if order.items else described,
        "the quantity": order.quantity,
        "the practitioner": True if order.npi else named,
    }


def _proof_elements(case: Case) -> dict[str, bool | None]:
    """The elements of a proof of delivery beside its date and signature, and whether it is said to have them."""
    proof = case.delivery
    described = None if proof.description is None else bool(proof.description)
    return {
        "the patient": proof.patient,
        "the address": proof.address,
        "the item": True if proof.items else described,
        "the quantity": proof.quantity,
        "the signer's relation": True if proof.relation == "patient" else proof.relation_stated,
    }


def _lacks(elements: dict[str, bool | None]) -> str | None:
    """The elements that are told to be lacking, in words; null where none is and some are not told."""
    lacking = [name for name, there in elements.items() if there is False]
    return ", ".join(lacking) if lacking or None not in elements.values() else None


def _codes(items: tuple[str, ...] | None) -> str | None:
    return None if items is None else " ".join(items)


def _stay_ends(case: Case) -> date | None:
    """The discharge from the stay in which the device was delivered; none where nobody dates one."""
    day = case.delivery.date
    ends = [
        stay.discharged
        for stay in case.stays or ()
        if day and stay.discharged and day <= stay.discharged and not (stay.admitted and day < stay.admitted)
    ]
    return min(ends, default=None)


def _primary_answered(case: Case) -> bool | None:
    """Whether what a payer before this one paid is told; null where nobody speaks of other payers."""
    if case.other_payers is None:
        return None
    before = [p for p in case.other_payers if p.rank in {None, "primary"}]
    return any(p.paid is not None for p in before)


def _patient_key(case: Case) -> str | None:
    """A digest that finds the same patient again and tells nobody who it is."""
    who = case.patient.record or case.patient.name
    if who is None:
        return None
    text = f"{who.strip().upper()}|{case.patient.born or ''}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@cache
def _region(words: str | None) -> str | None:
    """The part of the body in the words of the code tables ("left knee": lower limb), else as it is written."""
    if words is None:
        return None
    return attributes.read(words).region or words.strip().lower()


def _supplied(value: object) -> bool | None:
    return None if value is None else True


def _cents(dollars: Decimal | None) -> int | None:
    return None if dollars is None else int((dollars * 100).to_integral_value())


def _word(value: str) -> str:
    low = value.strip().lower()
    if low in _YES:
        return "true"
    return "false" if low in _NO else low


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
