"""The standard views of each region, as directions from which the patient is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.figures.subject import Subject
    from contralateral.anatomy.scan import Region

__all__ = ["View", "views_of"]

#: What is seen where the affected side is told: views towards it. "side" and "oblique" are of the affected side.
_VIEWS: dict[Region, tuple[str, ...]] = {
    "chest": ("front", "oblique", "side"),
    "head": ("top", "front", "side", "back"),
    "trunk": ("back", "front", "side"),
    "hip": ("front", "side", "back"),
    "face": ("front", "left oblique", "right oblique"),
}
#: The same where nobody told which side is affected: both sides, equally.
_BOTH = {"oblique": ("left oblique", "right oblique"), "side": ("left side", "right side")}
#: Towards the viewer, as shares of (left, front, up); the second triple is up in the picture.
_LOOKS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "front": ((0, 1, 0), (0, 0, 1)),
    "back": ((0, -1, 0), (0, 0, 1)),
    "top": ((0, 0, 1), (0, 1, 0)),
    "left side": ((1, 0, 0), (0, 0, 1)),
    "right side": ((-1, 0, 0), (0, 0, 1)),
    "left oblique": ((1, 1, 0), (0, 0, 1)),
    "right oblique": ((-1, 1, 0), (0, 0, 1)),
}
_TITLES = {
    "front": "From the front",
    "back": "From the back",
    "top": "From above",
    "left side": "The patient's left side",
    "right side": "The patient's right side",
    "left oblique": "From the front and the patient's left",
    "right oblique": "From the front and the patient's right",
}


@dataclass(frozen=True, slots=True)
class View:
    """A view: ``towards`` points from the patient to the viewer, ``up`` and ``across`` are the picture's axes."""

    name: str
    title: str
    towards: NDArray[np.float64]
    up: NDArray[np.float64]

    @property
    def across(self) -> NDArray[Any]:
        """The direction that points to the right of the picture."""
        return np.cross(self.up, self.towards)

    def edges(self, subject: Subject) -> tuple[str, str]:
        """Return what lies to the left and to the right of the picture, in words."""
        side, depth = float(self.across @ subject.left), float(self.across @ subject.front)
        if abs(side) >= 0.5:
            words = ("patient's right", "patient's left")
            return words if side > 0 else (words[1], words[0])
        return ("back", "front") if depth > 0 else ("front", "back")


def views_of(subject: Subject) -> tuple[View, ...]:
    """Return the views of a region, those of one side of the affected side."""
    names: list[str] = []
    for name in _VIEWS[subject.region]:
        if name not in _BOTH:
            names.append(name)
        elif subject.affected is None:
            names.extend(_BOTH[name])
        else:
            names.append(f"{subject.affected} {name}")
    return tuple(_view(name, subject) for name in names)


def _view(name: str, subject: Subject) -> View:
    axes = np.stack([subject.left, subject.front, subject.up])
    towards, up = (np.asarray(share, dtype=np.float64) @ axes for share in _LOOKS[name])
    return View(name, _TITLES[name], towards / np.linalg.norm(towards), up / np.linalg.norm(up))
