"""One scan from its file to its measures: the order in which the rooms' pieces work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from contralateral.anatomy.deviation import Deviation
    from contralateral.anatomy.measures import Measure
    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.plane import Plane
    from contralateral.anatomy.scan import Region, Scan
    from contralateral.anatomy.surface import Surface

__all__ = ["Examination", "Side"]

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Examination:
    """What one scan was found to say, and what that rests on."""

    scan: Scan
    surface: Surface
    orientation: Orientation
    plane: Plane
    deviation: Deviation
    measures: tuple[Measure, ...]
    region: Region
    affected: Side | None
    warnings: tuple[str, ...]
