"""The four kinds: from a recipe and what was seen to a solid, what it is held to, and what else is known of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.design.augment import augmentation
from contralateral.design.carve import Wall, carve
from contralateral.design.checks import Asked
from contralateral.design.cover import covering
from contralateral.design.examine import lacking
from contralateral.design.hollow import hollowed
from contralateral.design.pad import by_map, by_number, padding
from contralateral.design.patch import GROWN_MM, Patch, around, from_map, painted
from contralateral.design.refused import DesignRefused
from contralateral.design.remold import growth_mm, remolding, trims_mm
from contralateral.design.shell import made
from contralateral.design.space import space_mm3

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from contralateral.anatomy.surface import Surface
    from contralateral.design.carve import Carving
    from contralateral.design.examine import Seen
    from contralateral.design.recipe import Recipe
    from contralateral.design.solid import Solid

    Made = tuple[Recipe, Solid, Asked, dict[str, Any]]
    Scans = tuple[Surface, Surface]  # as it is; thinned no more than keeps detail
    Maker = Callable[[Recipe, Seen, Scans], Made]

__all__ = ["MAKERS"]

NOISE_MM = 0.12
"""What the roughness of a scan adds to the thickness of a lip at 95 of 100 places."""

NATURAL_MM = 1.2
"""What healthy sides differ by: a patch that began below it would run out over sound skin."""

FINEST_MM, COARSEST_MM = 0.9, 2.0
"""Of the grid: below, a chest takes a minute; above, a rim shows steps."""


def _step(recipe: Recipe, area_mm2: float) -> float:
    return recipe.step_mm or float(np.clip(round(np.sqrt(area_mm2) / 75.0, 1), FINEST_MM, COARSEST_MM))


def _wall(recipe: Recipe) -> Wall:
    # The scanner's noise under the lip comes on top of what is aimed at.
    edge = max(recipe.edge_mm - NOISE_MM, 0.5 * recipe.edge_mm)
    return Wall(edge, recipe.feather_mm, recipe.wall_mm, max(1.6, 1.5 * (recipe.step_mm or 1.5)))


def _region(recipe: Recipe, seen: Seen) -> Patch | None:
    """Return what a person limited the device to, if so."""
    if recipe.painted:
        return painted(seen.body, _colored(seen))
    if recipe.at is None:
        return None
    if recipe.radius_mm is None:
        raise DesignRefused("--at was given without --radius.", "Give both.")
    return around(seen.body, np.asarray(recipe.at, float), recipe.radius_mm)


def _colored(seen: Seen) -> NDArray[np.bool_]:
    """Return the vertices painted a strong colour: far from the greys and skins around it."""
    colors = seen.body.colors
    if colors is None:
        raise DesignRefused(
            "The scan holds no colours, so nothing on it is painted.", "Give --at and --radius."
        )
    rgb = colors[:, :3].astype(float)
    strong = (rgb.max(axis=1) - rgb.min(axis=1)) > 180.0
    padded = np.zeros(len(seen.body.vertices), bool)
    padded[: len(strong)] = strong
    return padded


def _augment(recipe: Recipe, seen: Seen, scans: Scans) -> Made:
    lack, on_side, side = lacking(seen, recipe.affected)
    limited = _region(recipe, seen)
    least = recipe.clearance_mm + max(recipe.edge_mm, NATURAL_MM)
    patch = from_map(
        seen.body, lack, on_side, from_mm=least, within=None if limited is None else limited.inside
    )
    deepest = float(np.nanmax(np.where(patch.inside, lack, np.nan)))
    if recipe.wall_mm > deepest - recipe.clearance_mm:
        raise DesignRefused(
            f"A wall of {recipe.wall_mm:g} mm is thicker than the space: {deepest - recipe.clearance_mm:.1f} mm at "
            "its deepest.",
            "Lower --wall or --clearance.",
        )
    recipe = replace(recipe, affected=side, step_mm=_step(recipe, patch.area_mm2))
    carving = augmentation(
        seen.body,
        seen.normal,
        seen.offset_mm,
        patch,
        lack,
        clearance_mm=recipe.clearance_mm,
        wall=_wall(recipe),
        step_mm=recipe.step_mm or 1.5,
        scans=scans,
        template=seen.template,
        limited=limited is not None,
    )
    solid = carve(carving)
    # Around the one piece that was carved: an arm by the side has spaces of its own.
    low, high = solid.vertices.min(axis=0) - 4.0, solid.vertices.max(axis=0) + 4.0
    space = space_mm3(replace(carving, low=low, high=high), inset_mm=GROWN_MM)
    more: dict[str, Any] = {
        "space_ml": space / 1000.0,
        "deepest_mm": deepest,
        "patch_cm2": patch.area_mm2 / 100.0,
    }
    return recipe, *_core(recipe, solid, carving, space), more


def _core(recipe: Recipe, solid: Solid, carving: Carving, space: float | None) -> tuple[Solid, Asked]:
    asked = Asked(0, 1, recipe.wall_mm, recipe.feather_mm, recipe.edge_mm, recipe.clearance_mm, space)
    if recipe.hollow_mm is None:
        return solid, asked
    solid = hollowed(solid, carving, recipe.hollow_mm, vents=recipe.vents, vent_mm=recipe.vent_mm)
    wall = min(recipe.wall_mm, recipe.hollow_mm)
    vents = recipe.vents
    return solid, replace(
        asked, genus=max(vents - 1, 0), shells=1 if vents else 2, wall_mm=wall, space_mm3=None
    )


def _pad(recipe: Recipe, seen: Seen, _: Scans) -> Made:
    patch = _region(recipe, seen)
    more: dict[str, Any] = {}
    if recipe.thickness_mm is not None:
        if patch is None:
            raise DesignRefused(
                "A prescribed thickness needs a place.", "Give --at and --radius, or --painted."
            )
        taper = recipe.taper_mm or 0.6 * float(patch.border_mm[patch.inside].max())
        recipe = replace(recipe, step_mm=_step(recipe, patch.area_mm2))
        prescribed = recipe.thickness_mm or 0.0
        thick = by_number(patch, prescribed, taper, _wall(recipe))
        if recipe.wall_mm > prescribed:
            raise DesignRefused(
                f"A wall of {recipe.wall_mm:g} mm is thicker than the pad: {prescribed:g} mm.",
                "Lower --wall.",
            )
    else:
        lack, on_side, side = lacking(seen, recipe.affected)
        within = None if patch is None else patch.inside
        least = recipe.clearance_mm + max(recipe.edge_mm, NATURAL_MM)
        patch = from_map(seen.body, lack, on_side, from_mm=least, within=within)
        recipe = replace(recipe, affected=side, step_mm=_step(recipe, patch.area_mm2))
        thick = by_map(seen.body, patch, lack, recipe.clearance_mm, _wall(recipe))
        if recipe.wall_mm > float(thick.max()):
            raise DesignRefused(
                f"A wall of {recipe.wall_mm:g} mm is thicker than the pad that the map asks for: {thick.max():.1f} mm.",
                "Lower --wall, or prescribe --thickness.",
            )
    carving = padding(
        seen.body,
        patch,
        thick,
        clearance_mm=recipe.clearance_mm,
        wall=_wall(recipe),
        step_mm=recipe.step_mm or 1.5,
        flat=recipe.flat,
    )
    more |= {"prescribed_mm": recipe.thickness_mm, "patch_cm2": patch.area_mm2 / 100.0}
    return recipe, *_core(recipe, carve(carving), carving, None), more


def _remold(recipe: Recipe, seen: Seen, _: Scans) -> Made:
    if recipe.age_months is None:
        raise DesignRefused(
            "A remolding shell leaves room for growth, which goes by age.", "Give --age in months."
        )
    grows = growth_mm(recipe.age_months, recipe.weeks)
    front_mm, back_mm = trims_mm(seen.body, seen.orientation.up, seen.orientation.front)
    front_mm = front_mm if recipe.trim_front_mm is None else recipe.trim_front_mm
    back_mm = back_mm if recipe.trim_back_mm is None else recipe.trim_back_mm
    recipe = replace(recipe, trim_front_mm=front_mm, trim_back_mm=back_mm)
    recipe = replace(recipe, step_mm=recipe.step_mm or min(2.0, recipe.wall_mm / 2.0))
    shell, head, raised = remolding(
        seen.body,
        seen.normal,
        seen.offset_mm,
        seen.orientation.up,
        seen.orientation.front,
        contact_mm=recipe.clearance_mm,
        growth_mm=grows,
        wall_mm=recipe.wall_mm,
        trim_front_mm=front_mm,
        trim_back_mm=back_mm,
        step_mm=recipe.step_mm or 2.0,
    )
    solid = made(shell)
    inner = solid.vertices[solid.part == 0]
    gap = head.ask(inner).mm
    contact = gap < recipe.clearance_mm + 0.5
    more = {
        "growth_allowance_mm": grows,
        "trim_raised_mm": raised,
        "contact_share": float(contact.mean()),
        "relief_greatest_mm": float(gap.max()),
    }
    asked = Asked(0, 1, recipe.wall_mm, 2.0 * recipe.wall_mm, None, recipe.clearance_mm, None)
    return recipe, solid, asked, more


def _cover(recipe: Recipe, seen: Seen, _: Scans) -> Made:
    recipe = replace(recipe, step_mm=recipe.step_mm or min(2.0, recipe.wall_mm / 2.0))
    shell, _limb = covering(
        seen.body,
        seen.normal,
        seen.offset_mm,
        seen.orientation.up,
        wall_mm=recipe.wall_mm,
        low_mm=recipe.low_mm,
        high_mm=recipe.high_mm,
        step_mm=recipe.step_mm or 2.0,
    )
    return recipe, made(shell), Asked(1, 1, recipe.wall_mm, 2.0 * recipe.wall_mm, None, None, None), {}


MAKERS: Mapping[str, Maker] = {"augment": _augment, "pad": _pad, "remold": _remold, "cover": _cover}
