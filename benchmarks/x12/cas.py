"""CAS segments from adjustments."""

from __future__ import annotations

from benchmarks.x12.invent import money

__all__ = ["Adjustment", "cas", "shared"]

Adjustment = tuple[str, str, int]  #: group, reason, cents


def cas(adjustments: list[Adjustment]) -> str:
    """Return one CAS for each group, with a triple for each reason (six at the most); no quantities.

    >>> cas([("CO", "45", 1200), ("PR", "1", 50), ("PR", "2", 300)])
    'CAS*CO*45*12~CAS*PR*1*0.5**2*3~'
    """
    groups: dict[str, str] = {}
    for group, reason, amount in adjustments:
        before = groups.get(group)
        groups[group] = (
            f"{before}**{reason}*{money(amount)}" if before else f"CAS*{group}*{reason}*{money(amount)}"
        )
    return "".join(f"{text}~" for text in groups.values())


def shared(adjustments: list[Adjustment]) -> int:
    """Return the cents that are the patient's."""
    return sum(amount for group, _, amount in adjustments if group == "PR")
