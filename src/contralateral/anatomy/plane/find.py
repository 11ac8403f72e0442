"""From a surface to its plane of symmetry: many starts, the best few refined, the best of these fitted to the end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.plane.doubt import doubt
from contralateral.anatomy.plane.fit import descend, matches, moved, solved
from contralateral.anatomy.plane.lesion import unchanged
from contralateral.anatomy.plane.sample import Sample, sample, thinned
from contralateral.anatomy.plane.starts import directions, distinct, starts
from contralateral.anatomy.plane.value import WEAK, Alternative, Plane, oriented
from contralateral.errors import ScanRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from contralateral.anatomy.surface import Surface

__all__ = ["find_plane"]

_WHOLE = 40_000
"""Points that stand for the surface, and as many are asked at the end at most."""
_LAST = 20_000
_SOME = 4_000
"""As many are enough to choose among the last few planes."""
_ROBUST = 3.0
"""mm: scale of the loss by which the plane is drawn to what is alike on both sides."""
_WIDE = 8.0
"""mm: scale of the loss once what differs is left out: what remains counts by its area."""
_MARGIN = 0.03
"""Of the size of the body: how far the rim of a change reaches. More leaves out what holds the plane."""
_FEWEST = 50
"""Points below which nothing can be said of symmetry."""
_NEAR_LEFT = 40.0
"""A plane's normal has to lie within this many degrees of the left that a person gave."""
_TOLERANCE = 3.0
"""mm: what lies closer to its mirror image supports the plane. Four times the natural asymmetry of a trunk."""
_AS_GOOD = 0.92
"""A runner-up with this share of the best one's support is as good as it."""
_UNSURE = 1.3
"""Degrees: a 95 % angle beyond this names no plane. Another body of its kind would have it 5 degrees elsewhere."""
_LOOSE = 1.2
"""mm: nor does an offset. Another body of its kind would have it 10 mm elsewhere."""


def find_plane(
    surface: Surface,
    *,
    reference: NDArray[np.bool_] | None = None,
    left: ArrayLike | None = None,
    seed: int = 0,
) -> Plane:
    """Return the plane of symmetry of a surface, from the whole of it or from a region alone.

    `reference` (n,) marks the vertices that are fitted (a pelvis, the base of a skull); nothing else is looked at.
    `left` (3,) keeps to planes whose normal lies within 40 degrees of it, and turns the normal that way. The same
    surface and `seed` give the same plane.

    Raises ScanRefused when fewer than 50 vertices can be fitted.
    """
    rng = np.random.default_rng(seed)
    whole = sample(surface, reference, _WHOLE, rng)
    if np.count_nonzero(whole.weights) < _FEWEST:
        raise ScanRefused(
            "scan",
            f"Fewer than {_FEWEST} vertices cover an area to find the plane of symmetry by.",
            "Name a larger reference region, or scan again.",
        )
    middle = whole.weights @ whole.points
    whole = _about(whole, middle)
    size = float(np.sqrt(whole.weights @ (whole.points**2).sum(axis=1)))
    normals, offsets = _candidates(whole, size, left, rng)
    asked, some = thinned(whole, _LAST, rng), thinned(whole, _SOME, rng)
    support = np.array([_support(normals[i], offsets[i], some, whole) for i in range(len(normals))])
    order = np.argsort(-support, kind="stable")
    normals, offsets, support = normals[order], offsets[order], support[order]
    normal, offset, angle, apart = _last(normals[:1], offsets[:1], asked, some, whole, size, rng)
    supported = _support(normal, offset, asked, whole)
    kept = distinct(normals, offsets, 8.0, 0.1 * size, 4)[1:]
    others = tuple(
        Alternative(normals[i], float(offsets[i] + normals[i] @ middle), float(support[i])) for i in kept
    )
    ambiguous = bool(
        angle > _UNSURE or apart > _LOOSE or (others and others[0].support >= _AS_GOOD * supported)
    )
    plane = Plane(
        normal,
        float(offset + normal @ middle),
        angle,
        apart,
        supported,
        ambiguous,
        others,
        _warnings(supported, ambiguous, left is None),
    )
    return plane if left is None else oriented(plane, left)


def _about(whole: Sample, middle: NDArray[np.float64]) -> Sample:
    points = whole.points - middle
    return replace(
        whole, points=points, tree=type(whole.tree)(points, balanced_tree=False, compact_nodes=False)
    )


def _candidates(
    whole: Sample, size: float, left: ArrayLike | None, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the planes that are left of all directions, refined to about 2 mm, about the middle."""
    tried = directions(600)
    if left is not None:
        towards = np.asarray(left, np.float64) / np.linalg.norm(left)
        tried = tried[np.abs(tried @ towards) > np.cos(np.radians(_NEAR_LEFT))]
    coarse = thinned(whole, 4000, rng)
    few = thinned(coarse, 300, rng)
    normals, offsets = starts(few, coarse, tried, 24)
    normals, offsets = descend(normals, offsets, few, coarse, _scales(0.15 * size, 0.04 * size, 10))
    order = np.argsort(-_score(normals, offsets, few, coarse, 0.03 * size), kind="stable")
    kept = order[distinct(normals[order], offsets[order], 4.0, 0.05 * size, 8)]
    more = thinned(whole, 1500, rng)
    fine = max(2.0, 0.01 * size)
    normals, offsets = descend(normals[kept], offsets[kept], more, coarse, _scales(0.05 * size, fine, 8))
    normals, offsets = descend(normals, offsets, more, whole, (fine, fine))
    if left is not None:
        near = np.abs(normals @ towards) > np.cos(np.radians(_NEAR_LEFT))
        if near.any():
            normals, offsets = normals[near], offsets[near]
    order = np.argsort(-_score(normals, offsets, more, whole, fine), kind="stable")
    kept = order[distinct(normals[order], offsets[order], 3.0, 0.05 * size, 6)]
    return normals[kept], offsets[kept]


def _last(
    normals: NDArray[np.float64],
    offsets: NDArray[np.float64],
    asked: Sample,
    some: Sample,
    whole: Sample,
    size: float,
    rng: np.random.Generator,
) -> tuple[NDArray[np.float64], float, float, float]:
    """Return the plane after the last steps, and its two half-widths."""
    normals, offsets = descend(normals, offsets, some, whole, (_ROBUST,) * 5)
    sound = np.ones(len(asked.points), bool)
    for _ in range(3):
        found = matches(normals, offsets, asked, whole, 4.0 * _ROBUST + whole.spacing)
        sound = unchanged(asked, found, _MARGIN * size)
        weight = asked.weights * sound * found.met[0] / (1.0 + (found.residual[0] / _WIDE) ** 2) ** 2
        normals, offsets = moved(normals, offsets, solved(found, weight[None]))
    found = matches(normals, offsets, asked, whole, 4.0 * _ROBUST + whole.spacing)
    weight = asked.weights * sound * found.met[0]
    angle, apart = doubt(asked.points, normals[0], float(offsets[0]), found, weight, rng)
    return normals[0], float(offsets[0]), angle, apart


def _score(
    normals: NDArray[np.float64],
    offsets: NDArray[np.float64],
    asked: Sample,
    target: Sample,
    scale: float,
) -> NDArray[np.float64]:
    """Return (k,): the area that is met, less as it lies farther off, between 0 and 1."""
    found = matches(normals, offsets, asked, target, 4.0 * scale + target.spacing)
    met: NDArray[np.float64] = (found.met / (1.0 + (found.residual / scale) ** 2)) @ asked.weights
    return met


def _support(normal: NDArray[np.float64], offset: float, asked: Sample, target: Sample) -> float:
    reach = 4.0 * _TOLERANCE + target.spacing
    found = matches(normal[None], np.array([offset]), asked, target, reach)
    return float((found.met & (np.abs(found.residual) < _TOLERANCE))[0] @ asked.weights)


def _scales(first: float, last: float, steps: int) -> Sequence[float]:
    return [float(s) for s in np.geomspace(max(first, last), last, steps)]


def _warnings(support: float, ambiguous: bool, no_left: bool) -> tuple[str, ...]:
    said = []
    if support < WEAK:
        said.append(
            f"Only {support:.0%} of the surface lies near its mirror image: a side may be missing from the "
            "scan, or the body is twisted. Scan both sides, or name a reference region."
        )
    if ambiguous:
        way = "State the axes or give landmarks." if no_left else "Name a reference region."
        said.append(f"Another plane mirrors the surface as well. {way}")
    return tuple(said)
