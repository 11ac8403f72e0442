"""Sets of positions as one bit each: how many stand before a place, and which stand right behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["AHEAD", "Bits"]

#: So many places behind any are looked at in one word, wherever that place stands in a byte.
AHEAD = 57
#: Keeps the first n bits of a word.
_BELOW = np.array([(1 << n) - 1 for n in range(64)], dtype=np.uint64)


class Bits:
    """Some of n positions."""

    def __init__(self, marked: NDArray[np.bool_]) -> None:
        packed = np.packbits(marked, bitorder="little").tobytes()
        self._data = packed + bytes(24 - len(packed) % 8)
        self._words = np.frombuffer(self._data, dtype="<u8")
        self._before: NDArray[np.int32] | None = None
        self._anywhere: NDArray[np.uint64] | None = None

    def __len__(self) -> int:
        """Return how many there are."""
        return int(np.bitwise_count(self._words).sum(dtype=np.int64))

    def until(self, place: NDArray[np.intp]) -> NDArray[np.int32]:
        """Return how many of them stand before each place (0 to n)."""
        if self._before is None:
            self._before = np.zeros(len(self._words), dtype=np.int32)
            np.cumsum(np.bitwise_count(self._words[:-1]), out=self._before[1:])
        word = place >> 6
        found = self._before.take(word)
        found += np.bitwise_count(self._words.take(word) & _BELOW.take(place & 63))
        return found

    def ahead(self, place: NDArray[np.intp], length: NDArray[np.int32]) -> NDArray[np.uint64]:
        """Return which of the next positions are in the set: bit k for ``place + k``; at most ``AHEAD`` of them."""
        if self._anywhere is None:
            size = len(self._data) - 7
            self._anywhere = np.ndarray((size,), dtype="<u8", buffer=self._data, strides=(1,))
        found: NDArray[np.uint64] = self._anywhere[place >> 3]
        found >>= (place & 7).astype(np.uint64)
        found &= _BELOW.take(np.minimum(length, AHEAD))
        return found
