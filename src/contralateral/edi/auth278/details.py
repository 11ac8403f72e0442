"""What events and services have more than one of: diagnoses, decisions, rejections, parties, traces, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi import columns
from contralateral.edi.acks.finding import count_within, elements, repetitions
from contralateral.edi.acks.table import Table, hung
from contralateral.edi.auth278.requests import of_level
from contralateral.edi.auth278.schemas import SCHEMAS
from contralateral.edi.columns import nullable

if TYPE_CHECKING:
    from contralateral.edi.acks.table import Made
    from contralateral.edi.acks.work import Work

__all__ = ["decisions", "diagnoses", "notes", "parties", "rejections", "traces"]


def diagnoses(work: Work) -> Made:
    """Return a row for each code in HI; positions count on over the HI of one level, as pointers do."""
    hi = work.rows("HI")
    flat, _, span = elements(work.tokens, hi)
    rows = hi[flat]
    position = count_within(work.places.level[rows])
    Table(work, hi)
    kept = np.flatnonzero(span[1] > 0)
    table = Table(work, rows[kept]).keys(level=True, service=True).number("position", position[kept])
    kind, code, form, day = table.parts((span[0][kept], span[1][kept]), "qualifier", "code", "format", "text")
    table.fault(code[1] == 0, " names a kind of code and no code.", "Add the code or leave both out.")
    table.fault(kind[1] == 0, " has a code without its kind.", "Add the kind.")
    value, _, good, bad = columns.ranges(work.tokens, table.cells(form), table.cells(day))
    table.put(day=nullable(value, good, "date"))
    table.fault(bad, " has a date that is not a day of the calendar.", "Write D8 and CCYYMMDD.")
    return table.frame(SCHEMAS["diagnoses"])


def decisions(work: Work) -> Made:
    """Return a row for each reason of each decision (HCR); one without a reason has one row."""
    hcr = work.rows("HCR")
    nth, reason = repetitions(work.tokens, Table(work, hcr).span(3), work.tokens.delimiters.repetition)
    table = Table(work, hcr[nth]).keys(level=True, service=True, loop=True)
    table.number("position", count_within(nth)).text(action=1, certification=2, second_opinion=4)
    table.texts(reason=reason)
    empty = hcr[Table(work, hcr).span(1)[1] == 0]
    work.fault(empty, "HCR01 is empty: what was decided is not told.", "Ask for the answer again.")
    return table.frame(SCHEMAS["decisions"])


def rejections(work: Work) -> Made:
    """Return a row for each AAA, at whatever level: why something could not be looked at, and what to do."""
    rows = work.rows("AAA")
    table = Table(work, rows).keys(level=True, service=True, loop=True).put(of=of_level(work, rows))
    return table.text(valid=1, reason=3, follow_up=4).frame(SCHEMAS["rejections"])


def parties(work: Work) -> Made:
    """Return a row for each NM1, with the address, contact, specialty and demographics that hang on it."""
    rows = work.rows("NM1")
    table = Table(work, rows).keys(level=True, service=True, loop=True).put(of=of_level(work, rows))
    table.text(role=1, kind=2, name=3, first=4, middle=5, suffix=7, id_qualifier=8, id=9)
    for name, wanted in (
        ("N3", {"address1": 1, "address2": 2}),
        ("N4", {"city": 1, "state": 2, "zip": 3, "country": 4}),
        ("PER", {"contact": 2, "contact_qualifier": 3, "contact_number": 4}),
        ("PRV", {"provider_code": 1, "taxonomy": 3}),
        ("INS", {"insured": 1, "relationship": 2}),
    ):
        table.beside(hung(work.kid(name), rows)).text(**wanted)
    table.beside(hung(work.kid("DMG"), rows)).text(sex=3).period(1, 2, "born")
    return table.frame(SCHEMAS["parties"])


def traces(work: Work) -> Made:
    """Return a row for each TRN: the number under which somebody finds an event or a service again."""
    table = Table(work, work.rows("TRN")).keys(level=True, service=True, loop=True)
    return table.text(type=1, number=2, assigner=3, division=4).frame(SCHEMAS["traces"])


def notes(work: Work) -> Made:
    """Return a row for each MSG."""
    table = Table(work, work.rows("MSG")).keys(level=True, service=True, loop=True)
    return table.text(text=1).frame(SCHEMAS["notes"])
