"""What stands at risk, as a person reads it: a row an outcome, worst first, then what can be done afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from contralateral.claim import by_fate, by_route
from contralateral.claim.share.values import dollars

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from contralateral.claim import Share, Stake

__all__ = ["FATE_WORDS", "dollars", "lines_in_words", "print_stakes"]

FATE_WORDS = {
    "reject": "returned unprocessed",
    "deny_supplier_pays": "denied, the supplier pays",
    "deny_not_told_who_pays": "denied; no rule says who pays then",
    "deny_patient_pays": "denied, the patient pays",
    "audit": "paid now, taken back in an audit",
    "unknown": "hangs on the open questions",
    "unexamined": "no policy of the payer's examined it",
    "none": "nothing found against it",
}
_ROUTE_WORDS = {
    "none": "without a way back",
    "appeal": "to be appealed",
    "resubmit": "to be sent again",
    "fix": "only to be put right before it is sent",
}


def lines_in_words(numbers: Sequence[int]) -> str:
    """Name lines: line 1; lines 1, 3."""
    several = sorted(set(numbers))
    return f"line {several[0]}" if len(several) == 1 else "lines " + ", ".join(map(str, several))


def print_stakes(stakes: Sequence[Stake], console: Console) -> None:
    """Print what becomes of the claim's charges if it is sent as it is; nothing for a claim without lines."""
    if not stakes:
        return
    shares = by_fate(stakes)
    if len(shares) == 1:
        console.print(Text(f"  Billed {_amount(shares[0])}: {FATE_WORDS[shares[0].name]}."))
    else:
        billed = sum(s.cents or 0 for s in stakes)
        console.print(Text(f"  Billed {dollars(billed)}, each line counted once at its worst:"))
        table = Table.grid(padding=(0, 2))
        table.add_column(justify="right", no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        for share in shares:
            table.add_row(_amount(share), lines_in_words(share.lines), FATE_WORDS[share.name])
        console.print(Padding(table, (0, 0, 0, 4)))
    routes = by_route(stakes)
    if routes:
        words = "; ".join(f"{_amount(r)} {_ROUTE_WORDS[r.name]}" for r in routes)
        console.print(Padding(Text(f"Afterwards: {words}.", "dim"), (0, 0, 0, 4)))


def _amount(share: Share) -> str:
    """The sum of the known charges, and which lines tell none: an unknown is not a zero."""
    if not share.uncharged:
        return dollars(share.cents)
    lacking = f"{lines_in_words(share.uncharged)} without a charge"
    return (
        f"unknown ({lacking})" if share.uncharged == share.lines else f"{dollars(share.cents)} and {lacking}"
    )
