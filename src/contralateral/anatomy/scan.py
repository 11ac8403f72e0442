"""A scan as it was read: millimetres in the axes of its file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from contralateral.anatomy.edges import used_vertices
from contralateral.anatomy.reading import Limits, Pieces, read_pieces
from contralateral.anatomy.units import Units, choose, span
from contralateral.errors import NameUnknown, ScanRefused

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Region", "Scan", "Units", "read_scan"]

Region = Literal["chest", "head", "trunk", "hip", "face"]

_FARTHEST_MM = 1e6
"""A kilometre: nothing that was scanned lies there, and single precision keeps no tenth of a millimetre."""


@dataclass(frozen=True, slots=True)
class Scan:
    """Points and triangles of one scan; nothing is cleaned yet."""

    vertices: NDArray[np.float64]
    """(n, 3) millimetres, in the axes of the file: coordinates of the file times `units.factor_mm`."""
    faces: NDArray[np.int64]
    """(m, 3) indices of vertices; (0, 3) for a cloud of points."""
    sha256: str
    """Of the bytes of the file, in hexadecimal; "" for shapes that were made."""
    units: Units
    colors: NDArray[np.uint8] | None = None
    """(n, 4) red, green, blue, opacity; None where the file has none."""
    warnings: tuple[str, ...] = ()
    name: str = ""
    """Of the file, without its folder: messages about the scan begin with it."""


def read_scan(path: str | Path, *, units: str | None, region: Region, limits: Limits | None = None) -> Scan:
    """Return the scan in a file of STL, PLY, OBJ, GLB, 3MF or OFF, in millimetres.

    `units` (mm, cm, m, in) is what a person states; without it the file's own word counts where it is plausible for the
    region, and else the one unit that is.

    Raises ScanRefused for a file that cannot be read or holds nothing to measure, UnitsUnclear (one of those) for a
    unit that is unknown or cannot be right, NameUnknown for a unit or region that nobody knows.
    """
    path = Path(path)
    if region not in get_args(Region):
        raise NameUnknown("region", region, get_args(Region), f"Regions are {', '.join(get_args(Region))}.")
    pieces, dropped = _numbers(path.name, read_pieces(path, limits or Limits()))
    if len(pieces.faces) == 1:
        raise ScanRefused(path.name, "The file holds one triangle.", "Export the whole scan.")
    longest = _longest(pieces)
    if longest <= 0:
        raise ScanRefused(path.name, "Everything in the file lies at one point.", "Export the scan again.")
    unit, said = choose(path.name, longest, units, pieces.unit, region)
    vertices = pieces.vertices * unit.factor_mm
    if np.abs(vertices).max() > _FARTHEST_MM:
        fault = f"Points lie as far off as {np.abs(vertices).max():.1e} mm."
        raise ScanRefused(
            path.name, fault, "Delete them in the scanner's program, and export the scan again."
        )
    warnings = (*pieces.warnings, *dropped, *said)
    return Scan(vertices, pieces.faces, pieces.sha256, unit, pieces.colors, warnings, path.name)


def _numbers(name: str, pieces: Pieces) -> tuple[Pieces, tuple[str, ...]]:
    """Return the pieces without points that are no numbers, which some scanners write where they saw nothing."""
    sound = np.all(np.isfinite(pieces.vertices), axis=1, keepdims=True)[:, 0]
    lost = int((~sound).sum())
    if lost == 0:
        return pieces, ()
    if not sound.any() or (len(pieces.faces) and not sound[pieces.faces].all()):
        fault = f"{lost:,} of {len(sound):,} points have coordinates that are no numbers."
        raise ScanRefused(name, fault, "Export the scan again, after the scanner's own repair.")
    where = np.cumsum(sound) - 1
    colors = None if pieces.colors is None else pieces.colors[sound]
    kept = Pieces(
        pieces.vertices[sound], where[pieces.faces], colors, pieces.unit, pieces.sha256, pieces.warnings
    )
    return kept, (f"{lost:,} points that are no numbers, and that no triangle uses, were left out.",)


def _longest(pieces: Pieces) -> float:
    if len(pieces.faces) == 0:
        return span(pieces.vertices)
    return span(pieces.vertices[used_vertices(pieces.faces, len(pieces.vertices))])
