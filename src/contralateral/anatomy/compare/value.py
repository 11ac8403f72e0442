"""What a comparison of two scans says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["METHOD", "VERSION", "Change", "Comparison", "Size"]

METHOD = "laid over by robust point-to-plane, growth about the middle"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Change:
    """How one part of the newer scan lies off the older. What nobody saw is left out, and its area told."""

    name: str
    """"whole", a side ("left"), a quarter ("left front") or a patch ("patch 1", the largest volume first)."""
    area_mm2: float
    """Of the newer surface, where the change is known."""
    unknown_mm2: float
    """Of the part where it is not: holes, fills, what only one scan saw."""
    mean_mm: float
    """+ where the newer reaches farther out; NaN where nothing is known."""
    mean_low: float
    mean_high: float
    max_mm: float
    """The greatest change by size, with its sign, of the smoothed map."""
    at: NDArray[np.float64]
    """(3,) where that is, in the newer scan's axes, mm."""
    volume_ml: float
    """Between the two surfaces: + gained, - lost."""
    volume_low: float
    volume_high: float


@dataclass(frozen=True, slots=True)
class Size:
    """One measure of size in both scans, and its change with a 95 % interval: growth, as a person would state it."""

    name: str
    unit: str
    older: float
    newer: float
    change: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """An older scan laid over a newer. All lengths in mm, all places in the newer scan's axes.

    Two tables of the same parts: `regions` holds growth and shape together (the older was turned and moved, nothing
    else), `shape` what is left after even growth was taken out.
    """

    motion: NDArray[np.float64]
    """(4, 4) rigid: takes points of the older scan to the newer's axes, without growth."""
    angle_ci_deg: float
    """How far its turn may be off, 95 %."""
    offset_ci_mm: float
    """How far it may be off at the middle of the surface, 95 %."""
    similarity: NDArray[np.float64]
    """(4, 4) the same with growth."""
    scale: float
    """Newer over older: 1.03 is 3 % larger in every length."""
    scale_low: float
    scale_high: float
    rms_mm: float
    """Root mean square of what is left after the rigid motion, where known."""
    shape_rms_mm: float
    """The same after growth is taken out too."""
    noise_mm: float
    """Of the scanners, both together, for one vertex."""
    support: float
    """Share of what both scans saw that lies within `tolerance_mm` once growth is taken out."""
    tolerance_mm: float
    seen: float
    """Share of the newer surface that the older shows too."""
    change_mm: NDArray[np.float64]
    """(n,) for each vertex of the newer surface, after the rigid motion; NaN unknown."""
    shape_mm: NDArray[np.float64]
    """(n,) the same after growth is taken out."""
    regions: tuple[Change, ...]
    shape: tuple[Change, ...]
    sizes: tuple[Size, ...]
    ambiguous: bool
    """Whether another pose fits as well, or the surface can slide on itself: `warnings` say which."""
    older_sha256: str
    newer_sha256: str
    warnings: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it, with fixed names and null for the unknown; without the maps of vertices."""
        from contralateral.anatomy.compare.plain import as_plain

        return as_plain(self)
