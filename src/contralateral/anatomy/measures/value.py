"""One measured number with everything that a reader must know of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from contralateral.errors import ContralateralError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["VERSION", "Measure", "MeasureStopped", "Side", "around", "between", "positive", "unknown"]

Side = Literal["left", "right"]

VERSION = "3"
"""Of the definitions in docs/measures.md. A change that moves numbers counts it up."""

SIGMA_95 = 1.96


class MeasureStopped(ContralateralError):
    """Nothing can be measured as asked: give what is named, or ask for another region."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A value with its unit, its 95 % interval and how it was had. NaN is unknown, and the note says why."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    method: str
    version: str
    region: str
    """The region or the landmarks it rests on."""
    note: str = ""

    @property
    def known(self) -> bool:
        """Whether there is a value at all."""
        return math.isfinite(self.value)


def around(
    name: str,
    value: float,
    sd: float,
    unit: str,
    method: str,
    region: str,
    note: str = "",
    *,
    floor: float = -math.inf,
) -> Measure:
    """Return a measure whose error is taken as normal, with standard deviation `sd`; not below `floor`."""
    low, high = value - SIGMA_95 * sd, value + SIGMA_95 * sd
    return Measure(
        name, float(value), unit, float(max(low, floor)), float(high), method, VERSION, region, note
    )


def between(
    name: str, value: float, draws: NDArray[np.float64], unit: str, method: str, region: str, note: str = ""
) -> Measure:
    """Return a measure with the middle 95 % of what it came to when the scan was drawn again.

    The draws spread about a scan that is itself one draw: their spread is laid around the value, not their middle.
    """
    good = draws[np.isfinite(draws)]
    if not math.isfinite(value) or len(good) < len(draws) / 2:
        return unknown(name, unit, method, region, note)
    low, high = np.quantile(good, [0.025, 0.975])
    reach = max(high - value, value - low, (high - low) / 2.0)
    return Measure(
        name, float(value), unit, float(value - reach), float(value + reach), method, VERSION, region, note
    )


def unknown(name: str, unit: str, method: str, region: str, note: str) -> Measure:
    """Return a measure that could not be had: NaN, never zero."""
    return Measure(name, math.nan, unit, math.nan, math.nan, method, VERSION, region, note)


def positive(measure: Measure) -> Measure:
    """Return a measure that cannot be below zero with an interval that is not either."""
    return replace(measure, low=max(measure.low, 0.0)) if measure.known else measure
