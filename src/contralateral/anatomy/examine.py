"""One scan from its file to its measures: the order in which the pieces of this room work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.clean import clean, fill_holes
from contralateral.anatomy.deviation import deviation
from contralateral.anatomy.halves import half_of_body
from contralateral.anatomy.landmarks import far_off, read_landmarks
from contralateral.anatomy.measures import by_level, measured
from contralateral.anatomy.nearest import Nearest
from contralateral.anatomy.orientation import orient
from contralateral.anatomy.parts import part
from contralateral.anatomy.plane import find_plane
from contralateral.anatomy.scan import read_scan
from contralateral.errors import ScanRefused, SideUnclear

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from contralateral.anatomy.deviation import Deviation
    from contralateral.anatomy.figures import Subject
    from contralateral.anatomy.measures import Measure, Place, Side
    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.plane import Plane
    from contralateral.anatomy.scan import Region, Scan
    from contralateral.anatomy.surface import Surface

__all__ = ["LARGEST_FILLED_MM", "Examination", "Told", "examine"]

LARGEST_FILLED_MM = 80.0
"""Mean width of the largest hole that is filled: beyond, a fill would be an opinion of half a breast."""

LEVELS_MM = (-15.0, -10.0, -5.0, 0.0, 5.0, 10.0, 15.0)
"""Levels of a head at which its measures are told beside those at the level taken."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says of a scan; None is unsaid. `landmarks` is a file, `reference` a part as `parts.part` has."""

    region: Region
    units: str | None = None
    up: str | None = None
    front: str | None = None
    convention: str | None = None
    landmarks: Path | None = None
    affected: Side | None = None
    reference: str | None = None
    level_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Examination:
    """What one scan was found to say, and what that rests on."""

    scan: Scan
    surface: Surface
    """With its holes filled and flagged; the first vertices are those of the scan."""
    orientation: Orientation | None
    """None where nobody said it and nothing that was measured needs it."""
    plane: Plane
    deviation: Deviation
    measures: tuple[Measure, ...]
    places: tuple[Place, ...]
    """The patches that differ, one by one."""
    levels: tuple[tuple[float, dict[str, float]], ...]
    """Of a head: what its measures would be at levels beside the one taken, by mm above it."""
    told: Told
    warnings: tuple[str, ...]

    def subject(self) -> Subject:
        """Return what is drawn. Raises SideUnclear where nobody said where up and front are."""
        from contralateral.anatomy.figures import Subject

        if self.orientation is None:
            raise SideUnclear("Figures show the patient's left and right: state --up and --front.")
        return Subject(
            vertices=self.surface.vertices,
            faces=self.surface.faces,
            normals=self.surface.normals,
            distance_mm=self.deviation.distance_mm,
            up=self.orientation.up,
            front=self.orientation.front,
            plane_normal=self.plane.normal,
            plane_offset_mm=self.plane.offset_mm,
            region=self.told.region,
            affected=self.told.affected,
            marks=np.array([one.at for one in self.places]).reshape(-1, 3),
        )


def examine(
    path: Path, told: Told, *, say: Callable[[str], None] = lambda _: None, seed: int = 0
) -> Examination:
    """Read, clean and measure the scan in a file.

    Args:
        path: the scan.
        told: what a person says of it.
        say: gets a word or two on each step as it begins.
        seed: of everything that is drawn by lot: the same scan gives the same numbers.

    Raises:
        ScanRefused: the file cannot be measured.
        SideUnclear: left, front or up is needed and nobody said it.
        MeasureStopped: nothing of the map is known.
        FileUnreadable, NameUnknown: of landmarks, a unit, a convention, a part.
    """
    say("Reading the scan")
    scan = read_scan(path, units=told.units, region=told.region)
    marks = read_landmarks(told.landmarks, scan.units, told.region) if told.landmarks else {}
    orientation = _orientation(told, marks)
    say("Cleaning it")
    surface = clean(scan)
    _whole(surface, orientation, scan.name)
    lost = far_off(marks, surface.vertices)
    say("Finding the plane of symmetry")
    reference = part(surface, told.reference, orientation) if told.reference else None
    left = None if orientation is None else orientation.left
    plane = find_plane(surface, reference=reference, left=left, seed=seed)
    say("Filling holes")
    whole = fill_holes(surface, largest_mm=LARGEST_FILLED_MM)
    say("Mapping the deviation")
    nearest = Nearest(whole)
    mapped = deviation(whole, plane, nearest=nearest)
    say("Measuring")
    found = measured(
        whole,
        plane,
        mapped,
        told.region,
        orientation,
        marks or None,
        told.affected,
        level_mm=told.level_mm,
        nearest=nearest,
        reference=reference is not None,
        seed=seed,
    )
    warnings = (*surface.warnings, *plane.warnings, *_said(whole, orientation, lost))
    said = tuple(dict.fromkeys(warnings))
    levels = (
        by_level(whole, found.plane, orientation, marks or None, told.level_mm, LEVELS_MM)
        if told.region == "head"
        else ()
    )
    return Examination(
        scan, whole, orientation, plane, mapped, found.measures, found.places, levels, told, said
    )


def _whole(surface: Surface, orientation: Orientation | None, name: str) -> None:
    """Refuse one side of a body: without its other side there is nothing to hold it against."""
    half = None if orientation is None else half_of_body(surface, orientation.left)
    if half is not None:
        raise ScanRefused(
            name,
            f"The scan is open over {half.open_mm2 / 100.0:,.0f} cm² towards the patient's {half.missing}: "
            "it holds one side of the body, and there is nothing to mirror.",
            "Scan both sides, or state other axes if these are not the patient's.",
        )


def _orientation(told: Told, marks: Mapping[str, NDArray[np.float64]]) -> Orientation | None:
    """Return the orientation that was told; none where nobody told one and nothing asks for it."""
    if any((told.up, told.front, told.convention, marks)):
        return orient(told.up, told.front, marks or None, told.convention)
    if told.affected or told.region != "chest":
        return orient()  # which says what is lacking
    return None


def _said(surface: Surface, orientation: Orientation | None, lost: Mapping[str, float]) -> list[str]:
    said = []
    if orientation is None:
        said.append(
            "Nobody said where up and front are: no side has a name here, and no figures can be drawn. "
            "State --up and --front."
        )
    filled = [h for h in surface.holes if h.perimeter_mm / np.pi <= LARGEST_FILLED_MM]
    if filled:
        area = sum(h.area_mm2 for h in filled) / 100.0
        said.append(
            f"{len(filled)} hole(s) of {area:.1f} cm² together were filled; what was filled counts as unseen."
        )
    larger = len(surface.holes) - len(filled)
    if larger:
        said.append(f"{larger} hole(s) wider than {LARGEST_FILLED_MM:.0f} mm were left open.")
    said.extend(f"The landmark {name} lies {gap:.0f} mm from the surface." for name, gap in lost.items())
    return said
