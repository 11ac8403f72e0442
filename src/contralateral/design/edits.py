"""Edits that a technician makes: each a line of the recipe, done in its order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.anatomy.surface import normals_and_areas
from contralateral.design import cuts
from contralateral.design.fields import neighbours
from contralateral.design.refused import DesignRefused
from contralateral.design.solid import BACK, CUT, FRONT
from contralateral.design.thickness import across

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from contralateral.design.solid import Solid

__all__ = ["edited", "tunnels"]

FAR_MM = 15.0
"""An edit whose point lies farther than this from the solid was meant for another one."""


def edited(solid: Solid, edits: tuple[dict[str, Any], ...]) -> Solid:
    """Return the solid after the edits. Raises DesignRefused with the number of the edit that cannot be done."""
    for number, edit in enumerate(edits, 1):
        try:
            solid = _EDITS[edit["do"]](solid, edit)
        except DesignRefused as fault:
            raise DesignRefused(f"Edit {number} ({edit['do']}): {fault.fault}", fault.way_out) from None
    return solid


def tunnels(edits: tuple[dict[str, Any], ...]) -> tuple[int, int]:
    """Return how many holes through the solid, and how many further pieces, edits are meant to make."""
    holes = sum(edit["do"] in ("slot", "vent") for edit in edits)
    return holes, sum(edit["do"] == "split" for edit in edits)


def _at(solid: Solid, edit: dict[str, Any], key: str = "at") -> NDArray[np.float64]:
    at = np.asarray(edit[key], float)
    far = float(np.linalg.norm(solid.vertices - at, axis=1).min())
    if key == "at" and far > FAR_MM:
        raise DesignRefused(
            f"The point lies {far:.0f} mm from the device.", "Give a point on it, in the scan's axes."
        )
    return at


def _push(solid: Solid, edit: dict[str, Any]) -> Solid:
    """Move the front by a bell of a radius; `pull` is outwards, `push` inwards. What is left stays as thick as before
    or 0.3 mm at least: the wall is for the checks to judge."""
    by = abs(float(edit["by_mm"])) * (1.0 if edit["do"] == "pull" else -1.0)
    at = _at(solid, edit)
    share = _bell(solid, at, float(edit["radius_mm"]))
    return _moved(solid, by * share)


def _bell(solid: Solid, at: NDArray[np.float64], radius_mm: float) -> NDArray[np.float64]:
    far = np.linalg.norm(solid.vertices - at, axis=1) / radius_mm
    share: NDArray[np.float64] = np.clip(1.0 - far * far, 0.0, 1.0) ** 2 * (solid.part == FRONT)
    if not share.any():
        raise DesignRefused(
            "Nothing of the front lies within the radius.", "Move the point or widen the radius."
        )
    return share


def _moved(solid: Solid, by: NDArray[np.float64]) -> Solid:
    normals, _ = normals_and_areas(solid.vertices, solid.faces)
    thick = across(solid)
    room = np.where(np.isfinite(thick), np.minimum(0.3 - thick, 0.0), 0.0)
    by = np.maximum(by, room)
    return replace(solid, vertices=solid.vertices + by[:, None] * normals)


def _offset(solid: Solid, edit: dict[str, Any]) -> Solid:
    rise = np.clip(solid.border_mm / 10.0, 0.0, 1.0)
    return _moved(solid, float(edit["by_mm"]) * rise * rise * (3 - 2 * rise) * (solid.part == FRONT))


def _smooth(solid: Solid, edit: dict[str, Any]) -> Solid:
    share = _bell(solid, _at(solid, edit), float(edit["radius_mm"]))
    average = neighbours(solid.faces, len(solid.vertices))
    points = solid.vertices
    for _ in range(int(edit.get("rounds", 10))):
        points = points + share[:, None] * 0.5 * (average @ points - points)
    return replace(solid, vertices=points)


def _blend(solid: Solid, edit: dict[str, Any]) -> Solid:
    """Bring the thickness around a point towards `to_mm`, all of it in the middle and nothing at the radius."""
    share = _bell(solid, _at(solid, edit), float(edit["radius_mm"]))
    thick = across(solid)
    wanted = np.where(np.isfinite(thick), float(edit["to_mm"]) - thick, 0.0)
    return _moved(solid, share * wanted)


def _trim_plane(solid: Solid, edit: dict[str, Any]) -> Solid:
    normal = np.asarray(edit["normal"], float)
    if np.linalg.norm(normal) < 1e-6:
        raise DesignRefused("The normal of the plane is zero.", "Give the way that is to be cut off.")
    return cuts.trimmed(solid, _at(solid, edit, "point"), normal)


def _trim_curve(solid: Solid, edit: dict[str, Any]) -> Solid:
    points = np.asarray(edit["points"], float)
    axes = cuts.frame(_outward(solid))
    middle = points.mean(axis=0)
    outline = ((points - middle) @ axes)[:, :2]
    length = 4.0 * float(np.linalg.norm(np.ptp(solid.vertices, axis=0)))
    return cuts.intersected(solid, cuts.prism(outline, middle, axes, length))


def _split(solid: Solid, edit: dict[str, Any]) -> Solid:
    normal = np.asarray(edit["normal"], float)
    axes = cuts.frame(normal)
    size = 2.0 * float(np.linalg.norm(np.ptp(solid.vertices, axis=0)))
    square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], float) * size
    gap = float(edit.get("gap_mm", 0.4))
    return cuts.subtracted(solid, [cuts.prism(square, _at(solid, edit, "point"), axes, gap)])


def _through(solid: Solid, at: NDArray[np.float64]) -> NDArray[np.float64]:
    normals, _ = normals_and_areas(solid.vertices, solid.faces)
    return np.asarray(normals[int(np.linalg.norm(solid.vertices - at, axis=1).argmin())], np.float64)


def _slot(solid: Solid, edit: dict[str, Any]) -> Solid:
    at = _at(solid, edit)
    along = np.asarray(edit["along"], float) if "along" in edit else None
    axes = cuts.frame(_through(solid, at), along)
    half, width = float(edit["length_mm"]) / 2.0, float(edit["width_mm"]) / 2.0
    turn = np.linspace(-np.pi / 2, np.pi / 2, 13)
    end = np.column_stack([np.cos(turn), np.sin(turn)]) * width
    straight = max(half - width, 0.0)
    aside = np.array([straight, 0.0])
    outline = np.concatenate([end + aside, -end - aside])
    return cuts.subtracted(solid, [cuts.prism(outline, at, axes, _reach(solid, at))])


def _vent(solid: Solid, edit: dict[str, Any]) -> Solid:
    at = _at(solid, edit)
    tool = cuts.cylinder(at, _through(solid, at), float(edit["diameter_mm"]) / 2.0, _reach(solid, at))
    return cuts.subtracted(solid, [tool])


def _reach(solid: Solid, at: NDArray[np.float64]) -> float:
    """Return a length that passes through the solid here and not through what lies farther on."""
    thick = across(solid)
    near = np.linalg.norm(solid.vertices - at, axis=1)
    some = np.isfinite(thick) & (near < near.min() + 15.0)
    return 2.0 * (float(thick[some].max()) * 1.5 + 5.0) if some.any() else 40.0


def _emboss(solid: Solid, edit: dict[str, Any]) -> Solid:
    """Cut letters into the surface nearest to the point."""
    at = _at(solid, edit)
    nearest = int(np.linalg.norm(solid.vertices - at, axis=1).argmin())
    along = np.asarray(edit["along"], float) if "along" in edit else None
    axes = cuts.frame(_through(solid, solid.vertices[nearest]), along)
    height, depth = float(edit.get("height_mm", 6.0)), float(edit.get("depth_mm", 0.6))
    return cuts.subtracted(solid, [cuts.letters(edit["text"], solid.vertices[nearest], axes, height, depth)])


def _outward(solid: Solid) -> NDArray[np.float64]:
    normals, areas = normals_and_areas(solid.vertices, solid.faces)
    part = np.isin(solid.part, (FRONT, CUT)) if not (solid.part == BACK).any() else solid.part == BACK
    mean = np.average(normals[part], axis=0, weights=areas[part] + 1e-9)
    size = float(np.linalg.norm(mean))
    return -mean / size if size > 1e-3 else np.array([0.0, 0.0, 1.0])


_EDITS: dict[str, Callable[[Solid, dict[str, Any]], Solid]] = {
    "push": _push,
    "pull": _push,
    "smooth": _smooth,
    "blend": _blend,
    "offset": _offset,
    "trim_plane": _trim_plane,
    "trim_curve": _trim_curve,
    "split": _split,
    "slot": _slot,
    "vent": _vent,
    "emboss": _emboss,
}
