"""Chests and heads made by formulas, with a known lesion, for calibrating measures: no body of a person is in them.

A torso is a tube of elliptic sections with waist, chest and two breasts; its vertices are scattered so that none is
mirrored by another. Then come, in this order: the lesion (a part of one breast is taken away), natural asymmetry (a
smooth random field along the normals), the noise of a scanner, holes, and any pose. The truth is the volume taken away,
by the divergence theorem over the two meshes before anything else was added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from benchmarks.bodies import scene

from contralateral.anatomy import Orientation, Surface, surface
from contralateral.anatomy.clean import clean, fill_holes
from contralateral.anatomy.scan import Scan, Units

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Chest", "Head", "chest", "head", "scanned"]

NATURAL_MM = 0.7
"""Standard deviation of the difference between the sides of a healthy body."""

NOISE_MM = 0.3


@dataclass(frozen=True, slots=True)
class Chest:
    body: Surface
    orientation: Orientation
    normal: NDArray[np.float64]
    offset_mm: float
    lesion_ml: float
    """Taken from the affected side, or brought to it, before natural asymmetry."""
    affected: Literal["left", "right"] = "left"
    name: str = "volume_missing"
    """Of the measure that answers."""
    between_ml: float | None = None
    """Between the affected side as it is and the mirror image of the other as it is, over the lesion."""


@dataclass(frozen=True, slots=True)
class Head:
    body: Surface
    orientation: Orientation
    normal: NDArray[np.float64]
    offset_mm: float
    level_mm: float
    """Above the plane of the landmarks."""
    landmarks: dict[str, NDArray[np.float64]]
    cvai_percent: float
    """By the longer diagonal, of the shape that was scanned: with its natural asymmetry, without noise."""


def chest(seed: int, *, vertices: int = 20_000, natural_mm: float = NATURAL_MM) -> Chest:
    """Make a chest whose left breast lacks 35 to 100 % of its volume."""
    draw = np.random.default_rng(seed)
    rows = round((vertices / 1.9) ** 0.5)
    around = round(vertices / rows)
    z, angle, faces = _scattered(draw, rows, around)
    z = 450.0 * z
    swell = 1.0 + 0.12 * np.cos(2.0 * np.pi * (z - 330.0) / 500.0)
    half_x, half_y = draw.uniform(135, 175) * swell, draw.uniform(95, 120) * swell
    x, y = half_x * np.cos(angle), half_y * np.sin(angle)
    wide, deep = draw.uniform(62, 80), draw.uniform(30, 60)
    away, high = draw.uniform(74, 85), draw.uniform(250, 300)
    left, right = (_breast(side * x, y, z, away, high, wide) * deep for side in (-1.0, 1.0))
    kept = draw.uniform(0.0, 0.65) * (draw.random() < 0.6)
    whole = np.stack([x, y + left + right, z], axis=1)
    lesion = np.stack([x, y + kept * left + right, z], axis=1)
    missing = abs(_volume(whole, faces) - _volume(lesion, faces)) / 1000.0
    body = _scanned(lesion, faces, draw, natural_mm, holes=int(draw.integers(0, 4)), near=left > 0.02 * deep)
    turn, by = _pose(draw)
    body = surface_like(body, turn, by)
    orientation = Orientation(turn[:, 2], turn[:, 1], -turn[:, 0], "stated")
    return Chest(body, orientation, -turn[:, 0], float(-turn[:, 0] @ by), missing)


def scanned(seed: int) -> Chest:
    """Make a scene of benchmarks.bodies, cleaned and filled: a breast missing or partial, or a hip that bulges."""
    kind = ("breast_missing", "breast_partial", "hip_bulge")[seed % 3]
    made = scene(kind, seed, hole_in_lesion=seed % 2 == 0)
    truth = made.truth
    body = clean(Scan(made.vertices, made.faces, "", Units("mm", 1.0, "stated")))
    axes = Orientation(truth.up, truth.front, truth.left, "stated")
    side: Literal["left", "right"] = "left" if truth.affected == "left" else "right"
    name = "volume_added" if kind == "hip_bulge" else "volume_missing"
    filled = fill_holes(body, largest_mm=80.0)
    between = truth.volume_added_ml if kind == "hip_bulge" else truth.volume_missing_ml
    lesion = abs(truth.volume_lesion_ml or 0.0)
    return Chest(filled, axes, truth.normal, truth.offset_mm, lesion, side, name, between)


def head(seed: int, *, vertices: int = 20_000, natural_mm: float = NATURAL_MM) -> Head:
    """Make a skull that is sheared (plagiocephaly) and one-sidedly flattened at the back."""
    draw = np.random.default_rng(seed)
    rows = round((vertices / 2.2) ** 0.5)
    z, angle, faces = _scattered(draw, rows, round(vertices / rows))
    lift = np.sin((z - 0.35) * 1.45)
    flat = np.cos((z - 0.35) * 1.45)
    half = np.array([draw.uniform(60, 68), draw.uniform(70, 80), draw.uniform(62, 70)])
    points = np.stack([flat * np.cos(angle), flat * np.sin(angle), lift], axis=1)
    points *= 1.0 + 0.04 * np.maximum(-points[:, 1:2], 0.0) ** 2  # an occiput
    points = points * half
    points[:, 1] -= draw.uniform(0.0, 0.14) * points[:, 0]
    behind = np.linalg.norm(points - [-0.6 * half[0], -0.8 * half[1], 5.0], axis=1) / 45.0
    points[:, 1] += draw.uniform(0.0, 6.0) * np.where(behind < 1.0, (1.0 - behind**2) ** 2, 0.0)
    level = draw.uniform(25.0, 32.0)
    shape = _uneven(points, faces, draw, natural_mm)
    truth = _cvai(shape, faces, level - 28.0)
    noise = draw.normal(0.0, NOISE_MM, (len(points), 1))
    turn, by = _pose(draw)
    body = surface_like(surface(shape + noise * surface(shape, faces).normals, faces), turn, by)
    marks = {
        "sellion": np.array([0.0, 0.95 * half[1], -28.0]),
        "tragion_left": np.array([-0.95 * half[0], 0.0, -28.0]),
        "tragion_right": np.array([0.95 * half[0], 0.0, -28.0]),
    }
    marks = {name: turn @ at + by for name, at in marks.items()}
    orientation = Orientation(turn[:, 2], turn[:, 1], -turn[:, 0], "stated")
    return Head(body, orientation, -turn[:, 0], float(-turn[:, 0] @ by), level, marks, truth)


def _scattered(
    draw: np.random.Generator, rows: int, around: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return height (0 to 1), angle and faces of a tube whose inner vertices are moved about by a third of a step."""
    row, col = np.meshgrid(np.arange(rows), np.arange(around), indexing="ij")
    shift = draw.uniform(-0.33, 0.33, (2, rows, around))
    shift[0, [0, -1]] = 0.0
    z = (row + shift[0]) / (rows - 1)
    angle = (col + 0.5 * (row % 2) + 0.27 + shift[1]) * (2.0 * np.pi / around)
    a = row[:-1] * around + col[:-1]
    b, c = row[:-1] * around + (col[:-1] + 1) % around, a + around
    d = b + around
    even = (row[:-1] % 2 == 0)[..., None]
    first = np.where(even, np.stack([a, b, c], -1), np.stack([a, d, c], -1))
    second = np.where(even, np.stack([b, d, c], -1), np.stack([a, b, d], -1))
    faces = np.concatenate([first.reshape(-1, 3), second.reshape(-1, 3)])
    return z.ravel(), angle.ravel(), faces.astype(np.int64)


def _breast(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    z: NDArray[np.float64],
    away: float,
    high: float,
    wide: float,
) -> NDArray[np.float64]:
    """Return the form of a breast, 0 to 1, fuller below than above; it stands in front alone."""
    up = np.where(z > high, 1.25, 0.9)
    far = np.hypot(x - away, (z - high) / up) / wide
    return np.where((far < 1.0) & (y > 0.0), (1.0 - np.minimum(far, 1.0) ** 2) ** 1.6, 0.0)


def _scanned(
    points: NDArray[np.float64],
    faces: NDArray[np.int64],
    draw: np.random.Generator,
    natural_mm: float,
    *,
    holes: int,
    near: NDArray[np.bool_],
) -> Surface:
    shape = _uneven(points, faces, draw, natural_mm)
    shape = shape + draw.normal(0.0, NOISE_MM, (len(shape), 1)) * surface(shape, faces).normals
    gone = np.zeros(len(shape), bool)
    for number in range(holes):
        # every other hole lies in what is measured
        pool = np.flatnonzero(near) if number % 2 == 0 else np.arange(len(shape))
        gone |= np.linalg.norm(shape - shape[draw.choice(pool)], axis=1) < draw.uniform(6.0, 18.0)
    kept = faces[~gone[faces].any(axis=1)]
    used, kept = np.unique(kept, return_inverse=True)
    body = clean(Scan(shape[used], kept.reshape(-1, 3).astype(np.int64), "", Units("mm", 1.0, "stated")))
    return fill_holes(body, largest_mm=80.0)


def _uneven(
    points: NDArray[np.float64], faces: NDArray[np.int64], draw: np.random.Generator, natural_mm: float
) -> NDArray[np.float64]:
    """Add natural asymmetry: waves of 25 to 40 mm, so strong that two sides differ by `natural_mm`."""
    waves = draw.normal(0.0, 1.0 / draw.uniform(25.0, 40.0), (160, 3))
    phase = draw.uniform(0.0, 2.0 * np.pi, 160)
    field = np.sqrt(2.0 / 160.0) * np.cos(points @ waves.T + phase).sum(axis=1)
    return points + natural_mm / np.sqrt(2.0) * field[:, None] * surface(points, faces).normals


def _pose(draw: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    q, _ = np.linalg.qr(draw.normal(size=(3, 3)))
    return q * np.sign(np.linalg.det(q)), draw.normal(0.0, 300.0, 3)


def surface_like(body: Surface, turn: NDArray[np.float64], by: NDArray[np.float64]) -> Surface:
    """Return the same surface elsewhere, with what is known of its holes."""
    from dataclasses import replace

    return replace(body, vertices=body.vertices @ turn.T + by, normals=body.normals @ turn.T)


def _volume(points: NDArray[np.float64], faces: NDArray[np.int64]) -> float:
    a, b, c = (points[faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6.0)


def _cvai(points: NDArray[np.float64], faces: NDArray[np.int64], height: float) -> float:
    """Cut edges at a height and read the crossings of rays with the polygon: nothing of the product is used."""
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    start, end = points[edges[:, 0]], points[edges[:, 1]]
    crossing = (start[:, 2] < height) != (end[:, 2] < height)
    start, end = start[crossing], end[crossing]
    share = (height - start[:, 2]) / (end[:, 2] - start[:, 2])
    flat = (start + share[:, None] * (end - start))[:, :2]

    def radius(middle: NDArray[np.float64], degrees: float) -> float:
        arm = flat - middle
        angle = np.arctan2(arm[:, 0], arm[:, 1])  # from the front (+y) toward +x
        order = np.argsort(angle)
        turned, size = angle[order], np.hypot(arm[:, 0], arm[:, 1])[order]
        at = np.radians((degrees + 180.0) % 360.0 - 180.0)
        return float(np.interp(at, turned, size, period=2.0 * np.pi))

    middle = np.zeros(2)
    for _ in range(4):
        middle = middle + np.array([0.0, 0.5 * (radius(middle, 0.0) - radius(middle, 180.0))])
    one, other = (radius(middle, d) + radius(middle, d + 180.0) for d in (30.0, -30.0))
    return 100.0 * abs(one - other) / max(one, other)
