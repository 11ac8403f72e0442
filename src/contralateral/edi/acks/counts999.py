"""Whether the counts of a 999 agree with what it holds: AK9 beside its own verdict and beside the answers before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.acks.finding import qualifier
from contralateral.edi.acks.tables999 import ACCEPTED, REFUSED
from contralateral.edi.cells import classify
from contralateral.edi.columns import whole

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.acks.work import Work

__all__ = ["reconcile"]

_KEPT = "All was kept as it stands; ask the receiver which of the two holds."


def reconcile(work: Work) -> None:
    """Warn of every AK9 whose counts cannot be. Transactions with a fault in them are not counted again."""
    tokens, found = work.tokens, work.places
    ends = work.rows("AK9", "trailer")
    faulty = [found.st[rows] for rows, _, _ in (*found.faults, *work.faults)]
    ends = ends[~np.isin(found.st[ends], np.concatenate([ends[:0], *faulty]))]
    included, received, accepted = (whole(tokens, tokens.cell(ends, j))[0] for j in (2, 3, 4))
    answers = work.rows("IK5", "2000 end")
    verdict = classify(qualifier(tokens, answers), (*ACCEPTED, *REFUSED))

    def count(rows: NDArray[np.intp]) -> NDArray[np.int64]:
        return np.bincount(found.st[rows], minlength=len(tokens))[found.st[ends]].astype(np.int64)

    told = count(answers)
    taken = count(answers[(verdict > 0) & (verdict <= len(ACCEPTED))])
    refused = count(answers[verdict > len(ACCEPTED)])
    group = qualifier(tokens, ends)
    all_taken = classify(group, ("A", "E")) > 0
    partly = classify(group, ("P",)) > 0
    none_taken = classify(group, REFUSED) > 0
    work.warn(
        ends[~(all_taken | partly | none_taken)], "AK901 is no verdict that this guide has; it was kept."
    )
    for wrong, what in (
        (included != received, "AK902 and AK903 differ: the group did not arrive as its sender counted it."),
        (accepted > received, "AK904 counts more transactions as accepted than AK903 as received."),
        (told > received, "More transactions are answered (AK2) than AK903 counts as received."),
        # An answer may be left out for a transaction that was accepted; all others are between these two.
        (
            (accepted < taken) | (refused > received - accepted),
            "AK904 does not agree with the verdicts (IK5).",
        ),
        (
            (told == received) & (taken + refused == told) & (accepted > taken),
            "AK904 counts more as accepted than the verdicts (IK5) do.",
        ),
        (
            all_taken & (accepted != received),
            "AK901 says that the whole group was accepted; AK904 counts fewer.",
        ),
        (none_taken & (accepted > 0), "AK901 says that nothing was accepted; AK904 counts some."),
        (
            partly & ((accepted == 0) | (accepted == received)),
            "AK901 says that a part was accepted; AK904 counts all or none.",
        ),
    ):
        work.warn(ends[wrong], f"{what} {_KEPT}")
