"""What the random scenes ask for, kind by kind, and what came of each: one row."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from benchmarks.bodies.scene import Scene, scene
from benchmarks.design.hand import Hand, by_hand
from benchmarks.design.limbs import limb
from benchmarks.design.space import space_ml

from contralateral.anatomy import Orientation, surface
from contralateral.anatomy.fill import fill_holes
from contralateral.design import Design, DesignRefused, Recipe, Seen, propose
from contralateral.design.fields import Sheet, mirrored
from contralateral.design.solid import BACK, FRONT

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ASKED", "Row", "asked", "front_rms", "row_of", "seen"]

CLEARANCE_MM = 0.5
HOLE_MM = 2.0, 4.0
"""Radii of the three holes of a scene: several wider ones under a patch are refused, as they should be."""


@dataclass(slots=True)
class Row:
    """One scene: None where a figure has no meaning for its kind."""

    kind: str
    scene: str
    seconds: float = 0.0
    failed: list[str] = field(default_factory=list)
    closed: bool = False
    genus: bool = False
    wall_mm: float | None = None
    wall_set_mm: float = 0.0
    edge_mm: float | None = None
    rms_mm: float | None = None
    truth_ml: float | None = None
    volume_off: float | None = None
    """Percent, against the truth."""
    hand: Hand | None = None


def seen(one: Scene) -> Seen:
    """Return the scene as a design sees it: its holes filled as `look` does, its plane the true one."""
    truth = one.truth
    told = Orientation(truth.up, truth.front, truth.left, "stated")
    body = fill_holes(surface(one.vertices, one.faces), largest_mm=80.0)
    return Seen(body, told, truth.normal, truth.offset_mm, ())


def front_rms(made: Design) -> float:
    """Of the front behind the feather against the mirrored scan as it is, mm."""
    solid, at = made.solid, made.seen
    points = solid.vertices[(solid.part == FRONT) & (solid.border_mm > made.recipe.feather_mm)]
    off = Sheet(at.body).ask(mirrored(points, at.normal, at.offset_mm)).mm
    return float(np.sqrt((off**2).mean()))


def _augment(seed: int) -> tuple[Recipe, Scene]:
    kind = ("breast_missing", "breast_partial")[seed // 2 % 2]
    one = scene(kind, seed, hole_mm=HOLE_MM)
    return Recipe("augment", affected=one.truth.affected, clearance_mm=CLEARANCE_MM), one


def _pad(seed: int) -> tuple[Recipe, Scene]:
    """On hips with a bulge: as prescribed at the other trochanter, or what the other side lacks, by the map."""
    one = scene("hip_bulge", seed, hole_mm=HOLE_MM)
    other = "left" if one.truth.affected == "right" else "right"
    if seed // 2 % 2:
        return Recipe("pad", region="hip", affected=other, clearance_mm=CLEARANCE_MM, material="eva"), one
    rng = np.random.default_rng(seed)
    at = one.truth.landmarks[f"trochanter_{other}"]
    return Recipe(
        "pad",
        region="hip",
        material="eva",
        at=tuple(map(float, at)),
        radius_mm=float(rng.uniform(45, 65)),
        thickness_mm=float(rng.uniform(6, 14)),
        flat=bool(seed // 4 % 2),
    ), one


def _remold(seed: int) -> tuple[Recipe, Scene]:
    rng = np.random.default_rng(seed)
    return Recipe(
        "remold",
        region="head",
        material="pp",
        clearance_mm=1.0,
        wall_mm=float(rng.uniform(3.0, 5.0)),
        age_months=float(rng.uniform(4, 12)),
    ), scene("plagiocephaly", seed, hole_mm=HOLE_MM)


def _cover(seed: int) -> tuple[Recipe, Scene]:
    rng = np.random.default_rng(seed)
    return Recipe("cover", material="tpu", wall_mm=float(rng.uniform(2.5, 4.0))), limb(seed)


ASKED: dict[str, Callable[[int], tuple[Recipe, Scene]]] = {
    "augment": _augment,
    "pad": _pad,
    "remold": _remold,
    "cover": _cover,
}


def asked(count: int) -> list[tuple[str, int]]:
    """Return kinds and seeds: half augmentations, a quarter pads, then shells and covers; mixed."""
    cycle = ["augment", "pad", "augment", "remold", "augment", "pad", "augment", "cover", "augment", "pad"]
    cycle += [
        "augment",
        "remold",
        "augment",
        "pad",
        "augment",
        "cover",
        "augment",
        "pad",
        "augment",
        "remold",
    ]
    return [(cycle[k % len(cycle)], k) for k in range(count)]


def row_of(kind: str, seed: int, *, hand: bool) -> Row:
    """Make the device of one scene and judge it."""
    recipe, one = ASKED[kind](seed)
    at = seen(one)
    row = Row(kind, f"{one.kind} {seed}")
    start = time.process_time()
    try:
        made = propose(recipe, at)
    except DesignRefused as fault:
        row.failed.append(f"refused: {fault}")
        return row
    row.seconds = time.process_time() - start
    by_name = {c.name: c for c in made.checks}
    row.failed = [f"{c.name} {c.value} / {c.limit}" for c in made.checks if c.passed is False]
    row.closed = all(by_name[n].passed for n in ("watertight", "manifold", "self_intersection"))
    row.genus = bool(by_name["genus"].passed)
    row.wall_mm, row.wall_set_mm = by_name["min_wall"].value, recipe.wall_mm
    row.edge_mm = by_name["edge"].value
    if kind == "augment":
        row.rms_mm = front_rms(made)
        row.truth_ml = space_ml(one, made, CLEARANCE_MM)
        row.volume_off = 100.0 * (made.solid.volume_mm3 / 1000.0 / row.truth_ml - 1.0)
        row.hand = by_hand(one, made, CLEARANCE_MM) if hand else None
    elif kind == "cover":
        row.rms_mm = _limb_rms(one, made)
    elif recipe.thickness_mm is not None:
        row.volume_off = 100.0 * (float(np.nanmax(_over_the_middle(made))) / recipe.thickness_mm - 1.0)
    return row


def _limb_rms(one: Scene, made: Design) -> float:
    """Return how far the outer face lies off the mirrored limb as it was before the scanner's noise."""
    solid, at = made.solid, made.seen
    points = solid.vertices[(solid.part == FRONT) & (solid.border_mm > 3.0)]
    off = Sheet(surface(one.truth.points, one.faces)).ask(mirrored(points, at.normal, at.offset_mm)).mm
    return float(np.sqrt((off**2).mean()))


def _over_the_middle(made: Design) -> np.ndarray:
    """Return the thickness of the pad over the middle of its patch."""
    middle = (made.solid.part == BACK) & (made.solid.border_mm > 0.9 * made.solid.border_mm.max())
    return np.asarray(made.thickness_mm[middle])
