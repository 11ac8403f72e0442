"""What is written of a design: solid, recipe, sheet, pictures. A draft says so in every name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.design.export import as_3mf, as_stl
from contralateral.design.figures import draw
from contralateral.design.recipe import written
from contralateral.design.refused import DesignRefused
from contralateral.design.sheet import sheet
from contralateral.errors import ContralateralError

if TYPE_CHECKING:
    from pathlib import Path

    from contralateral.design.propose import Design

__all__ = ["write"]

COLORS = {"augment": "#E6C3A5", "pad": "#0072B2", "remold": "#F0F0F0", "cover": "#D9D9D9"}


def write(design: Design, out: Path, *, draft: bool, figures: bool = True) -> tuple[Path, ...]:
    """Write the solid as the ending of `out` says (.3mf or .stl), and its papers beside it.

    Raises:
        DesignRefused: a check failed and no draft was asked for.
        ContralateralError: another ending, or a folder that cannot be written to.
    """
    if out.suffix.lower() not in (".3mf", ".stl"):
        raise ContralateralError(f"{out.name} names no format: end it in .3mf or .stl.")
    failed = [check.name.replace("_", " ") for check in design.checks if check.passed is False]
    if failed and not draft:
        raise DesignRefused(
            f"A check failed ({', '.join(failed)}), so nothing was written.",
            "Change the design, or write it as a draft with --draft.",
        )
    stem = out.stem + ("-DRAFT" if failed else "")
    solid, name = out.with_name(stem + out.suffix), f"{stem}"
    paths = [solid, out.with_name(f"{stem}.recipe.toml"), out.with_name(f"{stem}.sheet.md")]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.suffix.lower() == ".stl":
            content = as_stl(design.solid, name)
        else:
            said = {"Title": name, "Description": " ".join(design.statements), "Application": "contralateral"}
            content = as_3mf(design.solid, name, color=COLORS[design.recipe.kind], said=said)
        solid.write_bytes(content)
        paths[1].write_text(written(design.recipe), "utf-8", newline="\n")
        if figures:
            paths += draw(design, out.parent, stem)
        paths[2].write_text(
            sheet(design, tuple(p.name for p in paths), draft=bool(failed)), "utf-8", newline="\n"
        )
    except OSError as fault:
        raise ContralateralError(f"{out.parent}: it cannot be written to ({fault.strerror}).") from None
    return tuple(paths)
