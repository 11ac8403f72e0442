"""From a scan to a surface that can be measured."""

from contralateral.anatomy.surface import Hole, Surface, surface

__all__ = ["Hole", "Surface", "surface"]
