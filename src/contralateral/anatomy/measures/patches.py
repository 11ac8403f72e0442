"""Where a side deviates: connected patches beyond the natural asymmetry, and the border at which they end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.measures.field import Lack
    from contralateral.anatomy.surface import Surface

__all__ = ["FLOOR_MM", "USUAL_AT_MOST_MM", "Patches", "patches"]

FLOOR_MM = 3.0
"""What a patch must reach somewhere: below it, healthy sides differ too."""

SHARE = 0.1
"""A patch with less than this share of the volume of the greatest is another matter and is left out."""

RIM_MM = 20.0
"""How far a patch may run out from where it is beyond doubt. Without a bound, natural asymmetry of the same sign that
happens to adjoin is taken for lesion: of 70 made bodies, 5 then came out 20 to 40 mL too large, with it none."""

USUAL_AT_MOST_MM = 1.5
"""A spread of the whole map beyond this, twice that of healthy sides, is no natural asymmetry to find patches against:
they are found against this."""


@dataclass(frozen=True, slots=True)
class Patches:
    """The region measured, found from the map."""

    label: NDArray[np.int8]
    """(n,) +1 where the affected side lacks, -1 where it has more, 0 elsewhere; with the margin, on both sides."""
    core: NDArray[np.bool_]
    """(n,) where the deviation is beyond the natural asymmetry: the region without its margin."""
    tight: NDArray[np.int8]
    """(n,) as `label`, with half the margin."""
    wide: NDArray[np.int8]
    """(n,) as `label`, with one and a half of it."""
    natural_mm: float
    """Standard deviation of the map where nothing is the matter, at most USUAL_AT_MOST_MM."""
    spread_mm: float
    """The same without that bound: of a skewed head or a twisted trunk more is the matter than a patch."""
    count: int
    """Patches kept."""


def natural_level(surface: Surface, amount: NDArray[np.float64]) -> float:
    """Return the standard deviation, mm, of the map away from patches: values beyond 3 of it are dropped."""
    known = np.isfinite(amount) & (surface.areas > 0)
    value, area = amount[known], surface.areas[known]
    if not len(value):
        return np.nan
    level = 1.4826 * float(np.median(np.abs(value)))
    for _ in range(10):
        inside = np.abs(value) <= max(3.0 * level, 1.0)
        # a normal distribution cut at 3 loses 1.3 % of its spread
        again = 1.013 * float(np.sqrt(np.average(value[inside] ** 2, weights=area[inside])))
        if abs(again - level) < 1e-3:
            break
        level = again
    return max(level, 0.1)


def patches(surface: Surface, lack: Lack, *, margin_mm: float | None = None) -> Patches:
    """Find the patches: somewhere beyond 4 times the natural level and FLOOR_MM, grown to where 1.5 times is reached.

    They grow no farther than RIM_MM from what is beyond 4 times.
    The margin around takes up the slope on which a lesion runs out below that; over it the deviation counts with its
    sign, so that natural asymmetry adds nothing on average.
    """
    amount = lack.mm
    spread = natural_level(surface, amount)
    level = min(spread, USUAL_AT_MOST_MM)
    high, low = max(FLOOR_MM, 4.0 * level), max(1.0, 1.5 * level)
    label = np.zeros(len(amount), np.int8)
    volume = np.nan_to_num(amount) * surface.areas
    kept: list[tuple[float, int, NDArray[np.bool_]]] = []
    for sign in (1, -1):
        with np.errstate(invalid="ignore"):
            grown, seed = sign * amount >= low, sign * amount >= high
        grown &= _near(surface, seed, RIM_MM)
        for patch in _connected(lack, grown, seed):
            kept.append((float(np.abs(volume[patch]).sum()), sign, patch))
    largest = max((size for size, _, _ in kept), default=0.0)
    kept = [one for one in kept if one[0] >= SHARE * largest]
    for _, sign, patch in kept:
        label[patch] = sign
    core = label != 0
    if margin_mm is None:
        area = float(surface.areas[core & lack.on_affected].sum())
        margin_mm = 4.0 + 0.05 * np.sqrt(area)
    tight, middle, wide = (_with_margin(surface, label, margin_mm * factor) for factor in (0.5, 1.0, 1.5))
    return Patches(middle, core, tight, wide, level, spread, len(kept))


def _connected(lack: Lack, grown: NDArray[np.bool_], seed: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    """Return the connected parts of `grown` in which a seed lies, each as a mask (n,)."""
    from scipy.sparse.csgraph import connected_components

    inside = np.flatnonzero(grown)
    if not len(inside):
        return []
    _, part = connected_components(lack.links[inside][:, inside], directed=False)
    masks = []
    for number in np.unique(part[seed[inside]]):
        mask = np.zeros(len(grown), bool)
        mask[inside[part == number]] = True
        masks.append(mask)
    return masks


def _near(surface: Surface, seed: NDArray[np.bool_], reach_mm: float) -> NDArray[np.bool_]:
    """Return (n,) whether a vertex lies within a distance of a seed."""
    from scipy.spatial import cKDTree

    if not seed.any():
        return seed
    far, _ = cKDTree(surface.vertices[seed]).query(surface.vertices, distance_upper_bound=reach_mm)
    near: NDArray[np.bool_] = np.isfinite(far)
    return near


def _with_margin(surface: Surface, label: NDArray[np.int8], margin_mm: float) -> NDArray[np.int8]:
    """Give vertices within the margin the label of the nearest that has one."""
    from scipy.spatial import cKDTree

    inside, outside = np.flatnonzero(label), np.flatnonzero(label == 0)
    if not len(inside) or margin_mm <= 0 or not len(outside):
        return label
    far, which = cKDTree(surface.vertices[inside]).query(
        surface.vertices[outside], distance_upper_bound=margin_mm
    )
    near = np.isfinite(far)
    result = label.copy()
    result[outside[near]] = label[inside[which[near]]]
    return result
