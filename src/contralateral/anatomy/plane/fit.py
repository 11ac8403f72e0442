"""Planes moved to where the surface meets its own mirror image: three degrees of freedom, solved on the reflection.

A point x with normal a is mirrored to y with normal a', whose nearest point on the surface is q with normal b. What is
made small is the distance along the mean of both normals, s = (a' + b) / |a' + b|, so that neither side is preferred:
r = s · (y - q). With tangents t of the plane's normal n, and h = n · x - d,
dr/dd = 2 s · n and dr/dt = -2 ((t · x) (s · n) + h (s · t)).
The loss is Geman and McClure's (1985): far residuals lose their say, and its scale goes from coarse to fine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from contralateral.anatomy.plane.sample import Sample

__all__ = ["Matches", "descend", "matches", "moved", "solved", "tangents"]

_AGREE = 0.7
"""Cosine that a mirrored normal has to have with the normal where it lands: 45 degrees, a different face beyond."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Where the points of a sample land, for k planes at once."""

    residual: NDArray[np.float64]
    """(k, n) mm along the mean normal; 0 where nothing was met."""
    met: NDArray[np.bool_]
    """(k, n)"""
    slope: NDArray[np.float64]
    """(k, n, 3): by tangent, tangent, offset."""


def tangents(normals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (k, 2, 3): two unit vectors at right angles to each of (k, 3) and to each other."""
    helper = np.where(np.abs(normals[:, :1]) < 0.6, [[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]])
    first = np.cross(normals, helper)
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    return np.stack([first, np.cross(normals, first)], axis=1)


def matches(
    normals: NDArray[np.float64],
    offsets: NDArray[np.float64],
    asked: Sample,
    target: Sample,
    reach: float,
) -> Matches:
    """Mirror the points asked in k planes, normals (k, 3), offsets (k,), and meet the surface within `reach`."""
    x, a = asked.points, asked.normals
    height = normals @ x.T - offsets[:, None]
    mirrored = x - 2.0 * height[:, :, None] * normals[:, None, :]
    distance, at = target.tree.query(mirrored, distance_upper_bound=reach)
    met = np.isfinite(distance)
    at[~met] = 0
    facing = a - 2.0 * (normals @ a.T)[:, :, None] * normals[:, None, :]
    there = target.normals[at]
    met &= target.closed[at] & (np.einsum("kni,kni->kn", facing, there) > _AGREE)
    facing += there
    length = np.linalg.norm(facing, axis=2, keepdims=True)
    np.divide(facing, length, out=facing, where=length > 0)
    mirrored -= target.points[at]
    residual = np.where(met, np.einsum("kni,kni->kn", facing, mirrored), 0.0)
    across = np.einsum("kni,ki->kn", facing, normals)
    slope = np.empty((*met.shape, 3))
    for axis, tangent in enumerate(np.moveaxis(tangents(normals), 1, 0)):
        slope[:, :, axis] = -2.0 * (
            (tangent @ x.T) * across + height * np.einsum("kni,ki->kn", facing, tangent)
        )
    slope[:, :, 2] = 2.0 * across
    return Matches(residual, met, slope)


def descend(
    normals: NDArray[np.float64],
    offsets: NDArray[np.float64],
    asked: Sample,
    target: Sample,
    scales: Sequence[float],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Take one Gauss-Newton step for each scale (mm, coarse to fine). Points must be about their own middle."""
    for scale in scales:
        found = matches(normals, offsets, asked, target, 4.0 * scale + target.spacing)
        weight = asked.weights * found.met / (1.0 + (found.residual / scale) ** 2) ** 2
        normals, offsets = moved(normals, offsets, solved(found, weight))
    return normals, offsets


def solved(found: Matches, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the step (k, 3) that makes the weighted squares smallest, held back where nothing holds the plane."""
    weighted = found.slope * weight[:, :, None]
    curve = np.einsum("kni,knj->kij", weighted, found.slope)
    pull = np.einsum("kni,kn->ki", weighted, found.residual)
    held = np.einsum("kii->ki", curve)
    damped = curve + np.einsum("ki,ij->kij", 1e-6 * held + 1e-12, np.eye(3))
    return -np.linalg.solve(damped, pull[:, :, None])[:, :, 0]


def moved(
    normals: NDArray[np.float64], offsets: NDArray[np.float64], step: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return planes after a step (k, 3), no turn being larger than 0.2 rad: the slopes are true nearby only."""
    size = np.linalg.norm(step[:, :2], axis=1)
    step = step * np.minimum(1.0, 0.2 / np.maximum(size, 1e-12))[:, None]
    turned = normals + np.einsum("ki,kij->kj", step[:, :2], tangents(normals))
    return turned / np.linalg.norm(turned, axis=1, keepdims=True), offsets + step[:, 2]
