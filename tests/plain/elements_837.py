"""Read single elements of an 837P: money, numbers, days and composites, strictly or not at all."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.plain.loops_837 import Fault

if TYPE_CHECKING:
    from contralateral.edi import Segment
    from tests.plain.values import Transaction

__all__ = [
    "cents",
    "component_separator",
    "day",
    "days",
    "national_id",
    "number",
    "parts",
    "text",
    "whole_number",
]

#: A decimal number without exponent, sign or blanks; eighteen digits are the most an element may have.
NUMBER = re.compile(r"(?=.{1,19}$)(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
DAY = re.compile(r"[0-9]{8}")
#: Years outside of these are slips of the pen in a claim, whoever it is about.
YEARS = range(1880, 2101)
#: The place of service composite as every 837P writes it: two places, B, frequency.
CLM05 = re.compile(r"[0-9A-Za-z]{1,2}([^0-9A-Za-z\s])(?:B)?\1[0-9A-Za-z]")


def text(value: str) -> str | None:
    """Return an element without its padding, and null for an empty one."""
    return value.strip() or None


def number(segment: Segment, n: int, what: str) -> Decimal | None:
    """Return a decimal element, and null for an empty one.

    Raises:
        Fault: it is not a plain decimal number of zero or more.
    """
    value = segment[n].strip()
    if not value:
        return None
    if not NUMBER.fullmatch(value):
        fault = f"{what} ({segment.id}{n:02}) is not a plain number of zero or more."
        raise Fault(segment, fault, "Write digits with at most one decimal point.")
    return Decimal(value)


def cents(segment: Segment, n: int, what: str) -> int:
    """Return an amount in whole cents.

    Raises:
        Fault: there is none, or it is not dollars and at most two decimals.
    """
    dollars = number(segment, n, what)
    if dollars is None:
        raise Fault(segment, f"{what} ({segment.id}{n:02}) is missing.", "Add the amount.")
    amount = dollars * 100
    if amount != int(amount) or amount >= 10**16:
        fault = f"{what} ({segment.id}{n:02}) is not an amount of dollars and cents."
        raise Fault(segment, fault, "Write it with at most two decimals.")
    return int(amount)


def whole_number(value: str) -> int | None:
    """Return a whole number, "1.00" included, and null for anything else."""
    if not NUMBER.fullmatch(value) or Decimal(value) % 1 or Decimal(value) >= 2**32:
        return None
    return int(Decimal(value))


def day(value: str) -> date | None:
    """Return the day of CCYYMMDD, and null where there is no such day."""
    if not DAY.fullmatch(value) or int(value[:4]) not in YEARS:
        return None
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        return None


def days(segment: Segment, format_at: int, what: str) -> tuple[date, date]:
    """Return the first and the last day of a date (D8) or a range (RD8); its format is in ``format_at``.

    Raises:
        Fault: the format is another, a day does not exist, or the range ends before it begins.
    """
    form, value = segment[format_at].strip(), segment[format_at + 1].strip()
    written = {"D8": [value], "RD8": value.split("-")}.get(form, [])
    found = [day(part) for part in written]
    first, last = (found[0], found[-1]) if found else (None, None)
    if first is None or last is None or len(found) != (2 if form == "RD8" else 1):
        raise Fault(
            segment, f"{what} is not a day of the calendar.", "Write D8 and CCYYMMDD, or RD8 and a range."
        )
    if last < first:
        raise Fault(segment, f"{what} ends before it begins.", "Put the earlier day first.")
    return first, last


def parts(value: str, separator: str, count: int) -> list[str]:
    """Return the components of a composite without padding, at least ``count`` of them."""
    found = [part.strip() for part in value.split(separator)]
    return found + [""] * (count - len(found))


def national_id(nm1: Segment | None) -> str | None:
    """Return the NPI of an NM1 (NM108 says XX), and null where it names the party in another way."""
    return text(nm1[9]) if nm1 and nm1[8].strip() == "XX" else None


def component_separator(transaction: Transaction) -> tuple[str, Segment | None]:
    """Return the character that separates components, and the CLM that shows it is not the one ISA16 names.

    Some senders write ``11>B>1`` under an ISA16 of ``:``. CLM05 has the same three parts in every 837P, so
    the first one shows which character is meant.
    """
    named = transaction.delimiters.component
    clm = next((s for s in transaction.segments if s.id == "CLM" and s[5]), None)
    if clm is None or named in clm[5]:
        return named, None
    match = CLM05.fullmatch(clm[5].strip())
    return (match[1], clm) if match else (named, None)
