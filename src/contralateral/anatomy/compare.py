"""Two scans of one patient: the older laid over the newer, growth told apart from shape, and what has changed where.

The older scan is turned, moved and scaled evenly until it lies on the newer; point to plane, with what changed most
counting least. The scale that this takes is growth and is reported; what is left after it is change of shape.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.measures import MeasureStopped
from contralateral.anatomy.nearest import Nearest
from contralateral.errors import SideUnclear

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from contralateral.anatomy.examine import Examination
    from contralateral.anatomy.measures import Measure

__all__ = ["Change", "Comparison", "Difference", "compare"]

_POINTS = 8_000
_ROUNDS = 25
#: Residuals beyond this count for nothing: from the first round to the last, mm.
_WIDE_MM, _NARROW_MM = 25.0, 4.0
_DRAWS = 60
#: Surfaces that face more than this apart (its cosine) are not laid onto each other.
_FACING = 0.5
#: Share of the newer surface that must lie on the older.
_LEAST_SEEN = 0.3
#: The surface is drawn again in so many pieces: neighbours change together, so single points would seem too sure.
_PIECES = 60


@dataclass(frozen=True, slots=True)
class Change:
    """How a part of the newer scan lies off the older: mm, + where it now reaches farther out.

    ``whole_mm`` holds growth and shape together, ``shape_mm`` what is left after the growth was taken out.
    """

    part: str
    area_cm2: float
    whole_mm: float
    shape_mm: float
    greatest_shape_mm: float


@dataclass(frozen=True, slots=True)
class Difference:
    """How a measure has changed, newer less older, with its 95 % interval."""

    name: str
    unit: str
    older: float
    newer: float
    change: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What has changed since an older scan."""

    sha256: str
    scale: float
    """Of the newer against the older: 1.02 is 2 % larger."""
    scale_low: float
    scale_high: float
    rms_mm: float
    """Of what is left, over the share of the newer surface that was seen in both."""
    seen: float
    changes: tuple[Change, ...]
    differences: tuple[Difference, ...]


def compare(newer: Examination, older: Examination, *, seed: int = 0) -> Comparison:
    """Compare two examinations of one region, measured alike.

    Raises:
        SideUnclear: one of them has no orientation, by which they are first laid over each other.
        MeasureStopped: too little of one was seen in the other.
    """
    draw = np.random.default_rng(seed)
    seen = ~newer.surface.filled
    points, normals, areas = (
        newer.surface.vertices[seen],
        newer.surface.normals[seen],
        newer.surface.areas[seen],
    )
    chance = areas / areas.sum()
    pick = draw.choice(len(points), min(_POINTS, int((chance > 0).sum())), replace=False, p=chance)
    target = Nearest(older.surface)
    laid = _fitted(points[pick], normals[pick], target, _laid(newer, older), grows=False)
    grown = _fitted(points[pick], normals[pick], target, laid, grows=True)
    still = replace(grown, scale=1.0)  # about the middle, so that growth shows on every side
    scale = 1.0 / grown.scale
    reach = _scale_reach(points[pick], normals[pick], target, grown, draw) * scale
    whole, shape = (_off(points, normals, target, fit) for fit in (still, grown))
    known = np.isfinite(shape) & np.isfinite(whole)
    if areas[known].sum() < _LEAST_SEEN * areas.sum():
        raise MeasureStopped(
            f"Only {areas[known].sum() / areas.sum():.0%} of the newer scan lies on the older. Are they of one patient "
            "and one part of the body, each with its own --up and --front?"
        )
    return Comparison(
        older.scan.sha256,
        scale,
        scale - reach,
        scale + reach,
        float(np.sqrt(np.average(shape[known] ** 2, weights=areas[known]))),
        float(areas[known].sum() / areas.sum()),
        tuple(_changes(newer, points, areas, whole, shape, known)),
        tuple(_differences(newer.measures, older.measures)),
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    """Points p of the newer scan lie at ``scale * turn @ (p - middle) + move`` in the older."""

    turn: NDArray[np.float64]
    middle: NDArray[np.float64]
    move: NDArray[np.float64]
    scale: float = 1.0

    def of(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points (n, 3) of the newer scan lie."""
        laid: NDArray[np.float64] = self.scale * (points - self.middle) @ self.turn.T + self.move
        return laid


def _laid(newer: Examination, older: Examination) -> _Fit:
    """Lay one over the other by the directions of the patient and the middles of their planes."""
    frames, middles = [], []
    for one in (newer, older):
        if one.orientation is None:
            raise SideUnclear("Two scans are compared by where up and front are: state --up and --front.")
        frames.append(np.stack([one.orientation.left, one.orientation.front, one.orientation.up]))
        middle = np.average(one.surface.vertices, axis=0, weights=one.surface.areas)
        off = float(one.plane.normal @ middle) - one.plane.offset_mm
        middles.append(middle - off * one.plane.normal)
    return _Fit(frames[1].T @ frames[0], middles[0], middles[1])


def _fitted(
    points: NDArray[np.float64], normals: NDArray[np.float64], target: Nearest, fit: _Fit, *, grows: bool
) -> _Fit:
    """Return the fit that lays the points onto the older surface; what lies far off counts less and less."""
    from scipy.spatial.transform import Rotation

    for width in np.geomspace(_WIDE_MM, _NARROW_MM, _ROUNDS):
        rows, off, weights = _equations(points, normals, target, fit, float(width))
        used = rows if grows else rows[:, :6]
        step = np.linalg.lstsq(used * weights[:, None], -off * weights, rcond=None)[0]
        turn = Rotation.from_rotvec(step[:3]).as_matrix()
        growth = float(np.exp(step[6])) if grows else 1.0
        fit = _Fit(turn @ fit.turn, fit.middle, fit.move + step[3:6], fit.scale * growth)
    return fit


def _equations(
    points: NDArray[np.float64], normals: NDArray[np.float64], target: Nearest, fit: _Fit, width: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return how distances change with turn, move and growth (n, 7), the distances (n,), and roots of weights (n,)."""
    laid = fit.of(points)
    found = target.ask(laid)
    arm, n = laid - fit.move, found.normals
    rows = np.column_stack([np.cross(arm, n), n, np.einsum("ij,ij->i", arm, n)])
    facing = np.einsum("ij,ij->i", normals @ fit.turn.T, n) > _FACING
    share = np.clip(1.0 - (found.signed_mm / width) ** 2, 0.0, None)  # Tukey's weight is the square of this
    weights = np.where(facing & ~found.open & ~found.filled, share, 0.0)
    return rows, found.signed_mm, weights


def _scale_reach(
    points: NDArray[np.float64],
    normals: NDArray[np.float64],
    target: Nearest,
    fit: _Fit,
    draw: np.random.Generator,
) -> float:
    """Return the half-width of the scale's 95 % interval, as a share, by drawing pieces of the surface again."""
    rows, off, weights = _equations(points, normals, target, fit, _NARROW_MM)
    rows, off = rows * weights[:, None], off * weights
    seeds = points[draw.choice(len(points), min(_PIECES, len(points)), replace=False)]
    piece = np.linalg.norm(points[:, None] - seeds[None], axis=2).argmin(axis=1)
    square = np.zeros((len(seeds), 7, 7))
    right = np.zeros((len(seeds), 7))
    np.add.at(square, piece, rows[:, :, None] * rows[:, None, :])
    np.add.at(right, piece, -rows * off[:, None])
    growths = []
    for _ in range(_DRAWS):
        again = draw.integers(len(seeds), size=len(seeds))
        growths.append(np.linalg.lstsq(square[again].sum(axis=0), right[again].sum(axis=0), rcond=None)[0][6])
    return float(1.96 * np.std(growths))


def _off(
    points: NDArray[np.float64], normals: NDArray[np.float64], target: Nearest, fit: _Fit
) -> NDArray[np.float64]:
    """Return how far points lie outside the older surface (n,), in mm of the newer; NaN where it was not seen."""
    found = target.ask(fit.of(points))
    facing = np.einsum("ij,ij->i", normals @ fit.turn.T, found.normals) > 0.0
    seen = facing & ~found.open & ~found.filled & (np.abs(found.signed_mm) <= _WIDE_MM)
    return np.where(seen, found.signed_mm / fit.scale, np.nan)


def _changes(
    newer: Examination,
    points: NDArray[np.float64],
    areas: NDArray[np.float64],
    whole: NDArray[np.float64],
    shape: NDArray[np.float64],
    known: NDArray[np.bool_],
) -> Iterator[Change]:
    """Give the change of each quarter, parted by the plane of symmetry and by the middle from front to back."""
    assert newer.orientation is not None
    on_left = points @ newer.plane.normal > newer.plane.offset_mm
    depth = points @ newer.orientation.front
    in_front = depth > (depth.min() + depth.max()) / 2.0
    parts = {
        "left front": on_left & in_front,
        "right front": ~on_left & in_front,
        "left back": on_left & ~in_front,
        "right back": ~on_left & ~in_front,
    }
    for name, inside in parts.items():
        used = inside & known
        if not used.any():
            yield Change(name, 0.0, math.nan, math.nan, math.nan)
            continue
        size = np.abs(shape[used])
        near_greatest = size >= np.quantile(size, 0.99)
        yield Change(
            name,
            float(areas[used].sum()) / 100.0,
            float(np.average(whole[used], weights=areas[used])),
            float(np.average(shape[used], weights=areas[used])),
            float(np.median(shape[used][near_greatest])),
        )


def _differences(newer: Sequence[Measure], older: Sequence[Measure]) -> Iterator[Difference]:
    """Give the change of each measure that both have; errors of two scans add in squares."""
    before = {m.name: m for m in older}
    for now in newer:
        then = before.get(now.name)
        if then is None or not (now.known and then.known):
            continue
        change = now.value - then.value
        down = math.hypot(now.value - now.low, then.high - then.value)
        up = math.hypot(now.high - now.value, then.value - then.low)
        yield Difference(now.name, now.unit, then.value, now.value, change, change - down, change + up)
