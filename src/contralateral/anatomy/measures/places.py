"""The patches one by one: how large each is, where on the body it lies, and how far it stands out or falls short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.measures.affected import left_sign
from contralateral.anatomy.measures.general import summit
from contralateral.anatomy.measures.value import SIGMA_95

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.deviation import PlaneLike
    from contralateral.anatomy.measures.affected import Affected
    from contralateral.anatomy.measures.general import Found
    from contralateral.anatomy.measures.pose import Pose
    from contralateral.anatomy.measures.value import Side
    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.scan import Region
    from contralateral.anatomy.surface import Surface

__all__ = ["Place", "places"]

_THIRDS = ("lower third", "middle third", "upper third")
_LEAST_CM2 = 1.0
"""A smaller piece, split off by a hole, is no patch of its own."""


@dataclass(frozen=True, slots=True)
class Place:
    """One patch that differs from the mirrored other side by more than the natural asymmetry."""

    side: Side | None
    """The patient's; None where nobody said where left is."""
    place: str
    """In body terms, as "back, upper third"; empty where nobody said where up and front are."""
    area_cm2: float
    deviation_mm: float
    """At its summit: + outside the mirrored other side, - inside it."""
    low: float
    high: float
    """The 95 % interval of that."""
    at: NDArray[np.float64]
    """(3,) mm, the summit."""


def places(
    surface: Surface,
    plane: PlaneLike,
    found: Found,
    drawn: Pose,
    affected: Affected,
    orientation: Orientation | None,
    region: Region,
) -> tuple[Place, ...]:
    """Return the patches, the greatest volume first.

    Each is told on the affected side. On a trunk of which no side was stated, it is told on the side where it stands
    out: a twisted trunk has some of it on either side.
    """
    from scipy.sparse.csgraph import connected_components

    lack, label = found.lack, found.patches.label
    left = left_sign(plane, orientation)
    rows: list[tuple[float, Place]] = []
    for sign in (1, -1):
        inside = np.flatnonzero(found.patches.core & (label == sign))
        if not len(inside):
            continue
        _, part = connected_components(lack.links[inside][:, inside], directed=False)
        outward = region == "trunk" and not affected.stated
        on_affected = sign < 0 if outward else True
        for number in range(int(part.max()) + 1):
            patch = inside[part == number]
            patch = patch[(lack.on_affected[patch] == on_affected) & np.isfinite(lack.mm[patch])]
            area = float(surface.areas[patch].sum()) / 100.0
            if area < _LEAST_CM2:
                continue
            at = int(patch[np.abs(lack.mm[patch]).argmax()])
            # what the affected side lacks, the other has more
            value = summit(surface, found, at) * (-1.0 if on_affected else 1.0)
            moved = drawn.along(surface.vertices[[at]], lack.normals[[at]])[0]
            reach = SIGMA_95 * float(np.sqrt(np.var(moved) + found.natural.sd_mm**2))
            toward = affected.sign if on_affected else -affected.sign
            side: Side | None = None if left is None else "left" if toward == left else "right"
            where = _where(surface, surface.vertices[at], plane, orientation)
            place = Place(side, where, area, value, value - reach, value + reach, surface.vertices[at].copy())
            rows.append((float(np.abs(lack.mm[patch]) @ surface.areas[patch]), place))
    return tuple(place for _, place in sorted(rows, key=lambda row: -row[0]))


def _where(
    surface: Surface, at: NDArray[np.float64], plane: PlaneLike, orientation: Orientation | None
) -> str:
    """Say where a point lies: front, side or back, and in which third of the height of the scan."""
    if orientation is None:
        return ""
    low, high = np.quantile(surface.vertices @ orientation.up, [0.005, 0.995])
    share = (float(at @ orientation.up) - low) / max(high - low, 1e-9)
    third = _THIRDS[int(np.clip(3.0 * share, 0, 2))]
    forward = surface.vertices @ orientation.front
    back, front = np.quantile(forward, [0.02, 0.98])
    depth = (float(at @ orientation.front) - 0.5 * (front + back)) / max(0.5 * (front - back), 1e-9)
    wide = np.quantile(np.abs(surface.vertices @ plane.normal - plane.offset_mm), 0.98)
    aside = abs(float(at @ plane.normal) - plane.offset_mm) / max(float(wide), 1e-9)
    way = "side" if aside > abs(depth) else "front" if depth > 0 else "back"
    return f"{way}, {third}"
