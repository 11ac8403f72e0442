"""A sound leg by formula, scanned with noise: what covers are made from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from benchmarks.bodies.scene import Scene, scene

__all__ = ["limb"]


def limb(seed: int) -> Scene:
    """Return a calf open at both ends: its width, bulge and bend by the seed; up +z, front +y."""
    rng = np.random.default_rng([seed, 77])
    around, along = 160, 150
    turn, z = np.meshgrid(np.arange(around) / around * 2 * np.pi, np.linspace(0, 1, along), indexing="ij")
    length, ankle, knee = rng.uniform(300, 380), rng.uniform(32, 40), rng.uniform(48, 58)
    radius = ankle + (knee - ankle) * z
    bulge = rng.uniform(8, 18) * np.exp(-(((z - rng.uniform(0.6, 0.72)) / 0.18) ** 2))
    radius = radius + bulge * np.clip(np.cos(turn - 1.5 * np.pi), 0, None) ** 2
    bend = rng.uniform(-15, 15) * z * (1 - z)
    points = np.stack(
        [radius * np.cos(turn) + bend + 120.0, 1.08 * radius * np.sin(turn), length * z], -1
    ).reshape(-1, 3)
    at = np.arange(around * along).reshape(around, along)
    a, b = at[:, :-1], np.roll(at, -1, axis=0)[:, :-1]
    c, d = np.roll(at, -1, axis=0)[:, 1:], at[:, 1:]
    faces = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])
    shell = scene("sphere", seed, 2000)
    left, up, front = np.array([-1.0, 0, 0]), np.array([0.0, 0, 1]), np.array([0.0, 1, 0])
    truth = replace(shell.truth, normal=left, offset_mm=0.0, left=left, up=up, front=front, points=points)
    noisy = points + rng.normal(0.0, 0.2, points.shape)
    return Scene("limb", seed, noisy, faces.astype(np.int64), truth)
