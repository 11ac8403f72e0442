"""How sure a plane is, by what chance would have had to do to move it.

The asymmetry of a body is no noise of single points: neighbours err together, and so do a point and its mirror image,
which is why the plane is far less sure than the count of points says. Two answers are worked out, and the wider stands.

- The residuals' own covariance by distance (a Gaussian fitted to the products of pairs), carried through the robust
  Hessian: it sees correlation over any length, and needs the residuals to be alike everywhere.
- Patches of the surface drawn again and again, each moving the plane by one Gauss-Newton step (a one-step bootstrap of
  clusters): it sees whatever differs from place to place, and needs patches that are independent.

A point on one side and its image are one thing: everything is folded in the plane first, with the sign turned.

Both say how far another body of this kind would differ. What is stated is less: how far the plane found may lie from
the one that mirrors best what was scanned and is sound on both sides, which is this body's plane by definition
(decision 0035). How much less was counted on made bodies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial.distance import cdist

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.plane.fit import Matches

__all__ = ["doubt"]

_DRAWS = 400
_ACROSS = 6
"""Patches along the longest side."""
_PAIRED = 1000
"""Points whose distances to each other are looked at."""
_LENGTHS = (0.01, 0.015, 0.02, 0.03, 0.045, 0.07, 0.1, 0.14, 0.2)
"""Lengths of correlation tried, as shares of the longest side."""
_ANGLE, _OFFSET = 0.4, 0.175
"""Of the spread worked out, what the plane found lies within 98 times in 100: over 280 made bodies of seven kinds with
seeds from 5000 on (`benchmarks.anatomy.plane --first 5000`); 92 to 100 % of each kind. With 0.32 for the angle it was
97 % of these, but 15 of 20 other skewed heads."""
_FEWEST = 5.0
"""Patches below which nothing is said of the rest."""


def doubt(
    points: NDArray[np.float64],
    normal: NDArray[np.float64],
    offset: float,
    found: Matches,
    weight: NDArray[np.float64],
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Return the 95 % half-widths of the normal's angle (degrees) and of the offset at the middle (mm).

    `points` (n, 3) are about the middle, `found` their matches for this one plane, `weight` (n,) what each counts.
    Infinite where fewer than five patches hold the plane, or where it can turn or move freely.
    """
    height = points @ normal - offset
    right = height < 0
    points = np.where(right[:, None], points - 2.0 * height[:, None] * normal, points)
    sign = np.where(right, -1.0, 1.0)
    residual = found.residual[0] * sign
    score = found.slope[0] * (weight * sign)[:, None]
    curve = score.T @ (found.slope[0] * sign[:, None])
    root = np.sqrt(np.diag(curve))
    patch = _patches(points)
    there = np.bincount(patch, weight)
    holding = there.sum() ** 2 / max(float((there**2).sum()), 1e-30)
    if holding < _FEWEST or not root.all() or np.linalg.cond(curve / np.outer(root, root)) > 1e6:
        return np.inf, np.inf
    at = np.flatnonzero(weight > 0)
    few = rng.choice(at, min(_PAIRED, len(at)), replace=False)
    spread = _by_distance(points[few], residual[few], weight[few], score[few] * (len(at) / len(few)))
    drawn = rng.multivariate_normal(np.zeros(3), spread, _DRAWS, method="eigh")
    ways = (
        np.linalg.solve(curve, drawn.T).T,
        _by_patch(patch, score, residual, found.slope[0] * sign[:, None], rng),
    )
    # Three unknowns were fitted to the same patches.
    wide = float(np.sqrt(holding / (holding - 3.0)))
    angles = [np.quantile(np.linalg.norm(steps[:, :2], axis=1), 0.95) for steps in ways]
    offsets = [np.quantile(np.abs(steps[:, 2]), 0.95) for steps in ways]
    return _ANGLE * wide * float(np.degrees(max(angles))), _OFFSET * wide * float(max(offsets))


def _by_distance(
    points: NDArray[np.float64],
    residual: NDArray[np.float64],
    weight: NDArray[np.float64],
    score: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the covariance (3, 3) of the sum of score times residual, were the residuals drawn anew."""
    apart = cdist(points, points)
    side = float(np.ptp(points, axis=0).max())
    pairs = np.triu_indices(len(points), 1)
    distance, share = apart[pairs], weight[pairs[0]] * weight[pairs[1]]
    product = residual[pairs[0]] * residual[pairs[1]]
    near = distance < 0.35 * side
    bins = (distance[near] / (0.01 * side)).astype(np.int64)
    mass = np.maximum(np.bincount(bins, share[near]), 1e-30)
    level = np.bincount(bins, share[near] * product[near]) / mass
    middle = (np.arange(len(level)) + 0.5) * 0.01 * side
    variance = float(weight @ residual**2 / weight.sum())
    best, chosen = np.inf, (0.0, side)
    for length in _LENGTHS:
        shape = np.exp(-0.5 * (middle / (length * side)) ** 2)
        high = float(np.clip((mass @ (shape * level)) / (mass @ shape**2), 0.0, variance))
        off = float(mass @ (level - high * shape) ** 2)
        if off < best:
            best, chosen = off, (high, length * side)
    covariance = chosen[0] * np.exp(-0.5 * (apart / chosen[1]) ** 2)
    sums: NDArray[np.float64] = score.T @ covariance @ score
    return sums


def _by_patch(
    patch: NDArray[np.int64],
    score: NDArray[np.float64],
    residual: NDArray[np.float64],
    slope: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Return the steps (draws, 3) that the plane takes when patches are drawn with replacement."""
    count = int(patch.max()) + 1
    pull = np.stack([np.bincount(patch, score[:, i] * residual, count) for i in range(3)], axis=1)
    curve = np.stack(
        [np.bincount(patch, score[:, i] * slope[:, j], count) for i in range(3) for j in range(3)], axis=1
    )
    times = rng.multinomial(count, np.full(count, 1.0 / count), _DRAWS).astype(np.float64)
    whole = (times @ curve).reshape(-1, 3, 3) + 1e-3 * curve.sum(axis=0).reshape(3, 3)
    steps: NDArray[np.float64] = np.linalg.solve(whole, (times @ pull)[:, :, None])[:, :, 0]
    return steps


def _patches(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the number (n,) of the cube of space in which each point lies."""
    low = points.min(axis=0)
    cell = max(float((points.max(axis=0) - low).max()) / _ACROSS, 1e-9)
    key = ((points - low) / cell).astype(np.int64) @ np.array([1, 1 << 10, 1 << 20])
    number: NDArray[np.int64] = np.unique(key, return_inverse=True)[1]
    return number
