"""Figures of a measured surface: standard views, level sections, and a map to turn around."""

from contralateral.anatomy.figures.camera import SYSTEM_PACKAGES, FiguresUnavailable
from contralateral.anatomy.figures.files import Figure, draw_lines, draw_views, save_png
from contralateral.anatomy.figures.sheet import Sheet, Table, sheet_page
from contralateral.anatomy.figures.subject import IDENTIFYING, Subject, limit_mm

__all__ = [
    "IDENTIFYING",
    "SYSTEM_PACKAGES",
    "Figure",
    "FiguresUnavailable",
    "Sheet",
    "Subject",
    "Table",
    "draw_lines",
    "draw_views",
    "limit_mm",
    "save_png",
    "sheet_page",
]
