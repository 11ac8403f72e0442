"""Shells: what lies between an inner and an outer face, cut at trim planes. Helmets and covers are made so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.surface import normals_and_areas, surface
from contralateral.design.fields import Sheet, neighbours, smoothed
from contralateral.design.grid import contour, one_piece, sampled
from contralateral.design.refused import DesignRefused
from contralateral.design.solid import BACK, CUT, FRONT, Solid
from contralateral.design.thickness import across

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from contralateral.anatomy.surface import Surface

    Distance = Callable[[NDArray[np.float64]], NDArray[np.float64]]

__all__ = ["Shell", "Trim", "inner_face", "made"]

SPARE_MM = 0.22
"""Added to the wall so that it is there between vertices too."""

LIFTS, LEFT_MM = 3, 0.02
"""How often a thin place is lifted at most; what is left over the wall for rounding."""

CELL_MM, BLUR_CELLS = 3.5, 1.3
"""Grid on which the inner face is made, and how far it is faired: ears and folds are bridged, not copied."""

DEEP_MM = 6.0
"""The face is moved off the skin by no more than this."""

BELOW_MM = 15.0
"""How far beyond the trim planes the inner face goes on."""


@dataclass(frozen=True, slots=True)
class Trim:
    """A plane: what lies on the side of `normal` (3,) beyond `point` (3,) is cut away."""

    point: NDArray[np.float64]
    normal: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shell:
    """What a shell is made from."""

    inner: Distance | None
    """Distance (k,) mm to the inner face, + outside, at points (k, 3); None where `exact` is given."""
    wall_mm: float
    trims: tuple[Trim, ...]
    step_mm: float
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    exact: Sheet | None = None
    """A face itself, where it is known as a surface."""
    skin: Sheet | None = None
    """What the inner face must stay outside of,"""
    skin_mm: float = 0.0
    """by this."""
    inwards: bool = False
    """Whether `exact` is the outer face and the wall goes inwards."""


def made(shell: Shell) -> Solid:
    """Return the shell as a solid. Raises DesignRefused when the wall is too thin for the grid, or nothing is left."""
    if shell.wall_mm < 1.9 * shell.step_mm:
        raise DesignRefused(
            f"A wall of {shell.wall_mm:g} mm is too thin to be shaped in steps of {shell.step_mm:g} mm.",
            "Give a smaller --step or a thicker --wall.",
        )
    thick = shell.wall_mm + SPARE_MM
    face = inner_face(shell)

    def parts(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        asked = face.ask(points)
        cuts = [(points - t.point) @ t.normal for t in shell.trims]
        inner = asked.mm + thick if shell.inwards else asked.mm
        return np.stack([-inner, inner - thick, *cuts]), asked.normals

    # Both faces lie at a distance from one: with the cuts that is all that has to be asked.
    values, low = sampled(
        lambda x, _: parts(x)[0][1:].T,
        lambda known: np.maximum(known.max(axis=1), -known[:, 0] - thick),
        shell.low,
        shell.high,
        shell.step_mm,
    )
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
    return _thick_everywhere(Solid(vertices, faces, part, border), shell)


def _thick_everywhere(solid: Solid, shell: Shell) -> Solid:
    """Lift the free face where triangles cut a fold short, beside an ear above all, until the wall is there."""
    from scipy.spatial import cKDTree

    free = np.flatnonzero(solid.part == (BACK if shell.inwards else FRONT))
    for _ in range(LIFTS):
        short = shell.wall_mm + LEFT_MM - across(solid)
        # At the trim line faces end: what is across there is the cut.
        thin = np.flatnonzero((short > 0) & (solid.border_mm > 1.5 * shell.wall_mm))
        if not len(thin):
            break
        lift = np.zeros(len(solid.vertices))
        around = cKDTree(solid.vertices[free]).query_ball_point(
            solid.vertices[thin], shell.wall_mm + shell.step_mm
        )
        for near, by in zip(around, short[thin], strict=True):
            lift[free[near]] = np.maximum(lift[free[near]], by)
        normals, _ = normals_and_areas(solid.vertices, solid.faces)
        solid = replace(solid, vertices=solid.vertices + lift[:, None] * normals)
    return solid


def inner_face(shell: Shell) -> Sheet:
    """Return the inner face as one faired surface: distances from it are true, so that the wall has its thickness."""
    if shell.exact is not None:
        return shell.exact
    assert shell.inner is not None
    from scipy import ndimage

    axes = [np.arange(a, b, CELL_MM) for a, b in zip(shell.low, shell.high, strict=True)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    beyond = np.max([(grid - t.point) @ t.normal for t in shell.trims], axis=0)
    values = np.full(len(grid), 50.0)
    near = beyond < BELOW_MM + 2 * CELL_MM
    values[near] = np.maximum(shell.inner(grid[near]), beyond[near] - BELOW_MM)
    dense = ndimage.gaussian_filter(values.reshape([len(a) for a in axes]), BLUR_CELLS, mode="nearest")
    vertices, faces = contour(one_piece(dense.astype(np.float32)), shell.low, CELL_MM)
    if not len(faces):
        raise DesignRefused("Nothing is left between the trim lines.", "Move the trim lines.")
    face = smoothed(surface(vertices, faces), reach_mm=2.0 * CELL_MM)
    for _ in range(6 if shell.skin is not None else 0):
        face = _off_the_skin(face, shell)
    return Sheet(face)


def _off_the_skin(face: Surface, shell: Shell) -> Surface:
    """Move the face outwards by a little wherever it comes too near, over a neighbourhood and not vertex by vertex."""
    assert shell.skin is not None
    short = shell.skin_mm + 0.3 - shell.skin.ask(face.vertices).mm
    # Deeper than that lies what fairing bridged or no one saw (the inside of an ear): no place to move to.
    short = np.where(short < DEEP_MM, np.clip(short, 0.0, 1.0), 0.0)
    average = neighbours(face.faces, len(face.vertices))
    for _ in range(2):
        short = np.maximum(short, average @ short)
    return surface(face.vertices + face.normals * short[:, None], face.faces)
