"""References, days, amounts and quantities: what hangs on any loop of an 835."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi import columns
from contralateral.edi.cells import cells_of, codes, filled
from contralateral.edi.ids import ID
from contralateral.edi.remit835.rows import AMOUNT, DAY, NUMBER, Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.remit835.rows import Numbers
    from contralateral.edi.remit835.work import Work

__all__ = ["Days", "References", "amounts", "days", "first_of", "references"]


@dataclass(slots=True)
class Days:
    """The DTM of a chunk: qualifier as ``cells.codes`` gives it, days since 1970, and where there is one."""

    rows: NDArray[np.intp]
    kind: NDArray[np.uint64]
    day: NDArray[np.int32]
    good: NDArray[np.bool_]


@dataclass(slots=True)
class References:
    """The REF of a chunk: qualifier as ``cells.codes`` gives it."""

    rows: NDArray[np.intp]
    kind: NDArray[np.uint64]


def first_of(size: int, of: NDArray[np.signedinteger], values: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return for each of ``size`` units the first of its values, -1 where it has none.

    Args:
        size: how many units.
        of: unit of each value; shape (n,).
        values: in the order of the file; shape (n,).
    """
    found = np.full(size, -1, dtype=np.intp)
    found[of[::-1]] = values[::-1]
    return found


def references(work: Work) -> References:
    """Make the table ``references``."""
    rows = work.rows(ID["REF"])
    elements = work.tokens.elements(rows)
    kind, value = elements.cell(1), elements.cell(2)
    bare = ~filled(kind) | ~(filled(value) | filled(elements.cell(3)))
    work.fault(rows[bare], "REF lacks its qualifier or its value.", "Complete it or leave it out.")
    if work.wants("references"):
        table = Rows(work, rows).keys(service=True).loops().texts(qualifier=kind, value=value)
        table.into("references")
    return References(rows, codes(kind))


def days(work: Work) -> Days:
    """Make the table ``dates``."""
    rows = work.rows(ID["DTM"])
    elements = work.tokens.elements(rows)
    kind = elements.cell(1)
    day, good, bad = columns.days(elements.cell(2))
    work.fault(rows[bad], "DTM02 is not a day of the calendar.", DAY)
    work.fault(rows[~filled(kind)], "DTM does not say what day it is (DTM01).", "Add the qualifier.")
    work.say("warning", rows[~good & ~bad], "DTM has no day (DTM02); it is left unknown.")
    if work.wants("dates"):
        table = Rows(work, rows).keys(service=True).loops().texts(qualifier=kind)
        table.put(date=(day, good)).into("dates")
    return Days(rows, codes(kind), day, good)


#: Elements of MIA and MOA that are amounts, and those that are numbers; the rest are remark codes.
_AMOUNTS = {"MIA": (2, 4, *range(6, 15), *range(16, 20), 24), "MOA": (2, 8, 9)}
_NUMBERS = {"MIA": (1, 3, 15), "MOA": (1,)}
_SOURCES = ("AMT", "QTY", "MIA", "MOA")
_VIEWS = cells_of(name.encode() for name in _SOURCES)
_SOURCE = np.zeros(256, dtype=np.intp)
_SOURCE[[ID[name] for name in _SOURCES]] = range(len(_SOURCES))


def amounts(work: Work) -> None:
    """Make the table ``amounts``: AMT and QTY, and what MIA and MOA say in numbers."""
    tokens = work.tokens
    pieces = [_plain(work, "AMT"), _plain(work, "QTY")]
    for name in ("MIA", "MOA"):
        rows = work.rows(ID[name])
        width = int(tokens.count[rows].max(initial=0))
        for wanted, is_amount in ((_AMOUNTS[name], True), (_NUMBERS[name], False)):
            for j in (j for j in wanted if j <= width):
                there = rows[filled(tokens.cell(rows, j))]
                if len(there):
                    pieces.append((there, np.full(len(there), j, np.uint8), is_amount))
    rows = np.concatenate([piece[0] for piece in pieces])
    element = np.concatenate([piece[1] for piece in pieces])
    money = np.repeat([piece[2] for piece in pieces], [len(piece[0]) for piece in pieces])
    if (rows[1:] < rows[:-1]).any():
        order = np.lexsort((element, rows))
        rows, element, money = rows[order], element[order], money[order]
    cells = tokens.cells.take(tokens.at(rows, element))
    cents, quantity = _numbers(work, rows, cells, money)
    if work.wants("amounts"):
        table = Rows(work, rows).keys(service=True)
        own = (tokens.id[rows] == ID["AMT"]) | (tokens.id[rows] == ID["QTY"])
        table.texts(qualifier=np.where(own, table.cell(1), 0))
        table.texts(source=_VIEWS.take(_SOURCE.take(tokens.id.take(rows))))
        table.put(element=(element, None), cents=cents, quantity=quantity).into("amounts")


def _plain(work: Work, name: str) -> tuple[NDArray[np.intp], NDArray[np.uint8], bool]:
    rows = work.rows(ID[name])
    bare = ~filled(work.tokens.cell(rows, 1)) | ~filled(work.tokens.cell(rows, 2))
    way_out = "Complete it or leave it out."
    work.fault(rows[bare], f"{name} lacks its qualifier or its number.", way_out)
    return rows, np.full(len(rows), 2, np.uint8), name == "AMT"


def _numbers(
    work: Work, rows: NDArray[np.intp], cells: NDArray[np.complex128], money: NDArray[np.bool_]
) -> tuple[Numbers, Numbers]:
    """Return cents where a row is money, and a number where it is none."""
    cents, good_cents, bad_cents = columns.amounts(work.tokens, np.where(money, cells, 0))
    number, good = np.zeros(len(rows)), np.zeros(len(rows), bool)
    other = np.flatnonzero(~money)
    if len(other):
        number[other], good[other], bad = columns.decimals(work.tokens, cells.take(other))
        work.fault(rows[other[bad]], "A quantity here is not a number.", NUMBER)
    work.fault(rows[bad_cents], "An amount here is not an amount of dollars and cents.", AMOUNT)
    return (cents, good_cents), (number, good)
