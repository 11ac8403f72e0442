"""Parts of a body by name: the ones whose symmetry may decide where the whole is what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.errors import NameUnknown, SideUnclear

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.surface import Surface

__all__ = ["PARTS", "part"]

#: From which share of the height to which: of a trunk from its lower cut, of a head from its lower end.
PARTS = {"pelvis": (0.0, 0.25), "shoulders": (0.8, 1.0), "skull_base": (0.0, 0.45), "vault": (0.55, 1.0)}
_WAY_OUT = f"Parts are {', '.join(PARTS)}, or two shares of the height such as 0.1-0.3."


def part(surface: Surface, name: str, orientation: Orientation | None) -> NDArray[np.bool_]:
    """Return which vertices (n,) belong to a part: by name, or by two shares of the height such as "0.1-0.3".

    Raises:
        NameUnknown: no such part, or no such shares.
        SideUnclear: nobody said where up is.
    """
    low, high = _shares(name)
    if orientation is None:
        raise SideUnclear(
            f"Where '{name}' is depends on where up is. State --up and --front, or give landmarks."
        )
    height = surface.vertices @ orientation.up
    bottom, top = float(height.min()), float(height.max())
    share = (height - bottom) / max(top - bottom, 1e-9)
    return np.asarray((share >= low) & (share <= high))


def _shares(name: str) -> tuple[float, float]:
    if name in PARTS:
        return PARTS[name]
    low, _, high = name.partition("-")
    try:
        found = float(low), float(high)
    except ValueError:
        raise NameUnknown("part", name, PARTS, _WAY_OUT) from None
    if not 0.0 <= found[0] < found[1] <= 1.0:
        raise NameUnknown("part", name, PARTS, _WAY_OUT)
    return found
