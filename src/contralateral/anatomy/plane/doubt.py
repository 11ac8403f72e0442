"""How sure a plane is: patches of the surface drawn again and again, as if they were all that chance decides.

The asymmetry of a body is no noise of single points: neighbours err together, and so do a point and its mirror image.
What is drawn are therefore patches, each with its image. For each draw the plane is moved by one Gauss-Newton step of
the robust fit, which costs a solve of three unknowns (a one-step bootstrap of the clusters).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.plane.fit import Matches

__all__ = ["doubt"]

_DRAWS = 400
_ACROSS = 6
"""Patches along the longest side. Calibrated on made bodies whose natural asymmetry reaches over some 60 mm: see
docs/measuring-plane.md."""


def doubt(
    points: NDArray[np.float64],
    normal: NDArray[np.float64],
    offset: float,
    found: Matches,
    weight: NDArray[np.float64],
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Return the 95 % half-widths of the normal's angle (degrees) and of the offset at the middle (mm).

    Infinite where fewer than five patches hold the plane.
    """
    patch = _patches(points, normal, offset)
    count = int(patch.max()) + 1
    weighted = found.slope[0] * weight[:, None]
    pull = np.stack([np.bincount(patch, weighted[:, i] * found.residual[0], count) for i in range(3)], axis=1)
    curve = np.stack(
        [
            np.bincount(patch, weighted[:, i] * found.slope[0][:, j], count)
            for i in range(3)
            for j in range(3)
        ],
        axis=1,
    )
    there = np.bincount(patch, weight, count)
    holding = there.sum() ** 2 / max((there**2).sum(), 1e-30)
    whole = curve.sum(axis=0).reshape(3, 3)
    if holding < 5 or np.linalg.cond(whole / np.sqrt(np.outer(np.diag(whole), np.diag(whole)))) > 1e8:
        return np.inf, np.inf
    times = rng.multinomial(count, np.full(count, 1.0 / count), _DRAWS).astype(np.float64)
    steps = np.linalg.solve((times @ curve).reshape(-1, 3, 3) + 1e-9 * whole, (times @ pull)[:, :, None])[
        :, :, 0
    ]
    steps *= np.sqrt(holding / (holding - 3.0))  # three unknowns were fitted to the same patches
    angle = np.degrees(np.quantile(np.linalg.norm(steps[:, :2], axis=1), 0.95))
    return float(angle), float(np.quantile(np.abs(steps[:, 2]), 0.95))


def _patches(points: NDArray[np.float64], normal: NDArray[np.float64], offset: float) -> NDArray[np.int64]:
    """Return the number (n,) of the patch of each point: cubes of space folded in the plane."""
    height = points @ normal - offset
    folded = np.where(height[:, None] > 0, points - 2.0 * height[:, None] * normal, points)
    low = folded.min(axis=0)
    cell = max(float((points.max(axis=0) - points.min(axis=0)).max()) / _ACROSS, 1e-9)
    key = ((folded - low) / cell).astype(np.int64) @ np.array([1, 1 << 10, 1 << 20])
    number: NDArray[np.int64] = np.unique(key, return_inverse=True)[1]
    return number
