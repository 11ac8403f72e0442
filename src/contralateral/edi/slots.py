"""Which of a fixed list of keys an integer is, told by one look: every key has a slot of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Slots", "slots_of"]

T = TypeVar("T", bound=np.integer)


@dataclass(frozen=True, slots=True)
class Slots(Generic[T]):
    """Keys by the slot that a multiplier sends them to, and their numbers."""

    multiplier: np.uint64
    shift: np.uint64
    held: NDArray[np.uint64]
    number: NDArray[T]

    def numbers(self, keys: NDArray[np.uint64]) -> NDArray[T]:
        """Return which key of the list each integer is, from 1, and 0 for any other; shape (n,)."""
        slots = keys * self.multiplier
        slots >>= self.shift
        at = slots.view(np.int64)
        found = self.number.take(at)
        found *= self.held.take(at) == keys
        return found


def slots_of(keys: Sequence[np.uint64 | int], bits: int, dtype: type[T]) -> Slots[T]:
    """Find a multiplier that gives every key a slot of its own.

    Args:
        keys: different from one another and from 0.
        bits: there are 2 to the power of so many slots.
        dtype: of the numbers.
    """
    wanted = np.array(keys, dtype=np.uint64)
    shift = np.uint64(64 - bits)
    multiplier = 0x9E3779B97F4A7C15
    while True:
        slots = (wanted * np.uint64(multiplier)) >> shift
        if len(np.unique(slots)) == len(wanted):
            break
        multiplier = (multiplier * 6364136223846793005 + 1442695040888963407) % 2**64 | 1
    held = np.zeros(1 << bits, dtype=np.uint64)
    number = np.zeros(1 << bits, dtype=dtype)
    held[slots] = wanted
    number[slots] = np.arange(1, len(wanted) + 1)
    return Slots(np.uint64(multiplier), shift, held, number)
