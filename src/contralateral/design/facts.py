"""What a design is, in numbers: for the sheet, for JSON, and as evidence in a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.design.checks import overhang
from contralateral.design.materials import TISSUE_G_ML
from contralateral.design.sizes import misfits
from contralateral.design.solid import BACK, FRONT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.design.checks import Check
    from contralateral.design.examine import Seen
    from contralateral.design.materials import Material
    from contralateral.design.recipe import Recipe
    from contralateral.design.sizes import Misfit, Size
    from contralateral.design.solid import Solid
    from contralateral.design.thickness import Thickness

__all__ = ["facts_of", "patient_axes"]


def facts_of(
    recipe: Recipe,
    solid: Solid,
    seen: Seen,
    material: Material,
    checks: tuple[Check, ...],
    thick: Thickness,
    sizes: tuple[Size, ...],
    more: dict[str, Any],
) -> dict[str, Any]:
    """Return the facts by name: numbers rounded to what they can bear, words, and lists of these."""
    by_name = {check.name: check for check in checks}
    axes = patient_axes(solid, seen, recipe.kind)
    local = solid.vertices @ axes
    width, height, depth = np.ptp(local, axis=0)
    rim = np.abs(solid.border_mm) < 2.0
    base = float(local[rim, 2].mean()) if rim.any() else float(local[:, 2].min())
    volume = solid.volume_mm3 / 1000.0
    _, way = overhang(solid, material.process.overhang_deg)
    facts: dict[str, Any] = {
        "volume_ml": _r(volume, 1),
        "mass_g": _r(volume * material.density_g_ml, 1),
        "material": material.name,
        "density_g_ml": material.density_g_ml,
        "genus": int(by_name["genus"].value or 0),
        "min_wall_mm": _r(thick.wall_mm, 2),
        "edge_mm": _r(thick.edge_mm, 2),
        "thickness_greatest_mm": _r(thick.greatest_mm, 1),
        "width_mm": _r(float(width), 1),
        "height_mm": _r(float(height), 1),
        "depth_mm": _r(float(depth), 1),
        "projection_mm": _r(float(local[:, 2].max()) - base, 1),
        "surface_cm2": _r(solid.area_mm2 / 100.0, 1),
        "build_direction": [_r(float(v), 3) for v in way],
        "affected": recipe.affected,
        "vertices": len(solid.vertices),
        "faces": len(solid.faces),
    }
    facts |= {key: _r(value, 2) if isinstance(value, float) else value for key, value in more.items()}
    if recipe.kind == "augment":
        lost = more["space_ml"]
        facts["tissue_mass_g"] = [_r(lost * density, 0) for density in TISSUE_G_ML]
    if sizes and (solid.part == FRONT).any() and (solid.part == BACK).any():
        found = misfits(solid, axes, sizes)
        facts["nearest_sizes"] = [_size(misfit) for misfit in found]
        facts["why_custom"] = _why(found, facts["volume_ml"])
    return facts


def patient_axes(solid: Solid, seen: Seen, kind: str) -> NDArray[np.float64]:
    """Return (3, 3) columns: across (towards the patient's left), upward, away from the body, at the device."""
    from contralateral.anatomy.surface import normals_and_areas

    if kind in ("remold", "cover"):  # what goes all round is seen as the patient stands
        return np.column_stack([seen.orientation.left, seen.orientation.up, seen.orientation.front])
    normals, areas = normals_and_areas(solid.vertices, solid.faces)
    back = solid.part == BACK
    away = (
        -np.average(normals[back], axis=0, weights=areas[back] + 1e-9)
        if back.any()
        else seen.orientation.front
    )
    size = float(np.linalg.norm(away))
    away = away / size if size > 0.2 else seen.orientation.front
    up = seen.orientation.up - (seen.orientation.up @ away) * away
    if np.linalg.norm(up) < 0.1:
        up = seen.orientation.front - (seen.orientation.front @ away) * away
    up = up / np.linalg.norm(up)
    return np.column_stack([np.cross(up, away), up, away])


def _size(misfit: Misfit) -> dict[str, Any]:
    size = misfit.size
    return {
        "name": size.name,
        "width_mm": size.width_mm,
        "height_mm": size.height_mm,
        "projection_mm": size.projection_mm,
        "gap_ml": _r(misfit.gap_ml, 1),
        "overlap_ml": _r(misfit.overlap_ml, 1),
        "gap_mm": _r(misfit.gap_mm, 1),
        "overlap_mm": _r(misfit.overlap_mm, 1),
    }


def _why(found: tuple[Misfit, ...], volume_ml: float) -> str:
    best = found[0]
    how = (
        "Sizes are compared as half ellipsoids by their outer dimensions."
        if best.size.shape is None
        else "It is compared by its own shape."
    )
    share = 100.0 * (best.gap_ml + best.overlap_ml) / max(volume_ml, 1e-9)
    return (
        f"The nearest of the sizes given, {best.size.name}, leaves gaps of up to {best.gap_mm:.0f} mm "
        f"({best.gap_ml:.0f} ml) and stands out by up to {best.overlap_mm:.0f} mm ({best.overlap_ml:.0f} ml): "
        f"{share:.0f} % of the volume wanted. {how}"
    )


def _r(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)
