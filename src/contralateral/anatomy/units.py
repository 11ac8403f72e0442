"""What one unit of a file is: stated, said by the file, or seen by the size of what was scanned.

A scan that is a thousand times too large is no rarity (metres read as millimetres), and every volume in it would be
wrong by 10⁹. So whatever is said is held against the size that the region of a body has, from a newborn's to a large
adult's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from contralateral.errors import NameUnknown, UnitsUnclear

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.scan import Region

__all__ = ["FACTORS", "SPANS_MM", "Units", "choose", "span"]

Name = Literal["mm", "cm", "m", "in"]
FACTORS: dict[Name, float] = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "in": 25.4}

_WORDS: dict[Name, str] = {"mm": "mm", "cm": "cm", "m": "m", "in": "inches"}
"""As they stand in a sentence, where "in" would read as the word."""

SPANS_MM: dict[Region, tuple[float, float]] = {
    "chest": (180.0, 1000.0),
    "head": (110.0, 480.0),
    "trunk": (220.0, 1900.0),
    "hip": (150.0, 1300.0),
    "face": (80.0, 400.0),
}
"""The longest extent in mm that a scan of the region may have: from a newborn's, scanned tightly, to a tall adult's
with neck, arms or legs in the picture."""

_LENIENT = 1.6
"""A stated unit is refused only beyond the sizes above by this: a person may know better, but not by 2.54 or by 10."""


@dataclass(frozen=True, slots=True)
class Units:
    """What one unit of the file is, and who says so: a person, the file, or the size of what was scanned."""

    name: Name
    factor_mm: float
    how: Literal["stated", "file", "inferred"]


def span(vertices: NDArray[np.float64]) -> float:
    """Return the longest extent of points over thirteen directions, without the last half percent at each end."""
    some = vertices[:: max(1, len(vertices) // 50_000)]
    x, y, z = np.eye(3)
    ways = np.stack(
        [x, y, z, x + y, x - y, x + z, x - z, y + z, y - z, x + y + z, x + y - z, x - y + z, y + z - x]
    )
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    low, high = np.quantile(some @ ways.T, (0.005, 0.995), axis=0)
    return float((high - low).max())


def choose(
    path: str, longest: float, stated: str | None, in_file: str | None, region: Region
) -> tuple[Units, tuple[str, ...]]:
    """Return the unit of a file whose longest extent is `longest`, with warnings.

    Raises NameUnknown for a unit that is not known, UnitsUnclear where none is plausible, more than one is, or the
    stated one is not.
    """
    low, high = SPANS_MM[region]
    plausible = [name for name, factor in FACTORS.items() if low <= longest * factor <= high]
    if stated is not None:
        return _stated(path, longest, stated, region, plausible)
    if in_file in plausible:
        return Units(_name(in_file), FACTORS[_name(in_file)], "file"), ()
    sizes = ", ".join(f"{_size(longest * factor)} in {_WORDS[name]}" for name, factor in FACTORS.items())
    expected = f"A scan of this region ({region}) is {low:,.0f} to {high:,.0f} mm long"
    if len(plausible) != 1:
        which = "several units are" if plausible else "no unit is"
        fault = (
            f"The file does not say its unit, and {which} plausible. {expected}; this one would be {sizes}."
        )
        way_out = (
            "State it with --units."
            if plausible
            else "State it with --units, or check the region and the export."
        )
        raise UnitsUnclear(path, fault, way_out)
    name = plausible[0]
    size = _size(longest * FACTORS[name])
    if in_file is None:
        said = f"Nobody stated the unit: {name} was inferred, which makes the scan {size} long. State it with --units."
    else:
        said = f"The file counts as {in_file}, which would make it {_size(longest * FACTORS[_name(in_file)])} long; "
        said += f"{name} was inferred, which makes it {size}. State it with --units."
    return Units(name, FACTORS[name], "inferred"), (said,)


def _stated(
    path: str, longest: float, stated: str, region: Region, plausible: list[Name]
) -> tuple[Units, tuple[str, ...]]:
    name = _name(stated)
    low, high = SPANS_MM[region]
    size = longest * FACTORS[name]
    if not low / _LENIENT <= size <= high * _LENIENT:
        fault = f"In {_WORDS[name]} the scan would be {_size(size)} long; "
        fault += f"a scan of this region ({region}) is {low:,.0f} to {high:,.0f} mm."
        way_out = (
            f"In {' or '.join(_WORDS[u] for u in plausible)} it would fit."
            if plausible
            else "Check the region and the export."
        )
        raise UnitsUnclear(path, fault, way_out)
    warnings: tuple[str, ...] = ()
    if name not in plausible:
        warnings = (
            f"The scan is {_size(size)} long, which is unusual for this region ({region}): check the unit.",
        )
    return Units(name, FACTORS[name], "stated"), warnings


def _name(text: str | None) -> Name:
    for name in FACTORS:
        if name == text:
            return name
    raise NameUnknown("unit", str(text), FACTORS, f"Units are {', '.join(FACTORS)}.")


def _size(mm: float) -> str:
    if mm >= 10_000:
        return f"{mm / 1000:,.0f} m"
    return f"{mm:,.0f} mm" if mm >= 10 else f"{mm:.2g} mm"
