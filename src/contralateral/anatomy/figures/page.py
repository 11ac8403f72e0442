"""The page around a picture: title, sides of the patient, and a strip with the scale of colours and of length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.anatomy.figures import palette

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.figures.camera import Shot
    from contralateral.anatomy.figures.subject import Subject

__all__ = ["HEIGHT", "SHOT_SIZE", "WIDTH", "Canvas", "canvas", "marked", "page", "scale_bar"]

#: Pixels of a page: 6.7 by 5 inches at 300 to the inch, half a page of a packet.
WIDTH, HEIGHT = 2000, 1500
_DPI = 300
_TITLE_PX, _FOOT_PX, _STRIP_PX, _MARGIN_PX = 130, 70, 460, 30
#: The picture is drawn at twice its size and halved, so that edges are smooth.
_FINE = 2
_PICTURE = (WIDTH - _STRIP_PX - 2 * _MARGIN_PX, HEIGHT - _TITLE_PX - _FOOT_PX)
SHOT_SIZE = (_PICTURE[0] * _FINE, _PICTURE[1] * _FINE)
_INK, _PALE = "#202020", "#5a5a5a"
_STRIPE_PX = 14 * _FINE
#: A patch is numbered where the surface looks at the viewer by more than so much (cosine).
_FACING = 0.25
#: Lengths that a scale bar may have, mm.
_BARS_MM = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class Canvas:
    """A page to draw on: matplotlib's figure, and places given in pixels from the lower left."""

    figure: Any

    def box(self, left: float, bottom: float, width: float, height: float) -> Any:
        """Return axes at a place of the page."""
        return self.figure.add_axes((left / WIDTH, bottom / HEIGHT, width / WIDTH, height / HEIGHT))

    def write(self, left: float, bottom: float, words: str, **how: Any) -> None:
        """Write words at a place of the page."""
        self.figure.text(left / WIDTH, bottom / HEIGHT, words, **{"color": _INK, "fontsize": 8, **how})

    def pixels(self) -> NDArray[np.uint8]:
        """Return the page as drawn, (HEIGHT, WIDTH, 3)."""
        self.figure.canvas.draw()
        return np.asarray(self.figure.canvas.buffer_rgba())[..., :3].copy()


def canvas() -> Canvas:
    """Return an empty white page. No window and no setting of matplotlib is touched."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    return Canvas(figure)


def page(shot: Shot, subject: Subject, limit: float) -> NDArray[np.uint8]:
    """Return the page of a view, (HEIGHT, WIDTH, 3): the picture at the left, the strip at the right."""
    sheet = canvas()
    _head(sheet, shot.view.title, subject)
    picture = sheet.box(_MARGIN_PX, _FOOT_PX, *_PICTURE)
    picture.imshow(marked(shot), interpolation="nearest", aspect="auto")
    picture.set_axis_off()
    _plane(picture, shot, subject)
    _marks(picture, shot, subject)
    left, right = shot.view.edges(subject)
    sheet.write(_MARGIN_PX, 24, f"← {left}", fontsize=9, weight="bold")
    sheet.write(_MARGIN_PX + _PICTURE[0], 24, f"{right} →", fontsize=9, weight="bold", ha="right")
    _colour_bar(sheet, limit)
    bar_mm, bar_px = _length(shot.mm_per_pixel * _FINE)
    scale_bar(sheet, WIDTH - _STRIP_PX + 60, 130, bar_mm, bar_px)
    return sheet.pixels()


def marked(shot: Shot) -> NDArray[np.uint8]:
    """Return a shot at page size, unknown places striped, with a thin line around the body, (h, w, 3)."""
    from PIL import Image

    shown = shot.shown.astype(np.float64)
    down, across = np.indices(shot.unknown.shape)
    stripe = ((down + across) // (_STRIPE_PX // 2)) % 2 == 0
    shown[shot.unknown & stripe] *= 0.55
    shown[_rim(shot.known | shot.unknown)] = 70.0
    image = Image.fromarray(shown.astype(np.uint8))
    return np.asarray(image.resize(_PICTURE, Image.Resampling.BOX))


def _rim(body: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the outermost pixels of the body."""
    inner = body.copy()
    for axis in (0, 1):
        for step in (-1, 1):
            inner &= np.roll(body, step, axis=axis)
    return body & ~inner


def _head(sheet: Canvas, title: str, subject: Subject) -> None:
    top = HEIGHT - 62
    sheet.write(_MARGIN_PX, top, title, fontsize=11, weight="bold")
    words = "Distance of the surface from its mirror image in the plane of symmetry"
    if subject.marks is not None and len(subject.marks):
        words += "; numbers are patches"
    sheet.write(_MARGIN_PX, top - 46, words, fontsize=7.5, color=_PALE)
    if subject.identifying:
        sheet.write(
            WIDTH - _MARGIN_PX, top, "IDENTIFYING", fontsize=10, weight="bold", ha="right", color="#8b0000"
        )
        sheet.write(
            WIDTH - _MARGIN_PX,
            top - 46,
            "shows who the patient is",
            fontsize=7.5,
            ha="right",
            color="#8b0000",
        )


def _plane(picture: Any, shot: Shot, subject: Subject) -> None:
    """Draw the plane of symmetry as a line where it is seen from its edge."""
    from matplotlib.patheffects import Normal, Stroke

    normal, view = subject.plane_normal, shot.view
    if abs(float(normal @ view.towards)) > 0.1:
        return
    a, b = float(normal @ view.across), float(normal @ view.up)
    off = subject.plane_offset_mm - float(normal @ shot.center)
    # In the picture, mm from its middle: a x + b y = off. The line runs along (-b, a) through its foot.
    foot, along = np.array([a, b]) * off / (a * a + b * b), np.array([-b, a])
    reach = 4.0 * max(_PICTURE) * shot.mm_per_pixel
    ends = np.stack([foot - along * reach, foot + along * reach])
    per_px = shot.mm_per_pixel * _FINE
    columns = _PICTURE[0] / 2.0 + ends[:, 0] / per_px
    rows = _PICTURE[1] / 2.0 - ends[:, 1] / per_px
    (line,) = picture.plot(
        columns, rows, linestyle=(0, (7, 5)), linewidth=0.7, color=_INK, scalex=False, scaley=False
    )
    line.set_path_effects([Stroke(linewidth=1.6, foreground="white", alpha=0.5), Normal()])


def _marks(picture: Any, shot: Shot, subject: Subject) -> None:
    """Number the patches that look towards the viewer, as the sheet and the JSON do."""
    marks = np.zeros((0, 3)) if subject.marks is None else subject.marks
    for number, at in enumerate(marks, start=1):
        near = int(((subject.vertices - at) ** 2).sum(axis=1).argmin())
        if float(subject.normals[near] @ shot.view.towards) < _FACING:
            continue
        arm, per_px = at - shot.center, shot.mm_per_pixel * _FINE
        column = _PICTURE[0] / 2.0 + float(arm @ shot.view.across) / per_px
        row = _PICTURE[1] / 2.0 - float(arm @ shot.view.up) / per_px
        ring = {"boxstyle": "circle,pad=0.25", "facecolor": "white", "edgecolor": _INK, "linewidth": 0.7}
        picture.text(column, row, str(number), fontsize=7, ha="center", va="center", color=_INK, bbox=ring)


def _colour_bar(sheet: Canvas, limit: float) -> None:
    left, bottom, width, height = WIDTH - _STRIP_PX + 60, 480, 66, 690
    axes = sheet.box(left, bottom, width, height)
    axes.imshow(palette.table()[::-1, None, :], aspect="auto", extent=(0.0, 1.0, -limit, limit))
    axes.set_xticks([])
    axes.yaxis.tick_right()
    ticks = np.linspace(-limit, limit, 5)
    words = [f"{t:+g}".replace("-", "−") if t else "0" for t in ticks]
    words[0], words[-1] = f"≤ {words[0]}", f"≥ {words[-1]}"  # what lies beyond has the colour of the end
    axes.set_yticks(ticks, words, fontsize=9, color=_INK)
    axes.tick_params(length=3, width=0.6, color=_PALE)
    for spine in axes.spines.values():
        spine.set(linewidth=0.6, color=_PALE)
    sheet.write(left, bottom + height + 100, "millimetres", fontsize=9, weight="bold")
    sheet.write(left, bottom + height + 24, "more than the\nother side", fontsize=7.5, linespacing=1.15)
    sheet.write(left, bottom - 30, "less than the\nother side", fontsize=7.5, va="top", linespacing=1.15)
    stripes = sheet.box(left, 300, 66, 60)
    down, across = np.indices((60, 66))
    grey = np.where(((down + across) // (_STRIPE_PX // 4)) % 2 == 0, 0.55, 1.0)[..., None]
    stripes.imshow((np.array(palette.UNKNOWN) * grey).astype(np.uint8), aspect="auto")
    stripes.set_xticks([])
    stripes.set_yticks([])
    sheet.write(
        left + 86, 330, "unknown: not seen\non both sides", fontsize=7.5, va="center", linespacing=1.15
    )


def _length(mm_per_px: float) -> tuple[int, float]:
    """Return the longest round length that the strip holds: mm, and pixels of the page."""
    fits = [mm for mm in _BARS_MM if mm / mm_per_px <= _STRIP_PX - 130]
    mm = fits[-1] if fits else _BARS_MM[0]
    return mm, mm / mm_per_px


def scale_bar(sheet: Canvas, left: float, bottom: float, bar_mm: int, bar_px: float) -> None:
    """Draw a bar of a known length with its length under it."""
    axes = sheet.box(left, bottom, bar_px, 18)
    axes.set_facecolor(_INK)
    axes.set_xticks([])
    axes.set_yticks([])
    words = f"{bar_mm // 10} cm" if bar_mm >= 100 else f"{bar_mm} mm"
    sheet.write(left, bottom - 48, words, fontsize=9, weight="bold")
