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
    name_end = tokens.ends[tokens.base[rows]]
    end = tokens.ends[tokens.base[rows] + tokens.count[rows]]
    start = tokens.start[rows]
    Rows(work, rows).keys().loops().texts(id=(start, name_end - start), text=(start, end - start)).into(
        "rest"
    )
