"""From a scan to what a design needs of it: clean skin, the plane, and what the affected side lacks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.clean import clean, fill_holes
from contralateral.anatomy.deviation import REACH_MM
from contralateral.anatomy.landmarks import read_landmarks
from contralateral.anatomy.nearest import Nearest
from contralateral.anatomy.orientation import Orientation, orient
from contralateral.anatomy.plane import Plane, find_plane, oriented
from contralateral.anatomy.scan import read_scan
from contralateral.design.fields import mirrored
from contralateral.design.refused import DesignRefused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from contralateral.anatomy.surface import Surface
    from contralateral.design.recipe import Recipe

__all__ = ["Seen", "lacking", "look"]

FILLED_MM = 80.0
"""As measuring does: a hole wider than this is left open."""

OVER_MM = 15.0
"""How far over the plane the affected side is looked at: a patch may reach it."""

SUPPORT = 0.25
"""Share of the surface that a plane must answer for: with less there is none."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A scan as a design sees it."""

    body: Surface
    orientation: Orientation
    normal: NDArray[np.float64]
    """(3,) of the plane of symmetry, unit, to the patient's left."""
    offset_mm: float
    warnings: tuple[str, ...]
    template: Surface | None = None
    """The shape that is wished for, in place of the mirror image: in the axes of the scan."""


def look(
    path: Path,
    recipe: Recipe,
    landmarks: Path | None = None,
    *,
    template: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> tuple[Recipe, Seen]:
    """Read the scan; return the recipe with what was found in it (hash, unit, axes, plane), and what was seen.

    Raises:
        DesignRefused: no plane, an ambiguous one, another scan than the recipe's.
        ScanRefused, SideUnclear: as measuring does.
    """
    say("Reading the scan")
    scan = read_scan(path, units=recipe.scan_units or None, region=recipe.region)  # type: ignore[arg-type]
    if recipe.scan_sha256 and recipe.scan_sha256 != scan.sha256:
        raise DesignRefused(
            "The recipe was made for another scan: the hashes of the two files differ.",
            "Give that scan, or take scan_sha256 and plane out of the recipe to design anew.",
        )
    marks = read_landmarks(landmarks, scan.units, recipe.region) if landmarks else {}  # type: ignore[arg-type]
    up, front = (None if v is None else ",".join(map(repr, v)) for v in (recipe.up, recipe.front))
    told = orient(up, front, marks or None)
    say("Cleaning it")
    body = clean(scan)
    said = list(body.warnings)
    if recipe.plane is not None:
        normal, offset = np.asarray(recipe.plane[:3], float), float(recipe.plane[3])
        offset, normal = offset / float(np.linalg.norm(normal)), normal / np.linalg.norm(normal)
    elif recipe.kind == "cover" or template is not None:
        normal, offset = told.left, float(body.vertices.mean(axis=0) @ told.left)
    else:
        say("Finding the plane of symmetry")
        plane = _plane(body, told)
        said += plane.warnings
        normal, offset = plane.normal, plane.offset_mm
    holes = [h for h in body.holes if h.perimeter_mm / np.pi <= FILLED_MM]
    if holes:
        body = fill_holes(body, largest_mm=FILLED_MM)
        said.append(f"{len(holes)} hole(s) of the scan were filled; no device is laid over what was filled.")
    found = replace(
        recipe,
        scan_sha256=scan.sha256,
        scan_units=scan.units.name,
        up=tuple(map(float, told.up)),
        front=tuple(map(float, told.front)),
        plane=(*map(float, normal), float(offset)),
    )
    wished = None
    if recipe.template_sha256 and template is None:
        raise DesignRefused("The recipe was made with a template.", "Give it with --template.")
    if template is not None:
        found, wished = _wished(template, found, body)
    return found, Seen(body, told, normal, offset, tuple(said), wished)


def _wished(path: Path, recipe: Recipe, body: Surface) -> tuple[Recipe, Surface]:
    """Read the template: a scan or a mesh in the unit and the axes of the scan, lying where it is wished."""
    if recipe.kind != "augment":
        raise DesignRefused("Only an augmentation is made after a template.", "Leave out --template.")
    # Of all regions the face asks for the least size: a form of a size is as small.
    scan = read_scan(path, units=recipe.scan_units, region="face")
    if recipe.template_sha256 and recipe.template_sha256 != scan.sha256:
        raise DesignRefused(
            "The recipe was made with another template: the hashes of the two files differ.",
            "Give that template, or take template_sha256 out of the recipe.",
        )
    made = clean(scan)
    low, high = body.vertices.min(axis=0), body.vertices.max(axis=0)
    if ((made.vertices < low - REACH_MM) | (made.vertices > high + REACH_MM)).any(axis=1).mean() > 0.5:
        raise DesignRefused(
            "The template does not lie on the scan.",
            "Move it to where it is wished, in the axes of the scan, and save it again.",
        )
    return replace(recipe, template_sha256=scan.sha256), made


def _plane(body: Surface, told: Orientation) -> Plane:
    plane = oriented(find_plane(body, left=told.left), told.left)
    way_out = (
        "State it with --plane NX NY NZ OFFSET (a point x on it has n·x = offset, in mm), or scan wider."
    )
    if plane.ambiguous:
        raise DesignRefused("The plane of symmetry is ambiguous: another one fits the scan as well.", way_out)
    if not np.isfinite(plane.offset_mm) or plane.support < SUPPORT:
        raise DesignRefused(
            f"No plane of symmetry was found: the best answers for {100 * plane.support:.0f} % of the scan.",
            way_out,
        )
    return plane


def lacking(seen: Seen, affected: str | None) -> tuple[NDArray[np.float64], NDArray[np.bool_], str]:
    """Return what each vertex lacks (n,) mm with NaN where unknown, which lie on the affected side, and its name.

    Raises DesignRefused when both sides are affected.
    """
    if affected == "both" and seen.template is None:
        raise DesignRefused(
            "Both sides are affected: there is no sound side, and mirroring is no use.",
            "Give the shape that is wished with --template (a scan before surgery, a form of a size), or design a pad "
            "with --thickness.",
        )
    body = seen.body
    side = body.vertices @ seen.normal - seen.offset_mm
    way = {"left": 1.0, "right": -1.0}.get(affected or "", 0.0)
    wanted = np.flatnonzero(side * way > -OVER_MM)
    points = body.vertices[wanted]
    if seen.template is None:
        found = Nearest(body).ask(mirrored(points, seen.normal, seen.offset_mm))
    else:
        found = Nearest(seen.template).ask(points)
    lack = np.full(len(side), np.nan)
    off = found.open | found.filled | body.filled[wanted] | (np.abs(found.signed_mm) > REACH_MM)
    lack[wanted] = np.where(off, np.nan, -found.signed_mm)
    if affected is None:
        known = np.isfinite(lack)
        left = float(np.clip(lack[known & (side > 0)], 0, None).sum())
        right = float(np.clip(lack[known & (side < 0)], 0, None).sum())
        affected = "left" if left > right else "right"
    if affected == "both" or (seen.template is not None and way == 0.0):
        return lack, np.ones(len(side), bool), affected
    return lack, side > 0 if affected == "left" else side < 0, affected
