"""Releases have names ("2026-07", "FY2026") and days they speak for; file names and notes say which it is.

A quarterly file covers its quarter, a bare year ("HCPC2019_CONTR_ANWEB") is the annual file and covers the
year, a fiscal year runs from 1 October, and a list with dated phases (prior authorization, corrections) is
known by the day it was published.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

__all__ = ["KINDS", "Kind", "Period", "next_day", "noted_in", "period", "stated_in"]

Kind = Literal[
    "hcpcs",
    "modifiers",
    "noc",
    "fees",
    "area_fees",
    "rural_zips",
    "mue",
    "prior_authorization",
    "places",
    "icd10",
    "corrections",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

#: Kinds whose release is the day of publication: what they hold carries its own dates.
_DAILY = ("prior_authorization", "corrections")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"


@dataclass(frozen=True, slots=True)
class Period:
    """A release's label and the closed interval of days of service it speaks for."""

    label: str
    first: date
    last: date


def period(kind: Kind, text: str) -> Period | None:
    """Return the period that a release label stands for, or nothing when the label cannot be read.

    ``text`` is "2026-07", "2026" (the annual file), "FY2026" (ICD-10-CM), or a day such as "2026-07-29" for lists that
    carry their own dates.

    >>> period("hcpcs", "2026-07")
    Period(label='2026-07', first=datetime.date(2026, 7, 1), last=datetime.date(2026, 9, 30))
    """
    text = text.strip().upper()
    if kind == "icd10":
        return _fiscal(text)
    if kind in _DAILY:
        day = _day(text)
        return Period(day.isoformat(), day, day) if day else None
    if re.fullmatch(r"20\d\d", text):
        return Period(f"{text}-01", date(int(text), 1, 1), date(int(text), 12, 31))
    found = re.fullmatch(r"(20\d\d)-(\d\d)(-\d\d)?", text)
    if not found or not 1 <= int(found[2]) <= 12:
        return None
    year, month = int(found[1]), int(found[2])
    return Period(f"{year}-{month:02d}", date(year, month, 1), _month_end(year, -(-month // 3) * 3))


def stated_in(kind: Kind, name: str) -> str | None:
    """Return the release label that a file's name states, or nothing.

    The month by name wins over digits, since CMS adds the day of posting to its file names.

    >>> stated_in("hcpcs", "HCPC2026_OCT_ANWEB_09182026.xlsx")
    '2026-10'
    """
    low = name.lower()
    if kind == "icd10":
        return _fiscal_in(low)
    if kind in _DAILY:
        found = re.search(r"(20\d\d)[-_]?([01]\d)[-_]?([0-3]\d)(?!\d)", low)
        return f"{found[1]}-{found[2]}-{found[3]}" if found else _american(low)
    if found := re.search(rf"(20\d\d|(?<=dmepos)\d\d|(?<=dme)\d\d)[-_ ]?{_MONTH}", low):
        return f"{found[1] if len(found[1]) == 4 else '20' + found[1]}-{_number(found[2])}"
    if named := _months_in(low):
        return named[0]
    return _digits_in(low)


def noted_in(notes: str) -> str | None:
    """Return the release that note rows above a table state: the one month or effective day they name.

    Years alone are copyright notices, and two different months leave it open.

    >>> noted_in("CPT copyright 2025 American Medical Association. Effective Date: 10/1/2026")
    '2026-10'
    """
    low = notes.lower()
    days = re.findall(r"eff(?:ective)?[^0-9a-z]{0,3}(?:date)?[^0-9]{0,3}(\d{1,2}/\d{1,2}/20\d\d)", low)
    found = {*_months_in(low), *(day[:7] for text in days if (day := _american(text)))}
    return found.pop() if len(found) == 1 else None


def next_day(day: date) -> date:
    """Return the day after."""
    return day + timedelta(days=1)


def _fiscal(text: str) -> Period | None:
    """An ICD-10-CM release: a whole fiscal year, or what an April update leaves of it."""
    if found := re.fullmatch(r"(?:FY)?(20\d\d)", text):
        year = int(found[1])
        return Period(f"FY{year}", date(year - 1, 10, 1), date(year, 9, 30))
    if found := re.fullmatch(r"(20\d\d)-(01|04|10)(-\d\d)?", text):
        year, month = int(found[1]), int(found[2])
        if month == 10:
            return _fiscal(f"FY{year + 1}")
        return Period(f"{year}-{month:02d}", date(year, month, 1), date(year, 9, 30))
    return None


def _fiscal_in(low: str) -> str | None:
    """The fiscal year, or the April update, that the name of an ICD-10-CM file states."""
    year = re.search(r"(?<!\d)(20\d\d)(?:[-_]?(0[14]|10))?(?!\d)", low)
    if not year:
        return None
    span = _fiscal(f"{year[1]}-{year[2]}" if year[2] else year[1])
    return span.label if span else None


def _months_in(low: str) -> list[str]:
    """Months written by name before their year."""
    found = re.finditer(rf"(?<![a-z]){_MONTH}[-_, ]{{0,2}}(20\d\d)", low)
    return [f"{match[2]}-{_number(match[1])}" for match in found]


def _digits_in(low: str) -> str | None:
    if found := re.search(r"(?<!\d)(20\d\d)[-_ ]?q([1-4])", low):
        return f"{found[1]}-{int(found[2]) * 3 - 2:02d}"
    if found := re.search(r"(?<!\d)(20\d\d)[-_]?(0[1-9]|1[0-2])(?!\d)", low):
        return f"{found[1]}-{found[2]}"
    if american := _american(low):
        return american[:7]
    year = re.search(r"(?<!\d)(20\d\d)(?!\d)", low)
    return year[1] if year else None


def _american(text: str) -> str | None:
    """A day written month first, as in "Eff_10-01-2026"."""
    found = re.search(r"(?<!\d)([01]?\d)[-/_]([0-3]?\d)[-/_](20\d\d)(?!\d)", text)
    return f"{found[3]}-{int(found[1]):02d}-{int(found[2]):02d}" if found else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _number(month: str) -> str:
    return f"{_MONTHS.index(month[:3]) + 1:02d}"
