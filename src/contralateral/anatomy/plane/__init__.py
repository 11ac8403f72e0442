"""The plane of symmetry of a surface, found without landmarks, with its uncertainty and its runners-up."""

from contralateral.anatomy.plane.find import find_plane
from contralateral.anatomy.plane.value import Alternative, Plane, oriented, reflect

__all__ = ["Alternative", "Plane", "find_plane", "oriented", "reflect"]
