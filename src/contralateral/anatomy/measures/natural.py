"""How alike two healthy sides are: the natural asymmetry of this very body, where nothing is the matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.measures.field import Lack
    from contralateral.anatomy.surface import Surface

__all__ = ["Natural", "natural", "roughness"]

BIN_MM = 8.0
FARTHEST_MM = 160.0
SAMPLE = 1500
"""Vertices of which all pairs are taken: a million pairs settle a curve of twenty points."""

GAIN = 1.36
"""Spread of the second difference below for noise of 1 where each vertex has six neighbours: its square is
(1 + 1/6)² + 6 (1/3 - 1/18)² + 6/36² + 6 (2/36)² = 1.85."""

USUAL_MM = 0.7
"""What healthy sides differ by, taken where too little of a scan is left to say it."""


@dataclass(frozen=True, slots=True)
class Natural:
    """The covariance of the map with itself over a distance, (k,) mm² in bins of BIN_MM; beyond, none."""

    covariance: NDArray[np.float64]
    measured: bool
    """False where too little unaffected surface was seen, and the usual level is taken instead."""

    def sd_of_sum(self, points: NDArray[np.float64], areas: NDArray[np.float64], seed: int) -> float:
        """Return the standard deviation, mm³, of the map summed over a region: points (k, 3), areas (k,) mm²."""
        total = float(areas.sum())
        if total <= 0:
            return 0.0
        chosen = _sample(areas, SAMPLE, seed)
        return total * float(np.sqrt(max(float(self._at(points[chosen]).mean()), 0.0)))

    @property
    def sd_mm(self) -> float:
        """Standard deviation at one place."""
        return float(np.sqrt(self.covariance[0]))

    def _at(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        from scipy.spatial.distance import pdist

        bins = np.minimum((pdist(points) / BIN_MM).astype(np.int64), len(self.covariance))
        values: NDArray[np.float64] = np.append(self.covariance, 0.0)[bins]
        return values


def natural(surface: Surface, lack: Lack, inside: NDArray[np.bool_], seed: int) -> Natural:
    """Measure the natural asymmetry on one side of the surface, away from the patches (`inside`: with their margins).

    One side only: the other has the same differences with the other sign. The covariance is cut off where it first
    falls to zero: beyond, the fitting of the plane has made it slightly negative.
    """
    from scipy.spatial.distance import pdist

    usable = lack.on_affected & ~inside & np.isfinite(lack.mm) & ~lack.filled & (surface.areas > 0)
    count = int(FARTHEST_MM / BIN_MM)
    if usable.sum() < 200:
        at = np.arange(count) * BIN_MM
        return Natural(2.0 * USUAL_MM**2 * np.exp(-((at / 40.0) ** 2)), False)
    where = np.flatnonzero(usable)
    chosen = where[_sample(surface.areas[where], SAMPLE, seed)]
    value = lack.mm[chosen]
    bins = (pdist(surface.vertices[chosen]) / BIN_MM).astype(np.int64)
    first, second = np.triu_indices(len(chosen), 1)
    near = bins < count
    products = (value[first] * value[second])[near]
    number = np.bincount(bins[near], minlength=count)
    covariance = np.bincount(bins[near], products, count) / np.maximum(number, 1)
    covariance[0] = max(covariance[0], float(np.mean(value**2)) * 0.5, 1e-4)
    falls = np.flatnonzero((covariance <= 0) | (number == 0))
    if len(falls):
        covariance[falls[0] :] = 0.0
    return Natural(covariance, True)


def _sample(areas: NDArray[np.float64], count: int, seed: int) -> NDArray[np.int64]:
    """Draw indices with chances by area."""
    draw = np.random.default_rng(seed)
    return draw.choice(len(areas), size=min(count, 4 * len(areas)), p=areas / areas.sum())


def roughness(surface: Surface, edges: object) -> float:
    """Return the noise of the scan along its normals, mm: how far vertices lie off the mean of their neighbours.

    The robust spread of (vertex - mean of neighbours) · normal, less what smooth curvature gives (its local median is
    taken off), and divided by what averaging over about six neighbours adds.
    """
    from scipy.sparse import csr_array

    assert isinstance(edges, csr_array)
    degree = np.asarray(edges.sum(axis=1)).ravel()
    inner = (degree > 2) & ~surface.border & ~surface.filled
    if inner.sum() < 20:
        return np.nan
    mean = (edges @ surface.vertices)[inner] / degree[inner, None]
    off = np.einsum("ij,ij->i", surface.vertices[inner] - mean, surface.normals[inner])
    # the spread of second differences between neighbours: the curvature they share falls out
    row = np.zeros(len(degree))
    row[inner] = off
    weight = inner.astype(np.float64)
    around = np.divide(edges @ row, edges @ weight, out=np.zeros_like(row), where=(edges @ weight) > 0)
    rest = (row - around)[inner]
    return float(1.4826 * np.median(np.abs(rest - np.median(rest))) / GAIN)
