"""What is known of a scene, computed on the fine surface it was sampled from, never on the sample.

Volumes: the sound reference is the mirror image in the true plane of the *other* side as it is, natural asymmetry
included, because no more can be known of a person who has lost the one side. ``volume_missing_ml`` is what lies under
that reference and above the affected surface, over the footprint of the lesion; ``volume_added_ml`` the reverse;
``volume_net_ml`` missing less added. ``volume_lesion_ml`` is what the lesion itself took (or brought, negative): it
differs from the net by the natural asymmetry over the footprint, a part that no measure of one scan can find.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import igl
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Hole", "Truth", "deviation", "diagonals", "volumes"]


@dataclass(frozen=True, slots=True)
class Hole:
    """A hole cut into the sample, in the coordinates of the scene."""

    center: NDArray[np.float64]
    radius_mm: float
    in_lesion: bool


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything in the coordinates of the scene and mm; masks and points are by vertex of the scene."""

    normal: NDArray[np.float64]  # unit, to the patient's left
    offset_mm: float
    left: NDArray[np.float64]
    up: NDArray[np.float64]
    front: NDArray[np.float64]
    region: str
    affected: str | None  # "left", "right"
    landmarks: dict[str, NDArray[np.float64]]
    rotation: NDArray[np.float64]  # scene = rotation @ body + translation
    translation: NDArray[np.float64]
    points: NDArray[np.float64]  # (n, 3) the vertices before the scanner's noise
    surface: NDArray[np.float64]  # (m, 3) the fine surface, all of the body, not only what was scanned
    surface_faces: NDArray[np.int64]
    footprint: NDArray[np.bool_]  # (n,) the lesion; all False where there is none
    reference: NDArray[
        np.bool_
    ]  # (n,) the part the plane is to be taken from; all True where it is the whole
    holes: tuple[Hole, ...]
    natural_rms_mm: float
    noise_mm: float
    volume_missing_ml: float | None = None
    volume_added_ml: float | None = None
    volume_net_ml: float | None = None
    volume_lesion_ml: float | None = None
    lesion_peak_mm: float | None = (
        None  # the farthest that skin was moved, outward positive: a hip bulge's height
    )
    twist_deg: float | None = None  # shoulders against pelvis, left shoulder to the back positive
    shift_mm: float | None = None  # shoulders against pelvis, to the left positive
    level_mm: float | None = None  # of the measures of the head: ``up @ x`` there
    diagonals_mm: dict[int, tuple[float, float]] = field(
        default_factory=dict
    )  # angle: front left, front right
    cvai: dict[str, float] = field(default_factory=dict)  # by definition, at 30 degrees


def volumes(
    sound: NDArray[np.float64], affected: NDArray[np.float64], faces: NDArray[np.int64]
) -> tuple[float, float]:
    """Return the millilitres missing and added between two surfaces of the same outward faces.

    Each pair of triangles bounds a prism, cut into three tetrahedra in an order by vertex number, so that neighbours
    share their side walls and the sum over faces is the closed volume between the surfaces.
    """
    f = np.sort(faces, axis=1)
    sign = np.where(
        ((f[:, 0] == faces[:, 0]) & (f[:, 1] == faces[:, 1]))
        | ((f[:, 0] == faces[:, 1]) & (f[:, 1] == faces[:, 2]))
        | ((f[:, 0] == faces[:, 2]) & (f[:, 1] == faces[:, 0])),
        1.0,
        -1.0,
    )
    (s0, s1, s2), (a0, a1, a2) = sound[f].transpose(1, 0, 2), affected[f].transpose(1, 0, 2)

    def tetra(p: NDArray[np.float64], *q: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.einsum("ij,ij->i", q[0] - p, np.cross(q[1] - p, q[2] - p)) / 6

    each = sign * (tetra(a0, a1, a2, s2) + tetra(a0, a1, s2, s1) + tetra(a0, s1, s2, s0)) / 1000
    return float(each[each > 0].sum()), float(-each[each < 0].sum())


def deviation(truth: Truth) -> NDArray[np.float64]:
    """Return how far each vertex lies outside (positive) the mirror image of the whole surface, without noise, in mm.

    (n,) mm, every vertex known, for the surface beyond holes and crop is known here: a measure must not know it.
    """
    image = truth.surface - 2 * (truth.surface @ truth.normal - truth.offset_mm)[:, None] * truth.normal
    faces = np.ascontiguousarray(truth.surface_faces[:, ::-1])
    return np.asarray(
        igl.signed_distance(truth.points, image, faces, sign_type=igl.SIGNED_DISTANCE_TYPE_PSEUDONORMAL)[0]
    )


def diagonals(
    vertices: NDArray[np.float64], faces: NDArray[np.int64], level_mm: float, angle_deg: float
) -> tuple[float, float]:
    """Return the diagonals of the section at a height, from front left to back right and from front right to back left.

    In the body's own axes; through the middle of the section's length on x = 0, ``angle_deg`` off the long axis.
    """
    length = _hits(vertices, faces, level_mm, np.zeros(2), np.array([0.0, -1.0]))
    middle = np.array([0.0, -(length.max() + length.min()) / 2])
    turn = np.deg2rad(angle_deg)
    left, right = (
        np.ptp(_hits(vertices, faces, level_mm, middle, np.array([side * np.sin(turn), -np.cos(turn)])))
        for side in (1, -1)
    )
    return float(left), float(right)


def _hits(
    vertices: NDArray[np.float64],
    faces: NDArray[np.int64],
    level_mm: float,
    middle: NDArray[np.float64],
    direction: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return where the line meets the section, as lengths along it from its middle."""
    height = vertices[faces][:, :, 2] - level_mm
    near = faces[(height.min(axis=1) < 0) & (height.max(axis=1) >= 0)]
    ends = []
    for one, two in ((0, 1), (1, 2), (2, 0)):
        p, q = vertices[near[:, one]], vertices[near[:, two]]
        crosses = (p[:, 2] < level_mm) != (q[:, 2] < level_mm)
        rise = np.where(crosses, q[:, 2] - p[:, 2], 1.0)
        point = p + ((level_mm - p[:, 2]) / rise)[:, None] * (q - p)
        point[~crosses] = np.nan
        ends.append(point[:, :2])
    stacked = np.stack(ends, axis=1)
    order = np.argsort(np.isnan(stacked[:, :, 0]), axis=1, kind="stable")[:, :2]
    segment = np.take_along_axis(stacked, order[:, :, None], axis=1) - middle
    side = segment @ np.array([-direction[1], direction[0]])
    along = segment @ direction
    crossing = (side[:, 0] < 0) != (side[:, 1] < 0)
    t = side[crossing, 0] / (side[crossing, 0] - side[crossing, 1])
    return along[crossing, 0] + t * (along[crossing, 1] - along[crossing, 0])
