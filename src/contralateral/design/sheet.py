"""The fabrication sheet: what the technician reads beside the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contralateral.design.checks import Check
    from contralateral.design.propose import Design

__all__ = ["check_line", "sheet"]


def check_line(check: Check) -> str:
    """Return a check in one line: what was measured, what is asked, and whether it holds.

    >>> from contralateral.design.checks import Check
    >>> check_line(Check("min_wall", 1.623, 1.5, "mm", True, "away from the border"))
    'ok      min wall: 1.62 mm (limit 1.5), away from the border'
    """
    word = {True: "ok", False: "FAILED", None: "-"}[check.passed]
    value = "not known" if check.value is None else f"{check.value:.4g} {check.unit}".strip()
    value = (
        f"{check.value:.2f} {check.unit}"
        if check.value is not None and check.unit.startswith("mm")
        else value
    )
    limit = "" if check.limit is None else f" (limit {check.limit:g})"
    note = f", {check.note}" if check.note else ""
    return f"{word:<7} {check.name.replace('_', ' ')}: {value}{limit}{note}"


def sheet(design: Design, files: tuple[str, ...], *, draft: bool) -> str:
    """Return the sheet as Markdown."""
    facts, recipe, process = design.facts, design.recipe, design.material.process
    lines = ["# Fabrication sheet" + (": DRAFT, a check failed" if draft else ""), ""]
    lines += [f"**{words}**" for words in design.statements]
    lines += ["", f"- Device: {recipe.kind}, region {recipe.region}, side {recipe.affected or 'not stated'}"]
    lines += [
        f"- Scan: sha256 {recipe.scan_sha256}, unit {recipe.scan_units}; lengths here in mm, axes of the scan"
    ]
    lines += [f"- Files: {', '.join(files)}", "", "## Material and making", ""]
    lines += [
        f"- {design.material.name}; density {design.material.density_g_ml:g} g/ml"
        + ("" if recipe.density_g_ml else " (typical: weigh your batch)"),
        f"- Volume {facts['volume_ml']} ml, mass {facts['mass_g']} g",
    ]
    if recipe.hardness:
        lines.append(f"- Hardness: {recipe.hardness}")
    if facts.get("tissue_mass_g"):
        low, high = facts["tissue_mass_g"]
        lines.append(f"- The same space of tissue would weigh {low:.0f} to {high:.0f} g (fat to gland)")
    way = ", ".join(f"{v:g}" for v in facts["build_direction"])
    lines += [
        f"- {process.name}: {process.hint}",
        f"- Build upwards along ({way}); tolerance about ±{process.tolerance_mm:g} mm",
        "",
        "## Dimensions",
        "",
        f"- Width {facts['width_mm']} mm, height {facts['height_mm']} mm, depth {facts['depth_mm']} mm, "
        f"projection over the rim {facts['projection_mm']} mm",
        f"- Least wall {facts['min_wall_mm']} mm, edge {facts['edge_mm']} mm, thickest "
        f"{facts['thickness_greatest_mm']} mm",
    ]
    for key, words in (
        ("trim_raised_mm", "Trim line raised above the ears, mm"),
        ("growth_allowance_mm", "Growth allowance (radius)"),
        ("contact_share", "Share of the inner face in contact"),
        ("relief_greatest_mm", "Greatest relief"),
        ("prescribed_mm", "Prescribed thickness"),
    ):
        if facts.get(key) is not None:
            lines.append(f"- {words}: {facts[key]}")
    lines += ["", "## Checks", "", *(f"- {check_line(check)}" for check in design.checks)]
    if facts.get("nearest_sizes"):
        lines += ["", "## Standard sizes", "", facts["why_custom"], ""]
        lines += ["| size | gap ml | gap mm | overlap ml | overlap mm |", "|---|---|---|---|---|"]
        lines += [
            f"| {s['name']} | {s['gap_ml']} | {s['gap_mm']} | {s['overlap_ml']} | {s['overlap_mm']} |"
            for s in facts["nearest_sizes"]
        ]
    if design.warnings:
        lines += ["", "## To know", "", *(f"- {words}" for words in design.warnings)]
    return "\n".join(lines) + "\n"
