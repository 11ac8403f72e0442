"""A chest by formula, mirror-symmetric in x = 0 but for one breast; the patient's left is -x, up +z, front +y."""

from __future__ import annotations

import numpy as np

from contralateral.anatomy import Orientation, Surface, surface
from contralateral.design import Recipe, Seen

UP, FRONT, LEFT = np.array([0.0, 0, 1]), np.array([0.0, 1, 0]), np.array([-1.0, 0, 0])


def chest(
    *, bump_mm: float = 45.0, left_mm: float = 0.0, noise_mm: float = 0.2, seed: int = 0, size: int = 90
) -> Surface:
    """A half of an elliptic cylinder with a breast on the right, and on the left of `left_mm`."""
    rng = np.random.default_rng(seed)
    turn, z = np.meshgrid(np.linspace(-1.7, 1.7, size), np.linspace(-150, 150, size), indexing="ij")
    points = np.stack([170 * np.sin(turn), 110 * np.cos(turn), z], -1).reshape(-1, 3)
    for side, high in ((80.0, bump_mm), (-80.0, left_mm)):
        far = np.hypot((points[:, 0] - side) / 62.0, points[:, 2] / 66.0)
        points[:, 1] += high * np.clip(1 - far * far, 0, None) ** 1.5 * (points[:, 1] > 0)
    points += rng.normal(0, noise_mm, points.shape)
    at = np.arange(size * size).reshape(size, size)
    a, b, c, d = at[:-1, :-1], at[1:, :-1], at[1:, 1:], at[:-1, 1:]
    faces = np.concatenate([np.stack([a, c, b], -1).reshape(-1, 3), np.stack([a, d, c], -1).reshape(-1, 3)])
    made = surface(points, faces)
    return made if made.normals[:, 1].mean() > 0 else surface(points, faces[:, ::-1])


def seen(body: Surface | None = None) -> Seen:
    """The chest as a design sees it, with its true plane."""
    return Seen(chest() if body is None else body, Orientation(UP, FRONT, LEFT, "stated"), LEFT, 0.0, ())


def recipe(**told: object) -> Recipe:
    """An augmentation of the left, on a grid that is quick."""
    return Recipe(**({"kind": "augment", "affected": "left", "step_mm": 2.0} | told))  # type: ignore[arg-type]


def columns_ml(clearance_mm: float, *, bump_mm: float = 45.0, cells: int = 700) -> float:
    """The true space in ml: the breast of the formula over the chest, less the clearance, by columns along y.

    The chest slopes, so a clearance along its normal is higher along y by the slope.
    """
    x, z = np.meshgrid(np.linspace(-170, -1, cells), np.linspace(-150, 150, cells), indexing="ij")
    far = np.hypot((x + 80.0) / 62.0, z / 66.0)
    high = bump_mm * np.clip(1 - far * far, 0, None) ** 1.5
    slope = np.abs(x / 170.0) / np.sqrt(1 - np.clip((x / 170.0) ** 2, 0, 0.9999)) * 110.0 / 170.0
    over = np.clip(high - clearance_mm * np.sqrt(1 + slope * slope), 0, None)
    return float(over.sum() * (169.0 / (cells - 1)) * (300.0 / (cells - 1)) / 1000.0)
