"""Documentation as the list of requirements: what must stand in each paper, who signs, which dates it keeps to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.guide.page.model import Group, Point
from contralateral.guide.page.words import listed
from contralateral.policy.criteria import load_criteria
from contralateral.policy.requirement import ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contralateral.guide.page.shelf import Shelf
    from contralateral.policy.requirement import Age, Order, RequirementFile, When

__all__ = ["documents"]

_DATES = {"date": "its date", "received": "the day it was received", "signed": "the day it was signed"}
_DATES |= {"expires": "its last day", "form_last_day": "the last day printed on the form"}
_CASE = {"order": "the order", "received": "the receipt of the order", "encounter": "the encounter"}
_CASE |= {"delivery": "the delivery", "service": "the day of service"} | _DATES


def documents(code: str, shelf: Shelf) -> Iterator[Group]:
    """Yield the groups of the fourth section, in the order in which a case comes about."""
    groups: dict[str, list[Point]] = {}
    for requirement, _, cite in shelf.requirements(code):
        record = requirement.record
        text = " ".join(_sentences(record))
        point = Point(text, cite, shelf.who(requirement.pack), "rule", next(iter(record.rules), ""))
        groups.setdefault(record.item, []).append(point)
    for item, points in groups.items():
        yield Group(ITEMS[item], tuple(points))
    if not groups:
        gap = Point("No requirement here speaks of it.", shelf.searched_rules, kind="gap")
        yield Group("", (gap,))


def _sentences(record: RequirementFile) -> Iterator[str]:
    wanted = {"required": "required", "on request": "wanted on request", "advised": "advised"}[record.wanted]
    when = _when(record.when)
    yield f"{record.title}: {wanted}{', ' + when if when else ''}."
    if record.fields:
        yield f"It states {listed(list(record.fields.values()))}."
    if record.signed:
        yield "It is signed."
    if record.roles:
        yield f"The word that counts: {listed(list(record.roles), 'or')}."
    if record.criteria:
        titles = [c.title.rstrip(".") for c in load_criteria()[record.criteria].criterion]
        yield f"Each criterion is shown: {'; '.join(titles)}."
    yield from (f"{_order(order)}." for order in record.order)
    yield from (f"{_age(age)}." for age in record.age)
    yield f"What to do: {record.remedy}"


def _when(when: When) -> str:
    parts = []
    if when.makes:
        parts.append(f"where the device is {listed(list(when.makes), 'or')}")
    if when.kinds:
        parts.append(f"for {listed([f'{k}' for k in when.kinds], 'and')}")
    if when.causes:
        parts.append(f"where the cause is {listed(list(when.causes), 'or')}")
    if when.diagnoses:
        parts.append(f"with a diagnosis of {', '.join(when.diagnoses)}")
    if when.without_diagnoses:
        parts.append(f"without a diagnosis of {', '.join(when.without_diagnoses)}")
    if when.modifiers:
        parts.append(f"with the modifier {listed(list(when.modifiers), 'or')}")
    if when.without:
        parts.append(f"without the modifier {listed(list(when.without), 'or')}")
    if when.listed:
        parts.append("where the code is on the list of the day")
    if when.authorization is not None:
        parts.append(
            "where prior authorization is required" if when.authorization else "without authorization"
        )
    if when.replaces is not None:
        parts.append("where it replaces an earlier device" if when.replaces else "for a first device")
    if when.met:
        parts.append("where the plan wants it")
    return ", ".join(parts)


def _order(order: Order) -> str:
    side, other = ("not after", order.not_after) if order.not_after else ("not before", order.not_before)
    return f"{_DATES[order.date].capitalize()} is {side} {_CASE[other]}"


def _age(age: Age) -> str:
    on = _CASE[age.on]
    if age.until:
        return f"It holds until {_DATES[age.until]}, on {on}"
    length = f"{age.months} months" if age.months else f"{age.days} days"
    return f"It is no older than {length} on {on}"
