"""Services: the line that is asked for or decided on, whichever of SV1, SV2 and SV3 tells it, or HSD alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral.edi.acks.table import Table, hung
from contralateral.edi.auth278.requests import asked
from contralateral.edi.auth278.schemas import SCHEMAS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.acks.finding import Span
    from contralateral.edi.acks.table import Made
    from contralateral.edi.acks.work import Work

__all__ = ["services"]

_KINDS = ("SV1", "SV2", "SV3")
_KIND_NAMES = pl.Series([None, *_KINDS], dtype=pl.String())
#: Where each of them has its code, its charge, its unit and its quantity; 0 is nowhere.
_CODE, _CHARGE, _UNIT, _QUANTITY, _REVENUE, _POINTERS = (
    (1, 2, 1),
    (2, 3, 2),
    (3, 4, 0),
    (4, 5, 6),
    (0, 1, 0),
    (7, 0, 0),
)


def services(work: Work) -> Made:
    """Return a row for each service level (HL03 SS)."""
    rows = work.rows("HL", "2000F")
    table = Table(work, rows).keys(level=True, service=True)
    kinds = np.zeros(len(rows), dtype=np.uint8)
    at = np.full(len(rows), -1, dtype=np.intp)
    lines = np.zeros(len(work.tokens), dtype=np.intp)
    for kind, name in enumerate(_KINDS, 1):
        found = hung(work.kid(name, "2000F", by="level"), rows)
        kinds = np.where((at < 0) & (found >= 0), kind, kinds).astype(np.uint8)
        at = np.where(at >= 0, at, found)
        lines += np.bincount(work.places.level[work.rows(name, "2000F")], minlength=len(work.tokens))
    twice = rows[lines[rows] > 1]
    work.fault(twice, "This level has more than one service (SV1, SV2 or SV3).", "Give each its own level.")
    line = table.beside(at).put(kind=_KIND_NAMES.gather(kinds))
    _line(line, kinds)
    asked(work, table, rows, "2000F")
    days = table.beside(hung(work.kid("DTP", "2000F", by="level", code="472"), rows))
    days.period(2, 3, "service_first", "service_through")
    told = (at >= 0) | (hung(work.kid("HSD", "2000F", by="level"), rows) >= 0)
    decided = (hung(work.kid("HCR", "2000F", by="level"), rows) >= 0) | (
        hung(work.kid("AAA", "2000F", by="level"), rows) >= 0
    )
    message = "This service has neither a code nor a quantity nor a decision; what it is about is unknown."
    work.warn(rows[~told & ~decided], message)
    return table.frame(SCHEMAS["services"])


def _line(line: Table, kinds: NDArray[np.uint8]) -> None:
    line.parts(
        _pick(line, kinds, _CODE),
        *(
            "qualifier",
            "code",
            "modifier1",
            "modifier2",
            "modifier3",
            "modifier4",
            "description",
            "code_through",
        ),
    )
    line.texts(unit=_pick(line, kinds, _UNIT), revenue=_pick(line, kinds, _REVENUE))
    line.cents(charge_cents=(" has a charge that", _pick(line, kinds, _CHARGE)))
    line.decimals(quantity=(" has a quantity that", _pick(line, kinds, _QUANTITY)))
    pointers = line.parts(_pick(line, kinds, _POINTERS), None, None, None, None)
    line.whole(**{f"pointer{n}": (f"07-{n}", span) for n, span in enumerate(pointers, 1)})


def _pick(line: Table, kinds: NDArray[np.uint8], places: tuple[int, int, int]) -> Span:
    """Return the spans of an element whose place differs with the kind of line."""
    start = np.zeros(len(kinds), dtype=np.int32)
    length = np.zeros(len(kinds), dtype=np.int32)
    for kind, j in enumerate(places, 1):
        if j:
            of_kind = line.span(j)
            start = np.where(kinds == kind, of_kind[0], start)
            length = np.where(kinds == kind, of_kind[1], length)
    return start, length
