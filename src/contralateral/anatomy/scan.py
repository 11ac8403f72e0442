"""A scan as it was read: millimetres in the axes of its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Region", "Scan", "Units"]

Region = Literal["chest", "head", "trunk", "hip", "face"]


@dataclass(frozen=True, slots=True)
class Units:
    """What one unit of the file is, and who says so: a person, the file, or the size of what was scanned."""

    name: Literal["mm", "cm", "m", "in"]
    factor_mm: float
    how: Literal["stated", "file", "inferred"]


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
