"""Codes and syntax notes of a guide in the form in which columns are compared with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.slots import Slots, slots_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["WORD", "Note", "codes_of", "in_lists", "of_one_byte", "word_of"]

#: Bytes of a word: longer codes are compared as text.
WORD = 8
_BITS = 16


@dataclass(frozen=True, slots=True)
class Note:
    """How elements go together: ``kind`` P, R, C, L or E, and the bits of the elements in order."""

    kind: str
    elements: tuple[int, ...]

    @property
    def every(self) -> int:
        """The bits of all its elements."""
        return sum(1 << j for j in {*self.elements})

    def settled(self, always: int, mixed: int) -> bool:
        """Tell whether it holds wherever the elements ``always`` are there, and of the others only those ``mixed``."""
        first = 1 << self.elements[0]
        if self.kind in "CL" and not (always | mixed) & first:
            return True
        if self.every & mixed:
            return False
        return not self.broken(np.array([always], dtype=np.uint32))[0]

    def broken(self, present: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Tell where it does not hold; ``present`` has bit j set where element j is there, shape (n,)."""
        bits = [np.uint32(1 << j) for j in self.elements]
        every = np.uint32(sum(1 << j for j in {*self.elements}))
        rest = every & ~bits[0]
        found: NDArray[np.uint32] = present & every
        bad: NDArray[np.bool_]
        if self.kind == "P":
            bad = (found != 0) & (found != every)
        elif self.kind == "R":
            bad = found == 0
        elif self.kind == "E":
            bad = (found & (found - np.uint32(1))) != 0
        elif self.kind == "C":
            bad = ((found & bits[0]) != 0) & ((found & rest) != rest)
        else:
            bad = ((found & bits[0]) != 0) & ((found & rest) == 0)
        return bad


def word_of(code: str) -> int:
    """Return a code of up to eight bytes as an integer, as ``Tokens.words`` gives it."""
    return int.from_bytes(code.encode(), "little")


def codes_of(words: list[str]) -> Slots[np.intp]:
    """Return what tells every code of a guide by number, from words of up to eight bytes (``word_of``)."""
    return slots_of([word_of(word) for word in words], _BITS, np.intp)


def in_lists(lists: tuple[tuple[str, ...], ...], number: dict[str, int]) -> NDArray[np.bool_]:
    """Tell which codes stand in which list; shape (lists, codes + 1)."""
    table = np.zeros((len(lists), len(number) + 1), dtype=bool)
    for i, codes in enumerate(lists):
        table[i, [number[c] for c in codes if c in number]] = True
    return table


def of_one_byte(lists: tuple[tuple[str, ...], ...]) -> NDArray[np.bool_]:
    """Tell which bytes are codes of which list; shape (lists, 256)."""
    table = np.zeros((len(lists), 256), dtype=bool)
    for i, codes in enumerate(lists):
        table[i, [ord(c) for c in codes if len(c) == 1]] = True
    return table
