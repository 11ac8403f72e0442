"""Cover: the mirror image of a sound limb as a shell, for the cosmesis of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.surface import surface
from contralateral.design.fields import Sheet, mirrored, smoothed
from contralateral.design.refused import DesignRefused
from contralateral.design.shell import Shell, Trim

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.surface import Surface

__all__ = ["covering"]

ENDS_MM = 6.0
"""What is cut off at each end of the scan, where its border is ragged."""


def covering(
    body: Surface,
    normal: NDArray[np.float64],
    offset_mm: float,
    up: NDArray[np.float64],
    *,
    wall_mm: float,
    low_mm: float | None,
    high_mm: float | None,
    step_mm: float,
) -> tuple[Shell, Sheet]:
    """Return what the cover is made from, and the sound limb.

    Its outer face is the mirrored skin; the wall goes inwards. `low_mm` and `high_mm` are the cuts along `up`, in the
    axes of the file; where left out, a little inside the ends of the scan.
    """
    limb = Sheet(smoothed(body))
    image_ = mirrored(limb.surface.vertices, normal, offset_mm)
    turned = Sheet(surface(image_, limb.surface.faces[:, ::-1]))
    image = mirrored(body.vertices, normal, offset_mm)
    height = image @ up
    bottom = float(height.min()) + ENDS_MM if low_mm is None else low_mm
    top = float(height.max()) - ENDS_MM if high_mm is None else high_mm
    if top - bottom < 20.0:
        raise DesignRefused("Less than 20 mm lie between the two cuts.", "Check --up, --from and --to.")
    middle = image.mean(axis=0)
    middle = middle - up * (middle @ up)

    trims = (Trim(middle + up * top, up), Trim(middle + up * bottom, -up))
    room = np.full(3, wall_mm + 8.0)
    return Shell(
        None,
        wall_mm,
        trims,
        step_mm,
        image.min(axis=0) - room,
        image.max(axis=0) + room,
        turned,
        inwards=True,
    ), limb
