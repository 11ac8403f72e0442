"""Remark codes: LQ of services, MIA and MOA of claims; numbers and letters only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.cells import cells_of, filled
from contralateral.edi.ids import ID
from contralateral.edi.remit835.rows import Rows

if TYPE_CHECKING:
    from contralateral.edi.remit835.work import Work

__all__ = ["REMARKS", "remarks"]

#: Elements that hold remark codes.
REMARKS = {"MIA": (5, 20, 21, 22, 23), "MOA": (3, 4, 5, 6, 7)}
_VIEWS = cells_of(name.encode() for name in ("LQ", *REMARKS))
_SOURCE = np.zeros(256, dtype=np.intp)
_SOURCE[[ID["LQ"], *(ID[name] for name in REMARKS)]] = range(len(_VIEWS))


def remarks(work: Work) -> None:
    """Make the table ``remarks``."""
    tokens = work.tokens
    lq = work.rows(ID["LQ"])
    bare = ~filled(tokens.cell(lq, 1)) | ~filled(tokens.cell(lq, 2))
    work.fault(lq[bare], "LQ lacks its qualifier or its code.", "Complete it or leave it out.")
    if not work.wants("remarks"):
        return
    all_rows, all_elements = [lq], [np.full(len(lq), 2, np.uint8)]
    for name, elements in REMARKS.items():
        rows = work.rows(ID[name])
        width = int(tokens.count[rows].max(initial=0))
        for j in (j for j in elements if j <= width):
            there = rows[filled(tokens.cell(rows, j))]
            all_rows.append(there)
            all_elements.append(np.full(len(there), j, np.uint8))
    rows, element = np.concatenate(all_rows), np.concatenate(all_elements)
    order = np.lexsort((element, rows))
    rows, element = rows[order], element[order]
    is_lq = tokens.id[rows] == ID["LQ"]
    table = Rows(work, rows).keys(service=True)
    table.texts(qualifier=np.where(is_lq, table.cell(1), 0), code=tokens.cells.take(tokens.at(rows, element)))
    table.texts(source=_VIEWS.take(_SOURCE.take(tokens.id.take(rows)))).put(element=(element, None))
    table.into("remarks")
