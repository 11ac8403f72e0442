"""Remark codes: LQ of services, MIA and MOA of claims; numbers and letters only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.ids import ID
from contralateral.edi.remit835.rows import Rows, views_of
from contralateral.edi.remit835.work import spans_at

if TYPE_CHECKING:
    from contralateral.edi.remit835.work import Work

__all__ = ["REMARKS", "remarks"]

#: Elements that hold remark codes.
REMARKS = {"MIA": (5, 20, 21, 22, 23), "MOA": (3, 4, 5, 6, 7)}
_VIEWS = views_of("LQ", *REMARKS)
_SOURCE = np.zeros(256, dtype=np.intp)
_SOURCE[[ID["LQ"], *(ID[name] for name in REMARKS)]] = range(len(_VIEWS))


def remarks(work: Work) -> None:
    """Make the table ``remarks``."""
    tokens = work.tokens
    lq = work.rows(ID["LQ"])
    bare = (tokens.element(lq, 1)[1] == 0) | (tokens.element(lq, 2)[1] == 0)
    work.fault(lq[bare], "LQ lacks its qualifier or its code.", "Complete it or leave it out.")
    if not work.wants("remarks"):
        return
    all_rows, all_elements = [lq], [np.full(len(lq), 2, np.uint8)]
    for name, elements in REMARKS.items():
        rows = work.rows(ID[name])
        width = int(tokens.count[rows].max(initial=0))
        for j in (j for j in elements if j <= width):
            there = rows[tokens.element(rows, j)[1] > 0]
            all_rows.append(there)
            all_elements.append(np.full(len(there), j, np.uint8))
    rows, element = np.concatenate(all_rows), np.concatenate(all_elements)
    order = np.lexsort((element, rows))
    rows, element = rows[order], element[order]
    is_lq = tokens.id[rows] == ID["LQ"]
    kind = tokens.element(rows, 1)
    table = (
        Rows(work, rows)
        .keys(service=True)
        .texts(
            qualifier=(kind[0], np.where(is_lq, kind[1], 0)),
            code=spans_at(tokens, rows, element.astype(np.int32)),
        )
    )
    table.texts(source=_VIEWS.take(_SOURCE.take(tokens.id.take(rows)))).put(element=(element, None)).into(
        "remarks"
    )
