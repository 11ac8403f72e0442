"""The camera: hands a subject to the stage, a process of its own, and takes the pictures back."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.anatomy.figures import palette
from contralateral.errors import ContralateralError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.figures.subject import Subject
    from contralateral.anatomy.figures.views import View

__all__ = ["SYSTEM_PACKAGES", "FiguresUnavailable", "Shot", "shots"]

#: What Debian and Ubuntu call the libraries that draw without a display or a graphics card.
SYSTEM_PACKAGES = ("libegl1", "libegl-mesa0", "libgl1-mesa-dri")
_LONGEST_S = 600
#: White paper around the body, as a share of its size.
_MARGIN = 0.06


class FiguresUnavailable(ContralateralError):
    """Nothing on this machine can draw: measures hold without pictures."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A view as drawn: ``shown`` (h, w, 3), ``known`` and ``unknown`` (h, w) bool.

    ``mm_per_pixel`` holds anywhere in it; ``center`` is the point of the patient in the middle of the picture, (3,) mm.
    """

    view: View
    shown: NDArray[np.uint8]
    known: NDArray[np.bool_]
    unknown: NDArray[np.bool_]
    mm_per_pixel: float
    center: NDArray[np.float64]


def shots(
    subject: Subject, views: tuple[View, ...], *, limit: float, size: tuple[int, int]
) -> tuple[Shot, ...]:
    """Draw a subject from each of some views, all at one scale.

    Args:
        subject: what is drawn.
        views: where from.
        limit: what the ends of the scale stand for, mm.
        size: width and height of each picture, pixels.

    Raises:
        FiguresUnavailable: no library to draw with, with the packages that bring it.
    """
    width, height = size
    centers, halves = zip(*(_frame(subject, view, width / height) for view in views), strict=True)
    half = max(halves)
    given = {
        "vertices": subject.vertices,
        "faces": subject.faces,
        "normals": subject.normals,
        "distance_mm": subject.distance_mm,
        "limit_mm": np.float64(limit),
        "table": palette.table(),
        "unknown": np.array(palette.UNKNOWN),
        "size": np.array(size),
        "towards": np.stack([v.towards for v in views]),
        "up": np.stack([v.up for v in views]),
        "center": np.stack(centers),
        "half_height_mm": np.full(len(views), half),
    }
    drawn = _on_stage(given)
    return tuple(
        Shot(
            view,
            drawn[f"shown_{at}"],
            drawn[f"known_{at}"].astype(bool),
            drawn[f"unknown_{at}"].astype(bool),
            2.0 * half / height,
            centers[at],
        )
        for at, view in enumerate(views)
    )


def _frame(subject: Subject, view: View, aspect: float) -> tuple[NDArray[np.float64], float]:
    """Return the middle of what is seen, (3,) mm, and half the height that the picture must cover, mm."""
    used = subject.vertices[np.unique(subject.faces)] if len(subject.faces) else subject.vertices
    axes = np.stack([view.across, view.up, view.towards])
    seen = used @ axes.T
    low, high = seen.min(axis=0), seen.max(axis=0)
    middle, reach = (low + high) / 2.0, (high - low) / 2.0
    half = max(float(reach[1]), float(reach[0]) / aspect, 1.0) * (1.0 + _MARGIN)
    return middle @ axes, half


def _on_stage(given: dict[str, Any]) -> dict[str, NDArray[np.uint8]]:
    with tempfile.TemporaryDirectory(prefix="contra-figures-") as folder:
        asked, drawn = Path(folder) / "asked.npz", Path(folder) / "drawn.npz"
        np.savez(asked, **given)
        command = [sys.executable, "-m", "contralateral.anatomy.figures.stage", str(asked), str(drawn)]
        without_display = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY"}}
        try:
            done = subprocess.run(
                command, env=without_display, capture_output=True, timeout=_LONGEST_S, check=False
            )
        except subprocess.TimeoutExpired:
            raise FiguresUnavailable(
                f"Figures: drawing took more than {_LONGEST_S} s and was given up. Measures are not touched by it."
            ) from None
        if done.returncode or not drawn.exists():
            raise FiguresUnavailable(
                "Figures: nothing on this machine draws without a display. On Debian: "
                f"apt-get install {' '.join(SYSTEM_PACKAGES)}. Measures are not touched by it."
            )
        with np.load(drawn) as arrays:
            return dict(arrays)
