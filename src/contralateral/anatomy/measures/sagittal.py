"""The plane of symmetry of a head from its landmarks, and from what of the surface is known not to be skewed.

The vault of a skewed head has a plane of symmetry of its own, turned by the very skew that is to be measured. So the
plane that was found stands beside landmarks only where it was found on a reference region, and only where both agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.landmarks import sided
from contralateral.anatomy.measures.level import BASE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from contralateral.anatomy.deviation import PlaneLike
    from contralateral.anatomy.surface import Surface

__all__ = ["Midplane", "sagittal"]

MIDLINE = ("sellion", "glabella", "pronasale", "subnasale")
"""On the plane as a rule. The back and the top of a skewed head are not, nor need a jaw be."""

PAIRS = {"tragion": 4.0, "orbitale": 2.0, "exocanthion": 2.0, "endocanthion": 2.0}
"""One on either side, and how many mm one stands before or above the other as a rule: the ear on the flat side of a
skewed head is often pushed forward, so a line from ear to ear says less of the plane than its length would. The
widest places of a vault are none of these: they move with its skew."""

PLACED_MM = 2.0 / np.sqrt(3.0)
"""Along one axis, of a landmark that is 2 mm off in any direction."""

MIDLINE_MM = 0.5
"""How far what is in the middle of a healthy face is from its plane, at least."""

SURFACE_DEG = 0.5
"""How far the plane of a sound part may be from that of the landmarks, beyond what it is off for its own part."""

AGREE = 2.5
"""Standard deviations beyond which the surface and the landmarks do not mean the same plane."""

HUBER = 1.5
"""Standard deviations beyond which a landmark that fits the others badly counts less."""


@dataclass(frozen=True, slots=True)
class Midplane:
    """The points with `normal @ x == offset_mm`, with 95 % of what it may be off, and what it rests on in words."""

    normal: NDArray[np.float64]
    offset_mm: float
    angle_ci_deg: float
    offset_ci_mm: float
    """At the middle of the surface."""
    how: str


@dataclass(frozen=True, slots=True)
class _Terms:
    """One row a term: change by a turn toward front, a turn toward up and a shift; what is left over, and its sd."""

    rows: NDArray[np.float64]
    left: NDArray[np.float64]
    sd: NDArray[np.float64]


def sagittal(
    surface: Surface,
    plane: PlaneLike,
    landmarks: Mapping[str, NDArray[np.float64]] | None,
    *,
    reference: bool,
) -> Midplane | None:
    """Return the plane by least squares from landmarks in mm, and `plane` where it was found on a `reference`.

    None without sellion and both tragia. Each term counts by what it may be off; one that fits badly counts less.
    """
    marks = {name: np.asarray(at, np.float64) for name, at in (landmarks or {}).items()}
    if not all(name in marks for name in BASE):
        return None
    across = marks["tragion_left"] - marks["tragion_right"]
    middle = 0.5 * (marks["tragion_left"] + marks["tragion_right"])
    start = across / np.linalg.norm(across)
    front = marks["sellion"] - middle
    front = front - (front @ start) * start
    frame = np.stack([start, front / np.linalg.norm(front), np.cross(start, front / np.linalg.norm(front))])
    local = {name: frame @ (at - middle) for name, at in marks.items()}
    terms = _of_landmarks(local)
    found, spread = _solved(terms)
    how = "plane of symmetry by " + ", ".join(_used(marks))
    if reference:
        beside = _of_plane(plane, frame, middle)
        apart = np.abs(beside.left - found)
        if (apart <= AGREE * np.hypot(beside.sd, np.sqrt(np.diag(spread)))).all():
            both = _Terms(
                *(np.concatenate([a, b]) for a, b in zip(_parts(terms), _parts(beside), strict=True))
            )
            found, spread = _solved(both)
            how += " and the reference region"
        else:
            how += "; the reference region disagrees and was left out"
    normal = np.array([1.0, found[0], found[1]])
    length = float(np.linalg.norm(normal))
    normal = normal / length @ frame
    at = frame @ (np.average(surface.vertices, axis=0, weights=np.maximum(surface.areas, 1e-12)) - middle)
    arm = np.array([-at[1], -at[2], 1.0])
    # a turn about up: a turn about front hardly moves diagonals, and ears alone tell of it
    tilt = np.degrees(np.sqrt(spread[0, 0]))
    return Midplane(
        normal,
        float(normal @ middle + found[2] / length),
        2.448 * float(tilt),
        1.96 * float(np.sqrt(arm @ spread @ arm)),
        how,
    )


def _used(names: Mapping[str, object]) -> list[str]:
    pairs = [one.removesuffix("_left") for one, _ in sided(names) if one.removesuffix("_left") in PAIRS]
    return [*(n for n in MIDLINE if n in names), *(f"both {_several(one)}" for one in pairs)]


def _several(name: str) -> str:
    """Return the plural of a landmark: tragia, orbitalia."""
    return f"{name.removesuffix('on')}a" if name.endswith("on") else f"{name.removesuffix('e')}ia"


def _of_landmarks(local: Mapping[str, NDArray[np.float64]]) -> _Terms:
    """Terms of landmarks in a frame of left, front and up: of `(1, a, b) @ x == o` the a, b and o are sought."""
    rows, left, sd = [], [], []
    for name in MIDLINE:
        if name in local:
            x, y, z = local[name]
            rows.append((-y, -z, 1.0))
            left.append(x)
            sd.append(np.hypot(PLACED_MM, MIDLINE_MM))
    for name, other in sided(local):
        kind = name.removesuffix("_left")
        if kind not in PAIRS:
            continue
        x, y, z = 0.5 * (local[name] + local[other])
        rows.append((-y, -z, 1.0))
        left.append(x)
        sd.append(np.hypot(PLACED_MM / np.sqrt(2.0), MIDLINE_MM))
        wide, ahead, above = local[name] - local[other]
        rows += [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0)]
        left += [ahead / wide, above / wide]
        sd += [np.hypot(np.sqrt(2.0) * PLACED_MM, PAIRS[kind]) / abs(wide)] * 2
    return _Terms(np.array(rows), np.array(left), np.array(sd))


def _of_plane(plane: PlaneLike, frame: NDArray[np.float64], middle: NDArray[np.float64]) -> _Terms:
    """Terms of a plane that was found: both turns, and where it passes the middle of the ears."""
    normal = frame @ plane.normal
    offset = plane.offset_mm - float(plane.normal @ middle)
    tilt = np.hypot(np.radians(plane.angle_ci_deg) / 2.448, np.radians(SURFACE_DEG))
    shift = np.hypot(plane.offset_ci_mm / 1.96, MIDLINE_MM)
    return _Terms(
        np.eye(3),
        np.array([normal[1] / normal[0], normal[2] / normal[0], offset / normal[0]]),
        np.array([tilt, tilt, shift]),
    )


def _parts(terms: _Terms) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    return terms.rows, terms.left, terms.sd


def _solved(terms: _Terms) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a, b, o and their covariance (3, 3). What fits badly counts less in both."""
    rows, left = terms.rows / terms.sd[:, None], terms.left / terms.sd
    weight: NDArray[np.float64] = np.ones(len(left))
    found: NDArray[np.float64] = np.zeros(3)
    for _ in range(8):
        found = np.asarray(
            np.linalg.solve((rows * weight[:, None]).T @ rows, (rows * weight[:, None]).T @ left)
        )
        weight = HUBER / np.maximum(np.abs(left - rows @ found), HUBER)
    return found, np.asarray(np.linalg.inv((rows * weight[:, None]).T @ rows))
