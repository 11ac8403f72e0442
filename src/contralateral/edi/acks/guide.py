"""What a guide of levels (HL) says, as data: which level stands under which, which segment opens which loop.

Numbers and codes only; the same reader follows the guide of claim acknowledgments and that of authorizations.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.ids import ID, NAMES, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["Guide", "allowed"]


@dataclass(frozen=True)
class Guide:
    """One guide of levels. A level's rank is its depth, from 1; rank 0 is the header before the first HL."""

    kind: str
    #: What is left out when a fault stands in it, and the column that counts it over the file.
    unit: str
    unit_key: str
    loops: tuple[str, ...]
    #: Segments that may stand in each loop.
    members: Mapping[str, frozenset[str]]
    #: HL03 of each rank, what such a level is to a person, and the loop that it opens.
    levels: tuple[tuple[str, str, str], ...]
    #: Ranks that a level may stand under.
    parents: Mapping[int, tuple[int, ...]]
    #: The loop that a segment opens at a rank.
    opens: Mapping[tuple[int, str], str]
    #: NM101 that belong to certain ranks; others are nobody's.
    roles: Mapping[str, tuple[int, ...]]
    #: Ranks that need a party (NM1), and those of them that have no second one.
    named: tuple[int, ...]
    single: tuple[int, ...]
    #: The rank whose HL, or whose segment of this name, opens a unit, and the ranks that belong to it.
    unit_rank: int
    unit_opener: str
    unit_ranks: tuple[int, ...]

    @property
    def depth(self) -> int:
        """Return the number of ranks; ``depth + 1`` stands for levels that the guide does not know."""
        return len(self.levels)

    @cached_property
    def at(self) -> dict[str, int]:
        """Return the position of each loop."""
        return {name: at for at, name in enumerate(self.loops)}

    @cached_property
    def opening(self) -> NDArray[np.uint8]:
        """Return the loop that a segment opens, 0 for none; shape (ranks + 2, names)."""
        table = np.zeros((self.depth + 2, len(NAMES)), dtype=np.uint8)
        table[:, ID["ST"]] = self.at["header"]
        for rank, (_, _, loop) in enumerate(self.levels, 1):
            table[rank, ID["HL"]] = self.at[loop]
        table[self.depth + 1, ID["HL"]] = self.at["unknown"]
        for (rank, name), loop in self.opens.items():
            table[rank, ID[name]] = self.at[loop]
        return table

    @cached_property
    def allowing(self) -> NDArray[np.bool_]:
        """Return which segment may stand in which loop; shape (loops, names)."""
        return allowed(self.loops, self.members)

    @cached_property
    def role_ranks(self) -> NDArray[np.bool_]:
        """Return the ranks where each role (its position in ``roles`` from 1, 0 any other) may stand."""
        table = np.zeros((len(self.roles) + 1, self.depth + 2), dtype=bool)
        table[0] = True
        for at, ranks in enumerate(self.roles.values(), 1):
            table[at, list(ranks)] = True
        table[:, [0, self.depth + 1]] = True
        return table


def allowed(loops: tuple[str, ...], members: Mapping[str, frozenset[str]]) -> NDArray[np.bool_]:
    """Return which segment may stand in which loop; shape (loops, names). Unknown names are spoken of apart."""
    table = np.zeros((len(loops), len(NAMES)), dtype=bool)
    for at, loop in enumerate(loops):
        table[at, [ID[name] for name in members.get(loop, ())]] = True
        if loop in ("", "unknown"):
            table[at] = True
    table[:, [ID["SE"], UNKNOWN]] = True
    return table
