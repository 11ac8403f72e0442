"""Segments that have their place and no table of their own: the whole segment as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.ids import ID
from contralateral.edi.remit835.rows import Rows

if TYPE_CHECKING:
    from contralateral.edi.remit835.work import Work

__all__ = ["rest"]

_NAMES = ("CUR", "RDM", "PER", "TS2", "TS3")


def rest(work: Work) -> None:
    """Make the table ``rest``."""
    if not work.wants("rest"):
        return
    tokens = work.tokens
    rows = np.sort(np.concatenate([work.rows(ID[name]) for name in _NAMES]))
    start = tokens.start[rows]
    name = tokens.ends[tokens.base[rows]] - start
    whole = tokens.ends[tokens.base[rows] + tokens.count[rows]] - start
    table = Rows(work, rows).keys().loops()
    table.texts(id=tokens.cells_at(start, name), text=tokens.cells_at(start, whole)).into("rest")
