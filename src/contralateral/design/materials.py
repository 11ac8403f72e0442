"""What devices are made of, and how."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from contralateral.errors import NameUnknown

__all__ = ["PROCESSES", "TISSUE_G_ML", "Material", "Process", "material"]

TISSUE_G_ML = (0.92, 1.06)
"""Breast tissue lies between fat (0.92) and gland (1.06 g/ml); ICRU Report 44 gives adipose 0.95 and breast 1.02."""


@dataclass(frozen=True, slots=True)
class Process:
    """How a device is made."""

    name: str
    overhang_deg: float
    """Steepest overhang from the vertical that is made without support; 90: any."""
    support_share: float
    """Share of the surface that may need support before the check fails."""
    tolerance_mm: float
    """What the process keeps to, about: for the sheet."""
    hint: str


PROCESSES = {
    "cast": Process(
        "cast in a mold", 90.0, 1.0, 0.5, "Cut the mold from this solid; mind draft and vents of the mold."
    ),
    "milled": Process("milled", 90.0, 1.0, 0.3, "Undercuts need a second setting; leave tabs at the rim."),
    "filament": Process(
        "printed by filament",
        45.0,
        0.25,
        0.4,
        "Print in the direction named; dense skin, gyroid core, slow rim.",
    ),
    "powder": Process(
        "sintered from powder", 90.0, 1.0, 0.3, "No support; a hollow needs a vent for the powder."
    ),
    "light": Process(
        "printed by light",
        60.0,
        0.35,
        0.15,
        "Support on the side away from the skin; a hollow needs a vent to drain.",
    ),
}


@dataclass(frozen=True, slots=True)
class Material:
    """A material of the shipped table, or with a density that a person stated."""

    key: str
    name: str
    density_g_ml: float
    process: Process


def material(key: str, *, density_g_ml: float | None = None, process: str | None = None) -> Material:
    """Return the material of that name. Raises NameUnknown."""
    table = tomllib.loads(files(__package__).joinpath("materials.toml").read_text(encoding="utf-8"))
    if key not in table:
        raise NameUnknown("material", key, table, "Shipped are " + ", ".join(sorted(table)) + ".")
    row = table[key]
    way = process or row["process"]
    if way not in PROCESSES:
        raise NameUnknown("process", way, PROCESSES, "Known are " + ", ".join(sorted(PROCESSES)) + ".")
    return Material(key, row["name"], density_g_ml or row["density"], PROCESSES[way])
