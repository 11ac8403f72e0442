"""What is changed on one side must not say where the plane is, nor may its rim, where it fades into what is sound.

A robust loss takes the say from what lies far off and leaves it to the rim, all of which pulls the same way. So the
places where residuals are large together are found and left out with a margin; a single far point is noise and stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.plane.fit import Matches
    from contralateral.anatomy.plane.sample import Sample

__all__ = ["unchanged"]

_SIGMAS = 3.5
_LEAST, _MOST = 1.5, 3.0
"""mm: bounds of the residual that counts as large; scanner noise below, the deviation of a flat chest above."""
_NEIGHBOURS = 12
_TOGETHER = 0.4
_MOST_OUT = 0.7
"""Of what was met, at most this share is left out: beyond, nothing sound is known and all is kept."""


def unchanged(asked: Sample, found: Matches, margin: float) -> NDArray[np.bool_]:
    """Return (n,) whether a point lies farther than `margin` (mm) from any place that differs between the sides."""
    residual, met = np.abs(found.residual[0]), found.met[0] & (asked.weights > 0)
    everywhere = np.ones(len(met), bool)
    if np.count_nonzero(met) < 4 * _NEIGHBOURS:
        return everywhere
    large = residual > np.clip(_SIGMAS * 1.4826 * np.median(residual[met]), _LEAST, _MOST)
    at = np.flatnonzero(met)
    tree = KDTree(asked.points[at], balanced_tree=False, compact_nodes=False)
    suspect = at[large[at]]
    if not len(suspect):
        return everywhere
    around = tree.query(asked.points[suspect], k=_NEIGHBOURS)[1]
    changed = suspect[large[at][around].mean(axis=1) > _TOGETHER]
    if not len(changed):
        return everywhere
    rim = KDTree(asked.points[changed], balanced_tree=False, compact_nodes=False)
    sound: NDArray[np.bool_] = ~np.isfinite(rim.query(asked.points, distance_upper_bound=margin)[0])
    return (
        sound
        if asked.weights[met & sound].sum() > (1.0 - _MOST_OUT) * asked.weights[met].sum()
        else everywhere
    )
