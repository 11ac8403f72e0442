"""The measurement sheet: one page with every number, its interval and its method, without a name and without a face."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Sheet", "Table", "sheet_page"]

#: A4 upright at 200 to the inch.
_INCHES, _DPI = (8.27, 11.69), 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 0.07, 0.94, 0.955, 0.045
_INK, _PALE = "#202020", "#5a5a5a"
_POINTS = 7.0
_LINE = 0.0125
"""Height of a line of text, as a share of the page."""
_LETTERS = 156
"""That fit a line of the small print."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words under a heading; the first row names the columns."""

    heading: str
    rows: Sequence[Sequence[str]]
    starts: Sequence[float]
    """Where each column begins, as a share of the width of the text."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a sheet, from its top to its foot."""

    title: str
    lines: Sequence[str]
    tables: Sequence[Table]
    small_print: Sequence[str]
    foot: str


def sheet_page(sheet: Sheet) -> NDArray[np.uint8]:
    """Return the page, (h, w, 3). What does not fit is left out, and the page says so."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure: Any = Figure(figsize=_INCHES, dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    figure.text(_LEFT, _TOP, sheet.title, fontsize=14, weight="bold", color=_INK, va="top")
    at = _TOP - 0.032
    for line in sheet.lines:
        for part in textwrap.wrap(line, _LETTERS):
            figure.text(_LEFT, at, part, fontsize=_POINTS, color=_PALE, va="top")
            at -= _LINE
    for table in sheet.tables:
        at = _table(figure, table, at - 0.012)
    at -= 0.014
    for line in sheet.small_print:
        parts = textwrap.wrap(line, _LETTERS, subsequent_indent="    ")
        if at - _LINE * len(parts) < _BOTTOM + 2 * _LINE:
            figure.text(
                _LEFT, at, "More stands in measure.json.", fontsize=6.5, color=_INK, va="top", weight="bold"
            )
            break
        for part in parts:
            figure.text(_LEFT, at, part, fontsize=6.5, color=_PALE, va="top")
            at -= 0.92 * _LINE
    figure.text(_LEFT, _BOTTOM - 0.012, sheet.foot, fontsize=6.5, color=_PALE, va="top")
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3].copy()


def _table(figure: Any, table: Table, at: float) -> float:
    """Write a table from a height of the page on, and return where it ends."""
    from matplotlib.lines import Line2D

    figure.text(_LEFT, at, table.heading, fontsize=9, weight="bold", color=_INK, va="top")
    at -= 1.55 * _LINE
    for number, row in enumerate(table.rows):
        for start, cell in zip(table.starts, row, strict=True):
            how = {"color": _PALE} if number == 0 else {"color": _INK}
            figure.text(_LEFT + start * (_RIGHT - _LEFT), at, cell, fontsize=_POINTS, va="top", **how)
        at -= 1.12 * _LINE
        rule = Line2D([_LEFT, _RIGHT], [at + 0.0015] * 2, color="#c8c8c8", linewidth=0.4)
        figure.add_artist(rule)
    return at
