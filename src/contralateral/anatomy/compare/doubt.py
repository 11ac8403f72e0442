"""How sure a fit is: the surface is drawn again in pieces, and asked whether it can slide on itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.compare.fit import Fit, Points

__all__ = ["SLIDES", "draws", "slides"]

SLIDES = 0.002
"""Where a motion of 1 mm on average changes distances by less than the root of this, mm, nothing holds it: a ball and a
tube have under 0.0005 of it; of the shipped bodies, turned any way, none has less than 0.01."""

_PIECES, _DRAWS = 60, 200


def draws(
    points: Points,
    rows: NDArray[np.float64],
    off: NDArray[np.float64],
    weights: NDArray[np.float64],
    draw: np.random.Generator,
) -> NDArray[np.float64]:
    """Return steps (d, c) of turn, move and growth that samples of the surface would have led to, in mm.

    Neighbours change together (a breath, a posture, a fold of cloth), so that single points would seem too sure:
    whole pieces are drawn, with putting back. `rows` are (k, c), or (k, 6) for a rigid fit.
    """
    seeds = points.at[draw.choice(len(points.at), min(_PIECES, len(points.at)), replace=False)]
    piece = ((points.at[:, None] - seeds[None]) ** 2).sum(axis=2).argmin(axis=1)
    columns = rows.shape[1]
    square = np.zeros((len(seeds), columns, columns))
    right = np.zeros((len(seeds), columns))
    np.add.at(square, piece, weights[:, None, None] * rows[:, :, None] * rows[:, None, :])
    np.add.at(right, piece, -rows * (weights * off)[:, None])
    # Tukey's weight is more than the slope of what it weighs: a solution moves farther than a weighted mean would. And
    # what is fitted to so few pieces lies nearer to them than the truth does.
    root = np.sqrt(weights)
    slope = float((root * (5.0 * root - 4.0))[weights > 0].sum())
    farther = float(np.clip(weights.sum() / max(slope, 1e-9), 1.0, 3.0))
    farther *= float(np.sqrt(len(seeds) / max(len(seeds) - columns, 1)))
    steps = []
    for _ in range(_DRAWS):
        again = draw.integers(len(seeds), size=len(seeds))
        steps.append(np.linalg.lstsq(square[again].sum(axis=0), right[again].sum(axis=0), rcond=1e-6)[0])
    moved: NDArray[np.float64] = farther * np.array(steps)
    return moved


def slides(
    points: Points, rows: NDArray[np.float64], weights: NDArray[np.float64], fit: Fit, length: float
) -> int:
    """Return in how many of the six ways the surface can move without leaving itself.

    Each of the two scans says it by its own normals, and only what both say alike counts: noise turns normals about,
    which of one scan alone would look like a shape that holds.
    """
    arm, own = (fit.of(points.at) - fit.move) / length, points.normals @ fit.turn.T
    mine = np.column_stack([np.cross(arm, own), own])
    square = mine.T @ (weights[:, None] * rows[:, :6]) / max(float(weights.sum()), 1e-12)
    return int((np.linalg.eigvalsh((square + square.T) / 2) < SLIDES).sum())
