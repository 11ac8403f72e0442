"""Days as articles write them: 2025-04-01, April 1, 2025, 4/1/2025, April 2025, 2025."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

__all__ = ["days_in", "says_day"]

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_ISO = re.compile(r"\b(20\d\d|19\d\d)-(\d\d)-(\d\d)\b")
_WRITTEN = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/((?:19|20)?\d\d)\b")
_MONTH_ONLY = re.compile(rf"\b{_MONTH}\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_YEAR = re.compile(
    r"\b(?:in|since|from|until|for|of|to|before|after|by|through|year)\s+((?:19|20)\d\d)\b", re.IGNORECASE
)


def days_in(text: str) -> list[tuple[date, date]]:
    """Return the spans of days that a text names, from first to last day; a full date is a span of one day.

    >>> days_in("effective April 1, 2025")
    [(datetime.date(2025, 4, 1), datetime.date(2025, 4, 1))]
    """
    spans: list[tuple[date, date]] = []
    for found in _ISO.finditer(text):
        spans += _day(int(found[1]), int(found[2]), int(found[3]))
    for found in _WRITTEN.finditer(text):
        spans += _day(int(found[3]), _MONTHS[found[1].lower()], int(found[2]))
    for found in _SLASHED.finditer(text):
        year = int(found[3]) if len(found[3]) == 4 else 2000 + int(found[3])
        spans += _day(year, int(found[1]), int(found[2]))
    for found in _MONTH_ONLY.finditer(text):
        year, month = int(found[2]), _MONTHS[found[1].lower()]
        spans.append((date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])))
    if not spans:
        spans = [(date(int(y), 1, 1), date(int(y), 12, 31)) for y in _YEAR.findall(text)]
    return spans


def says_day(spans: list[tuple[date, date]], last_day: date) -> bool:
    """Whether a span holds a last day, or the day after it: people write either for the end of a code."""
    return any(
        first <= day <= last for first, last in spans for day in (last_day, last_day + timedelta(days=1))
    )


def _day(year: int, month: int, day: int) -> list[tuple[date, date]]:
    try:
        found = date(year, month, day)
    except ValueError:
        return []
    return [(found, found)]
