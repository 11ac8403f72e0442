"""Shells: what lies between an inner and an outer face, cut at trim planes. Helmets and covers are made so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.design.grid import contour, one_piece, sampled
from contralateral.design.refused import DesignRefused
from contralateral.design.solid import BACK, CUT, FRONT, Solid

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Distance = Callable[[NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]]

__all__ = ["Shell", "Trim", "made"]

SPARE = 1.04
"""A mean of two distances grows a little slower than a distance: the shell is asked this much thicker."""


@dataclass(frozen=True, slots=True)
class Trim:
    """A plane: what lies on the side of `normal` (3,) beyond `point` (3,) is cut away."""

    point: NDArray[np.float64]
    normal: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shell:
    """What a shell is made from."""

    inner: Distance
    """Distance to the inner face (+ outside) and its direction at points (k, 3)."""
    wall_mm: float
    trims: tuple[Trim, ...]
    step_mm: float
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def made(shell: Shell) -> Solid:
    """Return the shell as a solid. Raises DesignRefused when the wall is too thin for the grid, or nothing is left."""
    if shell.wall_mm < 1.9 * shell.step_mm:
        raise DesignRefused(
            f"A wall of {shell.wall_mm:g} mm is too thin to be shaped in steps of {shell.step_mm:g} mm.",
            "Give a smaller --step or a thicker --wall.",
        )
    thick = shell.wall_mm * SPARE

    def parts(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        inner, way = shell.inner(points)
        cuts = [(points - t.point) @ t.normal for t in shell.trims]
        return np.stack([-inner, inner - thick, *cuts]), way

    values, low = sampled(lambda x, _: parts(x)[0].max(axis=0), shell.low, shell.high, shell.step_mm)
    vertices, faces = contour(one_piece(values), low, shell.step_mm)
    if not len(faces):
        raise DesignRefused("Nothing is left between the trim lines.", "Move the trim lines.")
    which = parts(vertices)[0].argmax(axis=0)
    part = np.select([which == 0, which == 1], [BACK, FRONT], CUT).astype(np.int8)
    for _ in range(2):
        found, way = parts(vertices)
        move = np.where((part == BACK)[:, None], found[0][:, None] * way, -found[1][:, None] * way)
        move[part == CUT] = 0.0
        for k, trim in enumerate(shell.trims):
            on = which == 2 + k
            move[on] = -found[2 + k][on, None] * trim.normal
        size = np.linalg.norm(move, axis=1, keepdims=True)
        vertices = vertices + move * np.minimum(1.0, 0.3 * shell.step_mm / np.maximum(size, 1e-9))
    cuts = [np.abs((vertices - t.point) @ t.normal) for t in shell.trims]
    border = np.min(cuts, axis=0) if cuts else np.full(len(vertices), np.inf)
    return Solid(vertices, faces, part, border)
