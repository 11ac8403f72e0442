"""Segment names as small integers: what every later step compares instead of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.edi.cells import code

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

_BITS = 12


def _find_multiplier() -> tuple[np.uint64, NDArray[np.uint64], NDArray[np.uint8]]:
    """Find a multiplier that sends every name to a slot of its own: then one look tells which name it is."""
    keys = np.array([code(name) for name in NAMES[1:]], dtype=np.uint64)
    multiplier = 0x9E3779B97F4A7C15
    while True:
        slots = (keys * np.uint64(multiplier)) >> np.uint64(64 - _BITS)
        if len(np.unique(slots)) == len(keys):
            break
        multiplier = (multiplier * 6364136223846793005 + 1442695040888963407) % 2**64 | 1
    held = np.zeros(1 << _BITS, dtype=np.uint64)
    number = np.zeros(1 << _BITS, dtype=np.uint8)
    held[slots] = keys
    number[slots] = np.arange(1, len(NAMES))
    return np.uint64(multiplier), held, number


_MULTIPLIER, _HELD, _NUMBER = _find_multiplier()


def number_of(names: NDArray[np.uint64]) -> NDArray[np.uint8]:
    """Return the number of each segment name.

    Args:
        names: as ``cells.codes`` gives them; shape (n,).

    Returns:
        Positions in ``NAMES``, ``UNKNOWN`` for any other; shape (n,).
    """
    slots = names * _MULTIPLIER
    slots >>= np.uint64(64 - _BITS)
    at = slots.view(np.int64)
    found = _NUMBER.take(at)
    found *= _HELD.take(at) == names
    return found
