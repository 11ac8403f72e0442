"""A scan that was never taken: a body, its natural asymmetry, a lesion, a scanner's noise, holes, crop and pose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from benchmarks.bodies.body import LEFT_UP_FRONT, globe
from benchmarks.bodies.body import body as shipped
from benchmarks.bodies.fields import natural
from benchmarks.bodies.lesions import KINDS, Lesion
from benchmarks.bodies.sample import cut, sampled
from benchmarks.bodies.truth import Hole, Truth, diagonals, volumes
from scipy.spatial.transform import Rotation

if TYPE_CHECKING:
    from benchmarks.bodies.body import Body
    from numpy.typing import NDArray

__all__ = ["Scene", "scene"]


@dataclass(frozen=True, slots=True)
class Scene:
    """A surface as a scanner would give it, and what is true of it."""

    kind: str
    seed: int
    vertices: NDArray[np.float64]  # (n, 3) mm
    faces: NDArray[np.int64]  # (m, 3) outward
    truth: Truth


def scene(
    kind: str,
    seed: int,
    vertices: int = 20_000,
    *,
    natural_mm: float = 0.7,
    noise_mm: float = 0.3,
    holes: int = 3,
    hole_mm: tuple[float, float] = (4.0, 10.0),
    hole_in_lesion: bool = False,
    pose: bool = True,
    affected: str | None = None,
    strength: float | None = None,
) -> Scene:
    """Return the scene of a kind and a seed; the same arguments give the same arrays.

    kind : one of ``KINDS``.
    vertices : of the scan before holes are cut into it; at least what the crop of the shipped body has.
    natural_mm : root mean square of the deviation of the sound body from its own mirror image.
    noise_mm : standard deviation of the noise along the normal, apart for each vertex.
    holes, hole_mm : how many, and the range of their radii; with ``hole_in_lesion`` the first lies in the lesion.
    pose : turned by any rotation and moved by up to 300 mm; otherwise in the body's own axes.
    affected : "left" or "right"; by the seed if not given.
    strength : replaces the seed's size of the lesion: share of the breast, mm of a bulge, slope of a skew, degrees.
    """
    if kind not in KINDS:
        raise ValueError(f"no scene of kind {kind!r}; there are {', '.join(KINDS)}")
    rng = np.random.default_rng([seed, sorted(KINDS).index(kind)])
    choice = KINDS[kind](rng, affected, strength)
    base = globe() if choice.body == "globe" else shipped(choice.body)
    base = _scaled(base, rng)
    lesion = choice.field(base)
    size = np.linalg.norm(lesion, axis=1)
    foot = (size > 0.02) & (base.fine[:, 0] * choice.side > 0)
    foot &= choice.local
    sound = ~(foot | foot[base.twin]) if choice.local else np.ones(len(foot), bool)
    natured = base.fine
    if kind != "sphere" and natural_mm > 0:
        natured = base.fine + natural(base, natural_mm, sound, rng)
    fine = natured + lesion
    keep = choice.crop(base, rng)
    faces, triangle, weights = sampled(base, keep, vertices, rng)
    corners = base.faces[triangle]
    points = np.einsum("ij,ijk->ik", weights, fine[corners])
    in_lesion = np.einsum("ij,ij->i", weights, foot[corners].astype(float)) > 0.5
    truth = _truth(choice, base, natured, fine, foot)
    cuts = _holes(points, in_lesion, holes, hole_mm, hole_in_lesion, rng)
    kept, faces = cut(points, faces, _outside(points, faces, cuts))
    points, in_lesion = points[kept], in_lesion[kept]
    reference = choice.reference(base, np.einsum("ij,ijk->ik", weights, base.fine[corners])[kept])
    turn = Rotation.random(rng=rng).as_matrix() if pose else np.eye(3)
    move = rng.uniform(-300, 300, 3) if pose else np.zeros(3)
    noisy = points + rng.normal(0.0, noise_mm, (len(points), 1)) * _normals(points, faces)
    left, up, front = LEFT_UP_FRONT @ turn.T
    level = truth.level_mm
    truth = replace(
        truth,
        normal=left,
        left=left,
        up=up,
        front=front,
        offset_mm=float(left @ move),
        rotation=turn,
        translation=move,
        points=points @ turn.T + move,
        surface=fine @ turn.T + move,
        landmarks={name: turn @ at + move for name, at in truth.landmarks.items()},
        footprint=in_lesion,
        reference=reference,
        holes=tuple(replace(hole, center=turn @ hole.center + move) for hole in cuts),
        natural_rms_mm=0.0 if kind == "sphere" else natural_mm,
        noise_mm=noise_mm,
        level_mm=None if level is None else float(level + up @ move),
    )
    return Scene(kind, seed, noisy @ turn.T + move, faces, truth)


def _scaled(base: Body, rng: np.random.Generator) -> Body:
    """Return the body wider, deeper or taller by up to 6 %, one person differing from the next."""
    by = rng.uniform(0.94, 1.06, 3) if base.landmarks else np.ones(3)
    normals = base.normals / by
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    fine = base.fine * by
    a, b, c = fine[base.faces].transpose(1, 0, 2)
    areas = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 6
    return replace(
        base,
        coarse=base.coarse * by,
        fine=fine,
        normals=normals,
        areas=np.bincount(base.faces.ravel(), np.repeat(areas, 3), len(fine)),
        landmarks={name: at * by for name, at in base.landmarks.items()},
    )


def _truth(
    choice: Lesion,
    base: Body,
    natured: NDArray[np.float64],
    fine: NDArray[np.float64],
    foot: NDArray[np.bool_],
) -> Truth:
    """Return what is true in the body's own axes; the scene's own arrays come later."""
    none = np.zeros(0)
    told = Truth(
        *(none, 0.0, none, none, none, choice.region, choice.affected),
        landmarks={name: _nearest(base, fine, at) for name, at in base.landmarks.items()},
        rotation=none,
        translation=none,
        points=none,
        surface=fine,
        surface_faces=base.faces,
        footprint=none.astype(bool),
        reference=none.astype(bool),
        holes=(),
        natural_rms_mm=0.0,
        noise_mm=0.0,
        twist_deg=choice.twist_deg,
        shift_mm=choice.shift_mm,
    )
    if choice.local:
        faces = base.faces[foot[base.faces].any(axis=1)]
        missing, added = volumes(fine[base.twin] * [-1, 1, 1], fine, faces)
        peak = float(np.linalg.norm(fine - natured, axis=1).max())
        took, brought = volumes(natured, fine, faces)
        told = replace(
            told,
            volume_missing_ml=missing,
            volume_added_ml=added,
            volume_net_ml=missing - added,
            volume_lesion_ml=took - brought,
            lesion_peak_mm=peak if brought > took else -peak,
        )
    if choice.region == "head":
        level = float(base.landmarks["glabella"][2] + 4)
        pairs = {angle: diagonals(fine, base.faces, level, angle) for angle in (30, 45)}
        gap = abs(pairs[30][0] - pairs[30][1])
        index = {
            "longer_diagonal": 100 * gap / max(pairs[30]),
            "shorter_diagonal": 100 * gap / min(pairs[30]),
        }
        told = replace(told, level_mm=level, diagonals_mm=pairs, cvai=index)
    return told


def _nearest(base: Body, fine: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where the point went: with the vertex nearest to it."""
    vertex = int(np.argmin(((base.fine - at) ** 2).sum(axis=1)))
    return at + fine[vertex] - base.fine[vertex]


def _holes(
    points: NDArray[np.float64],
    in_lesion: NDArray[np.bool_],
    count: int,
    radii: tuple[float, float],
    inside: bool,
    rng: np.random.Generator,
) -> list[Hole]:
    """Return holes around vertices; outside the lesion, but for the first where that is asked for."""
    made = []
    for number in range(count):
        within = inside and number == 0 and bool(in_lesion.any())
        pool = np.flatnonzero(in_lesion if within else ~in_lesion)
        made.append(Hole(points[rng.choice(pool)], float(rng.uniform(*radii)), within))
    return made


def _outside(points: NDArray[np.float64], faces: NDArray[np.int64], holes: list[Hole]) -> NDArray[np.bool_]:
    keep = np.ones(len(faces), bool)
    for hole in holes:
        keep &= (np.linalg.norm(points[faces].mean(axis=1) - hole.center, axis=1)) > hole.radius_mm
    return keep


def _normals(points: NDArray[np.float64], faces: NDArray[np.int64]) -> NDArray[np.float64]:
    a, b, c = points[faces].transpose(1, 0, 2)
    each = np.cross(b - a, c - a)
    sums = np.stack(
        [np.bincount(faces.ravel(), np.repeat(each[:, k], 3), len(points)) for k in range(3)], axis=1
    )
    return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-30)
