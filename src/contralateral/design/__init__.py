"""From a scan, its plane and its map to a device that a technician can adjust and make.

It proposes; a certified person decides. Geometry only: no codes, no claims.
"""

from contralateral.design.checks import Check
from contralateral.design.examine import Seen, look
from contralateral.design.propose import NOT_CLEARED, STATEMENT, Design, propose
from contralateral.design.recipe import Recipe, read_recipe, written
from contralateral.design.refused import DesignRefused
from contralateral.design.sizes import Size, read_sizes

__all__ = [
    "NOT_CLEARED",
    "STATEMENT",
    "Check",
    "Design",
    "DesignRefused",
    "Recipe",
    "Seen",
    "Size",
    "look",
    "propose",
    "read_recipe",
    "read_sizes",
    "written",
]
