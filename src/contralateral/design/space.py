"""How large the space itself is that an augmentation fills: what the solid is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.design.carve import FLARE, border_field
from contralateral.design.fields import Asked
from contralateral.design.grid import SLACK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.design.carve import Carving

__all__ = ["space_mm3"]

DEEPER = 1.3
"""How much farther from the skin than at its deepest a place of the space may be: a breast that hangs."""


def space_mm3(carving: Carving, *, inset_mm: float, points: int = 40_000) -> float:
    """Return the volume, mm³, of the space itself: over the patch, within the wanted front, beyond the clearance.

    By counting grid points and not by triangles: what the solid is held against. What is inside the front counts, what
    is inside the skin with its clearance counts against it, so that a thin place is neither more nor less than it is.
    `inset_mm` is how far inside the solid's border the patch itself ends.
    """
    surface = carving.skin.surface
    under = carving.skin.values[:, 0] > 0
    wanted, _ = carving.front(surface.vertices[under], carving.skin.ask(surface.vertices[under]))
    # Skin is near its own space: what is farther from it than that is deep is the inside of another part of the body.
    farthest = DEEPER * float(np.maximum(-wanted, 0.0).max(initial=0.0))
    step = float(np.cbrt(np.prod(carving.high - carving.low) / points))

    def counted(at: NDArray[np.float64], cell: float, reach: float) -> tuple[NDArray[np.float64], Any]:
        """Return what each of cells (k,) counts, and in which of them something begins or ends within reach."""
        skin = carving.skin.ask(at)
        height = skin.mm - carving.clearance_mm
        over = border_field(carving, skin.values[:, 0] - inset_mm, height)
        share = np.zeros(len(at))
        mixed = (over < reach) & (height > -reach) & (height < farthest + reach)
        wanted, _ = carving.front(at[mixed], Asked(skin.mm[mixed], skin.normals[mixed], skin.values[mixed]))
        body = _within(wanted, cell) - _within(height[mixed], cell)
        share[mixed] = body * _within(over[mixed] * (1.0 + FLARE), cell)
        one_way = (np.abs(wanted) > reach) & (height[mixed] > reach)
        mixed[mixed] = ~(one_way & ((wanted > reach) | (over[mixed] < -reach)))
        return share, mixed

    blocks = [
        np.arange(a + 2 * step, b + 2 * step, 4 * step)
        for a, b in zip(carving.low, carving.high, strict=True)
    ]
    middle = np.stack(np.meshgrid(*blocks, indexing="ij"), axis=-1).reshape(-1, 3)
    share, mixed = counted(middle, 4 * step, 2 * np.sqrt(3.0) * step * SLACK)
    whole = float(share[~mixed].sum()) * (4 * step) ** 3
    ends = (np.arange(4) - 1.5) * step
    within = np.stack(np.meshgrid(ends, ends, ends, indexing="ij"), axis=-1).reshape(-1, 3)
    share, _ = counted((middle[mixed][:, None] + within).reshape(-1, 3), step, 1.5 * step)
    whole += float(share.sum()) * step**3
    # Between the patch and the solid's border all is thin: there depth times area is the volume, where there is depth.
    rim = (carving.skin.values[:, 0] > 0) & (carving.skin.values[:, 0] <= inset_mm)
    points_ = surface.vertices[rim]
    wanted, _ = carving.front(points_, carving.skin.ask(points_))
    return whole + float((np.maximum(-wanted - carving.clearance_mm, 0.0) * surface.areas[rim]).sum())


def _within(mm: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    share: NDArray[np.float64] = np.clip(0.5 - mm / (1.5 * step), 0.0, 1.0)
    return share
