"""Laying points of the newer scan onto the older surface: point to plane, what changed most counting least."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from contralateral.anatomy.nearest import Nearest

__all__ = ["FACING", "SCALES", "Fit", "Points", "equations", "settled", "solved"]

FACING = 0.5
"""Surfaces whose normals are more than 60 degrees apart (its cosine) are not laid onto each other."""

SCALES = (0.65, 1.55)
"""A head grows by a third in its first year; beyond this, one scan has another unit or another patient."""


@dataclass(frozen=True, slots=True)
class Points:
    """A sample of a surface, each point standing for the same area."""

    at: NDArray[np.float64]
    """(k, 3) mm."""
    normals: NDArray[np.float64]
    """(k, 3) unit."""
    vertex: NDArray[np.int64]
    """(k,) the nearest corner of the face that each lies on."""

    def some(self, pick: NDArray[np.int64] | NDArray[np.bool_]) -> Points:
        """Return a part of them."""
        return Points(self.at[pick], self.normals[pick], self.vertex[pick])


@dataclass(frozen=True, slots=True)
class Fit:
    """Points p of the newer scan lie at ``scale * turn @ (p - middle) + move`` in the older."""

    turn: NDArray[np.float64]
    middle: NDArray[np.float64]
    move: NDArray[np.float64]
    scale: float = 1.0

    def of(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where points (n, 3) of the newer scan lie in the older."""
        laid: NDArray[np.float64] = self.scale * (points - self.middle) @ self.turn.T + self.move
        return laid

    def about(self, middle: NDArray[np.float64]) -> Fit:
        """Return the same fit written about another point of the newer scan."""
        return replace(self, middle=middle, move=self.of(middle[None])[0])

    def back(self, *, grown: bool) -> NDArray[np.float64]:
        """Return the (4, 4) that takes points of the older scan to the newer; rigid, or with growth."""
        scale = 1.0 / self.scale if grown else 1.0
        made = np.eye(4)
        made[:3, :3] = scale * self.turn.T
        made[:3, 3] = self.middle - made[:3, :3] @ self.move
        return made


def equations(
    points: Points, target: Nearest, fit: Fit, width: float, length: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return how distances change with turn, move and growth (k, 7), the distances (k,), and weights (k,).

    Turn and growth are in units of 1/`length`, so that all seven are millimetres. Weights are Tukey's: none beyond
    `width`, on open borders, in fills, or where the surfaces face apart.
    """
    laid = fit.of(points.at)
    found = target.ask(laid)
    arm, n = (laid - fit.move) / length, found.normals
    rows = np.column_stack([np.cross(arm, n), n, np.einsum("ij,ij->i", arm, n)])
    facing = np.einsum("ij,ij->i", points.normals @ fit.turn.T, n) > FACING
    share = np.clip(1.0 - (found.signed_mm / width) ** 2, 0.0, None) ** 2
    return rows, found.signed_mm, np.where(facing & ~found.open & ~found.filled, share, 0.0)


def step(
    fit: Fit,
    rows: NDArray[np.float64],
    off: NDArray[np.float64],
    weights: NDArray[np.float64],
    length: float,
    *,
    grows: bool,
) -> tuple[Fit, float]:
    """Return the fit after one step of least squares, and how far that moved the surface, mm."""
    from scipy.spatial.transform import Rotation

    used = rows if grows else rows[:, :6]
    square = used.T @ (weights[:, None] * used)
    # What the surface does not settle (a ball turning) stays where it was.
    by = np.linalg.lstsq(square, -used.T @ (weights * off), rcond=1e-6)[0]
    size = float(np.linalg.norm(by))
    by *= min(1.0, 0.5 * length / max(size, 1e-12))  # half a radian is the most that a tangent plane can mean
    turn = Rotation.from_rotvec(by[:3] / length).as_matrix()
    growth = float(np.exp(by[6] / length)) if grows else 1.0
    scale = float(np.clip(fit.scale * growth, *SCALES))
    return Fit(turn @ fit.turn, fit.middle, fit.move + by[3:6], scale), size


def solved(
    points: Points, target: Nearest, fit: Fit, widths: Iterable[float], length: float, *, grows: bool
) -> Fit:
    """Return the fit after a step at each width."""
    for width in widths:
        fit, _ = step(fit, *equations(points, target, fit, width, length), length, grows=grows)
    return fit


def settled(
    points: Points, target: Nearest, fit: Fit, least: float, length: float, *, grows: bool
) -> tuple[Fit, float]:
    """Return the fit at rest, and the width it was found with: by the spread of the distances, at least `least` mm."""
    width = least
    for _ in range(30):
        rows, off, weights = equations(points, target, fit, 3.0 * width, length)
        near = weights > 0
        spread = 1.4826 * float(np.median(np.abs(off[near]))) if near.any() else least
        width = float(np.clip(4.7 * spread, least, 8.0 * least))
        weights = np.where(near, np.clip(1.0 - (off / width) ** 2, 0.0, None) ** 2, 0.0)
        fit, moved = step(fit, rows, off, weights, length, grows=grows)
        if moved < 5e-4:
            break
    return fit, width
