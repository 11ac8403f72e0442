"""What the plain reader makes of a file: interchanges, of groups, of transactions, of segments. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contralateral.edi.values import Delimiters, Diagnostic, Kind, Segment

__all__ = ["Group", "Interchange", "Interchanges", "Transaction"]


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction set, from its ST to its SE (a TA1 stands alone).

    ``sound`` is true when its ST and SE agree and every segment in it is well formed. Import no other.
    """

    kind: Kind
    set_id: str  # ST01, or TA1
    version: str  # ST03, or GS08 where ST03 is absent
    control: str  # ST02
    segments: tuple[Segment, ...]
    delimiters: Delimiters
    sound: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One functional group. ``header`` is null for transactions that stand outside any GS."""

    header: Segment | None
    transactions: tuple[Transaction, ...]


@dataclass(frozen=True, slots=True)
class Interchange:
    """One ISA to its IEA; ``acknowledgments`` are its TA1 segments."""

    header: Segment
    delimiters: Delimiters
    acknowledgments: tuple[Transaction, ...]
    groups: tuple[Group, ...]

    @property
    def transactions(self) -> Iterator[Transaction]:
        """Iterate over its transactions, TA1 first, then in file order."""
        return chain(self.acknowledgments, *(group.transactions for group in self.groups))


@dataclass(frozen=True, slots=True)
class Interchanges:
    """A whole file: its interchanges, and what is to be said about its syntax."""

    interchanges: tuple[Interchange, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def transactions(self) -> Iterator[Transaction]:
        """Iterate over the transactions of every interchange, sound or not."""
        return chain.from_iterable(interchange.transactions for interchange in self.interchanges)
