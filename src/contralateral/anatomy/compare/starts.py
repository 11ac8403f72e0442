"""Where to begin: many poses, each tried on a few points, the best of them laid on a little better and tried again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.anatomy.compare.fit import Fit, Points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.surface import Surface

__all__ = ["apart", "candidates", "sample", "turns", "turns_by_planes", "turns_told"]

_EVEN = 480
"""Turns laid evenly over all turns: about 30 degrees from one to the next."""
_TRIED, _KEPT = 250, 28
_ICP_ROUNDS = 14
_DISTINCT_DEG = 12.0


def sample(surface: Surface, use: NDArray[np.bool_], count: int, draw: np.random.Generator) -> Points:
    """Draw points on the faces whose corners may all be used, evenly over the area.

    Not the vertices: those lie on the curve of a body and faces inside it, and a ball's vertices on another's faces
    make it seem larger by as much.
    """
    faces = surface.faces[use[surface.faces].all(axis=1)]
    a, b, c = (surface.vertices[faces[:, corner]] for corner in range(3))
    areas = np.linalg.norm(np.cross(b - a, c - a), axis=1).cumsum()
    if not len(areas) or areas[-1] <= 0:
        return Points(np.zeros((0, 3)), np.zeros((0, 3)), np.zeros(0, np.int64))
    # One to each of so many equal shares of the area, in no order that follows the faces.
    at = (draw.permutation(count) + draw.random(count)) * (areas[-1] / count)
    face = faces[np.minimum(np.searchsorted(areas, at), len(areas) - 1)]
    root, other = np.sqrt(draw.random(count)), draw.random(count)
    weights = np.stack([1.0 - root, root * (1.0 - other), root * other], axis=1)
    normals = np.einsum("ij,ijk->ik", weights, surface.normals[face])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    corner = face[np.arange(count), weights.argmax(axis=1)]
    return Points(np.einsum("ij,ijk->ik", weights, surface.vertices[face]), normals, corner)


def turns(newer: Points, older: Points) -> NDArray[np.float64]:
    """Return turns (k, 3, 3) of the newer: the 24 that lay principal axes on each other, and many laid evenly."""
    mine, theirs = _axes(newer.at), _axes(older.at)
    return np.concatenate([theirs @ _cube() @ mine.T, _even(_EVEN)])


def turns_by_planes(newer: NDArray[np.float64], older: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return turns (k, 3, 3) that lay one normal of symmetry on the other, either way round."""
    from scipy.spatial.transform import Rotation

    made = []
    for sign in (1.0, -1.0):
        onto = Rotation.align_vectors((sign * older)[None], newer[None])[0]
        about = Rotation.from_rotvec(np.linspace(0, 2 * np.pi, 24, endpoint=False)[:, None] * older)
        made.append((about * onto).as_matrix())
    return np.concatenate(made)


def turns_told(newer: Orientation, older: Orientation) -> NDArray[np.float64]:
    """Return the turn (k, 3, 3) by what people said of both scans, and some tilted from it by up to 30 degrees."""
    from scipy.spatial.transform import Rotation

    frames = [np.stack([one.left, one.front, one.up]) for one in (older, newer)]
    tilts = [[0.0, 0.0, 0.0]]
    for degrees in (15.0, 30.0):
        tilts += [list(way) for way in np.radians(degrees) * np.concatenate([np.eye(3), -np.eye(3)])]
    made: NDArray[np.float64] = Rotation.from_rotvec(tilts).as_matrix() @ (frames[0].T @ frames[1])
    return made


def candidates(
    newer: Points, older: Points, ways: NDArray[np.float64], scales: Sequence[float], keep: int
) -> list[Fit]:
    """Return the best few fits, best first, no two of them alike.

    Args:
        newer, older: samples of about equal density.
        ways: turns (k, 3, 3) to try.
        scales: to begin with, older over newer.
        keep: how many.
    """
    from scipy.spatial import cKDTree

    field = _Field(older, cKDTree(older.at))
    middle, move = newer.at.mean(axis=0), older.at.mean(axis=0)
    few = newer.some(np.arange(min(_TRIED, len(newer.at))))
    first = [Fit(turn, middle, move, scale) for turn in ways for scale in scales]
    costs = np.array([field.cost(few, fit) for fit in first])
    better = [field.laid(few, first[i]) for i in np.argsort(costs, kind="stable")[:_KEPT]]
    costs = np.array([field.cost(newer, fit) for fit in better])
    chosen: list[Fit] = []
    for i in np.argsort(costs, kind="stable"):
        if all(apart(better[i], other) > _DISTINCT_DEG for other in chosen):
            chosen.append(better[i])
        if len(chosen) == keep:
            break
    return chosen


def apart(one: Fit, other: Fit) -> float:
    """Return the angle between the turns of two fits, degrees."""
    return float(np.degrees(np.arccos(np.clip((np.trace(one.turn.T @ other.turn) - 1) / 2, -1, 1))))


@dataclass(frozen=True, slots=True)
class _Field:
    """The older scan as points in a tree: coarse, and fast to ask."""

    points: Points
    tree: Any

    def _near(self, points: Points, fit: Fit) -> tuple[NDArray[np.float64], NDArray[np.float64], Points]:
        laid = fit.of(points.at)
        far, which = self.tree.query(laid)
        return laid, far, self.points.some(which)

    def cost(self, points: Points, fit: Fit) -> float:
        """Return how badly they lie: the mean distance of the nearer four fifths, and how far they face apart."""
        _, far, there = self._near(points, fit)
        aside = 1.0 - np.einsum("ij,ij->i", points.normals @ fit.turn.T, there.normals)
        cost = np.sort(far + 20.0 * aside)[: max(1, int(0.8 * len(far)))]
        return float(cost.mean())

    def laid(self, points: Points, fit: Fit) -> Fit:
        """Return the fit after a few rounds of point to plane, the worst third of the points left out."""
        from scipy.spatial.transform import Rotation

        for _ in range(_ICP_ROUNDS):
            laid, far, there = self._near(points, fit)
            facing = np.einsum("ij,ij->i", points.normals @ fit.turn.T, there.normals) > 0
            use = facing & (far <= np.quantile(far, 0.67))
            if use.sum() < 12:
                return fit
            n = there.normals[use]
            arm, off = laid[use] - fit.move, np.einsum("ij,ij->i", laid[use] - there.at[use], n)
            rows = np.column_stack([np.cross(arm, n), n])
            square = rows.T @ rows
            # Held a little where the surface would let it slide away.
            hold = (
                np.diag(np.r_[np.full(3, square[:3, :3].trace()), np.full(3, square[3:, 3:].trace())]) * 3e-3
            )
            by = np.linalg.solve(square + hold, -rows.T @ off)
            turn = Rotation.from_rotvec(by[:3]).as_matrix()
            fit = Fit(turn @ fit.turn, fit.middle, fit.move + by[3:], fit.scale)
        return fit


def _axes(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the principal axes as columns of a right-handed (3, 3)."""
    centred = points - points.mean(axis=0)
    axes: NDArray[np.float64] = np.array(np.linalg.eigh(centred.T @ centred)[1])
    axes[:, 2] *= np.sign(np.linalg.det(axes))
    return axes


def _cube() -> NDArray[np.float64]:
    """Return the 24 turns of a cube, (24, 3, 3)."""
    from itertools import permutations, product

    made = [
        np.eye(3)[list(order)] * np.array(signs)[:, None]
        for order in permutations(range(3))
        for signs in product((1.0, -1.0), repeat=3)
    ]
    return np.array([one for one in made if np.linalg.det(one) > 0])


def _even(count: int) -> NDArray[np.float64]:
    """Return turns laid evenly, (count, 3, 3): two spirals on the sphere of unit quaternions."""
    from scipy.spatial.transform import Rotation

    s = np.arange(count) + 0.5
    inner, outer = np.sqrt(s / count), np.sqrt(1.0 - s / count)
    a, b = 2 * np.pi * s / np.sqrt(2.0), 2 * np.pi * s / 1.533751168755204288118041
    quaternions = np.stack(
        [inner * np.sin(a), inner * np.cos(a), outer * np.sin(b), outer * np.cos(b)], axis=1
    )
    made: NDArray[np.float64] = Rotation.from_quat(quaternions).as_matrix()
    return made
