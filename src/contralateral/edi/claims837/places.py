"""What is told of where the segments of a chunk stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Places"]

T = TypeVar("T", bound=np.generic)


@dataclass(slots=True)
class Places:
    """Where segments stand; positions are in the chunk, -1 is none.

    ``loop`` and ``claim`` have one entry a segment. The arrays behind ``step`` have one for each segment that changes
    where one stands: ``at`` gives their values for some segments, ``spread`` for all.
    """

    loop: NDArray[np.uint8]
    claim: NDArray[np.int32]  # position of its CLM
    step: NDArray[np.int32]  # which of the changing segments each segment follows, or is
    claim_of: NDArray[np.int32]
    line_of: NDArray[np.int32]  # position of its LX
    other_of: NDArray[np.int32]  # position of its SBR of another payer (2320 and 2330)
    opener_of: NDArray[np.int32]  # the segment that opened its loop
    level_of: NDArray[np.int32]  # position of the last HL
    billing: NDArray[np.int32]  # of the last HL of each kind, with those above it
    subscriber: NDArray[np.int32]
    patient: NDArray[np.int32]
    transaction: NDArray[np.int32]  # position of its ST
    bad_level: NDArray[np.bool_]  # a level above is faulty, or one was lost
    level_faults: list[tuple[NDArray[np.intp], str]]  # HL positions and what is wrong with them
    lost: NDArray[np.intp]  # segments that show that an HL was lost
    unknown: NDArray[np.intp]  # segments of a name that none has
    misplaced: NDArray[np.intp]  # segments that have no place in their loop
    _spread: dict[int, NDArray[np.int32]] = field(default_factory=dict)

    def at(self, values: NDArray[T], rows: NDArray[np.integer]) -> NDArray[T]:
        """Return what one of the arrays behind ``step`` holds for some segments."""
        return values.take(self.step.take(rows))

    def spread(self, values: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return what one of the arrays behind ``step`` holds for every segment; made once."""
        found = self._spread.get(id(values))
        if found is None:
            found = self._spread[id(values)] = values.take(self.step)
        return found

    @property
    def line(self) -> NDArray[np.int32]:
        """The position of the LX of each segment."""
        return self.spread(self.line_of)

    @property
    def other(self) -> NDArray[np.int32]:
        """The position of the SBR of another payer that each segment stands under."""
        return self.spread(self.other_of)

    @property
    def opener(self) -> NDArray[np.int32]:
        """The position of the segment that opened the loop of each."""
        return self.spread(self.opener_of)

    @property
    def level(self) -> NDArray[np.int32]:
        """The position of the last HL up to each segment."""
        return self.spread(self.level_of)
