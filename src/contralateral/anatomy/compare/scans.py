"""Two scans of one patient, laid over each other: what grew, and what changed its shape, where and by how much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.compare.changed import told
from contralateral.anatomy.compare.doubt import draws, slides
from contralateral.anatomy.compare.fit import Fit, Points, equations, settled, solved
from contralateral.anatomy.compare.laid import laid, links, places, quiet
from contralateral.anatomy.compare.regions import patches
from contralateral.anatomy.compare.starts import (
    apart,
    candidates,
    sample,
    turns,
    turns_by_planes,
    turns_told,
)
from contralateral.anatomy.nearest import Nearest
from contralateral.errors import ScansDiffer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from contralateral.anatomy.compare.value import Comparison
    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.plane import Plane
    from contralateral.anatomy.scan import Region
    from contralateral.anatomy.surface import Surface

__all__ = ["compare"]

TOLERANCE_MM: dict[str, float] = {"head": 2.0, "face": 2.0, "chest": 3.0, "hip": 3.0, "trunk": 4.0}
"""What lies within this supports a fit: a skull is stiff; a trunk breathes and stands otherwise each time."""

LEAST_SUPPORT, LEAST_SEEN = 0.5, 0.25
_COARSE, _MIDDLE, _FINE = 700, 1_500, 18_000
_OLDER = 2_500
_KEEP = 5
_AS_GOOD = 0.92
"""A runner-up with this share of the best fit's score, turned by more than 10 degrees, is as good."""
_WITHOUT = 0.35
"""Share of the surface that must be left when what changed is taken out of the fit."""


@dataclass(frozen=True, slots=True)
class _Ready:
    newer: Surface
    target: Nearest
    points: Points
    length: float
    tolerance: float


def compare(
    older: Surface,
    newer: Surface,
    *,
    region: Region,
    orientation: Orientation | None = None,
    orientation_older: Orientation | None = None,
    plane_older: Plane | None = None,
    plane_newer: Plane | None = None,
    stable: NDArray[np.bool_] | None = None,
    sha256: tuple[str, str] = ("", ""),
    seed: int = 0,
) -> Comparison:
    """Lay an older scan over a newer one and return what changed.

    The pose is searched over all turns; or, where people said up and front of both, around what they said. Then the
    newer is turned, moved and scaled evenly onto the older, what changed most counting least; what was found to have
    changed is taken out, and the fit made again without it. Growth is even, and about the middle of what did not
    change; with a stable part the turn and the place come from that part alone.

    Args:
        older, newer: cleaned, in mm, each in the axes of its file.
        region: what was scanned; sets how near two scans of the same body lie.
        orientation: of the newer; names sides, and with `orientation_older` begins the search.
        orientation_older: of the older.
        plane_older, plane_newer: planes of symmetry; together more beginnings, the newer's also the border of sides.
        stable: (n,) vertices of the newer that are known not to have changed (skull base, pelvis).
        sha256: of the older's file and of the newer's.
        seed: of what is drawn by lot: the same scans give the same numbers.

    Raises:
        ScansDiffer: too little of one lies on the other, or the stable part was not seen in both.
    """
    draw = np.random.default_rng(seed)
    ready = _ready(older, newer, TOLERANCE_MM[region], draw)
    ways = _ways(older, newer, orientation, orientation_older, plane_older, plane_newer, draw)
    ranked = _ranked(ready, older, ways, draw)
    grown, width = settled(ready.points, ready.target, ranked[0][1], 0.5, ready.length, grows=True)
    support, seen = _support(ready, grown)
    _refuse(support, seen, grown)
    near = links(newer)
    keep = np.ones(len(newer.vertices), bool)
    for mask in patches(
        newer, laid(newer, places(newer, ready.target, grown), grown, ready.length, near), near
    ):
        keep &= ~mask
    stays = ready.points.some(keep[ready.points.vertex])
    if len(stays.at) >= _WITHOUT * len(ready.points.at):
        grown, width = settled(stays, ready.target, grown, 0.5, ready.length, grows=True)
    else:
        stays = ready.points
    rows, off, weights = equations(stays, ready.target, grown, width, ready.length)
    grown = grown.about(np.average(stays.at, axis=0, weights=weights))
    rows, off, weights = equations(stays, ready.target, grown, width, ready.length)
    growth_steps = draws(stays, rows, off, weights, draw)
    still, steps, ways_open = (
        replace(grown, scale=1.0),
        growth_steps[:, :6],
        slides(stays, rows, weights, grown, ready.length),
    )
    if stable is not None:
        still, steps, ways_open = _by_part(ready, stable, still, draw)
    support, seen = _support(ready, grown)
    there = places(newer, ready.target, grown)
    # What lies on a stable part is measured from where that part lies, and not along growth.
    first = there if stable is None else places(newer, ready.target, still)
    said = _said(ranked, ways_open, stated=orientation is not None and orientation_older is not None)
    return told(
        older,
        newer,
        maps=(
            laid(newer, first, still, ready.length, near),
            laid(newer, there, grown, ready.length, near),
        ),
        fits=(still, grown),
        steps=(steps, growth_steps),
        length=ready.length,
        near=near,
        support=support,
        seen=seen,
        tolerance=ready.tolerance,
        orientation=orientation,
        plane=plane_newer,
        sha256=sha256,
        ambiguous=bool(said),
        warnings=said,
    )


def _ready(older: Surface, newer: Surface, tolerance: float, draw: np.random.Generator) -> _Ready:
    points = sample(newer, ~newer.border & ~newer.filled, _FINE, draw)
    if len(points.at) < 30 or len(older.faces) < 30:
        raise ScansDiffer("One of the two scans has too few triangles to be laid over the other.")
    length = float(np.sqrt(((points.at - points.at.mean(axis=0)) ** 2).sum(axis=1).mean()))
    return _Ready(newer, Nearest(quiet(older)), points, length, tolerance)


def _ways(
    older: Surface,
    newer: Surface,
    orientation: Orientation | None,
    orientation_older: Orientation | None,
    plane_older: Plane | None,
    plane_newer: Plane | None,
    draw: np.random.Generator,
) -> NDArray[np.float64]:
    if orientation is not None and orientation_older is not None:
        return turns_told(orientation, orientation_older)
    ends = [sample(one, ~one.filled, _OLDER, draw) for one in (newer, older)]
    found = turns(*ends)
    if plane_newer is None or plane_older is None:
        return found
    return np.concatenate([turns_by_planes(plane_newer.normal, plane_older.normal), found])


def _ranked(
    ready: _Ready, older: Surface, ways: NDArray[np.float64], draw: np.random.Generator
) -> list[tuple[float, Fit]]:
    """Return the best fits with their scores, best first."""
    coarse, middle = (ready.points.some(np.arange(count)) for count in (_COARSE, _MIDDLE))
    theirs = sample(older, ~older.filled, _OLDER, draw)
    size = float(np.sqrt(((theirs.at - theirs.at.mean(axis=0)) ** 2).sum(axis=1).mean())) / ready.length
    scales = (1.0, size) if 0.03 < abs(np.log(size)) < 0.45 else (1.0,)
    widths = np.geomspace(0.3 * ready.length, 3.0 * ready.tolerance, 12)
    ranked = []
    for start in candidates(coarse, theirs, ways, scales, _KEEP):
        fit = solved(middle, ready.target, start, widths, ready.length, grows=True)
        score = float(equations(middle, ready.target, fit, 2.0 * ready.tolerance, ready.length)[2].mean())
        ranked.append((score, fit))
    ranked.sort(key=lambda one: -one[0])
    return ranked


def _support(ready: _Ready, fit: Fit) -> tuple[float, float]:
    """Return the share of what both saw that lies within tolerance, and the share of the newer that both saw."""
    found = ready.target.ask(fit.of(ready.points.at))
    both = ~found.open & ~found.filled
    if not both.any():
        return 0.0, 0.0
    facing = np.einsum("ij,ij->i", ready.points.normals @ fit.turn.T, found.normals) > 0
    lies = facing & (np.abs(found.signed_mm) / fit.scale <= ready.tolerance)
    return float(lies[both].mean()), float(both.mean())


def _refuse(support: float, seen: float, fit: Fit) -> None:
    if support >= LEAST_SUPPORT and seen >= LEAST_SEEN:
        return
    fault = (
        f"Only {seen:.0%} of the newer scan shows what the older shows."
        if support >= LEAST_SUPPORT
        else f"Only {support:.0%} of what both scans show lies on each other, with growth of {1 / fit.scale - 1:+.0%} "
        "taken out."
    )
    raise ScansDiffer(
        f"{fault} Are they of one patient and one part of the body, and is the unit of both right? "
        "Where they are, state up and front of both."
    )


def _by_part(
    ready: _Ready, stable: NDArray[np.bool_], start: Fit, draw: np.random.Generator
) -> tuple[Fit, NDArray[np.float64], int]:
    """Return the rigid fit of the stable part alone, how it may be off, and in how many ways it can slide."""
    newer = ready.newer
    use = stable & ~newer.border & ~newer.filled
    points = sample(newer, use, _FINE, draw)
    if len(points.at) < 30:
        raise ScansDiffer("The stable part has too few points to lay the scans over each other by it.")
    start = start.about(points.at.mean(axis=0))
    start = solved(points, ready.target, start, np.geomspace(30.0, 4.0, 10), ready.length, grows=False)
    fit, width = settled(points, ready.target, start, 0.5, ready.length, grows=False)
    rows, off, weights = equations(points, ready.target, fit, width, ready.length)
    if (weights > 0).mean() < LEAST_SEEN:
        raise ScansDiffer(
            f"Only {(weights > 0).mean():.0%} of the stable part lies on the older scan. Is it the part that stayed?"
        )
    open_ = slides(points, rows, weights, fit, ready.length)
    return fit, draws(points, rows[:, :6], off, weights, draw), open_


def _said(ranked: Sequence[tuple[float, Fit]], ways_open: int, *, stated: bool) -> tuple[str, ...]:
    """Return what is ambiguous about the fit, in sentences."""
    best, fit = ranked[0]
    said = []
    rivals = [other for score, other in ranked[1:] if score >= _AS_GOOD * best and apart(fit, other) > 10.0]
    way_out = (
        "The directions that were stated decided; a stable part with a shape of its own would settle it."
        if stated
        else "State up and front of both scans, or name a stable part that has a shape of its own."
    )
    if rivals:
        said.append(
            f"The older scan fits as well when it is turned by {apart(fit, rivals[0]):.0f} degrees: which part lies on "
            f"which is not known. {way_out}"
        )
    if ways_open:
        said.append(
            f"The surface can slide on itself in {ways_open} of 6 ways, as a ball or a tube does: where changes are is "
            f"not known along these. {way_out}"
        )
    return tuple(said)
