"""Judging papers: what is wrong with each, what is unknown of it, and which of several speaks for the requirement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contralateral.guide.checklist.answer import State
    from contralateral.guide.checklist.papers import Paper
    from contralateral.policy.requirement import Age, Order, RequirementFile

__all__ = ["Judged", "judge"]

#: The gravest first: what cannot be mended after the fact stands before what can.
_GRAVEST: tuple[State, ...] = ("wrong side of a date", "out of date", "unsigned", "incomplete")
#: Whose notes support the practitioner's record and do not stand in for it.
_MAKERS = frozenset({"supplier", "prosthetist", "orthotist", "patient"})
_SAID = {
    "order": "the date of the order",
    "received": "the day the supplier had the order",
    "encounter": "the encounter",
    "delivery": "the delivery",
    "service": "the date of service",
    "signed": "the day it was signed",
    "form_last_day": "the last day on which the form could be used",
    "expires": "the last day it is good for",
    "date": "its date",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A state with what was found, what is lacking, the other date and the questions that are open."""

    state: State
    detail: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    date: str = ""
    asks: tuple[str, ...] = ()


def judge(
    record: RequirementFile,
    found: tuple[Paper, ...] | None,
    anchors: Mapping[str, date | None],
    questions: Mapping[str, str],
) -> Judged:
    """Answer a requirement from the papers of its kind.

    Args:
        record: what is wanted.
        found: None where the case says nothing of such papers.
        anchors: the dates of the case.
        questions: how to ask for a fact, by its name.
    """
    if found is None:
        return Judged("unknown", asks=(record.question,))
    heard = [p for p in found if not record.roles or p.role is None or p.role in record.roles]
    others = [p for p in found if p not in heard]
    if not heard:
        return _nobody(record, others)
    if record.document == "history":
        return _worst([_one(record, p, anchors, questions) for p in heard])
    if record.document != "chart" or not record.fields:
        return _best([_one(record, p, anchors, questions) for p in heard])
    return _chart(record, heard, anchors, questions)


def _nobody(record: RequirementFile, others: list[Paper]) -> Judged:
    makers = [p for p in others if p.role in _MAKERS]
    if makers and "practitioner" in record.roles:
        said = ", ".join(f"{p.name} ({p.role})" for p in makers)
        words = f"There is only {said}; alone that does not prove it."
        return Judged("uncorroborated", (words,))
    if record.empty_is_present:
        return Judged("present", ("The case says that there was none before.",))
    return Judged("missing", ("The case says that there is none.",))


def _chart(
    record: RequirementFile,
    heard: list[Paper],
    anchors: Mapping[str, date | None],
    questions: Mapping[str, str],
) -> Judged:
    """Notes of one chart speak together: what one lacks another may have, if it holds by itself."""
    bare = record.model_copy(update={"fields": {}})
    each = [(p, _one(bare, p, anchors, questions)) for p in heard]
    best = _best([judged for _, judged in each])
    sound = [p for p, judged in each if judged.state == "present"] or [
        p for p, judged in each if judged.state == best.state
    ]
    merged = {name: _together([p.fields.get(name) for p in sound]) for name in record.fields}
    faults: list[_Fault] = []
    lacking = _lacking(record, merged, " and ".join(p.name for p in sound), faults)
    asks = [questions.get(name, f"Does the chart give {record.fields[name]}?") for name in lacking]
    return _sum(best, faults, asks)


def _together(told: list[bool | None]) -> bool | None:
    if any(told):
        return True
    return None if None in told else False


@dataclass(frozen=True, slots=True)
class _Fault:
    state: State
    words: str
    field: str = ""
    date: str = ""


def _one(
    record: RequirementFile,
    paper: Paper,
    anchors: Mapping[str, date | None],
    questions: Mapping[str, str],
) -> Judged:
    faults: list[_Fault] = []
    asks: list[str] = []
    lacking = _lacking(record, paper.fields, paper.name, faults)
    if lacking:
        asks.append(f"Does {paper.name} give {_and([record.fields[name] for name in lacking])}?")
    if record.roles and paper.role is None:
        asks.append(f"Who wrote {paper.name}: {_or(record.roles)}?")
    if record.signed and paper.signed is None:
        asks.append(f"Is {paper.name} signed?")
    if record.signed and paper.signed is False:
        faults.append(_Fault("unsigned", f"{_cap(paper.name)} is not signed."))
    dates = {**anchors, **paper.dates}
    for order in record.order:
        _sided(order, paper, dates, faults, asks)
    for age in record.age:
        _aged(age, paper, dates, faults, asks)
    return _sum(Judged("present", (f"{_cap(paper.name)}.",)), faults, asks)


def _lacking(
    record: RequirementFile, told: Mapping[str, bool | None], name: str, faults: list[_Fault]
) -> list[str]:
    """Note the fields that are told to be lacking, and return those that nobody told of."""
    for field, words in record.fields.items():
        if told.get(field) is False:
            faults.append(_Fault("incomplete", f"{_cap(name)} does not give {words}.", field=field))
    return [field for field in record.fields if told.get(field) is None]


def _sided(
    order: Order, paper: Paper, dates: Mapping[str, date | None], faults: list[_Fault], asks: list[str]
) -> None:
    other = order.not_after or order.not_before
    mine, theirs = paper.dates.get(order.date), dates.get(other)
    if not _both(paper, order.date, mine, other, theirs, asks):
        return
    assert mine is not None
    assert theirs is not None
    wrong = mine > theirs if order.not_after else mine < theirs
    if wrong:
        side = "after" if order.not_after else "before"
        words = f"{_cap(_date_of(paper, order.date))}, {mine}, is {side} {_SAID[other]}, {theirs}."
        faults.append(_Fault("wrong side of a date", words, date=other))


def _aged(
    age: Age, paper: Paper, dates: Mapping[str, date | None], faults: list[_Fault], asks: list[str]
) -> None:
    begin = age.until or age.date
    mine, on = paper.dates.get(begin), dates.get(age.on)
    if not _both(paper, begin, mine, age.on, on, asks):
        return
    assert mine is not None
    assert on is not None
    words = _over(age, paper, mine, on)
    if words:
        faults.append(_Fault("out of date", words))


def _over(age: Age, paper: Paper, begins: date, on: date) -> str:
    """Say how a paper of one day no longer holds on another; nothing where it holds."""
    if age.months is not None:
        earliest: date = pl.select(pl.lit(on).dt.offset_by(f"-{age.months}mo")).item()
        words = f"{_cap(_date_of(paper, age.date))}, {begins}, is more than {age.months} months before"
        return f"{words} {_SAID[age.on]}, {on}." if begins < earliest else ""
    last = begins if age.days is None else begins + timedelta(days=age.days - 1)
    return f"{_cap(paper.name)} was good through {last}; {_SAID[age.on]} is {on}." if on > last else ""


def _both(
    paper: Paper, own: str, mine: date | None, other: str, theirs: date | None, asks: list[str]
) -> bool:
    """Whether both dates are told; what is not is asked."""
    if mine is None:
        asks.append(f"What is {_date_of(paper, own)}?")
    if theirs is None:
        asks.append(f"What is {_SAID[other]}?" if other == "order" else f"When is {_SAID[other]}?")
    return mine is not None and theirs is not None


def _date_of(paper: Paper, name: str) -> str:
    return f"the date of {paper.name}" if name == "date" else _SAID[name]


def _sum(base: Judged, faults: list[_Fault], asks: list[str]) -> Judged:
    """Join what was found with what was found before; a fault outweighs a question, a question what is present."""
    states = {f.state for f in faults} | ({base.state} if base.state in _GRAVEST else set())
    state: State = next((s for s in _GRAVEST if s in states), "present")
    open_ = tuple(dict.fromkeys([*base.asks, *asks]))
    if state == "present" and open_:
        state = "unknown"
    kept = base.detail if base.state == state and base.state != "unknown" else ()
    return Judged(
        state,
        (*kept, *(f.words for f in faults)),
        (*base.fields, *(f.field for f in faults if f.field)),
        next((f.date for f in faults if f.date), base.date),
        open_,
    )


_RANK: tuple[State, ...] = ("present", "unknown", *reversed(_GRAVEST), "uncorroborated", "missing")


def _best(each: list[Judged]) -> Judged:
    return min(each, key=lambda j: (_RANK.index(j.state), len(j.detail)))


def _worst(each: list[Judged]) -> Judged:
    return max(each, key=lambda j: (_RANK.index(j.state), len(j.detail)))


def _cap(words: str) -> str:
    return words[:1].upper() + words[1:]


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _or(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
