"""Openings of a surface: the loops of its borders, and which are holes and which are where the scan ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Hole", "loops", "openings"]


@dataclass(frozen=True, slots=True)
class Hole:
    """An opening of the surface, closed all around by one border."""

    area_mm2: float
    """Of a fan over the opening; once it is filled, of what fills it."""
    perimeter_mm: float
    center: NDArray[np.float64]
    """(3,) the middle of the border, each stretch by its length."""
    border: NDArray[np.int64]
    """Indices of vertices of the surface, counter-clockwise around the opening, seen from outside."""


_FACING = 0.5
"""Around a hole the surface faces the way its cap does (1); at the cut of a trunk it faces across it (0), and at the
edge of a scan from the front the other way (under 0)."""
_LONG = 0.2
"""Openings with less perimeter than this share of the scan's length are holes, whatever way they face: nostrils."""
_LARGE = 0.25
"""An opening with more area than this share of the surface is where the scan ends."""


def loops(border: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return the closed loops of directed edges (k, 2), each as its vertices in order.

    Where a loop meets itself at a vertex it becomes two. What does not close, as next to edges of three faces, is left
    out.
    """
    following: dict[int, list[int]] = {}
    for start, end in border.tolist():
        following.setdefault(start, []).append(end)
    found = []
    for start in list(following):
        path: list[int] = [start]
        place = {start: 0}
        while following.get(path[-1]):
            following_one = following[path[-1]].pop()
            if following_one in place:
                at = place[following_one]
                found.append(np.array(path[at:], np.int64))
                for gone in path[at + 1 :]:
                    del place[gone]
                del path[at + 1 :]
            else:
                place[following_one] = len(path)
                path.append(following_one)
    return [loop for loop in found if len(loop) >= 3]


def openings(
    vertices: NDArray[np.float64],
    normals: NDArray[np.float64],
    border: NDArray[np.int64],
    area_mm2: float,
    length: float,
) -> tuple[tuple[Hole, ...], tuple[Hole, ...]]:
    """Return the holes and the crops of a surface, largest first.

    `border` are directed edges (k, 2), `area_mm2` the surface's whole area and `length` its longest extent in mm.
    """
    holes: list[Hole] = []
    crops: list[Hole] = []
    for loop in loops(border):
        around = loop[::-1]  # the faces of a cap run against those of the surface
        here = vertices[around]
        there = np.roll(here, -1, axis=0)
        lengths = np.linalg.norm(there - here, axis=1)
        perimeter = float(lengths.sum())
        if perimeter <= 0:
            continue
        center = ((here + there) / 2 * lengths[:, None]).sum(axis=0) / perimeter
        fan = np.cross(here - center, there - center) / 2
        flat = fan.sum(axis=0)
        size = float(np.linalg.norm(flat))
        area = float(np.linalg.norm(fan, axis=1).sum())
        facing = float((normals[around] @ flat * lengths).sum() / (size * perimeter)) if size > 0 else 1.0
        ends = area > _LARGE * area_mm2 or (facing < _FACING and perimeter > _LONG * length)
        (crops if ends else holes).append(Hole(area, perimeter, center, around))
    for each in (holes, crops):
        each.sort(key=lambda hole: -hole.area_mm2)
    return tuple(holes), tuple(crops)
