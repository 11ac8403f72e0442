"""What the measures of a scan state in a case: which fact each is, how sure, by which method, when and by whom."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contralateral.case import Measure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from contralateral.anatomy.measures import Measure as Measured

__all__ = ["FACTS", "Taken", "facts_of"]

#: Region and measure → the fact of a case, as facts.toml asks for it. A measure that is none of these is no fact.
FACTS = {
    ("chest", "volume_missing"): "breast_volume_missing_ml",
    ("chest", "deviation_max"): "asymmetry_mm",
    ("head", "cva"): "cranial_asymmetry_mm",
    ("head", "cephalic_index"): "cephalic_index_percent",
    ("trunk", "trunk_rotation"): "trunk_rotation_degrees",
    ("trunk", "lateral_shift"): "lateral_shift_mm",
    ("hip", "hip_difference"): "hip_difference_mm",
    ("face", "deviation_max"): "asymmetry_mm",
}
#: Which of the published definitions of the vault's index is written: a case holds one, and its method names it.
_CVAI = "cvai."
_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Taken:
    """When and by whom a scan was taken: what a measure must say to count as evidence."""

    on: date
    role: str
    by: str | None = None
    line: int | None = None
    cvai: str | None = None
    """Which definition of the vault's index the case states; none where left out."""


def facts_of(measures: Sequence[Measured], *, region: str, sha256: str, taken: Taken) -> tuple[Measure, ...]:
    """Return the measures that are facts of a case, as sizes without sign; what is unknown is no fact.

    Args:
        measures: of one scan.
        region: that was scanned.
        sha256: of the scan's file.
        taken: when and by whom.
    """
    names = FACTS | ({(region, f"{_CVAI}{taken.cvai}"): "cvai_percent"} if taken.cvai else {})
    found = []
    for measure in measures:
        fact = names.get((region, measure.name))
        if fact is None or not math.isfinite(measure.value):
            continue
        value, low, high = _size(measure)
        found.append(
            Measure(
                fact=fact,
                value=value,
                unit=measure.unit,
                low=low,
                high=high,
                method=measure.method,
                version=measure.version,
                scan=sha256 or None,
                date=taken.on,
                role=taken.role,
                by=taken.by,
                line=taken.line,
            )
        )
    return tuple(found)


def _size(measure: Measured) -> tuple[float, float | None, float | None]:
    """Return a value and its interval without their sign, the interval rounded outwards so that it stays true."""
    value, ends = abs(measure.value), (measure.low, measure.high)
    if not all(map(math.isfinite, ends)):
        return round(value, _DECIMALS), None, None
    across = ends[0] < 0.0 < ends[1]
    low, high = (0.0 if across else min(map(abs, ends))), max(map(abs, ends))
    step = 10.0**_DECIMALS
    return round(value, _DECIMALS), math.floor(low * step) / step, math.ceil(high * step) / step
