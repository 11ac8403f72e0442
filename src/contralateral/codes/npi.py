"""National provider identifiers: the check digit, for one and for a column.

An NPI is ten digits starting with 1 or 2; the last is the Luhn check digit of the number with 80840 in front,
the prefix that ISO 7812 gives to health applications in the United States (45 CFR 162.406).
"""

from __future__ import annotations

from functools import lru_cache

import polars as pl

__all__ = ["npi_ok", "npi_valid"]

#: What the five digits 80840 add to the Luhn sum.
_PREFIX = 24


@lru_cache(maxsize=1 << 16)
def npi_ok(npi: str) -> bool:
    """Say whether an NPI has the right shape and check digit (not whether anyone holds it).

    >>> npi_ok("1234567893")
    True
    """
    if len(npi) != 10 or not (npi.isascii() and npi.isdigit()) or npi[0] not in "12":
        return False
    total = _PREFIX
    for at, digit in enumerate(npi):
        value = int(digit) * (2 if at % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def npi_valid(column: str) -> pl.Expr:
    """Return an expression that says the same of a text column; null stays null."""
    digits = [pl.col(column).str.slice(at, 1).cast(pl.Int8, strict=False) for at in range(10)]
    doubled = [
        (d * 2 - pl.when(d > 4).then(9).otherwise(0)) if at % 2 == 0 else d for at, d in enumerate(digits)
    ]
    total = pl.sum_horizontal(*doubled, ignore_nulls=True) + _PREFIX
    shaped = pl.col(column).str.contains(r"^[12][0-9]{9}$")
    told = pl.col(column).is_not_null()
    return pl.when(told).then(shaped & (total % 10 == 0)).alias(column)
