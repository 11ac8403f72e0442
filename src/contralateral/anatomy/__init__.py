"""From one surface scan to numbers: read, clean, find the plane of symmetry, map the deviation, measure.

Everything is in millimetres, in the axes of the file given: nothing is turned or moved.
"""

from contralateral.anatomy.orientation import Orientation
from contralateral.anatomy.reading import Limits
from contralateral.anatomy.scan import Region, Scan, Units, read_scan
from contralateral.anatomy.surface import Hole, Surface, surface

__all__ = ["Hole", "Limits", "Orientation", "Region", "Scan", "Surface", "Units", "read_scan", "surface"]
