"""Where to begin: every direction, several offsets, scored coarsely; the best few that differ.

The score asks for the nearest point of the surface a million times. A grid that knows its nearest point answers each by
one look-up, to within a cell, which is all that is wanted here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import distance_transform_edt

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.plane.sample import Sample

__all__ = ["directions", "distinct", "starts"]

_CELLS = 48
_OFFSETS = (-0.5, -0.25, 0.0, 0.25, 0.5)
"""Offsets tried, in standard deviations of the surface along the normal: a crop or a lesion moves the middle."""


def directions(count: int) -> NDArray[np.float64]:
    """Return (count, 3) unit vectors spread over half a sphere by the golden angle."""
    i = np.arange(count) + 0.5
    z = i / count
    turn = i * np.pi * (3.0 - np.sqrt(5.0))
    flat = np.sqrt(1.0 - z * z)
    return np.stack([flat * np.cos(turn), flat * np.sin(turn), z], axis=1)


def starts(
    asked: Sample, target: Sample, tried: NDArray[np.float64], keep: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return up to `keep` planes that differ, normals (k, 3) and offsets (k,), best first.

    `tried` are the normals (m, 3) to look at; points are about their own middle.
    """
    grid = _Grid(target)
    along = tried @ asked.points.T
    spread = np.sqrt((along**2) @ asked.weights)
    offsets = (along @ asked.weights)[:, None] + spread[:, None] * np.array(_OFFSETS)
    scale = 0.06 * grid.extent
    score = np.empty_like(offsets)
    for first in range(0, len(tried), 64):  # in pieces that stay in the cache
        part = slice(first, first + 64)
        turned = asked.normals - 2.0 * (tried[part] @ asked.normals.T)[:, :, None] * tried[part][:, None, :]
        for j in range(len(_OFFSETS)):
            height = along[part] - offsets[part, j, None]
            mirrored = asked.points - 2.0 * height[:, :, None] * tried[part][:, None, :]
            at = grid.nearest(mirrored)
            mirrored -= target.points[at]
            near = 1.0 / (1.0 + np.einsum("kni,kni->kn", mirrored, mirrored) / scale**2)
            facing = np.maximum(np.einsum("kni,kni->kn", turned, target.normals[at]), 0.0)
            score[part, j] = (near * facing) @ asked.weights
    planes = np.repeat(tried, len(_OFFSETS), axis=0)
    order = np.argsort(-score.ravel(), kind="stable")[: 40 * keep]
    chosen = order[distinct(planes[order], offsets.ravel()[order], 10.0, 0.5 * scale, keep)]
    return planes[chosen], offsets.ravel()[chosen]


def distinct(
    normals: NDArray[np.float64], offsets: NDArray[np.float64], degrees: float, apart: float, keep: int
) -> NDArray[np.int64]:
    """Return which of the planes (best first) differ from all better ones by an angle or by an offset in mm."""
    kept: list[int] = []
    cosine = np.cos(np.radians(degrees))
    for i in range(len(normals)):
        dot = normals[kept] @ normals[i]
        same = (np.abs(dot) > cosine) & (np.abs(offsets[kept] * np.sign(dot) - offsets[i]) < apart)
        if not same.any():
            kept.append(i)
            if len(kept) == keep:
                break
    return np.array(kept, np.int64)


class _Grid:
    """The nearest point of a sample, by cell."""

    def __init__(self, target: Sample) -> None:
        low, high = target.points.min(axis=0), target.points.max(axis=0)
        self.extent = float((high - low).max())
        self._cell = max(self.extent / _CELLS, 1e-9)
        self._low = low - 3 * self._cell
        self._shape = np.ceil((high - self._low) / self._cell).astype(np.int64) + 4
        holder = np.full(self._shape, -1, np.int64)
        holder.ravel()[self._cells(target.points)] = np.arange(len(target.points))
        to = distance_transform_edt(holder < 0, return_distances=False, return_indices=True)
        self._nearest = holder[tuple(to)].ravel()

    def _cells(self, points: NDArray[np.float64]) -> NDArray[np.int64]:
        flat = np.zeros(points.shape[:-1], np.int64)
        for axis in range(3):  # one axis after the other: half the memory of all at once
            cell = ((points[..., axis] - self._low[axis]) / self._cell).astype(np.int64)
            flat = flat * self._shape[axis] + np.clip(cell, 0, self._shape[axis] - 1)
        return flat

    def nearest(self, points: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the index (...,) of about the nearest point for (..., 3); outside, that of the grid's wall."""
        found: NDArray[np.int64] = self._nearest[self._cells(points)]
        return found
