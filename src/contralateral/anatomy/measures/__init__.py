"""Numbers from a deviation map, each with its unit, its 95 % interval and its method."""

from contralateral.anatomy.measures.head import by_level
from contralateral.anatomy.measures.measure import Measured, measure, measured
from contralateral.anatomy.measures.places import Place
from contralateral.anatomy.measures.scales import Scale, scales
from contralateral.anatomy.measures.value import VERSION, Measure, MeasureStopped, Side

__all__ = [
    "VERSION",
    "Measure",
    "MeasureStopped",
    "Measured",
    "Place",
    "Scale",
    "Side",
    "by_level",
    "measure",
    "measured",
    "scales",
]
