"""The recipe: everything a design follows from, as TOML beside the scan's hash. To undo is to take a line out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal

from contralateral.errors import FileUnreadable, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EDITS", "Kind", "Recipe", "read_recipe", "written"]

Kind = Literal["augment", "pad", "remold", "cover"]
VERSION = 1

EDITS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "push": (("at", "radius_mm", "by_mm"), ()),
    "pull": (("at", "radius_mm", "by_mm"), ()),
    "smooth": (("at", "radius_mm"), ("rounds",)),
    "blend": (("at", "radius_mm", "to_mm"), ()),
    "offset": (("by_mm",), ()),
    "trim_plane": (("point", "normal"), ()),
    "trim_curve": (("points",), ()),
    "split": (("point", "normal"), ("gap_mm",)),
    "slot": (("at", "length_mm", "width_mm"), ("along",)),
    "vent": (("at", "diameter_mm"), ()),
    "emboss": (("text", "at"), ("height_mm", "depth_mm", "along")),
}
"""What may be done to a solid: the keys each edit must have, and those it may."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One design. Lengths in mm, axes of the scan; None is unsaid."""

    kind: Kind
    scan_sha256: str = ""
    scan_units: str = "mm"
    template_sha256: str = ""
    """Of the shape that is wished for, where one was given in place of the mirror image."""
    region: str = "chest"
    up: tuple[float, ...] | None = None
    front: tuple[float, ...] | None = None
    affected: str | None = None
    plane: tuple[float, ...] | None = None
    """Normal and offset of the plane of symmetry that was used."""
    material: str = "silicone"
    density_g_ml: float | None = None
    process: str | None = None
    clearance_mm: float = 0.5
    wall_mm: float = 1.5
    edge_mm: float = 0.4
    feather_mm: float = 10.0
    step_mm: float | None = None
    hollow_mm: float | None = None
    vents: int = 0
    vent_mm: float = 4.0
    at: tuple[float, ...] | None = None
    radius_mm: float | None = None
    painted: bool = False
    thickness_mm: float | None = None
    taper_mm: float | None = None
    flat: bool = False
    hardness: str | None = None
    age_months: float | None = None
    weeks: float = 12.0
    trim_front_mm: float | None = None
    trim_back_mm: float | None = None
    low_mm: float | None = None
    high_mm: float | None = None
    edits: tuple[dict[str, Any], ...] = field(default=())


def written(recipe: Recipe) -> str:
    """Return the recipe as TOML: what is unsaid is left out, the order is fixed."""
    lines = [
        "# A design as contralateral made it: change it and run `contra design --recipe FILE SCAN`.",
        "# It is a proposal: a certified prosthetist or orthotist decides before anything is made.",
        f"version = {VERSION}",
    ]
    for one in fields(Recipe):
        value = getattr(recipe, one.name)
        if one.name != "edits" and value is not None:
            lines.append(f"{one.name} = {_toml(value)}")
    for edit in recipe.edits:
        lines += ["", "[[edit]]", *(f"{key} = {_toml(value)}" for key, value in edit.items())]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = "".join(
            f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else "\\" + c if c in '"\\' else c
            for c in value
        )
        return f'"{escaped}"'
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    return repr(float(value)) if isinstance(value, float) else repr(value)


def read_recipe(path: str, content: bytes) -> Recipe:
    """Read a recipe. Raises FileUnreadable with the key at fault: unknown keys are never passed over."""
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise FileUnreadable(path, f"this is no TOML ({fault}).", "Mend it, or design anew.") from None
    if table.pop("version", None) != VERSION:
        raise FileUnreadable(path, f"it does not say version = {VERSION}.", "`contra design` writes recipes.")
    edits = table.pop("edit", [])
    known = {one.name: one for one in fields(Recipe) if one.name != "edits"}
    for key, value in table.items():
        if key not in known:
            raise FileUnreadable(path, f"a recipe has no '{key}'.{nearest(key, known)}", "", place=key)
        _typed(path, key, value, str(known[key].type))
    if table.get("kind") not in ("augment", "pad", "remold", "cover"):
        raise FileUnreadable(path, "kind is augment, pad, remold or cover.", "Say which.", place="kind")
    if not isinstance(edits, list):
        raise FileUnreadable(path, "edits are written as [[edit]].", "Write it so.", place="edit")
    for number, edit in enumerate(edits, 1):
        _edit(path, f"edit {number}", edit)
    table = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    return replace(Recipe(kind=table["kind"]), **table, edits=tuple(edits))


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e6


def _typed(path: str, key: str, value: object, kind: str) -> None:
    if "tuple" in kind:
        right = isinstance(value, list) and len(value) in (3, 4) and all(_number(v) for v in value)
    elif "bool" in kind:
        right = isinstance(value, bool)
    elif "float" in kind or "int" in kind:
        right = _number(value) and ("float" in kind or isinstance(value, int))
    else:
        right = isinstance(value, str)
    if not right:
        wanted = (
            "three numbers"
            if "tuple" in kind
            else "a number"
            if "float" in kind or "int" in kind
            else "a word"
        )
        raise FileUnreadable(path, f"{key} wants {wanted}.", "Mend it.", place=key)


def _edit(path: str, place: str, edit: Any) -> None:
    name = str(edit.get("do")) if isinstance(edit, dict) else ""
    if name not in EDITS:
        listed = ", ".join(EDITS)
        raise FileUnreadable(
            path, f"an edit does one of {listed}.{nearest(str(name), EDITS)}", "", place=place
        )
    needed, allowed = EDITS[name]
    for key in needed:
        if key not in edit:
            raise FileUnreadable(
                path, f"'{name}' needs {', '.join(needed)}; {key} is missing.", "", place=place
            )
    for key, value in edit.items():
        if key not in (*needed, *allowed, "do"):
            raise FileUnreadable(
                path, f"'{name}' takes no '{key}'.{nearest(key, needed + allowed)}", "", place=place
            )
        if key in ("at", "point", "normal", "along"):
            right = isinstance(value, list) and len(value) == 3 and all(_number(v) for v in value)
        elif key == "points":
            right = (
                isinstance(value, list)
                and len(value) >= 3
                and all(isinstance(p, list) and len(p) == 3 and all(_number(v) for v in p) for p in value)
            )
        elif key in ("do", "text"):
            right = isinstance(value, str) and 0 < len(value) <= 24
        else:
            right = _number(value) and (key == "by_mm" or value > 0)
        if not right:
            raise FileUnreadable(path, f"'{name}': {key} cannot be {value!r}.", "Mend it.", place=place)
