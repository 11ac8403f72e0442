"""Cells: what an element holds, in sixteen bytes, laid out as Arrow lays out a view of a string.

Four bytes of length, then the text itself where it has at most twelve bytes, else its first four bytes and where it
stands in the data. So a column of text is its cells as they are, codes are compared as one integer, and digits are
read without going back to the bytes. A cell is moved as one number of sixteen bytes (complex128), never computed with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

__all__ = [
    "INLINE",
    "cells_of",
    "classify",
    "code",
    "codes",
    "filled",
    "is_long",
    "offsets",
    "sizes",
    "words",
    "write_cells",
]

#: Text of up to so many bytes is in the cell itself.
INLINE = 12
_HALF = np.uint64(32)
#: Which of the sixteen bytes from four before a text on are its own, by its length (the last entry: of a longer one).
_OWN = np.zeros((INLINE + 2, 16), dtype=np.uint8)
for _size in range(INLINE + 1):
    _OWN[_size, 4 : 4 + _size] = 255
_OWN[INLINE + 1, 4:8] = 255
_OWN_WORDS = _OWN.view(np.complex128).reshape(-1)


def write_cells(
    sixteens: NDArray[np.void],
    start: NDArray[np.intp],
    length: NDArray[np.intp],
    out: NDArray[np.complex128],
) -> None:
    """Write the cells of stretches of data.

    Args:
        sixteens: the sixteen bytes from each offset of the data on.
        start: where each begins, shape (n,).
        length: its bytes; those of length 0 are empty cells.
        out: shape (n,), contiguous.
    """
    if not len(start):
        return
    at = start - 4
    early = np.flatnonzero(at < 0) if int(at.min()) < 0 else ()
    if len(early):
        at[early] = 0
    out[:] = sixteens[at].view(np.complex128)
    halves = out.view(np.uint64)
    halves &= _OWN_WORDS.take(length, mode="clip").view(np.uint64)
    halves[::2] |= length.view(np.uint64)
    for i in early:  # nothing stands four bytes before the first few
        raw = sixteens[start[i]].tobytes()[: min(max(int(length[i]), 0), INLINE)]
        out[i] = cells_of([raw])[0] if 0 < length[i] <= INLINE else 0
        if length[i] > INLINE:
            halves[2 * i] = int(length[i]) | int.from_bytes(raw[:4], "little") << 32
    long = np.flatnonzero(length > INLINE)
    if len(long):
        where = start.take(long)
        where <<= 32
        long *= 2
        long += 1
        halves[long] = where.view(np.uint64)


def cells_of(texts: Iterable[bytes]) -> NDArray[np.complex128]:
    """Return the cells of short texts of our own (at most twelve bytes), to choose from; shape (n,)."""
    raw = b"".join(len(text).to_bytes(4, "little") + text.ljust(INLINE, b"\0") for text in texts)
    return np.frombuffer(raw, dtype=np.complex128)


def sizes(cells: NDArray[np.complex128]) -> NDArray[np.uint32]:
    """Return the length of each text in bytes, 0 where empty; shape (n,)."""
    return cells.view(np.uint32)[::4]


def filled(cells: NDArray[np.complex128]) -> NDArray[np.bool_]:
    """Tell which cells are not empty; shape (n,)."""
    there: NDArray[np.bool_] = sizes(cells) != 0
    return there


def is_long(cells: NDArray[np.complex128]) -> NDArray[np.bool_]:
    """Tell which texts stand in the data, because they do not fit their cell; shape (n,)."""
    long: NDArray[np.bool_] = sizes(cells) > INLINE
    return long


def offsets(cells: NDArray[np.complex128]) -> NDArray[np.intp]:
    """Return where long texts stand in the data; of others the number means nothing; shape (n,)."""
    return (cells.view(np.uint64)[1::2] >> _HALF).astype(np.intp)


def words(cells: NDArray[np.complex128]) -> NDArray[np.uint64]:
    """Return the first eight bytes of texts of at most twelve as little-endian integers, zero beyond the end."""
    halves = cells.view(np.uint64)
    word = halves[::2] >> _HALF
    word |= halves[1::2] << _HALF
    return word


def codes(cells: NDArray[np.complex128]) -> NDArray[np.uint64]:
    """Return what tells codes of at most four bytes apart, from one another and from anything longer; shape (n,)."""
    return cells.view(np.uint64)[::2]


def code(text: str) -> np.uint64:
    """Return a code of at most four bytes as ``codes`` gives it."""
    raw = text.encode("ascii")
    if len(raw) > 4:
        raise ValueError(f"a code of at most four bytes is wanted, not {text!r}")
    return np.uint64(len(raw) | int.from_bytes(raw, "little") << 32)


def classify(found: NDArray[np.uint64], names: Sequence[str]) -> NDArray[np.uint8]:
    """Return the position of each code among names, from 1, and 0 for any other.

    Args:
        found: as ``codes`` gives them.
        names: of at most four bytes.
    """
    keys = np.array([code(name) for name in names], dtype=np.uint64)
    order = np.argsort(keys)
    keys = keys[order]
    at = np.searchsorted(keys, found)
    np.minimum(at, len(keys) - 1, out=at)
    numbers = (order + 1).astype(np.uint8).take(at)
    numbers *= keys.take(at) == found
    return numbers
