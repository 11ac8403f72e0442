"""Figures into a folder, under names that say what they show and whether they show who the patient is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contralateral.anatomy.figures.camera import shots
from contralateral.anatomy.figures.contour import contour_page
from contralateral.anatomy.figures.lighter import lighter
from contralateral.anatomy.figures.page import SHOT_SIZE, page
from contralateral.anatomy.figures.solid import glb
from contralateral.anatomy.figures.subject import limit_mm
from contralateral.anatomy.figures.views import views_of
from contralateral.anatomy.surface import normals_and_areas

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from contralateral.anatomy.figures.subject import Subject

__all__ = ["Figure", "draw_lines", "draw_views", "save_png"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A file that was written, what it shows, and whether it shows who the patient is."""

    path: Path
    title: str
    identifying: bool


def draw_lines(
    subject: Subject, folder: Path, *, levels_mm: Sequence[float] | None = None
) -> tuple[Figure, ...]:
    """Write the drawing of cross-sections and the map to turn around: both need no library of the system.

    Args:
        subject: what is drawn.
        folder: where to; it is there.
        levels_mm: heights of the sections along up; those of the region where left out.

    Raises:
        OSError: the folder cannot be written to.
    """
    subject = lighter(subject)
    lines = folder / f"{subject.region}-contour.png"
    save_png(lines, contour_page(subject, levels_mm))
    solid = folder / f"{_stem(subject)}-map.glb"
    solid.write_bytes(glb(subject, _limit(subject)))
    return (
        Figure(lines, "Level sections over their mirror images", identifying=False),
        Figure(solid, "The map, to turn around", identifying=subject.identifying),
    )


def draw_views(subject: Subject, folder: Path) -> tuple[Figure, ...]:
    """Write the standard views of the region, one file each.

    Raises:
        FiguresUnavailable: no library to draw with.
        OSError: the folder cannot be written to.
    """
    subject = lighter(subject)
    limit = _limit(subject)
    found = []
    for shot in shots(subject, views_of(subject), limit=limit, size=SHOT_SIZE):
        path = folder / f"{_stem(subject)}-{shot.view.name.replace(' ', '-')}.png"
        save_png(path, page(shot, subject, limit))
        found.append(Figure(path, shot.view.title, identifying=subject.identifying))
    return tuple(found)


def save_png(path: Path, pixels: NDArray[np.uint8]) -> None:
    """Write a picture and nothing beside it: neither a program's name nor a time."""
    from PIL import Image

    image: Any = Image.fromarray(pixels)
    image.save(path, format="PNG")


def _stem(subject: Subject) -> str:
    return f"{subject.region}-identifying" if subject.identifying else subject.region


def _limit(subject: Subject) -> float:
    _, areas = normals_and_areas(subject.vertices, subject.faces)
    return limit_mm(subject.distance_mm, areas)
