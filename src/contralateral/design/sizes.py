"""Standard sizes beside a design: how each would miss, in millimetres and millilitres."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.design.solid import BACK, FRONT
from contralateral.errors import ContralateralError, FileUnreadable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.design.solid import Solid

__all__ = ["Misfit", "Size", "misfits", "read_sizes"]

CELL_MM = 2.0

LARGEST_MM = 600.0
"""Edges of a triangle beyond which a mesh of a size is not one in mm."""


@dataclass(frozen=True, slots=True)
class Size:
    """A prefabricated size by its outer dimensions; without a shape it is taken as half an ellipsoid on the skin."""

    name: str
    width_mm: float
    height_mm: float
    projection_mm: float
    shape: NDArray[np.float64] | None = field(default=None, compare=False, repr=False)
    """(k, 3) points close together on its surface, x across, y upward, z away from the skin."""


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
    """Read a table of sizes: [[size]] with name, and width_mm, height_mm, projection_mm or the file of a mesh.

    A mesh lies beside the table, in mm: x across, y upward, z away from the skin. Raises FileUnreadable.
    """
    try:
        rows = tomllib.loads(content.decode("utf-8")).get("size", [])
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise FileUnreadable(
            path, f"this is no TOML ({fault}).", "See examples/design/sizes-example.toml."
        ) from None
    found = [_size(path, f"size {number}", row) for number, row in enumerate(rows, 1)]
    if not found:
        raise FileUnreadable(path, "there is no [[size]] in it.", "See examples/design/sizes-example.toml.")
    return tuple(found)


def _size(path: str, place: str, row: Any) -> Size:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str):
        raise FileUnreadable(path, "a size has a name.", "Mend it.", place=place)
    if isinstance(row.get("file"), str):
        return _shaped(path, place, row["name"], Path(path).parent / row["file"])
    lengths = [
        float(v)
        for v in (row.get(key) for key in ("width_mm", "height_mm", "projection_mm"))
        if isinstance(v, (int, float)) and 1 <= v <= 1000
    ]
    if len(lengths) != 3:
        raise FileUnreadable(
            path,
            "a size has width_mm, height_mm, projection_mm between 1 and 1000, or the file of a mesh.",
            "Mend it.",
            place=place,
        )
    return Size(row["name"], lengths[0], lengths[1], lengths[2])


def _shaped(path: str, place: str, name: str, mesh: Path) -> Size:
    from contralateral.anatomy.scan import read_scan

    try:
        # Of all regions the face asks for the least size: a form is as small.
        scan = read_scan(mesh, units="mm", region="face")
    except ContralateralError as fault:
        raise FileUnreadable(path, f"its mesh cannot be used: {fault}", "Mend it.", place=place) from None
    corners = scan.vertices[scan.faces]
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    if longest.max(initial=0.0) > LARGEST_MM:
        raise FileUnreadable(
            path, f"its mesh has triangles of {longest.max():.0f} mm.", "It is in mm; is it?", place=place
        )
    points = np.concatenate([_spread(corners[longest <= 2.0**k], k) for k, longest in _classes(longest)])
    low, high = points.min(axis=0), points.max(axis=0)
    width, height, projection = map(float, high - low)
    return Size(name, width, height, projection, points - [*((low + high)[:2] / 2.0), low[2]])


def _classes(longest: NDArray[np.float64]) -> list[tuple[int, NDArray[np.float64]]]:
    """Return for each power of two, mm, the lengths (m,) with all others made infinite."""
    power = np.ceil(np.log2(np.maximum(longest, CELL_MM / 2.0))).astype(int)
    return [(int(k), np.where(power == k, longest, np.inf)) for k in np.unique(power)]


def _spread(corners: NDArray[np.float64], power: int) -> NDArray[np.float64]:
    """Return points (k, 3) on triangles (m, 3, 3) with edges up to 2 ** power mm, closer than half a cell."""
    n = max(1, int(np.ceil(2.0**power / (CELL_MM / 2.5))))
    i, j = (a.ravel() for a in np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij"))
    weights = np.stack([i, j, n - i - j], axis=1)[i + j <= n] / n
    points: NDArray[np.float64] = np.einsum("wc,mcx->mwx", weights, corners).reshape(-1, 3)
    return points


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
    if size.shape is None:
        x, y = 2.0 * place[:, 0] / size.width_mm, 2.0 * place[:, 1] / size.height_mm
        has = size.projection_mm * np.sqrt(np.clip(1.0 - x * x - y * y, 0.0, None))
    else:
        has = _depth(size.shape, place)
    gap, over = np.clip(wanted - has, 0.0, None), np.clip(has - wanted, 0.0, None)
    cell = CELL_MM**2 / 1000.0
    return Misfit(
        size,
        float(gap.sum()) * cell,
        float(over.sum()) * cell,
        float(np.quantile(gap[gap > 0], 0.95)) if (gap > 0).any() else 0.0,
        float(np.quantile(over[over > 0], 0.95)) if (over > 0).any() else 0.0,
    )


def _depth(shape: NDArray[np.float64], place: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how deep a shape is over each cell (k, 2) of a regular grid; its middle of volume lies on the zero."""
    cells = np.floor(shape[:, :2] / CELL_MM).astype(np.int64)
    low = cells.min(axis=0)
    wide = tuple(cells.max(axis=0) - low + 1)
    top, bottom = np.full(wide, -np.inf), np.full(wide, np.inf)
    at = tuple((cells - low).T)
    np.maximum.at(top, at, shape[:, 2])
    np.minimum.at(bottom, at, shape[:, 2])
    # The mean of what lies above the middle less the mean of what lies below: the utmost would be too much on slopes.
    flat = np.ravel_multi_index(at, wide)
    upper = shape[:, 2] > (top.ravel()[flat] + bottom.ravel()[flat]) / 2.0
    means = []
    for some in (upper, ~upper):
        count = np.bincount(flat[some], minlength=top.size)
        means.append(np.bincount(flat[some], shape[some, 2], top.size) / np.maximum(count, 1))
    depth = np.where(np.isfinite(top) & (top > bottom), (means[0] - means[1]).reshape(wide), 0.0)
    middles = np.stack(np.meshgrid(*[np.arange(n) for n in wide], indexing="ij"), axis=-1) + low + 0.5
    middle = (depth[..., None] * middles).sum(axis=(0, 1)) / max(float(depth.sum()), 1e-9)
    here = np.floor(place / CELL_MM + middle).astype(np.int64) - low
    inside = ((here >= 0) & (here < wide)).all(axis=1)
    found = np.zeros(len(place))
    found[inside] = depth[tuple(here[inside].T)]
    return found
