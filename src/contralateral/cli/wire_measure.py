"""What `contra measure` found, as a program reads it. The types are its published schema."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal, cast

from typing_extensions import TypedDict  # pydantic wants this one below Python 3.12

from contralateral import __version__
from contralateral.cli.wire import Tool  # noqa: TC001 the schema is made of it at run time
from contralateral.cli.wire_over_time import ComparedJson  # noqa: TC001 as above

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contralateral.anatomy.examine import Examination
    from contralateral.anatomy.figures import Figure
    from contralateral.anatomy.orientation import Orientation
    from contralateral.anatomy.over_time import Compared

__all__ = ["MeasureAnswer", "measure_as_json", "measure_schema"]


class HoleJson(TypedDict):
    """An opening in what was scanned; its center is in the coordinates of the file, in millimetres."""

    area_mm2: float
    perimeter_mm: float
    center: list[float]


class ScanJson(TypedDict):
    """The scan as it was read. `units_from` says who told its unit: a person, the file, or its size."""

    sha256: str
    units: Literal["mm", "cm", "m", "in"]
    units_from: Literal["stated", "file", "inferred"]
    vertices: int
    faces: int
    holes: list[HoleJson]


class OrientationJson(TypedDict):
    """The patient's directions in the axes of the file, unit vectors, and who told them."""

    up: list[float]
    front: list[float]
    left: list[float]
    how: Literal["stated", "landmarks", "convention"]


class AlternativeJson(TypedDict):
    """Another plane that the surface supports."""

    normal: list[float]
    offset_mm: float
    support: float


class PlaneJson(TypedDict):
    """The plane of symmetry: the points x with normal · x = offset. The normal points to the patient's left.

    `angle_ci_deg` and `offset_ci_mm` hold the truth 95 times in 100; `support` is the share of the surface that lies on
    its own mirror image.
    """

    normal: list[float]
    offset_mm: float
    angle_ci_deg: float | None
    offset_ci_mm: float | None
    support: float
    ambiguous: bool
    alternatives: list[AlternativeJson]


class MeasureJson(TypedDict):
    """A number with its interval (95 %). What is unknown is null, never zero."""

    name: str
    value: float | None
    unit: str
    low: float | None
    high: float | None
    method: str
    version: str
    region: str
    note: str


class PatchJson(TypedDict):
    """A patch that differs from the mirrored other side; its number in the figures is its place in the list.

    `deviation_mm` is at its summit (`at`, in the file's coordinates): + outside the mirrored other side, - inside.
    `side` and `place` are null where nobody said where left, up and front are.
    """

    side: Literal["left", "right"] | None
    place: str | None
    area_cm2: float
    deviation_mm: float
    low: float
    high: float
    at: list[float]


class LevelJson(TypedDict):
    """What the measures of a head would be at another level, so many mm above the one that was taken."""

    step_mm: float
    values: dict[str, float | None]


class FigureJson(TypedDict):
    """A file that was written. What is identifying shows who the patient is."""

    file: str
    title: str
    identifying: bool


class FactJson(TypedDict):
    """A fact that was added to the case."""

    fact: str
    value: float
    unit: str
    low: float | None
    high: float | None


class MeasureAnswer(TypedDict):
    """What `contra measure --format json` prints, in millimetres and in the coordinates of the file given."""

    tool: Tool
    scan: ScanJson
    region: Literal["chest", "head", "trunk", "hip", "face"]
    affected: Literal["left", "right"] | None
    orientation: OrientationJson | None
    plane: PlaneJson
    measures: list[MeasureJson]
    patches: list[PatchJson]
    levels: list[LevelJson]
    compared: ComparedJson | None
    warnings: list[str]
    figures: list[FigureJson]
    facts: list[FactJson]


def measure_schema() -> dict[str, Any]:
    """Return the JSON Schema of the measures."""
    from pydantic import TypeAdapter

    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **TypeAdapter(MeasureAnswer).json_schema(),
    }


def measure_as_json(
    told: Examination,
    *,
    compared: Compared | None = None,
    figures: Sequence[Figure] = (),
    facts: Sequence[FactJson] = (),
    warnings: Sequence[str] = (),
) -> MeasureAnswer:
    """Return what was found as plain values.

    Args:
        told: of one scan.
        compared: with an older one.
        figures: the files that were written.
        facts: what was added to a case.
        warnings: further ones, as of figures that could not be drawn.
    """
    scan, plane = told.scan, told.plane
    return {
        "tool": {"name": "contralateral", "version": __version__},
        "scan": {
            "sha256": scan.sha256,
            "units": scan.units.name,
            "units_from": scan.units.how,
            "vertices": len(scan.vertices),
            "faces": len(scan.faces),
            "holes": [
                {
                    "area_mm2": float(h.area_mm2),
                    "perimeter_mm": float(h.perimeter_mm),
                    "center": _numbers(h.center),
                }
                for h in told.surface.holes
            ],
        },
        "region": told.told.region,
        "affected": told.told.affected,
        "orientation": _orientation(told.orientation),
        "plane": {
            "normal": _numbers(plane.normal),
            "offset_mm": float(plane.offset_mm),
            "angle_ci_deg": _known(plane.angle_ci_deg),
            "offset_ci_mm": _known(plane.offset_ci_mm),
            "support": float(plane.support),
            "ambiguous": bool(plane.ambiguous),
            "alternatives": [
                {"normal": _numbers(a.normal), "offset_mm": float(a.offset_mm), "support": float(a.support)}
                for a in plane.alternatives
            ],
        },
        "measures": [
            {
                "name": m.name,
                "value": _known(m.value),
                "unit": m.unit,
                "low": _known(m.low),
                "high": _known(m.high),
                "method": m.method,
                "version": m.version,
                "region": m.region,
                "note": m.note,
            }
            for m in told.measures
        ],
        "patches": [
            {
                "side": p.side,
                "place": p.place or None,
                "area_cm2": float(p.area_cm2),
                "deviation_mm": float(p.deviation_mm),
                "low": float(p.low),
                "high": float(p.high),
                "at": _numbers(p.at),
            }
            for p in told.places
        ],
        "levels": [
            {"step_mm": step, "values": {name: _known(value) for name, value in row.items()}}
            for step, row in told.levels
        ],
        "compared": None if compared is None else cast("ComparedJson", compared.plain()),
        "warnings": [*told.warnings, *warnings],
        "figures": [{"file": f.path.name, "title": f.title, "identifying": f.identifying} for f in figures],
        "facts": list(facts),
    }


def _orientation(way: Orientation | None) -> OrientationJson | None:
    if way is None:
        return None
    return {
        "up": _numbers(way.up),
        "front": _numbers(way.front),
        "left": _numbers(way.left),
        "how": way.how,
    }


def _numbers(values: Iterable[float]) -> list[float]:
    return [float(v) for v in values]


def _known(value: float) -> float | None:
    """A number, or null where it is unknown: JSON has no other word for it."""
    return float(value) if math.isfinite(value) else None
