"""Every measure of a region, in one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contralateral.anatomy.measures import face, general, head, hip, trunk
from contralateral.anatomy.measures.affected import affected_side
from contralateral.anatomy.measures.field import neighbours
from contralateral.anatomy.measures.places import Place, places
from contralateral.anatomy.measures.pose import pose
from contralateral.anatomy.measures.sagittal import sagittal
from contralateral.anatomy.measures.value import MeasureStopped
from contralateral.anatomy.nearest import Nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from contralateral.anatomy.deviation import Deviation, PlaneLike
    from contralateral.anatomy.measures.value import Measure, Side
    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.scan import Region
    from contralateral.anatomy.surface import Surface

__all__ = ["Measured", "measure", "measured"]

HEAD_VOLUME = (
    "A head is told by its diagonals: what differs between its sides has no border as a rule. "
    "State the affected side to have the volume of a patch that stands out."
)


@dataclass(frozen=True, slots=True)
class Measured:
    """The measures of a region, and the patches that they rest on."""

    measures: tuple[Measure, ...]
    places: tuple[Place, ...]
    plane: PlaneLike
    """By which the region's own measures were taken: of a head with landmarks, not the one that was found."""


def measure(
    surface: Surface,
    plane: PlaneLike,
    deviation: Deviation,
    region: Region,
    orientation: Orientation | None = None,
    landmarks: Mapping[str, NDArray[np.float64]] | None = None,
    affected: Side | None = None,
    *,
    level_mm: float | None = None,
    nearest: Nearest | None = None,
    seed: int = 0,
) -> tuple[Measure, ...]:
    """Return the measures of a region, each with its interval, as `measured` does, without the patches."""
    return measured(
        surface,
        plane,
        deviation,
        region,
        orientation,
        landmarks,
        affected,
        level_mm=level_mm,
        nearest=nearest,
        seed=seed,
    ).measures


def measured(
    surface: Surface,
    plane: PlaneLike,
    deviation: Deviation,
    region: Region,
    orientation: Orientation | None = None,
    landmarks: Mapping[str, NDArray[np.float64]] | None = None,
    affected: Side | None = None,
    *,
    level_mm: float | None = None,
    nearest: Nearest | None = None,
    reference: bool = False,
    seed: int = 0,
) -> Measured:
    """Return the measures of a region, each with its interval, and the patches one by one.

    `landmarks` are (3,) in mm, in the axes of the file. `level_mm` states the level of a head (above the plane of
    sellion and tragia, or without these the coordinate along up) or of hips (the coordinate along up). `nearest` is
    the surface made ready, where it already is. `reference` says that the plane was found on a part alone, which a
    skew of the vault does not turn. A measure that cannot be had is NaN and its note says why;
    SideUnclear is raised where up or left would have to be guessed: a head, a trunk, hips or a face without an
    orientation, or an affected side where nobody said which is left; MeasureStopped where nothing of the map is known.
    """
    if not deviation.known.any():
        raise MeasureStopped(
            "No place of this scan has a mirror image that was seen: half of a body cannot be measured against itself."
        )
    nearest = nearest or Nearest(surface)
    side = affected_side(surface, plane, deviation, orientation, affected)
    drawn = pose(surface, plane, seed)
    found = general.find(surface, plane, deviation, nearest, side, seed)
    common = general.measures(surface, found, drawn, side, seed)
    own: tuple[Measure, ...] = ()
    by = plane
    if region == "head":
        edges = neighbours(surface)
        marked = sagittal(surface, plane, landmarks, reference=reference)
        by, spread = (plane, drawn) if marked is None else (marked, pose(surface, marked, seed))
        own = head.measures(surface, by, spread, orientation, landmarks, level_mm, edges, seed)
        if affected is None:
            common = (*general.no_volumes("no side stated", HEAD_VOLUME), *common[-1:])
    elif region == "trunk":
        own = trunk.measures(surface, plane, drawn, nearest, orientation, landmarks)
    elif region == "hip":
        own = hip.measures(surface, plane, deviation, drawn, found.natural, orientation, landmarks, level_mm)
    elif region == "face":
        own = face.measures(surface, plane, deviation, found.lack, drawn, orientation, landmarks)
    return Measured(own + common, places(surface, plane, found, drawn, side, orientation, region), by)
