"""The drawing that shows the asymmetry and not the patient: level cross-sections over their mirror images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.anatomy.figures.page import HEIGHT, WIDTH, Canvas, canvas, scale_bar
from contralateral.anatomy.figures.sections import section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from contralateral.anatomy.figures.subject import Subject
    from contralateral.anatomy.scan import Region

__all__ = ["contour_page", "levels_of"]

#: Where the sections lie, as shares of the height from the lowest point, the highest first.
_LEVELS: dict[Region, tuple[float, ...]] = {
    "chest": (0.65, 0.5, 0.35),
    "trunk": (0.8, 0.5, 0.2),
    "hip": (0.7, 0.5, 0.3),
    "face": (0.75, 0.55, 0.35),
}
#: A head is cut below its highest point, mm: above brows, eyes and ears, of a child and of an adult alike.
_BELOW_TOP_MM = (30.0, 45.0, 60.0)
_OWN, _MIRROR = "#143d6b", "#c75a12"
_BARS_MM = (1, 2, 5, 10, 20, 50, 100, 200)
_MARGIN_PX, _GAP_PX = 40, 30
_PANEL_PX = (WIDTH - 2 * _MARGIN_PX - 2 * _GAP_PX) // 3
_PANEL_FOOT, _PANEL_TALL = 240, HEIGHT - 240 - 200


def levels_of(subject: Subject) -> tuple[float, ...]:
    """Return the heights of the sections along up, mm in the file's axes."""
    used = subject.vertices[np.unique(subject.faces)] @ subject.up
    low, high = float(used.min()), float(used.max())
    if subject.region == "head":
        return tuple(high - depth for depth in _BELOW_TOP_MM)
    return tuple(low + share * (high - low) for share in _LEVELS[subject.region])


def contour_page(subject: Subject, levels_mm: Sequence[float] | None = None) -> NDArray[np.uint8]:
    """Return the page of sections, (HEIGHT, WIDTH, 3): lines on white, no surface.

    Args:
        subject: what is drawn.
        levels_mm: three heights along up; those of the region where left out.
    """
    levels = tuple(levels_mm or levels_of(subject))
    pairs = [
        tuple(
            section(points, subject.faces, subject.up, level)
            for points in (subject.vertices, subject.mirrored())
        )
        for level in levels
    ]
    sheet = canvas()
    _words(sheet)
    axes_of = np.stack([-subject.left, subject.front], axis=1)
    flat = [tuple(lines @ axes_of for lines in pair) for pair in pairs]
    middle, half = _frame(flat)
    high = float((subject.vertices[np.unique(subject.faces)] @ subject.up).max())
    for at, (own, mirror) in enumerate(flat):
        left = _MARGIN_PX + at * (_PANEL_PX + _GAP_PX)
        _panel(sheet.box(left, _PANEL_FOOT, _PANEL_PX, _PANEL_TALL), own, mirror, middle, half)
        words = f"{high - levels[at]:.0f} mm below the highest point"
        sheet.write(left + _PANEL_PX / 2, _PANEL_FOOT + _PANEL_TALL + 14, words, ha="center", fontsize=7.5)
        for at_px, side in ((8, "L"), (_PANEL_PX - 8, "R")):
            align = "left" if side == "L" else "right"
            sheet.write(
                left + at_px, _PANEL_FOOT + _PANEL_TALL / 2, side, ha=align, fontsize=9, weight="bold"
            )
    per_px = 2.0 * half / _PANEL_PX
    fits = [mm for mm in _BARS_MM if mm / per_px <= 400] or [_BARS_MM[0]]
    scale_bar(sheet, _MARGIN_PX + 20, 90, fits[-1], fits[-1] / per_px)
    _legend(sheet)
    return sheet.pixels()


def _frame(flat: Sequence[tuple[NDArray[Any], ...]]) -> tuple[NDArray[np.float64], float]:
    """Return the middle of all sections and half the width that holds them, mm."""
    points = np.concatenate([lines.reshape(-1, 2) for pair in flat for lines in pair])
    if not len(points):
        return np.zeros(2), 1.0
    low, high = points.min(axis=0), points.max(axis=0)
    tall = _PANEL_TALL / _PANEL_PX
    return (low + high) / 2.0, float(max((high - low)[0], (high - low)[1] / tall)) / 2.0 * 1.2


def _panel(
    box: Any, own: NDArray[Any], mirror: NDArray[Any], middle: NDArray[np.float64], half: float
) -> None:
    from matplotlib.collections import LineCollection

    box.add_collection(LineCollection(list(mirror), colors=_MIRROR, linewidths=0.9, alpha=0.9))
    box.add_collection(LineCollection(list(own), colors=_OWN, linewidths=1.3))
    tall = half * _PANEL_TALL / _PANEL_PX
    box.set_xlim(middle[0] - half, middle[0] + half)
    box.set_ylim(middle[1] - tall, middle[1] + tall)
    box.set_axis_off()


def _words(sheet: Canvas) -> None:
    top = HEIGHT - 62
    sheet.write(_MARGIN_PX, top, "Level sections, seen from above", fontsize=11, weight="bold")
    words = "Front is up. L and R are the patient's left and right. Lines only: no surface is shown."
    sheet.write(_MARGIN_PX, top - 46, words, fontsize=7.5, color="#5a5a5a")


def _legend(sheet: Canvas) -> None:
    left = _MARGIN_PX + _PANEL_PX + _GAP_PX + 60
    for bottom, colour, words in (
        (112, _OWN, "the surface as scanned"),
        (52, _MIRROR, "its mirror image in the plane of symmetry"),
    ):
        line = sheet.box(left, bottom, 90, 8)
        line.set_facecolor(colour)
        line.set_xticks([])
        line.set_yticks([])
        for spine in line.spines.values():
            spine.set_visible(False)
        sheet.write(left + 115, bottom + 4, words, va="center", fontsize=9)
