"""Colours of the map: blue where there is less than on the mirrored other side, orange where there is more.

Blue against orange stays apart for the common colour blindnesses, and both darken evenly away from a light neutral, so
that a grey print still shows how far a place is from zero. Unknown is a darker grey with stripes, which no value has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NEUTRAL", "STEPS", "UNKNOWN", "colours", "table"]

#: Zero: as much as on the other side.
NEUTRAL = (240, 240, 240)
#: Not seen on both sides; drawn with stripes.
UNKNOWN = (150, 150, 150)
#: An odd number, so that zero has an entry of its own.
STEPS = 257
#: From the greatest lack over zero to the greatest excess, evenly spaced.
_STOPS = np.array(
    [(8, 48, 107), (33, 102, 172), (103, 169, 207), NEUTRAL, (244, 165, 96), (204, 90, 20), (112, 42, 4)],
    dtype=np.float64,
)


def table() -> NDArray[np.uint8]:
    """Return the colours of the scale from its lowest value to its highest, (STEPS, 3)."""
    at = np.linspace(0.0, len(_STOPS) - 1.0, STEPS)
    channels = [np.interp(at, np.arange(len(_STOPS)), _STOPS[:, c]) for c in range(3)]
    return np.rint(np.stack(channels, axis=1)).astype(np.uint8)


def colours(distance_mm: NDArray[np.float64], limit_mm: float) -> NDArray[np.uint8]:
    """Return the colour of each value, (n, 3); NaN has the colour of the unknown."""
    known = np.isfinite(distance_mm)
    share = np.clip(np.where(known, distance_mm, 0.0) / limit_mm, -1.0, 1.0)
    found = table()[np.rint((share + 1.0) * (STEPS - 1) / 2.0).astype(np.int64)]
    found[~known] = UNKNOWN
    return found
