"""What a proposed device states in a case: its sizes and how the nearest standard sizes miss, for the statement of the
prosthetist, who writes why it is custom made. Nothing here attests that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contralateral.case import Measure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contralateral.guide.measured import Taken

__all__ = ["FACTS", "device_facts"]

#: Fact of a design → the fact of a case, as facts.toml asks for it, and its unit.
FACTS = {
    "volume_ml": ("device_volume_ml", "ml"),
    "mass_g": ("device_mass_g", "g"),
    "width_mm": ("device_width_mm", "mm"),
    "height_mm": ("device_height_mm", "mm"),
    "projection_mm": ("device_projection_mm", "mm"),
    "thickness_greatest_mm": ("device_thickness_mm", "mm"),
}
#: Of the nearest standard size, where sizes were given.
_MISFIT = {
    "gap_mm": ("standard_size_gap_mm", "mm"),
    "gap_ml": ("standard_size_gap_ml", "ml"),
    "overlap_mm": ("standard_size_overlap_mm", "mm"),
    "overlap_ml": ("standard_size_overlap_ml", "ml"),
}


def device_facts(
    facts: Mapping[str, Any], *, kind: str, sha256: str, version: str, taken: Taken
) -> tuple[Measure, ...]:
    """Return what a design states in a case; what is unknown is no fact.

    Args:
        facts: of the design, by name.
        kind: augment, pad, remold or cover.
        sha256: of the scan that it was designed on.
        version: of the program.
        taken: when and by whom.
    """
    method = f"proposed device ({kind}) of {facts['material']}"
    rows = [(FACTS[name], facts.get(name), method) for name in FACTS]
    for size in (facts.get("nearest_sizes") or [])[:1]:
        against = f"nearest of the standard sizes given ({size['name']}) against the {method}"
        rows += [(_MISFIT[name], size[name], against) for name in _MISFIT]
    return tuple(
        Measure(
            fact=fact,
            value=float(value),
            unit=unit,
            method=how,
            version=version,
            scan=sha256 or None,
            date=taken.on,
            role=taken.role,
            by=taken.by,
            line=taken.line,
        )
        for (fact, unit), value, how in rows
        if value is not None
    )
