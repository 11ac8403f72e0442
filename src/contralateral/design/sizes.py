"""Standard sizes beside a design: how each would miss, in millimetres and millilitres."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.design.solid import BACK, FRONT
from contralateral.errors import FileUnreadable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.design.solid import Solid

__all__ = ["Misfit", "Size", "misfits", "read_sizes"]

CELL_MM = 2.0


@dataclass(frozen=True, slots=True)
class Size:
    """A prefabricated size by its outer dimensions; its shape is taken as half an ellipsoid that lies on the skin."""

    name: str
    width_mm: float
    height_mm: float
    projection_mm: float


@dataclass(frozen=True, slots=True)
class Misfit:
    """How a size would miss the shape that is wanted: where it lacks (gap) and where it has too much (overlap)."""

    size: Size
    gap_ml: float
    overlap_ml: float
    gap_mm: float
    """What 95 % of the area where it lacks stay below."""
    overlap_mm: float


def read_sizes(path: str, content: bytes) -> tuple[Size, ...]:
    """Read a table of sizes: [[size]] with name, width_mm, height_mm, projection_mm. Raises FileUnreadable."""
    try:
        rows = tomllib.loads(content.decode("utf-8")).get("size", [])
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise FileUnreadable(
            path, f"this is no TOML ({fault}).", "See examples/design/sizes-example.toml."
        ) from None
    found = []
    for number, row in enumerate(rows, 1):
        lengths = [row.get(key) for key in ("width_mm", "height_mm", "projection_mm")]
        if not isinstance(row.get("name"), str) or not all(
            isinstance(v, (int, float)) and 1 <= v <= 1000 for v in lengths
        ):
            raise FileUnreadable(
                path,
                "a size has a name and width_mm, height_mm, projection_mm between 1 and 1000.",
                "Mend it.",
                place=f"size {number}",
            )
        found.append(Size(row["name"], *(float(v) for v in lengths)))
    if not found:
        raise FileUnreadable(path, "there is no [[size]] in it.", "See examples/design/sizes-example.toml.")
    return tuple(found)


def misfits(
    solid: Solid, axes: NDArray[np.float64], sizes: tuple[Size, ...], *, most: int = 3
) -> tuple[Misfit, ...]:
    """Return the nearest sizes, that with the least gap and overlap together first.

    Args:
        solid: the design; its front and back are compared along the third axis.
        axes: (3, 3) columns: across (width), upward (height), away from the body.
        sizes: at hand.
        most: how many.
    """
    from scipy.interpolate import griddata

    local = solid.vertices @ axes
    low, high = local[:, :2].min(axis=0), local[:, :2].max(axis=0)
    room = max(max(s.width_mm, s.height_mm) for s in sizes) / 2.0
    middle = (low + high) / 2.0
    reach = np.maximum((high - low) / 2.0, room) + CELL_MM
    u, v = (np.arange(middle[k] - reach[k], middle[k] + reach[k], CELL_MM) for k in range(2))
    grid = np.stack(np.meshgrid(u, v, indexing="ij"), axis=-1).reshape(-1, 2)
    top, bottom = (
        griddata(local[solid.part == part][:, :2], local[solid.part == part][:, 2], grid, method="linear")
        for part in (FRONT, BACK)
    )
    wanted = np.clip(np.nan_to_num(top - bottom), 0.0, None)
    center = (wanted @ grid) / max(float(wanted.sum()), 1e-9)
    found = [_misfit(wanted, grid - center, size) for size in sizes]
    found.sort(key=lambda m: (m.gap_ml + m.overlap_ml, m.size.name))
    return tuple(found[:most])


def _misfit(wanted: NDArray[np.float64], place: NDArray[np.float64], size: Size) -> Misfit:
    x, y = 2.0 * place[:, 0] / size.width_mm, 2.0 * place[:, 1] / size.height_mm
    has = size.projection_mm * np.sqrt(np.clip(1.0 - x * x - y * y, 0.0, None))
    gap, over = np.clip(wanted - has, 0.0, None), np.clip(has - wanted, 0.0, None)
    cell = CELL_MM**2 / 1000.0
    return Misfit(
        size,
        float(gap.sum()) * cell,
        float(over.sum()) * cell,
        float(np.quantile(gap[gap > 0], 0.95)) if (gap > 0).any() else 0.0,
        float(np.quantile(over[over > 0], 0.95)) if (over > 0).any() else 0.0,
    )
