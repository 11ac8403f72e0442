"""Growth as a person would state it: scale, girths at levels, the area and the volume between the scans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.compare.value import Change, Size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from contralateral.anatomy.compare.fit import Fit
    from contralateral.anatomy.compare.laid import Laid
    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.surface import Surface

__all__ = ["sizes"]

_LEVELS = (0.25, 0.5, 0.75)
_ASIDE_MM = (-3.0, -1.5, 0.0, 1.5, 3.0)
_WIDEST_GAP_DEG = 40.0
"""A section that leaves more than this open is no girth."""


def sizes(
    newer: Surface,
    older: Surface,
    map_: Laid,
    fit: Fit,
    reach: float,
    whole: Change,
    shape: Change,
    orientation: Orientation | None,
) -> tuple[Size, ...]:
    """Return what has grown.

    Args:
        newer, older: the surfaces.
        map_: of the newer on the older, without growth.
        fit: with growth, newer to older.
        reach: half the interval of the scale.
        whole, shape: the change of the whole surface, with growth and without.
        orientation: of the newer; girths are taken across its `up`.
    """
    scale = 1.0 / fit.scale
    nan = float("nan")
    areas = (float(map_.older_mm2.sum()) / 100, float(newer.areas[map_.known].sum()) / 100)
    # Two lengths make an area: what holds of the scale counts twice.
    wide = 2.0 * reach * areas[0] * scale
    grown = whole.volume_ml - shape.volume_ml
    found = [
        Size("scale", "", 1.0, scale, scale - 1.0, scale - 1.0 - reach, scale - 1.0 + reach),
        Size(
            "area seen",
            "cm2",
            *areas,
            areas[1] - areas[0],
            areas[1] - areas[0] - wide,
            areas[1] - areas[0] + wide,
        ),
        Size("volume, all", "mL", nan, nan, whole.volume_ml, whole.volume_low, whole.volume_high),
        Size("volume, by growth", "mL", nan, nan, grown, *_of_growth(grown, scale, reach)),
        Size("volume, by shape", "mL", nan, nan, shape.volume_ml, shape.volume_low, shape.volume_high),
    ]
    if orientation is not None:
        found.extend(_girths(newer, older, map_, fit, orientation))
    return tuple(found)


def _of_growth(volume: float, scale: float, reach: float) -> tuple[float, float]:
    """Return the interval of the volume that growth made, from that of the scale."""
    off = abs(volume) * reach / max(abs(scale - 1.0), reach, 1e-9)
    return volume - off, volume + off


def _girths(newer: Surface, older: Surface, map_: Laid, fit: Fit, way: Orientation) -> Iterator[Size]:
    """Give taut-tape girths across up, at quarters of the height that both saw, where the section closes."""
    height = newer.vertices @ way.up
    seen = map_.known
    if not seen.any():
        return
    low, high = np.quantile(height[seen], [0.005, 0.995])
    for share in _LEVELS:
        pairs = []
        for aside in _ASIDE_MM:
            level = low + share * (high - low) + aside
            there = fit.of((newer.vertices.mean(axis=0) + (level - height.mean()) * way.up)[None])[0]
            normal = fit.turn @ way.up
            pairs.append((_girth(older, normal, float(normal @ there)), _girth(newer, way.up, float(level))))
        if np.isnan(pairs).any():
            continue
        before, now = pairs[len(pairs) // 2]
        change = now - before
        off = max(1.96 * float(np.std([b - a for a, b in pairs])), 0.3)
        yield Size(f"girth at {share:.0%} of height", "mm", before, now, change, change - off, change + off)


def _girth(surface: Surface, normal: NDArray[np.float64], level: float) -> float:
    """Return how long a taut tape is around the section of a surface, mm; NaN where the section does not close."""
    from scipy.spatial import ConvexHull

    over = surface.vertices @ normal - level
    a = surface.faces.ravel()
    b = np.roll(surface.faces, -1, axis=1).ravel()
    cut = (over[a] < 0) != (over[b] < 0)
    a, b = a[cut], b[cut]
    if len(a) < 12:
        return float("nan")
    share = (over[a] / (over[a] - over[b]))[:, None]
    points = surface.vertices[a] + share * (surface.vertices[b] - surface.vertices[a])
    side = np.cross(normal, np.eye(3)[np.abs(normal).argmin()])
    side /= np.linalg.norm(side)
    flat = np.column_stack([points @ side, points @ np.cross(normal, side)])
    hull = ConvexHull(flat)
    centred = flat - flat[hull.vertices].mean(axis=0)
    angles = np.sort(np.arctan2(centred[:, 1], centred[:, 0]))
    if np.degrees(np.diff(np.r_[angles, angles[0] + 2 * np.pi]).max()) > _WIDEST_GAP_DEG:
        return float("nan")
    return float(hull.area)  # of a flat hull, scipy's word for its perimeter
