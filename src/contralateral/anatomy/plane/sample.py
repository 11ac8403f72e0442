"""What the fit looks at: a sample of the surface, even in area, with a tree to find the nearest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.surface import Surface

__all__ = ["Sample", "sample", "thinned"]


@dataclass(frozen=True, slots=True)
class Sample:
    """Points of a surface. The area that a point stands for is its weight; the weights sum to 1 over what is fitted."""

    points: NDArray[np.float64]
    """(n, 3) mm."""
    normals: NDArray[np.float64]
    """(n, 3) unit, outward."""
    weights: NDArray[np.float64]
    """(n,) share of the fitted area; 0 outside the reference."""
    closed: NDArray[np.bool_]
    """(n,) whether the point may be somebody's image: in the reference and away from open borders."""
    tree: KDTree
    spacing: float
    """Typical distance of neighbours, mm."""


def sample(
    surface: Surface, reference: NDArray[np.bool_] | None, count: int, rng: np.random.Generator
) -> Sample:
    """Return about `count` vertices, drawn by area where there are more, without filled holes and bare vertices."""
    areas = np.where(surface.filled, 0.0, surface.areas)
    usable = np.flatnonzero((areas > 0) & np.isfinite(areas))
    # Weights in proportion to area keep densely meshed places from counting more than they are.
    at, weights = _drawn(usable, areas[usable], count, rng)
    points = np.ascontiguousarray(surface.vertices[at])
    spacing = float(np.sqrt(areas.sum() / max(len(at), 1)))
    closed = ~_near_border(points, surface, spacing if len(at) < len(usable) else 0.0, at)
    if reference is not None:
        closed &= reference[at]
        weights = np.where(reference[at], weights, 0.0)
    total = weights.sum()
    return Sample(
        points,
        np.ascontiguousarray(surface.normals[at]),
        weights / total if total > 0 else weights,
        closed,
        KDTree(points, balanced_tree=False, compact_nodes=False),
        spacing,
    )


def thinned(whole: Sample, count: int, rng: np.random.Generator) -> Sample:
    """Return about `count` points of a sample, none of them outside the reference."""
    inside = np.flatnonzero(whole.weights > 0)
    at, weights = _drawn(inside, whole.weights[inside], count, rng)
    points = np.ascontiguousarray(whole.points[at])
    return Sample(
        points,
        whole.normals[at],
        weights / weights.sum(),
        whole.closed[at],
        KDTree(points, balanced_tree=False, compact_nodes=False),
        whole.spacing * float(np.sqrt(len(inside) / max(len(at), 1))),
    )


def _drawn(
    among: NDArray[np.int64], areas: NDArray[np.float64], count: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return indices and weights: all by their area, or `count` drawn in equal steps of area, each of equal weight."""
    if len(among) <= count:
        return among, areas
    order = rng.permutation(len(among))
    reached = np.cumsum(areas[order])
    marks = (np.arange(count) + rng.random()) * (reached[-1] / count)
    drawn, times = np.unique(np.searchsorted(reached, marks), return_counts=True)
    drawn = np.minimum(drawn, len(among) - 1)
    return among[order[drawn]], times.astype(np.float64)


def _near_border(
    points: NDArray[np.float64], surface: Surface, reach: float, at: NDArray[np.int64]
) -> NDArray[np.bool_]:
    near = surface.border[at].copy()
    if reach > 0 and surface.border.any():  # a drawn sample has lost most of the border: its zone stands in
        border = KDTree(surface.vertices[surface.border], balanced_tree=False, compact_nodes=False)
        near |= np.isfinite(border.query(points, distance_upper_bound=reach)[0])
    return near
