"""Segment names as small integers: what every later step compares instead of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.cells import code
from contralateral.edi.slots import slots_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ID", "NAMES", "UNKNOWN", "number_of"]

UNKNOWN = 0
#: Every segment of the transactions read here; the position is the number. 0 is a name that none of them has.
NAMES = (
    "",
    *("ISA", "GS", "ST", "SE", "GE", "IEA", "TA1"),
    *("BHT", "BGN", "HL", "NM1", "N1", "N2", "N3", "N4", "REF", "PER", "PRV", "CUR", "SBR", "PAT", "DMG"),
    *("CLM", "DTP", "PWK", "CN1", "AMT", "K3", "NTE", "CR1", "CR2", "CR3", "CR5", "CR6", "CRC", "HI", "HCP"),
    *("OI", "MOA", "MIA", "CAS", "LX", "SV1", "SV2", "SV3", "SV5", "QTY", "MEA", "PS1", "LIN", "CTP", "SVD"),
    *("LQ", "FRM", "BPR", "TRN", "DTM", "RDM", "LE", "LS", "TS2", "TS3", "CLP", "SVC", "PLB"),
    *("AK1", "AK2", "AK9", "IK3", "IK4", "IK5", "CTX"),
    *("STC", "UM", "HSD", "CL1", "AAA", "MSG", "HCR", "INS", "TOO", "III", "EB", "EQ", "BHX"),
)
ID = {name: number for number, name in enumerate(NAMES) if name}

_SLOTS = slots_of([code(name) for name in NAMES[1:]], 12, np.uint8)


def number_of(names: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Return the number of each segment name.

    Args:
        names: as ``cells.codes`` gives them; shape (n,).

    Returns:
        Positions in ``NAMES``, ``UNKNOWN`` for any other; shape (n,).
    """
    return _SLOTS.numbers(names)
