"""What has changed since an older scan, as a program reads it. The types are part of a published schema."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic wants this one below Python 3.12

__all__ = ["ChangeJson", "ComparedJson", "DifferenceJson", "SizeJson"]


class ChangeJson(TypedDict):
    """A part of the newer scan against the older, + where it reaches farther out or gained; at is where it is most."""

    name: str
    area_mm2: float | None
    unknown_mm2: float | None
    mean_mm: float | None
    mean_low: float | None
    mean_high: float | None
    max_mm: float | None
    at: list[float] | None
    volume_ml: float | None
    volume_low: float | None
    volume_high: float | None


class SizeJson(TypedDict):
    """A size in both scans and its change, with its interval (95 %)."""

    name: str
    unit: str
    older: float | None
    newer: float | None
    change: float | None
    low: float | None
    high: float | None


class DifferenceJson(TypedDict):
    """A measure, newer less older, with its interval (95 %)."""

    name: str
    unit: str
    older: float
    newer: float
    change: float
    low: float
    high: float


class ComparedJson(TypedDict):
    """The scan against an older one, laid over it.

    `motion` (4, 4) takes the older to the newer, `similarity` with even growth too; `scale` is that growth. `regions`
    hold growth and shape together, `shape` what is left after growth was taken out. `seen` is the share that both
    show, `support` the share of that which lies within `tolerance_mm` without growth.
    """

    method: str
    version: str
    older_sha256: str
    newer_sha256: str
    motion: list[list[float]]
    similarity: list[list[float]]
    angle_ci_deg: float | None
    offset_ci_mm: float | None
    scale: float
    scale_low: float
    scale_high: float
    rms_mm: float | None
    shape_rms_mm: float | None
    noise_mm: float | None
    support: float
    tolerance_mm: float
    seen: float
    ambiguous: bool
    sizes: list[SizeJson]
    regions: list[ChangeJson]
    shape: list[ChangeJson]
    measures: list[DifferenceJson]
    warnings: list[str]
