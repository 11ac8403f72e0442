"""The volume between the affected side and the mirror image of the other, inside the patches.

Space is filled with a grid. At each of its points the distance to the scan and to the mirrored scan says whether it
lies inside either; what is inside the mirror image alone is missing, what is inside the scan alone is added. Unlike a
sum of distances over the surface that is right for curved and overhanging shapes, and asks for no closed surface.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.deviation import mirrored

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.deviation import PlaneLike
    from contralateral.anatomy.measures.field import Lack
    from contralateral.anatomy.measures.patches import Patches
    from contralateral.anatomy.nearest import Nearest
    from contralateral.anatomy.surface import Surface

__all__ = ["Between", "between_sides"]

POINTS = 60_000
"""Of the grid, about: the step follows from it, between FINEST_MM and COARSEST_MM."""

FINEST_MM, COARSEST_MM = 1.5, 6.0

RAMP = 1.5
"""Steps of the grid over which inside passes into outside: a point near a surface counts in part."""


@dataclass(frozen=True, slots=True)
class Between:
    """Volumes in mm³, missing and added, for one extent of the region."""

    missing: float
    added: float
    numeric: float
    """How far the two halves of the grid disagree, mm³ (standard deviation of their mean)."""
    cut: float
    """Volume that would count but lies where the nearest place is an open border: not seen, left out."""


def between_sides(
    surface: Surface, plane: PlaneLike, nearest: Nearest, lack: Lack, patches: Patches, sign: float
) -> tuple[Between, Between, Between]:
    """Return the volumes with the margin of the region as found, with half of it and with one and a half."""
    grid, step = _grid(surface, plane, patches, lack, sign)
    if not len(grid):
        nothing = Between(0.0, 0.0, 0.0, 0.0)
        return nothing, nothing, nothing
    here = nearest.ask(grid)
    there = nearest.ask(mirrored(grid, plane.normal, plane.offset_mm))
    share = step**3 * (_inside(there.signed_mm, step) - _inside(here.signed_mm, step))
    half = (np.round(grid.sum(axis=1) / step).astype(np.int64) & 1).astype(bool)
    unseen = here.open | there.open
    results = []
    for label in (patches.label, patches.tight, patches.wide):
        at_here = label[here.vertex]
        at = np.where(at_here != 0, at_here, label[there.vertex])
        results.append(_sums(share, at, half, unseen))
    return results[0], results[1], results[2]


def _sums(
    share: NDArray[np.float64], label: NDArray[np.int8], half: NDArray[np.bool_], unseen: NDArray[np.bool_]
) -> Between:
    seen = ~unseen
    missing, added = seen & (label > 0), seen & (label < 0)
    signed = np.where(label > 0, share, -share) * (missing | added)
    numeric = abs(float(signed[half].sum() - signed[~half].sum())) / 2.0
    cut = float(np.abs(share[unseen & (label != 0)]).sum())
    return Between(float(share[missing].sum()), float(0.0 - share[added].sum()), numeric, cut)


def _inside(signed_mm: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    return np.clip(0.5 - signed_mm / (RAMP * step), 0.0, 1.0)


def _grid(
    surface: Surface, plane: PlaneLike, patches: Patches, lack: Lack, sign: float
) -> tuple[NDArray[np.float64], float]:
    """Return points (k, 3) on the affected side around the region, and the step of their grid in mm.

    Around the patches of the affected side and the mirrored ones of the other; only points near either are kept.
    """
    from scipy.spatial import cKDTree

    inside = patches.wide != 0
    own = surface.vertices[inside & lack.on_affected]
    other = mirrored(surface.vertices[inside & ~lack.on_affected], plane.normal, plane.offset_mm)
    both = np.concatenate([own, other])
    if not len(both):
        return np.zeros((0, 3)), 1.0
    low, high = both.min(axis=0) - 6.0, both.max(axis=0) + 6.0
    step = float(np.clip((np.prod(high - low) / POINTS) ** (1 / 3), FINEST_MM, COARSEST_MM))
    axes = [np.arange(a, b, step) for a, b in zip(low, high, strict=True)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    grid = grid[sign * (grid @ plane.normal - plane.offset_mm) > 0]
    known = np.abs(lack.mm[inside])
    deepest = float(np.nanmax(known)) if np.isfinite(known).any() else 0.0
    far, _ = cKDTree(both).query(grid, distance_upper_bound=deepest / 2.0 + 3.0 * step + 6.0)
    return grid[np.isfinite(far)], step
