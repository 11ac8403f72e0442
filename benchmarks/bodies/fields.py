"""What is done to a symmetric body, as displacements (m, 3) mm of its fine vertices: natural asymmetry and lesions."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import igl
import numpy as np
from benchmarks.bodies.body import body as shipped

if TYPE_CHECKING:
    from benchmarks.bodies.body import Body
    from numpy.typing import NDArray

__all__ = ["bump", "flattened", "natural", "skewed", "step", "twisted"]


def step(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 0 below 0, 1 above 1 and between them a step with two smooth derivatives."""
    t = np.clip(x, 0.0, 1.0)
    return t * t * t * (t * (6 * t - 15) + 10)


def natural(
    body: Body, rms_mm: float, sound: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return a smooth displacement whose deviation from its own mirror image has the given root mean square.

    Waves along the normals, antisymmetric. What a small turn or shift of the plane x = 0 would explain is taken out by
    least squares over ``sound`` (m,), the part free of the lesion and of its mirror image: x = 0 stays the best plane
    of the sound body, so that it is the truth and not merely where the making began.
    """
    size = float(np.ptp(body.fine, axis=0).max())
    waves = rng.normal(size=(24, 3))
    waves *= (2 * np.pi / (size * rng.uniform(0.3, 0.9, 24)) / np.linalg.norm(waves, axis=1))[:, None]
    value = np.cos(body.fine @ waves.T + rng.uniform(0, 2 * np.pi, 24)) @ rng.normal(size=24)
    odd = value - value[body.twin]
    n, p = body.normals, body.fine - body.fine.mean(axis=0)
    # Turning the plane by (0, b, c) and moving it by d shifts the mirror image along the normal by these.
    modes = np.stack(
        [n[:, 0], p[:, 1] * n[:, 0] - p[:, 0] * n[:, 1], p[:, 2] * n[:, 0] - p[:, 0] * n[:, 2]], axis=1
    )
    weight = np.sqrt(body.areas * sound)[:, None]
    odd -= modes @ np.linalg.lstsq(modes * weight, odd * weight[:, 0], rcond=None)[0]
    odd *= rms_mm / np.sqrt(np.average(odd**2, weights=body.areas * sound))
    return 0.5 * odd[:, None] * n


@lru_cache(maxsize=8)
def flattened(name: str, landmark: str, radius_mm: float) -> NDArray[np.float64]:
    """Return the displacement that replaces a disc of skin by the sheet that its rim spans, blended in over 25 mm."""
    body = shipped(name)
    far = np.linalg.norm(body.fine - body.landmarks[landmark], axis=1)
    kept = np.unique(body.faces[(far < radius_mm + 25)[body.faces].all(axis=1)])
    index = np.full(len(far), -1)
    index[kept] = np.arange(len(kept))
    faces = index[body.faces]
    faces = faces[(faces >= 0).all(axis=1)]
    fixed = np.flatnonzero(far[kept] >= radius_mm)
    at = np.ascontiguousarray(body.fine[kept])
    flat = igl.harmonic(at, faces, fixed, np.ascontiguousarray(at[fixed]), 1)
    out = np.zeros_like(body.fine)
    out[kept] = (flat - at) * step((radius_mm - far[kept]) / 25)[:, None]
    return out


def bump(body: Body, center: NDArray[np.float64], radius_mm: float, height_mm: float) -> NDArray[np.float64]:
    """Return a smooth bulge along the normals, outward where the height is positive, nothing beyond the radius."""
    far = np.linalg.norm(body.fine - center, axis=1)
    return (height_mm * step(1 - far / radius_mm))[:, None] * body.normals


def skewed(body: Body, slope: float) -> NDArray[np.float64]:
    """Return the parallelogram skew of a vault: y moves by ``-slope * x`` above the brow, by nothing below the eyes."""
    eye, brow = body.landmarks["eye_left"][2], body.landmarks["glabella"][2]
    out = np.zeros_like(body.fine)
    out[:, 1] = -slope * body.fine[:, 0] * step((body.fine[:, 2] - eye + 8) / (brow - eye + 6))
    return out


def twisted(body: Body, twist_deg: float, shift_mm: float) -> NDArray[np.float64]:
    """Return a twist about the upright, left shoulder to the back where positive, with a shift to the left.

    Nothing moves below the waist; both are full from the shoulders on.
    """
    low, high = body.landmarks["waist"][2], body.landmarks["shoulder_left"][2]
    share = step((body.fine[:, 2] - low) / (high - low))
    turn = np.deg2rad(twist_deg) * share
    x, y = body.fine[:, 0], body.fine[:, 1]
    out = np.zeros_like(body.fine)
    out[:, 0] = x * np.cos(turn) - y * np.sin(turn) - x + shift_mm * share
    out[:, 1] = x * np.sin(turn) + y * np.cos(turn) - y
    return out
