"""Cross-sections of a surface: where its triangles meet level planes, as pieces of line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["section"]


def section(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], direction: NDArray[np.float64], level_mm: float
) -> NDArray[np.float64]:
    """Return the pieces of line in which a surface meets the plane ``direction @ x == level_mm``, (k, 2, 3) mm.

    A corner that lies in the plane counts as above it, so that each triangle is cut in two places or not at all.
    """
    height = vertices @ direction - level_mm
    above = height >= 0.0
    corners = above[faces]
    cut = faces[corners.any(axis=1) & ~corners.all(axis=1)]
    if not len(cut):
        return np.zeros((0, 2, 3))
    # Turn each triangle so that the corner alone on its side comes first.
    side = above[cut]
    lonely = np.argmax(side == (side.sum(axis=1) == 1)[:, None], axis=1)
    turned = cut[np.arange(len(cut))[:, None], (lonely[:, None] + np.arange(3)) % 3]
    first = vertices[turned[:, 0]]
    ends = []
    for other in (1, 2):
        from_, to = height[turned[:, 0]], height[turned[:, other]]
        share = from_ / (from_ - to)
        ends.append(first + share[:, None] * (vertices[turned[:, other]] - first))
    return np.stack(ends, axis=1)
