"""Which piece of skin a device lies on: one piece without holes in it, with a smooth border."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.anatomy.edges import border_edges
from contralateral.design.fields import neighbours
from contralateral.design.refused import DesignRefused

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.surface import Surface

__all__ = ["GROWN_MM", "SMALLEST_MM2", "Patch", "around", "from_map", "painted"]

SMALLEST_MM2 = 400.0
"""A patch of two centimetres square: nothing that is worn is smaller."""

HOLE_SHARE, HOLE_MM2 = 0.02, 100.0
"""What a patch may hold of filled or unseen skin: one fiftieth of it, or a square centimetre."""

END_MM, END_SHARE = 15.0, 0.15
"""How much edge of the scan a patch may hold, as a length and by the side of a square as large as it."""

OFF_END_MM, LOST_SHARE = 12.0, 0.15
"""How far the patch stays off the end of the scan, and what share of what it is for may be lost by that."""

GROWN_MM = 6.0
"""How far the border is set outside of where the map says: the lip of the device lies on sound skin, and is thin."""

ROUND_MM = 6.0
"""Radius to which the border is rounded; necks narrower than twice this are cut."""


BEYOND_MM, CLOSE_MM, LINE = 80.0, 12.0, 6
"""Skin farther outside the border is told no more than that it is; how near the way to the border is asked of every
point of it; and how many points there are on it in each triangle."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Skin under a device."""

    inside: NDArray[np.bool_]
    """(n,)"""
    border_mm: NDArray[np.float64]
    """(n,) distance to the border, + inside."""
    area_mm2: float


def from_map(
    surface: Surface,
    lack_mm: NDArray[np.float64],
    eligible: NDArray[np.bool_],
    *,
    from_mm: float,
    within: NDArray[np.bool_] | None = None,
) -> Patch:
    """Return the patch in which the map lacks more than `from_mm`: the piece that lacks most of all.

    Args:
        surface: of n vertices.
        lack_mm: (n,) what is missing at each vertex, NaN where unknown.
        eligible: (n,) vertices of the affected side.
        from_mm: where the border lies.
        within: (n,) what a person limited it to, if so.

    Raises:
        DesignRefused: nothing lacks as much; a patch too small; a hole of the scan under it.
    """
    average = neighbours(surface.faces, len(surface.vertices))
    known = np.isfinite(lack_mm)
    level = _averaged(average, np.where(known, lack_mm, 0.0), known, rounds_for(surface, ROUND_MM / 2))
    candidate = (level > from_mm) & eligible
    if within is not None:
        candidate &= within
    if not candidate.any():
        greatest = (
            float(np.nanmax(np.where(eligible & known, lack_mm, np.nan))) if (eligible & known).any() else 0.0
        )
        raise DesignRefused(
            f"Nothing on that side lacks more than {from_mm:.1f} mm (clearance and what sides differ by): the most is "
            f"{greatest:.1f} mm.",
            "Lower --clearance, check --affected, or design a pad with a thickness that you state.",
        )
    return _finished(surface, average, candidate, np.where(known, np.maximum(lack_mm, 0), 0.0), known)


def around(surface: Surface, center: NDArray[np.float64], radius_mm: float) -> Patch:
    """Return the patch within a radius of a point, over connected skin. Raises DesignRefused as `from_map`."""
    far = np.linalg.norm(surface.vertices - center, axis=1)
    if far.min(initial=np.inf) > radius_mm:
        raise DesignRefused(
            f"The centre of the patch lies {far.min(initial=np.inf):.0f} mm off the surface.",
            "Give the point in the numbers of the file; --units tells what they are.",
        )
    weight = np.maximum(radius_mm - far, 0.0)
    average = neighbours(surface.faces, len(surface.vertices))
    return _finished(surface, average, far < radius_mm, weight, ~surface.filled)


def painted(surface: Surface, mask: NDArray[np.bool_]) -> Patch:
    """Return the patch that a person painted, rounded. Raises DesignRefused as `from_map`."""
    average = neighbours(surface.faces, len(surface.vertices))
    if not mask.any():
        raise DesignRefused("Nothing is painted on the scan.", "Paint the patch, or give --at and --radius.")
    return _finished(surface, average, mask, mask.astype(float), ~surface.filled)


def rounds_for(surface: Surface, reach_mm: float) -> int:
    """Return how many averagings over neighbours spread a value by about `reach_mm`."""
    spacing = float(np.sqrt(surface.areas[surface.areas > 0].mean()))
    return int(np.clip(round((reach_mm / spacing) ** 2), 1, 60))


def _averaged(
    average: Any, values: NDArray[np.float64], known: NDArray[np.bool_], rounds: int
) -> NDArray[np.float64]:
    share = known.astype(float)
    total = values * share
    for _ in range(rounds):
        total, share = average @ total, average @ share
    return np.where(share > 1e-6, total / np.maximum(share, 1e-6), 0.0)


def _finished(
    surface: Surface,
    average: Any,
    candidate: NDArray[np.bool_],
    weight: NDArray[np.float64],
    known: NDArray[np.bool_],
) -> Patch:
    """Round the mask, keep its heaviest piece, close what is open in it, and measure the way to the border."""
    rounds = rounds_for(surface, ROUND_MM)
    candidate = _off_the_end(surface, candidate, weight)
    soft = candidate.astype(float)
    for _ in range(rounds):
        soft = average @ soft
    inside = _heaviest(surface, soft > 0.5, weight * surface.areas)
    inside = _closed(surface, inside)
    soft = inside.astype(float)
    for _ in range(max(1, rounds // 2)):
        soft = average @ soft
    soft = (
        np.where(inside, np.maximum(soft, 0.5 + 1e-6), np.minimum(soft, 0.5 - 1e-6)) if not rounds else soft
    )
    inside = _closed(surface, _heaviest(surface, soft > 0.5, weight * surface.areas))
    soft = np.where(inside, np.maximum(soft, 0.501), np.minimum(soft, 0.499))
    area = float(surface.areas[inside].sum())
    if area < SMALLEST_MM2:
        raise DesignRefused(
            f"The patch is too small for a device: {area / 100:.1f} cm², and {SMALLEST_MM2 / 100:.0f} are the least.",
            "Lower --clearance, or give a larger --radius.",
        )
    unseen = float(surface.areas[inside & ~known].sum())
    if unseen > max(HOLE_SHARE * area, HOLE_MM2):
        raise DesignRefused(
            f"A hole of the scan lies under the patch, or faces it on the sound side: {unseen / 100:.1f} of "
            f"{area / 100:.0f} cm² were not seen.",
            "Scan again; a shape over skin that nobody saw would be a guess.",
        )
    at_end = _ends(surface)
    run = float(np.sqrt(surface.areas[inside].mean())) * int((at_end & inside).sum())
    if run > max(END_MM, END_SHARE * np.sqrt(area)):
        raise _over_the_end()
    border = _to_border(surface, inside, soft) + GROWN_MM
    return Patch(border > 0, border, area)


def _ends(surface: Surface) -> NDArray[np.bool_]:
    ends = np.zeros(len(surface.vertices), bool)
    ends[border_edges(surface.faces, len(ends)).ravel()] = True
    return ends


def _over_the_end() -> DesignRefused:
    return DesignRefused(
        "The patch runs over the edge of the scan: its border was not seen.",
        "Scan wider, or limit the patch with --at and --radius.",
    )


def _off_the_end(
    surface: Surface, candidate: NDArray[np.bool_], weight: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Keep the lip on skin that was seen: a little is cut off at the end of the scan, much is refused."""
    from scipy.spatial import cKDTree

    ends, at = np.flatnonzero(_ends(surface)), np.flatnonzero(candidate)
    if not len(ends) or not len(at):
        return candidate
    far, _ = cKDTree(surface.vertices[ends]).query(surface.vertices[at], distance_upper_bound=OFF_END_MM)
    near = at[np.isfinite(far)]
    kept = candidate.copy()
    kept[near] = False
    heavy = weight * surface.areas
    if heavy[near].sum() > LOST_SHARE * heavy[at].sum():
        raise _over_the_end()
    return kept


def _heaviest(surface: Surface, inside: NDArray[np.bool_], weight: NDArray[np.float64]) -> NDArray[np.bool_]:
    label = _pieces(surface, inside)
    if label.max(initial=-1) < 0:
        return inside
    heavy = np.bincount(label[inside], weight[inside] + 1e-9)
    return np.asarray(inside & (label == heavy.argmax()), bool)


def _closed(surface: Surface, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take in what is enclosed: every piece outside the patch but the largest."""
    label = _pieces(surface, ~inside)
    if label.max(initial=-1) <= 0:
        return inside
    size = np.bincount(label[~inside], surface.areas[~inside])
    return np.asarray(inside | ((label >= 0) & (label != size.argmax())), bool)


def _pieces(surface: Surface, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the number of its connected piece for each vertex of the mask, -1 elsewhere."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    faces = surface.faces
    pairs = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    pairs = pairs[mask[pairs].all(axis=1)]
    n = len(mask)
    _, label = connected_components(
        csr_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n)), False
    )
    result = np.full(n, -1)
    _, result[mask] = np.unique(label[mask], return_inverse=True)
    return result


def _to_border(surface: Surface, inside: NDArray[np.bool_], soft: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.spatial import cKDTree

    points = _line(surface, inside, soft)
    if not len(points):
        raise DesignRefused(
            "The patch covers the whole scan: it has no border.", "Limit it with --at and --radius."
        )
    low, high = points.min(axis=0) - BEYOND_MM, points.max(axis=0) + BEYOND_MM
    near = np.flatnonzero(inside | ((surface.vertices > low) & (surface.vertices < high)).all(axis=1))
    # Far from it, one end of each piece tells the way to a line as well; ends come first.
    far, _ = cKDTree(points[: len(points) // LINE]).query(surface.vertices[near])
    close = far < CLOSE_MM
    far[close], _ = cKDTree(points).query(surface.vertices[near[close]])
    result = np.full(len(surface.vertices), -BEYOND_MM)
    result[near] = np.minimum(far, np.where(inside[near], np.inf, BEYOND_MM)) * np.where(inside[near], 1, -1)
    return result


def _line(surface: Surface, inside: NDArray[np.bool_], soft: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points (k, 3) close together on the line where `soft` passes one half, through every face that it cuts."""
    faces = surface.faces[inside[surface.faces].any(axis=1) & ~inside[surface.faces].all(axis=1)]
    if not len(faces):
        return np.zeros((0, 3))
    # Turn each face so that its first corner is the one that stands alone.
    count = inside[faces].sum(axis=1)
    alone = np.where(count == 1, inside[faces].argmax(axis=1), (~inside[faces]).argmax(axis=1))
    a, b, c = (faces[np.arange(len(faces)), (alone + k) % 3] for k in range(3))
    ends = []
    for other in (b, c):
        share = ((soft[a] - 0.5) / (soft[a] - soft[other]))[:, None]
        ends.append(surface.vertices[a] * (1 - share) + surface.vertices[other] * share)
    steps = np.linspace(0.0, 1.0, LINE)[:, None, None]
    points: NDArray[np.float64] = (ends[0] * (1 - steps) + ends[1] * steps).reshape(-1, 3)
    return points
