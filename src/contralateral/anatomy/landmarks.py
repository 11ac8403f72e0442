"""Landmarks: points of the body with names, as a person marked them on the scan.

A file of them is TOML, JSON or CSV. Coordinates are in the unit and the axes of the scan's file.
"""

from __future__ import annotations

import csv
import io
import json
import math
import tomllib
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.errors import FileUnreadable, NameUnknown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from contralateral.anatomy.scan import Region
    from contralateral.anatomy.units import Units

__all__ = ["KNOWN", "NOMINAL", "far_off", "read_landmarks", "sided"]

_HEAD: dict[str, tuple[float, float, float]] = {
    "tragion_left": (72, 0, 0),
    "tragion_right": (-72, 0, 0),
    "orbitale_left": (32, 75, 0),
    "orbitale_right": (-32, 75, 0),
    "sellion": (0, 90, 28),
    "glabella": (0, 97, 42),
    "opisthocranion": (0, -95, 40),
    "vertex": (0, -5, 128),
    "eurion_left": (76, -20, 60),
    "eurion_right": (-76, -20, 60),
}
_FACE: dict[str, tuple[float, float, float]] = {
    "exocanthion_left": (45, 70, 12),
    "exocanthion_right": (-45, 70, 12),
    "endocanthion_left": (17, 80, 12),
    "endocanthion_right": (-17, 80, 12),
    "pronasale": (0, 115, -12),
    "subnasale": (0, 98, -22),
    "cheilion_left": (26, 82, -48),
    "cheilion_right": (-26, 82, -48),
    "pogonion": (0, 92, -85),
    "menton": (0, 78, -95),
    "gonion_left": (52, 8, -62),
    "gonion_right": (-52, 8, -62),
}
_CHEST: dict[str, tuple[float, float, float]] = {
    "c7": (0, -60, 500),
    "sternal_notch": (0, 50, 440),
    "xiphoid": (0, 105, 270),
    "nipple_left": (105, 105, 315),
    "nipple_right": (-105, 105, 315),
    "acromion_left": (185, -10, 470),
    "acromion_right": (-185, -10, 470),
    "inframammary_left": (100, 95, 265),
    "inframammary_right": (-100, 95, 265),
}
_PELVIS: dict[str, tuple[float, float, float]] = {
    "asis_left": (115, 85, 0),
    "asis_right": (-115, 85, 0),
    "psis_left": (42, -90, 10),
    "psis_right": (-42, -90, 10),
    "iliac_crest_left": (140, 0, 65),
    "iliac_crest_right": (-140, 0, 65),
    "navel": (0, 110, 60),
    "trochanter_left": (170, -10, -95),
    "trochanter_right": (-170, -10, -95),
}

NOMINAL = _HEAD | _FACE | _CHEST | _PELVIS
"""Where each landmark of an adult roughly lies: millimetres to the patient's left, front and up. Our own round figures:
good to tell directions by, and nothing is measured by them. Head and face share an origin, chest and pelvis another."""

KNOWN: dict[Region, tuple[str, ...]] = {
    "chest": tuple(_CHEST),
    "head": (*_HEAD, *_FACE),
    "trunk": (*_CHEST, *_PELVIS),
    "hip": tuple(_PELVIS),
    "face": (*_HEAD, *_FACE),
}
"""The landmarks that each region knows. "left" and "right" are the patient's."""

_WAY_OUT = "One landmark is a name and three numbers; docs/scans.md shows each kind of file."


def read_landmarks(path: Path, units: Units, region: Region) -> dict[str, NDArray[np.float64]]:
    """Return the landmarks of a file, each (3,) in millimetres, in the axes of the scan's file.

    Raises FileUnreadable for a file that cannot be read, NameUnknown for a landmark that the region does not know.
    """
    name = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FileUnreadable(name, "The file of landmarks cannot be read.", _WAY_OUT) from error
    kind = path.suffix.lower()
    try:
        if kind == ".toml":
            found = _points(tomllib.loads(text))
        elif kind == ".json":
            found = _points(json.loads(text))
        elif kind == ".csv":
            found = _rows(name, text)
        else:
            raise FileUnreadable(
                name, f"Landmarks are not read from '{kind}' files.", "Use TOML, JSON or CSV."
            )
    except (ValueError, RecursionError) as error:
        raise FileUnreadable(name, f"This is not {kind[1:].upper()}: {error}.", _WAY_OUT) from error
    if not found:
        raise FileUnreadable(name, "There is no landmark in the file.", _WAY_OUT)
    marks = {}
    for mark, numbers in found.items():
        if mark not in KNOWN[region]:
            raise NameUnknown(f"landmark of this region ({region})", mark, KNOWN[region])
        marks[mark] = _point(name, mark, numbers) * units.factor_mm
    return marks


def sided(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs (left, right) among the names."""
    known = set(names)
    pairs = (
        (name, name.removesuffix("_left") + "_right") for name in sorted(known) if name.endswith("_left")
    )
    return [pair for pair in pairs if pair[1] in known]


def far_off(
    marks: dict[str, NDArray[np.float64]], vertices: NDArray[np.float64], *, beyond_mm: float = 30.0
) -> dict[str, float]:
    """Return the landmarks that lie farther than `beyond_mm` from every vertex (n, 3), each with its distance in mm."""
    from scipy.spatial import cKDTree

    apart = cKDTree(vertices).query(np.array(list(marks.values())))[0] if marks else []
    return {name: float(gap) for name, gap in zip(marks, apart, strict=True) if gap > beyond_mm}


def _points(tree: Any) -> dict[str, Any]:
    """Return name to numbers of a table, or of the table "points" in it."""
    if isinstance(tree, dict) and isinstance(tree.get("points"), dict):
        tree = tree["points"]
    if not isinstance(tree, dict):
        raise ValueError("names and points are expected")
    return tree


def _rows(name: str, text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        cells = [cell.strip() for cell in row]
        if (
            not any(cells)
            or cells[0].startswith("#")
            or [cell.lower() for cell in cells] == ["name", "x", "y", "z"]
        ):
            continue
        if cells[0] in found:
            raise FileUnreadable(name, f"'{cells[0]}' is there twice.", "Leave one.", place=f"line {number}")
        found[cells[0]] = cells[1:]
    return found


def _point(name: str, mark: str, numbers: Any) -> NDArray[np.float64]:
    try:
        point = [float(each) for each in numbers]
    except (TypeError, ValueError):
        point = []
    if len(point) != 3 or not all(math.isfinite(each) for each in point):
        raise FileUnreadable(name, f"'{mark}' is not three numbers.", _WAY_OUT, place=mark)
    return np.array(point)
