"""Small claims for the tests of widening: what is left out is unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from contralateral.claim import ClaimTables, widen
from contralateral.claim.tables import SCHEMAS

DAY = date(2026, 11, 2)


def tables(
    *lines: dict[str, Any], claim: dict[str, Any] | None = None, **others: list[dict[str, Any]]
) -> ClaimTables:
    """Return one claim with these lines, and rows of the other tables by name."""
    rows: dict[str, list[dict[str, Any]]] = {name: others.get(name, []) for name in SCHEMAS}
    rows["claims"] = [claim or {}]
    rows["lines"] = [{"line": at, "dos": DAY, **line} for at, line in enumerate(lines, start=1)]
    return ClaimTables(
        **{
            name: pl.DataFrame(
                [{"claim": 0, **row} for row in found], schema=dict(SCHEMAS[name]), orient="row"
            )
            for name, found in rows.items()
        }
    )


def columns(given: ClaimTables, *names: str) -> list[tuple[Any, ...]]:
    """Widen by these columns alone and return their values, a row a line."""
    payer = pl.Series("payer", ["medicare-dme"] * given.claims.height, dtype=pl.String)
    return widen(given, names, payer=payer, receipt=date(2026, 11, 23)).select(names).rows()


def values(given: ClaimTables, name: str) -> list[Any]:
    """Widen by one column and return its values."""
    return [row[0] for row in columns(given, name)]
