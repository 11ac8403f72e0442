"""What a kind of device starts from, where nobody says otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contralateral.design.recipe import Kind, Recipe

__all__ = ["fresh"]

_STARTS: dict[str, dict[str, Any]] = {
    "augment": {"region": "chest", "scan_units": "", "material": "silicone"},
    "pad": {"region": "hip", "scan_units": "", "material": "eva", "clearance_mm": 0.0},
    "remold": {"region": "head", "scan_units": "", "material": "pp", "clearance_mm": 1.0, "wall_mm": 4.0},
    "cover": {"region": "trunk", "scan_units": "", "material": "tpu", "wall_mm": 3.0},
}


def fresh(kind: str, told: dict[str, Any]) -> Recipe:
    """Return a new recipe of a kind with what was told."""
    names: Kind = kind  # type: ignore[assignment]
    return (
        replace(Recipe(kind=names), **_STARTS[kind])
        if not told
        else replace(Recipe(kind=names), **(_STARTS[kind] | told))
    )
