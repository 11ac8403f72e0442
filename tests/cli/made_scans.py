"""Scans that are made for tests: a head whose vault is skewed by a known amount above an even face and neck."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import trimesh

if TYPE_CHECKING:
    from pathlib import Path

#: Half the length, width and height of the vault, mm.
_LONG, _WIDE, _TALL = 92.0, 74.0, 82.0
#: A level of the vault, along up.
LEVEL_MM = 30.0


def head(path: Path, *, skew: float = 0.03, seed: int = 1, turned: np.ndarray | None = None) -> Path:
    """Write a head of 20,000 triangles; up +z, facing -y, its left +x; the format is that of the name.

    The vault's radius is (1 + skew sin 2a) times the even one, a from the front to the left: of the diagonals at 30
    degrees one is longer by 4 r skew sin 60 degrees, r the even radius there. Below the brows it is even. Noise of
    0.2 mm and a millimetre of natural difference lie over it: a made body must not be more even than a real one.
    """
    ball = trimesh.creation.icosphere(subdivisions=5)
    way = np.asarray(ball.vertices)
    points = way * [_WIDE, _LONG, _TALL]
    a = np.arctan2(way[:, 0], -way[:, 1])
    share = 1.0 / (
        1.0 + np.exp(-(points[:, 2] - 0.0) / 12.0)
    )  # of the skew: the vault has all of it, the face none
    points[:, :2] *= (1.0 + skew * share * np.sin(2.0 * a))[:, None]
    for center, height, reach in (
        ([0.0, -92.0, -22.0], 22.0, 13.0),  # nose
        ([0.0, -82.0, -62.0], 12.0, 22.0),  # chin
        ([74.0, 5.0, -20.0], 14.0, 12.0),  # ears
        ([-74.0, 5.0, -20.0], 14.0, 12.0),
        ([30.0, -84.0, 5.0], -5.0, 14.0),  # eyes
        ([-30.0, -84.0, 5.0], -5.0, 14.0),
    ):
        away = ((points - center) ** 2).sum(axis=1)
        points = points + way * (height * np.exp(-away / (2.0 * reach**2)))[:, None]
    draw = np.random.default_rng(seed)
    waves = sum(np.cos(way @ draw.normal(size=3) * 4.0 + draw.uniform(0, 6)) for _ in range(8))
    points = points + way * (0.25 * waves + draw.normal(scale=0.2, size=len(points)))[:, None]
    if turned is not None:
        points = points @ turned.T
    trimesh.Trimesh(points, ball.faces, process=False).export(path)
    return path


def cva_mm(skew: float) -> float:
    """Return the difference of the diagonals of such a head at LEVEL_MM."""
    angle = np.radians(30.0)
    even = np.sqrt(1.0 - (LEVEL_MM / _TALL) ** 2) / np.hypot(np.cos(angle) / _LONG, np.sin(angle) / _WIDE)
    return float(4.0 * even * skew * np.sin(2.0 * angle))
