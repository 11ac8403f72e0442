"""Everyone who is named (N1, NM1), with the address behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.ids import ID
from contralateral.edi.remit835.rows import Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.remit835.work import Work

__all__ = ["parties"]


def parties(work: Work) -> None:
    """Make the table ``parties``; an address of a party in a claim is odd and spoken of."""
    n1, nm1 = work.rows(ID["N1"]), work.rows(ID["NM1"])
    rows = np.sort(np.concatenate([n1, nm1]))
    n3, n4 = (_beside(work, rows, name) for name in ("N3", "N4"))
    if not work.wants("parties"):
        return
    person = work.tokens.id[rows] == ID["NM1"]
    table = Rows(work, rows).keys().loops().text(role=1)
    # NM1: kind, last, first, middle, (prefix), suffix, id qualifier, id; N1: name, id qualifier, id.
    name, second, third = table.cell(3), table.cell(2), table.cell(4)
    table.texts(kind=np.where(person, second, 0), last=np.where(person, name, second))
    table.texts(first=np.where(person, third, 0))
    for column, j in (("middle", 5), ("suffix", 7)):
        table.texts(**{column: np.where(person, table.cell(j), 0)})
    table.texts(id_qualifier=np.where(person, table.cell(8), name), id=np.where(person, table.cell(9), third))
    table.beside(n3).text(address1=1, address2=2)
    table.beside(n4).text(city=1, state=2, zip=3, country=4)
    table.into("parties")


def _beside(work: Work, rows: NDArray[np.intp], name: str) -> NDArray[np.intp]:
    """Return the N3 or N4 of each party, -1 where there is none."""
    found = np.full(len(rows), -1, dtype=np.intp)
    mine = work.rows(ID[name])
    if not len(mine):
        return found
    places = work.places
    before = np.searchsorted(rows, mine) - 1
    at = rows[np.maximum(before, 0)] if len(rows) else np.zeros(len(mine), dtype=np.intp)
    same = (
        (before >= 0)
        & (places.loop[at] == places.loop[mine])
        & (places.nth_claim[at] == places.nth_claim[mine])
    )
    same &= work.chunk.transaction[at] == work.chunk.transaction[mine]
    work.fault(mine[~same], f"{name} follows no party.", "Add the party or take it out.")
    in_claim = mine[same & (places.nth_claim[mine] >= 0)]
    work.say("warning", in_claim, f"{name} has no place in a claim; it was read with the party before it.")
    found[before[same][::-1]] = mine[same][::-1]
    return found
