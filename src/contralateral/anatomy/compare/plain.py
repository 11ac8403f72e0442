"""A comparison as plain values, for JSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from contralateral.anatomy.compare.value import METHOD, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contralateral.anatomy.compare.value import Change, Comparison, Size

__all__ = ["as_plain"]


def as_plain(found: Comparison) -> dict[str, Any]:
    """Return numbers, texts, lists and null alone; the names are fixed."""
    return {
        "method": METHOD,
        "version": VERSION,
        "older_sha256": found.older_sha256,
        "newer_sha256": found.newer_sha256,
        "motion": [_row(row) for row in found.motion],
        "similarity": [_row(row) for row in found.similarity],
        "angle_ci_deg": _known(found.angle_ci_deg),
        "offset_ci_mm": _known(found.offset_ci_mm),
        "scale": _known(found.scale),
        "scale_low": _known(found.scale_low),
        "scale_high": _known(found.scale_high),
        "rms_mm": _known(found.rms_mm),
        "shape_rms_mm": _known(found.shape_rms_mm),
        "noise_mm": _known(found.noise_mm),
        "support": _known(found.support),
        "tolerance_mm": found.tolerance_mm,
        "seen": _known(found.seen),
        "ambiguous": bool(found.ambiguous),
        "sizes": [_size(one) for one in found.sizes],
        "regions": [_change(one) for one in found.regions],
        "shape": [_change(one) for one in found.shape],
        "warnings": list(found.warnings),
    }


def _size(one: Size) -> dict[str, Any]:
    return {
        "name": one.name,
        "unit": one.unit,
        "older": _known(one.older),
        "newer": _known(one.newer),
        "change": _known(one.change),
        "low": _known(one.low),
        "high": _known(one.high),
    }


def _change(one: Change) -> dict[str, Any]:
    return {
        "name": one.name,
        "area_mm2": _known(one.area_mm2),
        "unknown_mm2": _known(one.unknown_mm2),
        "mean_mm": _known(one.mean_mm),
        "mean_low": _known(one.mean_low),
        "mean_high": _known(one.mean_high),
        "max_mm": _known(one.max_mm),
        "at": None if not math.isfinite(one.max_mm) else _row(one.at),
        "volume_ml": _known(one.volume_ml),
        "volume_low": _known(one.volume_low),
        "volume_high": _known(one.volume_high),
    }


def _row(values: Iterable[float]) -> list[float]:
    return [float(value) for value in values]


def _known(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
