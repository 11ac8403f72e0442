"""Which character separates components: what ISA16 names, or what the claims themselves show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.ids import ID

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.edi.chunks import Chunk
    from contralateral.edi.values import Severity

__all__ = ["component_of"]

#: The place of service composite as every 837P writes it: two places, B, frequency.
_CLM05 = re.compile(r"[0-9A-Za-z]{1,2}([^0-9A-Za-z\s])(?:B)?\1[0-9A-Za-z]")


def component_of(
    chunk: Chunk,
) -> tuple[int, tuple[Severity, NDArray[np.intp], NDArray[np.int32] | None, str] | None]:
    """Return the byte that separates components in a chunk, and what is to be said where ISA16 names another.

    Some senders write ``11>B>1`` under an ISA16 of ``:``. CLM05 has the same three parts in every 837P, so the first
    one shows which character is meant. Transactions of one chunk come from interchanges with the same ISA16.
    """
    tokens = chunk.tokens
    named = tokens.delimiters.component
    for row in np.flatnonzero((tokens.id == ID["CLM"]) & (chunk.transaction >= 0)).tolist():
        written = tokens.text(row, 5)
        if not written:
            continue
        match = None if named in written else _CLM05.fullmatch(written)
        if match is None:
            break
        message = (
            f"Components are separated by '{match[1]}' here; ISA16 says '{named}'. They were read as they stand; a "
            "receiver that follows ISA16 will not read them. Correct ISA16."
        )
        return ord(match[1]), ("warning", np.array([row], dtype=np.intp), None, message)
    return ord(named), None
