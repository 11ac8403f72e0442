"""The parts of which a change is told: the whole, sides and quarters, and patches where something changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.anatomy.compare.value import Change

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.compare.laid import Laid
    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.plane import Plane
    from contralateral.anatomy.surface import Surface

__all__ = ["changes", "level", "parts", "patches"]

FLOOR_MM = 1.0
"""What a patch must reach: below it, two scans of one person on one day differ too."""
LEAST_MM2 = 100.0
"""Of a patch, where it is beyond the floor: a square of 10 mm."""
MOST = 8
"""Patches told; the rest is in the whole."""
PIECE_MM2 = 400.0
"""Over a square of 20 mm the shape left of an unchanged surface varies together."""
MISSED = 0.04
"""Of a volume, what triangles of two scans may miss, and the slope on which it runs out below their noise."""


def level(map_: Laid, surface: Surface) -> float:
    """Return the spread, mm, of the smoothed map where nothing changed: by its median, which a lesion leaves alone."""
    known = map_.known & (surface.areas > 0)
    return float(1.4826 * np.median(np.abs(map_.smooth_mm[known]))) if known.any() else float("nan")


def parts(
    surface: Surface, orientation: Orientation | None, plane: Plane | None
) -> dict[str, NDArray[np.bool_]]:
    """Return the whole, and where sides are known left, right and the quarters, each a mask (n,)."""
    whole = np.ones(len(surface.vertices), bool)
    if orientation is None:
        return {"whole": whole}
    across = surface.vertices @ orientation.left
    if plane is None:
        left = across > np.average(across, weights=surface.areas)
    else:
        sign = np.sign(plane.normal @ orientation.left)
        left = sign * (surface.vertices @ plane.normal - plane.offset_mm) > 0
    depth = surface.vertices @ orientation.front
    low, high = np.quantile(depth[surface.areas > 0], [0.005, 0.995])
    front = depth > (low + high) / 2
    return {
        "whole": whole,
        "left": left,
        "right": ~left,
        "left front": left & front,
        "right front": ~left & front,
        "left back": left & ~front,
        "right back": ~left & ~front,
    }


def patches(surface: Surface, map_: Laid, near: Any) -> list[NDArray[np.bool_]]:
    """Return where the surface changed, masks (n,), the largest volume first: connected, of one sign, with a margin.

    Somewhere beyond FLOOR_MM and four times the spread elsewhere; grown to where twice the spread is reached, and by a
    margin that takes up the slope on which a change runs out below that.
    """
    from scipy.sparse.csgraph import connected_components

    spread = level(map_, surface)
    high, low = max(FLOOR_MM, 4.0 * spread), max(0.1, 2.0 * spread)
    found: list[tuple[float, NDArray[np.bool_]]] = []
    for sign in (1.0, -1.0):
        amount = np.nan_to_num(sign * map_.smooth_mm)
        inside = np.flatnonzero(amount > low)
        _, label = connected_components(near[inside][:, inside], directed=False)
        core = np.bincount(label, np.where(amount[inside] > high, surface.areas[inside], 0.0))
        for number in np.flatnonzero(core >= LEAST_MM2):
            mask = np.zeros(len(amount), bool)
            mask[inside[label == number]] = True
            found.append((float(np.abs(map_.volume_mm3[mask].sum())), mask))
    found.sort(key=lambda one: -one[0])
    return [_widened(surface, mask) for _, mask in found[:MOST]]


def _widened(surface: Surface, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    from scipy.spatial import cKDTree

    margin = 5.0 + 0.1 * float(np.sqrt(surface.areas[mask].sum()))
    far, _ = cKDTree(surface.vertices[mask]).query(surface.vertices, distance_upper_bound=margin)
    wide: NDArray[np.bool_] = np.isfinite(far)
    return wide


def changes(
    surface: Surface,
    map_: Laid,
    named: dict[str, NDArray[np.bool_]],
    steps: NDArray[np.float64],
    noise_mm: float,
    spread_mm: float,
) -> tuple[Change, ...]:
    """Return the change of each part.

    Args:
        surface: the newer.
        map_: its change.
        named: masks (n,) by name.
        steps: (d, 6) or (d, 7) of `doubt.draws`: how the fit may be off.
        noise_mm: of one vertex.
        spread_mm: of the shape that is left where nothing changed.
    """
    return tuple(_one(name, mask, surface, map_, steps, noise_mm, spread_mm) for name, mask in named.items())


def _one(
    name: str,
    mask: NDArray[np.bool_],
    surface: Surface,
    map_: Laid,
    steps: NDArray[np.float64],
    noise_mm: float,
    spread_mm: float,
) -> Change:
    used = mask & map_.known
    area = float(surface.areas[used].sum())
    unknown = float(surface.areas[mask & ~map_.known].sum()) + _open(surface, mask)
    if area <= 0:
        nan = float("nan")
        return Change(name, 0.0, unknown, nan, nan, nan, nan, np.full(3, nan), nan, nan, nan)
    weights = surface.areas[used]
    value = map_.change_mm[used] + map_.facets_mm[used]
    mean = float(np.average(value, weights=weights))
    answer = np.average(map_.rows[used][:, : steps.shape[1]], axis=0, weights=weights)
    moved = float((steps @ answer).std())
    points = max(int(used.sum()), 1)
    apart = np.hypot(noise_mm / np.sqrt(points), spread_mm * np.sqrt(min(1.0, PIECE_MM2 / area)))
    off = 1.96 * float(np.hypot(moved, apart))
    greatest = np.flatnonzero(used)[int(np.abs(map_.smooth_mm[used]).argmax())]
    volume = float(map_.volume_mm3[used].sum()) / 1000.0
    # What was not seen may have changed as much as what was.
    unseen = unknown * float(np.sqrt(np.average(value**2, weights=weights))) / 1000.0
    volume_off = float(np.hypot(off * area / 1000.0, MISSED * volume)) + unseen
    return Change(
        name,
        area,
        unknown,
        mean,
        mean - off,
        mean + off,
        float(map_.smooth_mm[greatest]),
        surface.vertices[greatest],
        volume,
        volume - volume_off,
        volume + volume_off,
    )


def _open(surface: Surface, mask: NDArray[np.bool_]) -> float:
    """Return the area, mm², of holes left open whose rim lies in a part by half or more; those filled have vertices."""
    near_fill = np.zeros(len(mask), bool)
    if surface.filled.any():
        near_fill[surface.faces[surface.filled[surface.faces].any(axis=1)].ravel()] = True
    return float(
        sum(
            hole.area_mm2
            for hole in surface.holes
            if mask[hole.border].mean() >= 0.5 and not near_fill[hole.border].any()
        )
    )
