"""The rare case: segments wrapped over lines or with bytes that are not UTF-8, put into plain form one by one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.header import BLANKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.values import Delimiters

__all__ = ["plain_pieces"]

_BREAK = re.compile(rb"[\r\n]+")


def plain_pieces(
    data: bytes, delimiters: Delimiters
) -> tuple[bytes, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the same segments as UTF-8 without line breaks inside, and where each one stood.

    Segments that are not UTF-8 are read as Latin-1, one by one, so that a damaged byte changes no other segment. A
    control character of blank kind before a segment is taken away with the line ends.

    Returns:
        The bytes (one terminator after each segment), the offset of each segment in ``data``, and the positions of the
        segments that were joined and of those that were Latin-1.
    """
    terminator = delimiters.terminator.encode("latin-1")
    pieces = data.split(terminator)[:-1]
    plain: list[bytes] = []
    offsets = np.empty(len(pieces), dtype=np.int64)
    broken, latin = [], []
    at = 0
    for i, piece in enumerate(pieces):
        inner = piece.lstrip(BLANKS)
        offsets[i] = at + len(piece) - len(inner)
        at += len(piece) + 1
        if terminator == b"\n":
            inner = inner.removesuffix(b"\r")
        joined = _BREAK.sub(b"", inner)
        if joined != inner:
            broken.append(i)
        try:
            joined.decode("utf-8")
        except UnicodeDecodeError:
            joined = joined.decode("latin-1").encode("utf-8")
            latin.append(i)
        plain.append(joined)
    whole = terminator.join([*plain, b""])
    return whole, offsets, np.array(broken, dtype=np.int64), np.array(latin, dtype=np.int64)
