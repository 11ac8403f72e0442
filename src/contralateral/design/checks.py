"""The checks that every design goes through, each with what was measured and what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.edges import edges_of
from contralateral.anatomy.surface import normals_and_areas
from contralateral.design.crossing import crossings
from contralateral.design.fields import neighbours
from contralateral.design.solid import BACK, CUT, FRONT, HOLLOW, RIM, shells
from contralateral.design.thickness import Thickness, thickness

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.design.fields import Sheet
    from contralateral.design.materials import Material
    from contralateral.design.solid import Solid

__all__ = ["Asked", "Check", "checked"]

CLEARANCE_SLACK_MM = 0.5
"""How much nearer than asked single spots may come to the skin as it was scanned: a scanner's noise and fairing."""

LEAST_MM3 = 1300.0
"""A difference below this is not counted against a small part: it is what a thin edge takes along a border of 35 cm
(about 4 mm² across). Below 130 ml it is more than one percent."""

CURVATURE_MM = 1.0
"""Smallest radius of the front away from the border: sharper, it is felt through clothing and tears."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check; `passed` None means that it does not apply or could not be known."""

    name: str
    value: float | None
    limit: float | None
    unit: str
    passed: bool | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a design is held to."""

    genus: int
    shells: int
    wall_mm: float
    feather_mm: float
    edge_mm: float | None
    clearance_mm: float | None
    space_mm3: float | None
    """The measured deficit over the patch less clearance; None where the shape is meant to differ."""
    deficit_percent: float = 1.0
    cut_reach_mm: float = 3.0
    """Near letters, slots and vents the wall is meant to be thinner or open: so far around them it is not measured."""


def checked(
    solid: Solid, skin: Sheet | None, asked: Asked, material: Material
) -> tuple[tuple[Check, ...], Thickness]:
    """Return the checks and the thickness of a solid. `skin`: the skin as it was scanned."""
    n = len(solid.vertices)
    edges = edges_of(solid.faces, n)
    count, genus = shells(solid.faces, n)
    open_, bad = len(edges.border), edges.twisted + edges.crowded
    crossing = len(crossings(solid.vertices, solid.faces))
    thick = thickness(solid, asked.feather_mm, asked.cut_reach_mm)
    curved = _curvature(solid, asked.feather_mm)
    share, _ = overhang(solid, material.process.overhang_deg)
    found = [
        Check("watertight", open_, 0, "open edges", open_ == 0),
        Check("manifold", bad, 0, "edges", bad == 0),
        Check(
            "genus",
            genus,
            asked.genus,
            "",
            genus == asked.genus and count == asked.shells,
            f"{count} shell(s)",
        ),
        Check("self_intersection", crossing, 0, "pairs", crossing == 0),
        _least(
            "min_wall", thick.wall_mm, asked.wall_mm, f"farther than {asked.feather_mm:g} mm from the border"
        ),
        _edge(thick.edge_mm, asked.edge_mm),
        Check(
            "overhang",
            100.0 * share,
            100.0 * material.process.support_share,
            "% of the surface",
            share <= material.process.support_share,
            f"{material.process.name}, best of 26 directions",
        ),
        _clearance(solid, skin, asked.clearance_mm),
        _least("curvature_radius", curved, CURVATURE_MM, "of the front, away from the border"),
        _volume(solid.volume_mm3, asked),
        Check("mass", solid.volume_mm3 / 1000.0 * material.density_g_ml, None, "g", None, material.name),
    ]
    return tuple(found), thick


def _least(name: str, value: float | None, limit: float, note: str) -> Check:
    return Check(name, value, limit, "mm", None if value is None else value >= limit, note)


def _edge(value: float | None, limit: float | None) -> Check:
    passed = None if value is None or limit is None else value <= limit + 0.2
    return Check(
        "edge", value, None if limit is None else limit + 0.2, "mm", passed, "thickness at the border, 95 %"
    )


def _clearance(solid: Solid, skin: Sheet | None, limit: float | None) -> Check:
    if skin is None or limit is None:
        return Check("clearance", None, limit, "mm", None, "no skin lies under this shape")
    toward = np.isin(solid.part, (BACK, RIM, CUT))
    far = skin.ask(solid.vertices[toward]).mm
    value = float(np.quantile(far, 0.01)) if len(far) else None
    passed = None if value is None else value >= limit - CLEARANCE_SLACK_MM
    return Check(
        "clearance",
        value,
        limit - CLEARANCE_SLACK_MM,
        "mm",
        passed,
        "to the skin as scanned, thinned if dense, lowest 1 %",
    )


def _volume(volume: float, asked: Asked) -> Check:
    if asked.space_mm3 is None:
        return Check(
            "volume", volume / 1000.0, None, "ml", None, "edited, hollow or prescribed: no deficit to match"
        )
    off = 100.0 * (volume / asked.space_mm3 - 1.0)
    note = f"against {asked.space_mm3 / 1000.0:.1f} ml of space less clearance"
    limit = max(asked.deficit_percent, 100.0 * LEAST_MM3 / asked.space_mm3)
    return Check("volume", off, limit, "% off the deficit", abs(off) <= limit, note)


def _curvature(solid: Solid, feather_mm: float) -> float | None:
    """Return the radius in mm that all but a thousandth of the front stays above, after one step of averaging."""
    away = (solid.part == FRONT) & (solid.border_mm > feather_mm)
    if away.sum() < 10:
        return None
    normals, _ = normals_and_areas(solid.vertices, solid.faces)
    normals = neighbours(solid.faces, len(solid.vertices)) @ normals
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    a, b = solid.faces[:, 0], solid.faces[:, 1]
    both = away[a] & away[b]
    way = np.linalg.norm(solid.vertices[a[both]] - solid.vertices[b[both]], axis=1)
    turn = np.linalg.norm(normals[a[both]] - normals[b[both]], axis=1)
    if not len(way):
        return None
    sharp = float(np.quantile(turn / np.maximum(way, 0.2), 0.999))
    return min(1.0 / max(sharp, 1e-6), 1000.0)


def overhang(solid: Solid, most_deg: float) -> tuple[float, NDArray[np.float64]]:
    """Return the share of the surface steeper than allowed in the best of 26 directions of building, and that one."""
    a, b, c = (solid.vertices[solid.faces[:, k]] for k in range(3))
    cross = np.cross(b - a, c - a)
    size = np.linalg.norm(cross, axis=1)
    ways = np.array(
        [(x, y, z) for x in (-1, 0, 1) for y in (-1, 0, 1) for z in (-1, 0, 1) if x or y or z], float
    )
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    if most_deg >= 90.0:
        return 0.0, ways[-1]
    down = -np.sin(np.radians(most_deg))
    outer = ~(solid.part[solid.faces] == HOLLOW).all(axis=1)
    unit = cross / np.maximum(size, 1e-12)[:, None]
    shares = [float(size[outer & (unit @ way < down)].sum() / size.sum()) for way in ways]
    best = int(np.argmin(np.round(shares, 6)))
    return shares[best], ways[best]
