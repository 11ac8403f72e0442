"""Two examinations of one region: what changed between the scans, and what that did to each measure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.anatomy.compare import Comparison, compare
from contralateral.anatomy.parts import part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contralateral.anatomy.examine import Examination
    from contralateral.anatomy.measures import Measure

__all__ = ["Compared", "Difference", "over_time"]


@dataclass(frozen=True, slots=True)
class Difference:
    """How a measure has changed, newer less older, with its 95 % interval."""

    name: str
    unit: str
    older: float
    newer: float
    change: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Compared:
    """What has changed since an older scan."""

    found: Comparison
    differences: tuple[Difference, ...]

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it, with fixed names."""
        names = Difference.__slots__
        rows = [{name: getattr(one, name) for name in names} for one in self.differences]
        return {**self.found.plain(), "measures": rows}


def over_time(newer: Examination, older: Examination, *, seed: int = 0) -> Compared:
    """Compare two examinations of one region, measured alike.

    Where the person named a reference part (skull base, pelvis), that part is taken as the stable one.

    Raises ScansDiffer when too little of one lies on the other.
    """
    reference = newer.told.reference
    stable = part(newer.surface, reference, newer.orientation) if reference else None
    found = compare(
        older.surface,
        newer.surface,
        region=newer.told.region,
        orientation=newer.orientation,
        orientation_older=older.orientation,
        plane_older=older.plane,
        plane_newer=newer.plane,
        stable=None if stable is None else np.asarray(stable, bool),
        sha256=(older.scan.sha256, newer.scan.sha256),
        seed=seed,
    )
    return Compared(found, tuple(_differences(newer.measures, older.measures)))


def _differences(newer: Sequence[Measure], older: Sequence[Measure]) -> Iterator[Difference]:
    """Give the change of each measure that both have; errors of two scans add in squares."""
    before = {m.name: m for m in older}
    for now in newer:
        then = before.get(now.name)
        if then is None or not (now.known and then.known):
            continue
        change = now.value - then.value
        down = math.hypot(now.value - now.low, then.high - then.value)
        up = math.hypot(now.high - now.value, then.value - then.low)
        yield Difference(now.name, now.unit, then.value, now.value, change, change - down, change + up)
