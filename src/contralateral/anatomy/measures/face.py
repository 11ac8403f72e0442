"""A face unit by unit: how far each differs from the mirror image of the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.measures.value import Measure, between, positive, unknown
from contralateral.errors import SideUnclear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from contralateral.anatomy.deviation import Deviation, PlaneLike
    from contralateral.anatomy.measures.field import Lack
    from contralateral.anatomy.measures.pose import Pose
    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.surface import Surface

__all__ = ["UNITS", "measures"]

BANDS = ("sellion", "subnasale", "menton")
"""Landmarks that part forehead, middle and lower face, and end it."""

WITHOUT = (0.67, 0.36, 0.0)
"""Their heights as shares of that of the scan where they are not given."""

CENTRAL = 0.28
"""Share of the half-width that belongs to nose and mouth."""

UNITS = ("forehead", "orbit", "nose", "cheek", "mouth_and_chin", "jaw")
LEAST = 20


def measures(
    surface: Surface,
    plane: PlaneLike,
    deviation: Deviation,
    lack: Lack,
    drawn: Pose,
    orientation: Orientation | None,
    landmarks: Mapping[str, NDArray[np.float64]] | None,
) -> tuple[Measure, ...]:
    """Return face_deviation.<unit>: the root mean square of the map over a unit, mm. Needs an orientation."""
    if orientation is None:
        raise SideUnclear("Units of a face lie above each other: state up and front, or give landmarks.")
    which, rests = _unit_of(surface, plane, orientation, landmarks or {})
    method = "root mean square of the distance to the mirrored other side over the unit, both sides"
    result = []
    for number, unit in enumerate(UNITS):
        name = f"face_deviation.{unit}"
        inside = np.flatnonzero((which == number) & deviation.known & (surface.areas > 0))
        seen = surface.areas[inside].sum() / max(float(surface.areas[which == number].sum()), 1e-9)
        if len(inside) < LEAST or seen < 0.5:
            result.append(
                unknown(
                    name,
                    "mm",
                    method,
                    rests,
                    f"Only {100 * seen:.0f} % of this unit has a seen mirror image.",
                )
            )
            continue
        distance, area = deviation.distance_mm[inside], surface.areas[inside]
        moved = distance[:, None] + drawn.along(surface.vertices[inside], lack.normals[inside])
        draws = np.sqrt(np.average(moved**2, axis=0, weights=area))
        value = float(np.sqrt(np.average(distance**2, weights=area)))
        note = f"greatest {distance.max():+.1f} and {distance.min():+.1f} mm; {100 * seen:.0f} % of it seen."
        result.append(positive(between(name, value, draws, "mm", method, rests, note)))
    return tuple(result)


def _unit_of(
    surface: Surface, plane: PlaneLike, orientation: Orientation, marks: Mapping[str, NDArray[np.float64]]
) -> tuple[NDArray[np.int64], str]:
    """Return the unit of each vertex, -1 for none, and what the units rest on."""
    heights = surface.vertices @ orientation.up
    aside = np.abs(surface.vertices @ plane.normal - plane.offset_mm)
    low, high = np.quantile(heights, [0.005, 0.995])
    given = all(name in marks for name in BANDS)
    if given:
        sellion, nose, chin = (float(np.asarray(marks[name]) @ orientation.up) for name in BANDS)
        rests = ", ".join(BANDS)
    else:
        sellion, nose, chin = (low + share * (high - low) for share in WITHOUT)
        rests = "shares of the height of the scan, no landmarks"
    half = float(np.quantile(aside, 0.98))
    central = aside < CENTRAL * half
    # an orbit is as high above the sellion as the upper quarter of the nose is long
    brow, lid = sellion + 0.25 * (sellion - nose), sellion - 0.4 * (sellion - nose)
    which = np.full(len(heights), -1, np.int64)
    which[heights >= brow] = 0
    which[(heights >= lid) & (heights < brow) & ~central] = 1
    which[(heights >= nose) & (heights < brow) & central] = 2
    which[(heights >= nose) & (heights < lid) & ~central] = 3
    which[(heights >= chin) & (heights < nose) & central] = 4
    which[(heights >= chin) & (heights < nose) & ~central] = 5
    return which, rests
