"""The kinds of scene: which body, what was done to it, what of it is scanned, and what a plane may rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from benchmarks.bodies.fields import bump, flattened, skewed, twisted

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.bodies.body import Body
    from numpy.typing import NDArray

    Field = Callable[[Body], NDArray[np.float64]]

__all__ = ["KINDS", "Lesion"]


@dataclass(frozen=True, slots=True)
class Lesion:
    """One lesion with its sizes chosen."""

    body: str
    region: str  # chest, head, trunk, hip, face
    affected: str | None
    field: Field
    local: bool = False  # on one side, with a volume
    twist_deg: float | None = None
    shift_mm: float | None = None

    @property
    def side(self) -> float:
        """The sign of x on the affected side."""
        return -1.0 if self.affected == "right" else 1.0

    def crop(self, base: Body, rng: np.random.Generator) -> NDArray[np.bool_]:
        """Return which coarse faces are scanned: between planes that are tilted by up to 6 degrees."""
        middle = base.coarse[base.coarse_faces].mean(axis=1)
        tilt = np.tan(np.deg2rad(rng.uniform(-6, 6, (2, 2))))
        z, marks = middle[:, 2], base.landmarks
        low = z - middle[:, :2] @ tilt[0]
        high = z - middle[:, :2] @ tilt[1]
        keep = np.ones(len(z), bool)
        if self.region == "chest":
            keep = low > 0.5 * (marks["waist"][2] + marks["nipple_left"][2]) - 40
        elif self.region == "trunk":
            keep = low > marks["hip_joint_left"][2] - 70
        elif self.region == "hip":
            keep = high < 0.5 * (marks["waist"][2] + marks["nipple_left"][2])
        elif self.region == "face":
            keep = middle[:, 1] + tilt[0, 0] * z * 0.5 < 0.3 * marks["opisthocranion"][1] + 10
        elif self.region == "head" and marks:
            keep = low > base.coarse[:, 2].min() + 6
        return keep

    def reference(self, base: Body, at: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which points (n, 3), in the body before anything was done to it, the plane may rest on."""
        if self.twist_deg is not None:
            return at[:, 2] < base.landmarks["waist"][2]
        if self.region == "head" and self.affected is not None:
            return at[:, 2] < base.landmarks["eye_left"][2] - 8
        return np.ones(len(at), bool)


def _side(rng: np.random.Generator, affected: str | None) -> str:
    drawn = str(rng.choice(["left", "right"]))
    return affected or drawn


def _size(rng: np.random.Generator, strength: float | None, low: float, high: float) -> float:
    drawn = float(rng.uniform(low, high))
    return drawn if strength is None else strength


def _breast(low: float, high: float, radius_mm: float) -> Callable[..., Lesion]:
    def made(rng: np.random.Generator, affected: str | None, strength: float | None) -> Lesion:
        side, share = _side(rng, affected), _size(rng, strength, low, high)

        def field(_: Body) -> NDArray[np.float64]:
            return share * flattened("trunk_female", f"nipple_{side}", radius_mm)

        return Lesion("trunk_female", "chest", side, field, local=True)

    return made


def _hip(rng: np.random.Generator, affected: str | None, strength: float | None) -> Lesion:
    side, height = _side(rng, affected), _size(rng, strength, 12, 28)
    name = str(rng.choice(["trunk_female", "trunk_male"]))
    radius = float(rng.uniform(65, 85))
    return Lesion(
        name, "hip", side, lambda b: bump(b, b.landmarks[f"trochanter_{side}"], radius, height), local=True
    )


def _plagiocephaly(rng: np.random.Generator, affected: str | None, strength: float | None) -> Lesion:
    side, slope = _side(rng, affected), _size(rng, strength, 0.04, 0.14)
    sign = -1.0 if side == "right" else 1.0
    return Lesion("head_infant", "head", side, lambda b: skewed(b, sign * slope))


def _scoliosis(rng: np.random.Generator, affected: str | None, strength: float | None) -> Lesion:
    side, twist = _side(rng, affected), _size(rng, strength, 4, 14)
    sign = -1.0 if side == "right" else 1.0
    twist, shift = sign * twist, sign * float(rng.uniform(5, 25))
    name = str(rng.choice(["trunk_female", "trunk_male"]))
    return Lesion(name, "trunk", side, lambda b: twisted(b, twist, shift), twist_deg=twist, shift_mm=shift)


def _face(rng: np.random.Generator, affected: str | None, strength: float | None) -> Lesion:
    side, depth = _side(rng, affected), _size(rng, strength, 5, 12)
    sign = -1.0 if side == "right" else 1.0
    drop, radius = float(rng.uniform(35, 45)), float(rng.uniform(26, 32))

    def field(b: Body) -> NDArray[np.float64]:
        eye = b.landmarks["eye_left"]
        seen = b.fine[(b.fine[:, 1] < eye[1] + 60) & (b.fine[:, 0] > 40) & (b.fine[:, 0] < 52)]
        cheek = seen[np.argmin(np.abs(seen[:, 2] - eye[2] + drop) + 0.5 * (seen[:, 1] - seen[:, 1].min()))]
        one = bump(b, cheek * [sign, 1, 1], radius, -depth)
        one[b.fine[:, 0] * sign <= 0] = 0.0
        return one

    return Lesion("head_adult", "face", side, field, local=True)


def _plain(rng: np.random.Generator, _affected: str | None, _strength: float | None) -> Lesion:
    name, region = [("trunk_female", "chest"), ("trunk_male", "trunk"), ("head_adult", "head")][
        rng.integers(3)
    ]
    return Lesion(name, region, None, lambda b: np.zeros_like(b.fine))


def _sphere(_rng: np.random.Generator, _affected: str | None, _strength: float | None) -> Lesion:
    return Lesion("globe", "sphere", None, lambda b: np.zeros_like(b.fine))


KINDS: dict[str, Callable[..., Lesion]] = {
    "breast_missing": _breast(0.9, 1.1, 88.0),
    "breast_partial": _breast(0.3, 0.6, 75.0),
    "face_defect": _face,
    "hip_bulge": _hip,
    "plagiocephaly": _plagiocephaly,
    "plain": _plain,
    "scoliosis": _scoliosis,
    "sphere": _sphere,
}
