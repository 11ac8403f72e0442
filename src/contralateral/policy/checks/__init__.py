"""Checks: is this line wrong? True, false, or null for "nobody has told us".

A check is a function of its parameters that returns a Polars expression over the columns of ``policy.line``. It knows
no dates, no codes and no payers: those are in the records. Never ``fill_null`` in a check: whether silence is an
answer is decided once, where the claim is widened, by whether the table was supplied at all.
"""

from contralateral.policy.checks import (
    authorization,
    causes,
    claims,
    codes,
    coverage,
    dates,
    delivery,
    diagnoses,
    evidence,
    modifiers,
    orders,
    people,
    plans,
    prosthesis,
    replacement,
    standing,
)
from contralateral.policy.checks.registry import CHECKS, MAY_LACK, bind, check

__all__ = [
    "CHECKS",
    "MAY_LACK",
    "authorization",
    "bind",
    "causes",
    "check",
    "claims",
    "codes",
    "coverage",
    "dates",
    "delivery",
    "diagnoses",
    "evidence",
    "modifiers",
    "orders",
    "people",
    "plans",
    "prosthesis",
    "replacement",
    "standing",
]
