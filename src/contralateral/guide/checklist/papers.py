"""The papers of a case, all in one shape: what stands in each, which dates it has, whether it is signed, whose it is.

Null is unknown. A builder returns None where the case says nothing of such papers, and no paper where it says that
there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contralateral.policy.sets import load_sets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from contralateral.case import Case
    from contralateral.case.parts import Measure
    from contralateral.policy.requirement import RequirementFile

__all__ = ["Paper", "papers"]

#: What a plan writes is no note of the chart: nobody signs it for the patient.
_OF_THE_PLAN = frozenset({"plan document"})
_MODIFIER_SIDES = {"RT": "right", "LT": "left"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as requirements see it."""

    name: str
    fields: Mapping[str, bool | None] = field(default_factory=dict)
    dates: Mapping[str, date | None] = field(default_factory=dict)
    signed: bool | None = None
    role: str | None = None


def papers(
    record: RequirementFile, case: Case, *, code: str | None, modifiers: tuple[str, ...] | None
) -> tuple[Paper, ...] | None:
    """Return the papers of the kind that a requirement names; for a line, those of its code and side."""
    if record.document == "chart":
        return _chart(record, case)
    if record.document == "measure":
        return _measures(record, case)
    if record.document in {"history", "replaced"}:
        return _history(case, code, modifiers, every=record.document == "replaced")
    return _BUILDERS[record.document or ""](case, code)


def _text(said: str | None) -> bool | None:
    return None if said is None else bool(said.strip())


def _either(words: str | None, items: tuple[str, ...] | None) -> bool | None:
    """An item is described in words or by its code; either will do, and one told to be empty is enough for no."""
    answers = [a for a in (_text(words), None if items is None else bool(items)) if a is not None]
    return any(answers) if answers else None


def _covers(items: tuple[str, ...] | None, code: str | None) -> bool | None:
    return None if items is None or code is None else code in items


def _order(case: Case, code: str | None) -> tuple[Paper, ...] | None:
    order = case.order
    if order.written is False:
        return ()
    if order == type(order)():
        return None
    named = _text(order.practitioner)
    fields = {
        "patient": order.patient,
        "item": _either(order.description, order.items),
        "quantity": order.quantity,
        "date": True if order.date else None,
        "received": True if order.received else None,
        "practitioner": True if order.npi else named,
        "this_code": _covers(order.items, code),
        "replacement_reason": _text(order.replacement_reason),
    }
    dates = {"date": order.date, "received": order.received}
    return (Paper("the written order", fields, dates, order.signed),)


def _encounter(case: Case, code: str | None) -> tuple[Paper, ...] | None:
    met = case.encounter
    if met.held is False:
        return ()
    if met == type(met)():
        return None
    fields = {"date": True if met.date else None, "practitioner": _text(met.practitioner)}
    return (Paper("the encounter", fields, {"date": met.date}),)


def _delivery(case: Case, code: str | None) -> tuple[Paper, ...] | None:
    told = case.delivery
    if told.proof is False:
        return ()
    if all(getattr(told, name) is None for name in type(told).model_fields if name != "date"):
        return None
    by_patient = None if told.relation is None else told.relation == "patient"
    fields = {
        "patient": told.patient,
        "address": told.address,
        "item": _either(told.description, told.items),
        "quantity": told.quantity,
        "date": told.dated,
        "relation": True if by_patient else told.relation_stated,
        "accepted_signer": None if told.relation is None else told.relation != "supplier staff",
    }
    return (Paper("the proof of delivery", fields, {"date": told.shipped or told.date}, told.signed),)


def _authorization(case: Case, code: str | None) -> tuple[Paper, ...] | None:
    told = case.authorization
    if told.number == "" and told.decision != "pending":
        return ()
    if told == type(told)():
        return None
    number = told.number
    fields = {
        "number": _text(number),
        "number_of_14": None if number is None else len(number.strip()) == 14 and number.strip().isalnum(),
        "affirmed": None if told.decision is None else told.decision == "affirmed",
        "date": True if told.date else None,
        "this_code": _covers(told.items, code),
    }
    return (Paper("the authorization", fields, {"date": told.date, "expires": told.expires}),)


def _notices(case: Case, code: str | None) -> tuple[Paper, ...] | None:
    if case.notices is None:
        return None
    last = {_day(printed): day for printed, day in load_sets()["abn_forms"].values.items()}
    found = []
    for notice in case.notices:
        if notice.kind != "abn" or (notice.line is not None and _code_of(case, notice.line) != code):
            continue
        expires = notice.form_expires
        found.append(
            Paper(
                "the notice",
                {"item": notice.names_item, "reason": notice.states_reason},
                {"signed": notice.signed, "form_last_day": last.get(expires, expires) if expires else None},
                signed=True if notice.signed else None,
            )
        )
    return tuple(found)


def _day(printed: str) -> date:
    from datetime import date

    return date.fromisoformat(printed)


def _code_of(case: Case, line: int) -> str | None:
    return case.lines[line - 1].code if line <= len(case.lines) else None


def _goals(case: Case, code: str | None) -> tuple[Paper, ...] | None:
    return None if case.goals is None else tuple(Paper(f"the goal “{goal}”") for goal in case.goals)


def _condition(case: Case, code: str | None) -> tuple[Paper, ...] | None:
    told = case.condition
    if told.cause is None and told.since is None:
        return None
    fields = {"cause": _text(told.cause), "since": True if told.since else None}
    return (Paper("the history", fields),)


def _history(
    case: Case, code: str | None, modifiers: tuple[str, ...] | None, *, every: bool
) -> tuple[Paper, ...] | None:
    """Earlier devices: of the same code and side, or every one where the earlier had another code."""
    if case.history is None:
        return None
    sides = {_MODIFIER_SIDES[m] for m in modifiers or () if m in _MODIFIER_SIDES}
    same = [e for e in case.history if e.code == code and (not sides or e.side in {None, "both", *sides})]
    return tuple(
        Paper(
            f"the earlier {e.code}",
            {"delivered": True if e.delivered else None, "ended": True if e.ended else None},
            {"date": e.delivered},
        )
        for e in same or (case.history if every else ())
    )


def _measures(record: RequirementFile, case: Case) -> tuple[Paper, ...] | None:
    if case.measures is None:
        return None
    return tuple(
        Paper(
            f"the measure {m.fact.replace('_', ' ')}, {m.value:g} {m.unit}{_interval(m)}",
            {
                "method": _text(m.method),
                "date": True if m.date else None,
                "uncertainty": None if m.interval == (None, None) else True,
            },
            {"date": m.date},
            role=m.role,
        )
        for m in case.measures
        if m.fact in record.facts
    )


def _interval(measure: Measure) -> str:
    low, high = measure.interval
    return "" if low is None else f" ({low:g} to {high:g})"


def _chart(record: RequirementFile, case: Case) -> tuple[Paper, ...] | None:
    if case.documents is None:
        return None
    kinds = {k.lower() for k in record.kinds}
    notes = [(d.kind.strip().lower(), d) for d in case.documents]
    return tuple(
        Paper(
            f"the {d.kind}" + (f" of {d.date}" if d.date else ""),
            {name: _said(d.states, name) for name in record.fields},
            {"date": d.date},
            d.signed,
            d.role,
        )
        for kind, d in notes
        if (kind in kinds if kinds else kind not in _OF_THE_PLAN)
    )


def _said(states: Mapping[str, str | None], fact: str) -> bool | None:
    value = states.get(fact)
    return None if value is None else value.strip().lower() not in {"", "no", "false", "n", "off", "0"}


_BUILDERS: dict[str, Callable[[Case, str | None], tuple[Paper, ...] | None]] = {
    "authorization": _authorization,
    "condition": _condition,
    "delivery": _delivery,
    "encounter": _encounter,
    "goals": _goals,
    "notice": _notices,
    "order": _order,
}
