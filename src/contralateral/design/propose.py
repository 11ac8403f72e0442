"""From a recipe and a scan to a proposed device, its checks and its facts. It proposes; a certified person decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from contralateral.design.checks import Check, checked
from contralateral.design.crossing import untangled
from contralateral.design.edits import edited, tunnels
from contralateral.design.export import rounded
from contralateral.design.facts import facts_of
from contralateral.design.fields import Sheet
from contralateral.design.kinds import MAKERS
from contralateral.design.lighter import lighter
from contralateral.design.materials import material
from contralateral.design.refused import DesignRefused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from contralateral.design.examine import Seen
    from contralateral.design.materials import Material
    from contralateral.design.recipe import Recipe
    from contralateral.design.sizes import Size
    from contralateral.design.solid import Solid

__all__ = ["NOT_CLEARED", "STATEMENT", "Design", "propose"]

STATEMENT = "A proposal by contralateral: a certified prosthetist or orthotist decides before anything is made or worn."
NOT_CLEARED = (
    "Cranial remolding orthoses are regulated devices. This shape is not cleared as a medical device and is not for "
    "fabrication without the maker's own clearance."
)
CUT_MOVE_MM = 0.02
"""What a vertex of a cut may be moved in a round so that rounding leaves no slivers that cross."""


@dataclass(frozen=True, slots=True)
class Design:
    """A proposed device."""

    recipe: Recipe
    solid: Solid
    seen: Seen
    material: Material
    checks: tuple[Check, ...]
    facts: dict[str, Any]
    thickness_mm: NDArray[np.float64]
    """(n,) by vertex of the solid, NaN on rims and cuts."""
    warnings: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether no check failed; what could not be known is no failure and is shown."""
        return all(check.passed is not False for check in self.checks)

    @property
    def statements(self) -> tuple[str, ...]:
        """What has to stand on everything that is handed on."""
        return (STATEMENT, NOT_CLEARED) if self.recipe.kind == "remold" else (STATEMENT,)


def propose(recipe: Recipe, seen: Seen, sizes: tuple[Size, ...] = ()) -> Design:
    """Make the device of a recipe.

    Raises:
        DesignRefused: it cannot be made; the sentence says what to change.
        NameUnknown: a material or process.
    """
    stuff = material(recipe.material, density_g_ml=recipe.density_g_ml, process=recipe.process)
    _sensible(recipe)
    fine = lighter(seen.body, fine=True)
    light = replace(seen, body=lighter(fine))
    recipe, solid, asked, more = MAKERS[recipe.kind](recipe, light, (seen.body, fine))
    solid = untangled(solid, rounded)
    if recipe.edits:
        solid = untangled(edited(solid, recipe.edits), rounded, most_mm=CUT_MOVE_MM)
    holes, pieces = tunnels(recipe.edits)
    if recipe.edits:
        asked = replace(asked, genus=asked.genus + holes, shells=asked.shells + pieces, space_mm3=None)
    skin = None if recipe.kind == "cover" else Sheet(_near(light, solid))
    checks, thick = checked(solid, skin, asked, stuff)
    facts = facts_of(recipe, solid, seen, stuff, checks, thick, sizes, more)
    return Design(
        recipe, solid, seen, stuff, checks, facts, thick.mm, (*seen.warnings, *_to_know(recipe, facts))
    )


def _to_know(recipe: Recipe, facts: dict[str, Any]) -> tuple[str, ...]:
    if recipe.kind != "remold":
        return ()
    said = [
        f"The trim line runs {recipe.trim_front_mm:g} mm (forehead) and {recipe.trim_back_mm:g} mm (back) below the "
        "highest point, as one plane: look at the figures whether eyes and ears are free of the shell."
    ]
    if facts["trim_raised_mm"] > 0:
        said.append(
            f"It was raised by {facts['trim_raised_mm']:.0f} mm, all round, to end above the ears: the shell holds "
            "less of the head than was asked for."
        )
    return tuple(said)


def _near(seen: Seen, solid: Solid) -> Any:
    from contralateral.anatomy.surface import surface
    from contralateral.design.fields import cropped

    low, high = solid.vertices.min(axis=0) - 25.0, solid.vertices.max(axis=0) + 25.0
    inside = ((seen.body.vertices > low) & (seen.body.vertices < high)).all(axis=1)
    vertices, faces, _ = cropped(seen.body, inside)
    return surface(vertices, faces)


def _sensible(recipe: Recipe) -> None:
    for name, low, high in (
        ("clearance_mm", 0.0, 30.0),
        ("wall_mm", 0.4, 20.0),
        ("edge_mm", 0.2, 5.0),
        ("feather_mm", 3.0, 60.0),
        ("step_mm", 0.4, 4.0),
        ("hollow_mm", 0.8, 30.0),
        ("thickness_mm", 1.0, 120.0),
        ("taper_mm", 3.0, 150.0),
        ("radius_mm", 10.0, 300.0),
        ("density_g_ml", 0.01, 25.0),
        ("vents", 0, 12),
        ("vent_mm", 1.0, 20.0),
    ):
        value = getattr(recipe, name)
        if value is not None and not low <= value <= high:
            words = name.replace("_mm", "").replace("_g_ml", "")
            raise DesignRefused(f"{words} is {value:g}; it lies between {low:g} and {high:g}.", "Mend it.")
    if recipe.edge_mm > recipe.wall_mm:
        raise DesignRefused(
            f"The edge ({recipe.edge_mm:g} mm) is thicker than the wall ({recipe.wall_mm:g} mm).",
            "Lower --edge.",
        )
