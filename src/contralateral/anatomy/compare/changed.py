"""From two maps, with growth and without, to what is told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.anatomy.compare.laid import noise
from contralateral.anatomy.compare.regions import MOST, changes, level, parts, patches
from contralateral.anatomy.compare.sizes import sizes
from contralateral.anatomy.compare.value import Comparison

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from contralateral.anatomy.compare.fit import Fit
    from contralateral.anatomy.compare.laid import Laid
    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.plane import Plane
    from contralateral.anatomy.surface import Surface

__all__ = ["told"]

_FEW = 0.8
"""Support below which it is said how little there is; scans of one body had 0.97 and more, of others up to 0.67."""
_SMOOTHED = 1e-4
"""Of every length: what taking the noise off the older surface may add to it or take from it."""


def told(
    older: Surface,
    newer: Surface,
    *,
    maps: Sequence[Laid],
    fits: Sequence[Fit],
    steps: Sequence[NDArray[np.float64]],
    length: float,
    near: Any,
    support: float,
    seen: float,
    tolerance: float,
    orientation: Orientation | None,
    plane: Plane | None,
    sha256: tuple[str, str],
    ambiguous: bool,
    warnings: Sequence[str],
) -> Comparison:
    """Return the comparison; of `maps`, `fits` and `steps` the first is rigid, the second with growth."""
    (still, grown), (rigid, fit) = maps, fits
    noisy = noise(grown.change_mm, near)
    noisy = noisy if np.isfinite(noisy) else tolerance
    named = parts(newer, orientation, plane)
    found = patches(newer, grown, near)
    named |= {f"patch {i}": mask for i, mask in enumerate(found, 1)}
    regions = changes(newer, still, named, steps[0], noisy, level(grown, newer))
    shape = changes(newer, grown, named, steps[1], noisy, level(grown, newer))
    scale = 1.0 / fit.scale
    reach = float(np.hypot(1.96 * float(steps[1][:, 6].std()) / length, _SMOOTHED)) * scale
    said = [*warnings, *_said(regions[0].unknown_mm2, newer, found, scale, reach)]
    if support < _FEW:
        said.append(
            f"Only {support:.0%} of what both scans show lies within {tolerance:.0f} mm once growth is taken out: much "
            "changed its shape, or these are two people."
        )
    return Comparison(
        motion=rigid.back(grown=False),
        angle_ci_deg=float(np.degrees(np.quantile(np.linalg.norm(steps[0][:, :3], axis=1), 0.95) / length)),
        offset_ci_mm=float(np.quantile(np.linalg.norm(steps[0][:, 3:6], axis=1), 0.95)),
        similarity=fit.back(grown=True),
        scale=scale,
        scale_low=scale - reach,
        scale_high=scale + reach,
        rms_mm=_rms(still, newer),
        shape_rms_mm=_rms(grown, newer),
        noise_mm=noisy,
        support=support,
        tolerance_mm=tolerance,
        seen=seen,
        change_mm=still.change_mm,
        shape_mm=grown.change_mm,
        regions=regions,
        shape=shape,
        sizes=sizes(newer, older, still, fit, reach, regions[0], shape[0], orientation),
        ambiguous=ambiguous,
        older_sha256=sha256[0],
        newer_sha256=sha256[1],
        warnings=tuple(said),
    )


def _rms(map_: Laid, surface: Surface) -> float:
    known = map_.known & (surface.areas > 0)
    if not known.any():
        return float("nan")
    return float(np.sqrt(np.average(map_.change_mm[known] ** 2, weights=surface.areas[known])))


def _said(
    unknown: float, newer: Surface, found: Sequence[NDArray[np.bool_]], scale: float, reach: float
) -> list[str]:
    said = []
    total = float(newer.areas.sum())
    if unknown > 0.02 * total:
        said.append(
            f"{unknown / 100:.0f} cm² ({unknown / total:.0%} of the newer scan) were not seen in both: "
            "what changed there is unknown."
        )
    if len(found) == MOST:
        said.append(f"More than {MOST - 1} patches changed; the {MOST} largest are told.")
    if abs(scale - 1.0) <= reach:
        said.append(f"Growth is within its own doubt ({scale - 1:+.2%} ± {reach:.2%}).")
    return said
