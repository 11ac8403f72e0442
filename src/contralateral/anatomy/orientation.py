"""Which way is up, front and left: directions in the axes of the file, never guessed.

They are stated by a person, follow from a named convention that a person chose, or from landmarks. Whoever asks for a
side without any of these gets SideUnclear.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from contralateral.anatomy.landmarks import NOMINAL, sided
from contralateral.errors import NameUnknown, SideUnclear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["CONVENTIONS", "Orientation", "by_convention", "direction", "from_landmarks", "orient", "stated"]

CONVENTIONS = {"gltf": ("y", "z"), "lps": ("z", "-y"), "ras": ("z", "y")}
"""Up and front of conventions that programs keep to: glTF 2.0 (+Y up, the model looks along +Z), and the two of medical
images, named by where their axes point: left, posterior, superior; right, anterior, superior."""

_WAY_OUT = (
    "State --up and --front (x, -x, y, -y, z, -z or three numbers), or --convention if the file keeps one, or give "
    "landmarks with --landmarks."
)
_DEEP = 0.015
"""Landmarks that span less depth than this against their width (squared) fit a body and its mirror image alike."""
_WORST_FIT = 0.35
"""Landmarks may miss their usual places by this share of their own spread: a wrong name or side misses by more."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """Three unit vectors at right angles; `left` is the patient's, and is up × front."""

    up: NDArray[np.float64]
    front: NDArray[np.float64]
    left: NDArray[np.float64]
    how: Literal["stated", "landmarks", "convention"]


def orient(
    up: str | None = None,
    front: str | None = None,
    landmarks: Mapping[str, NDArray[np.float64]] | None = None,
    convention: str | None = None,
) -> Orientation:
    """Return the orientation by what a person gave: axes before a convention before landmarks.

    Raises SideUnclear when nothing was given, one axis alone, or two that contradict by over 45 degrees.
    """
    if up is not None or front is not None:
        if up is None or front is None:
            given, lacking = ("--up", "--front") if front is None else ("--front", "--up")
            raise SideUnclear(
                f"{given} was stated without {lacking}. Both are needed to tell left from right."
            )
        said = stated(up, front)
        if convention is not None:
            _agree(said, by_convention(convention), f"The axes and the convention '{convention}'")
    elif convention is not None:
        said = by_convention(convention)
    elif landmarks:
        return from_landmarks(landmarks)
    else:
        raise SideUnclear(
            f"Nobody said where up and front are, so left cannot be told from right. {_WAY_OUT}"
        )
    if landmarks and len(landmarks) >= 3:
        _agree(said, from_landmarks(landmarks), "The axes and the landmarks")
    return said


def _agree(said: Orientation, seen: Orientation, which: str) -> None:
    """Refuse two words on where the patient's sides are that contradict each other by more than 45 degrees."""
    for name in ("up", "front", "left"):
        near = float(getattr(said, name) @ getattr(seen, name))
        apart = math.degrees(math.acos(min(1.0, max(-1.0, near))))
        if apart > 45:
            raise SideUnclear(f"{which} differ by {apart:.0f} degrees on where {name} is. Mend one.")


def direction(text: str, option: str = "axis") -> NDArray[np.float64]:
    """Return the unit vector (3,) of "x", "-y", "+z", or of three numbers with commas or blanks between.

    Raises SideUnclear for anything else.
    """
    plain = text.strip().lower()
    sign = -1.0 if plain.startswith("-") else 1.0
    if plain.lstrip("+-") in ("x", "y", "z") and len(plain) <= 2:
        made = np.zeros(3)
        made["xyz".index(plain[-1])] = sign
        return made
    try:
        numbers = np.array([float(part) for part in plain.strip("[]()").replace(",", " ").split()])
    except ValueError:
        numbers = np.zeros(0)
    length = float(np.linalg.norm(numbers))
    if numbers.shape != (3,) or not math.isfinite(length) or length == 0:
        raise SideUnclear(
            f"'{text}' is no direction ({option}): x, -x, y, -y, z, -z, or three numbers such as 0,0,1."
        )
    return numbers / length


def stated(up: str, front: str) -> Orientation:
    """Return the orientation that a person states; `up` holds exactly, `front` is put at right angles to it.

    Raises SideUnclear for directions that cannot be read, or that are within 45 degrees of one line.
    """
    return _made(direction(up, "up"), direction(front, "front"), "stated")


def by_convention(name: str) -> Orientation:
    """Return the orientation of a named convention. Raises NameUnknown."""
    if name not in CONVENTIONS:
        raise NameUnknown("convention", name, CONVENTIONS, f"Conventions are {', '.join(CONVENTIONS)}.")
    up, front = CONVENTIONS[name]
    return _made(direction(up), direction(front), "convention")


def from_landmarks(landmarks: Mapping[str, NDArray[np.float64]]) -> Orientation:
    """Return the orientation in which the landmarks lie most nearly where they usually do.

    Left then follows the pairs of landmarks alone, where there is one; and the ears and eyes of a head set front by the
    Frankfurt plane. Raises SideUnclear when fewer than three are known, they lie in one line, or fit no body.
    """
    names = [name for name in landmarks if name in NOMINAL]
    points = np.array([landmarks[name] for name in names], np.float64).reshape(-1, 3)
    usual = np.array([NOMINAL[name] for name in names], np.float64).reshape(-1, 3)
    if len(names) < 3:
        raise SideUnclear(
            f"{len(names)} landmarks are too few to tell up, front and left; three are needed. {_WAY_OUT}"
        )
    points, usual = points - points.mean(axis=0), usual - usual.mean(axis=0)
    u, strength, v = np.linalg.svd(usual.T @ points)
    spread = np.linalg.svd(points)[1]
    if spread[1] < 0.1 * spread[0] or strength[1] < 0.01 * strength[0]:
        raise SideUnclear(f"The landmarks lie nearly in one line, which leaves the sides open. {_WAY_OUT}")
    # Left, front and up in this order are a left-handed frame, since left is up cross front.
    mirrored = np.linalg.det(u) * np.linalg.det(v) > 0
    if mirrored and strength[2] > _DEEP * strength[0]:
        raise SideUnclear(
            "The landmarks fit a body in a mirror: left and right are exchanged. Left is the patient's left."
        )
    flip = np.diag([1.0, 1.0, -1.0 if mirrored else 1.0])
    axes = u @ flip @ v  # rows: left, front and up, in the axes of the file
    scale = float((strength * np.diag(flip)).sum() / (usual**2).sum())
    misses = np.linalg.norm(points - scale * usual @ axes, axis=1)
    if scale <= 0 or float(np.sqrt((misses**2).mean())) > _WORST_FIT * float(
        np.sqrt((points**2).sum(axis=1).mean())
    ):
        worst = names[int(misses.argmax())]
        fault = f"The landmarks fit no body: '{worst}' is farthest from where it should be."
        raise SideUnclear(f"{fault} Check the names, and left against right, which are the patient's.")
    left, front, up = axes
    pairs = [landmarks[name] - landmarks[other] for name, other in sided(names)]
    if pairs:
        across = np.sum(pairs, axis=0)
        left = across / np.linalg.norm(across)
    ears = {"tragion_left", "tragion_right"} <= set(names)
    eyes = [landmarks[name] for name in ("orbitale_left", "orbitale_right") if name in landmarks]
    if ears and eyes:
        front = np.mean(eyes, axis=0) - (landmarks["tragion_left"] + landmarks["tragion_right"]) / 2
        up = np.cross(front, left)
    up = up - (up @ left) * left
    return _made(up / np.linalg.norm(up), np.cross(left, up / np.linalg.norm(up)), "landmarks")


def _made(
    up: NDArray[np.float64], front: NDArray[np.float64], how: Literal["stated", "landmarks", "convention"]
) -> Orientation:
    along = float(up @ front)
    if abs(along) > math.cos(math.radians(45)):
        raise SideUnclear(
            "Up and front point along nearly the same line, which leaves left open. State two axes apart."
        )
    front = front - along * up
    front = front / np.linalg.norm(front)
    return Orientation(up, front, np.cross(up, front), how)
