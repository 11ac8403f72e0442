"""Tables that every reader of this room has: references, dates, and what has no table of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral.edi import columns
from contralateral.edi.acks.schema import schema
from contralateral.edi.acks.table import Table
from contralateral.edi.ids import ID, NAMES

if TYPE_CHECKING:
    from contralateral.edi.acks.schema import Schema
    from contralateral.edi.acks.table import Made
    from contralateral.edi.acks.work import Work

__all__ = ["date_columns", "dates", "reference_columns", "references", "rest", "rest_columns"]

_NAMES = pl.Series(NAMES)
#: Segments that no table needs to hold: the frame itself, and what every level repeats.
_FRAME = ("ST", "SE", "HL", "BHT")


def reference_columns(unit: str) -> Schema:
    """Return the schema of ``references``."""
    return schema(f"transaction:u {unit}:u service:u level:u segment:u loop qualifier value description")


def references(work: Work, columns_: Schema) -> Made:
    """REF at any loop."""
    table = Table(work, work.rows("REF")).keys(level=True, service=True, loop=True)
    return table.text(qualifier=1, value=2, description=3).frame(columns_)


def date_columns(unit: str) -> Schema:
    """Return the schema of ``dates``; ``text`` keeps what was written, whatever its format."""
    return schema(
        f"transaction:u {unit}:u service:u level:u segment:u loop qualifier format text first:d through:d"
    )


def dates(work: Work, columns_: Schema) -> Made:
    """DTP at any loop. A day or a range that is none is a fault; other formats are kept as text."""
    table = Table(work, work.rows("DTP")).keys(level=True, service=True, loop=True)
    return table.text(qualifier=1, format=2, text=3).period(2, 3, "first", "through").frame(columns_)


def rest_columns(unit: str) -> Schema:
    """Return the schema of ``rest``."""
    return schema(f"transaction:u {unit}:u level:u segment:u loop id text")


def rest(work: Work, columns_: Schema) -> Made:
    """Return what has no row in any other table, as it stands; made last, when all others have told theirs."""
    frame = np.isin(work.tokens.id, [ID[name] for name in _FRAME])
    rows = np.flatnonzero(work.fresh & ~work.told & ~frame)
    table = Table(work, rows).keys(level=True, loop=True)
    tokens = work.tokens
    start = tokens.start[rows]
    last = tokens.ends[tokens.base[rows] + tokens.count[rows]]
    table.put(
        id=_NAMES.gather(tokens.id[rows]),
        text=columns.text(tokens, tokens.cells_at(*tokens.trim(start, last - start))),
    )
    return table.frame(columns_)
