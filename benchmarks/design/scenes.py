"""Random scenes: is every solid closed, of its genus, thick enough, as large as the space; and a boolean by hand.

    python -m benchmarks.design.scenes --scenes 200
    python -m benchmarks.design.scenes --times 100000 1000000

Planes are the true ones: what is timed and judged here is the shaping, not the finding of the plane.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

import numpy as np
from benchmarks.bodies.scene import Scene, scene

from contralateral.anatomy import Orientation, surface
from contralateral.design import Design, DesignRefused, Recipe, Seen, propose
from contralateral.design.fields import Sheet, mirrored
from contralateral.design.solid import FRONT

KINDS = ("breast_missing", "breast_partial")
MUST = ("watertight", "manifold", "genus", "self_intersection", "min_wall", "edge", "volume")


def seen(one: Scene) -> Seen:
    truth = one.truth
    told = Orientation(truth.up, truth.front, truth.left, "stated")
    return Seen(surface(one.vertices, one.faces), told, truth.normal, truth.offset_mm, ())


def recipe(one: Scene) -> Recipe:
    return Recipe("augment", affected=one.truth.affected, clearance_mm=0.5)


def front_rms(made: Design) -> float:
    """Of the front behind the feather against the mirrored scan as it is, mm."""
    solid, at = made.solid, made.seen
    points = solid.vertices[(solid.part == FRONT) & (solid.border_mm > made.recipe.feather_mm)]
    off = Sheet(at.body).ask(mirrored(points, at.normal, at.offset_mm)).mm
    return float(np.sqrt((off**2).mean()))


def by_hand(one: Scene) -> tuple[float, bool, float | None]:
    """What a user would do: close both surfaces by a far back, subtract; seconds, closed or not, volume in ml."""
    import trimesh

    start = time.perf_counter()
    body = trimesh.Trimesh(one.vertices, one.faces)
    trimesh.repair.fill_holes(body)
    other = body.copy()
    other.vertices = mirrored(np.asarray(body.vertices), one.truth.normal, one.truth.offset_mm)
    other.invert()
    volume, closed = None, False
    try:
        made = trimesh.boolean.difference([other, body], engine="manifold", check_volume=False)
        closed = bool(made.is_watertight)
        pieces = made.split(only_watertight=False)
        volume = max((abs(p.volume) for p in pieces), default=0.0) / 1000.0
    except (ValueError, RuntimeError):
        pass
    return time.perf_counter() - start, closed, volume


def many(count: int) -> int:
    fails: list[str] = []
    rows: list[dict[str, Any]] = []
    for seed in range(count):
        one = scene(KINDS[seed % len(KINDS)], seed)
        start = time.process_time()
        try:
            made = propose(recipe(one), seen(one))
        except DesignRefused as fault:
            fails.append(f"{one.kind} {seed}: {fault}")
            continue
        took = time.process_time() - start
        failed = [(c.name, c.value) for c in made.checks if c.name in MUST and c.passed is False]
        if failed:
            fails.append(f"{one.kind} {seed}: {failed}")
        space = next(c for c in made.checks if c.name == "volume").value
        row = {"seconds": took, "volume_off": abs(space or 0.0), "rms": front_rms(made)}
        row |= {
            "wall": made.facts["min_wall_mm"],
            "edge": made.facts["edge_mm"],
            "bad": [n for n, _ in failed],
        }
        if seed < 20:
            hand = by_hand(one)
            row |= {
                "hand_s": hand[0],
                "hand_closed": hand[1],
                "hand_ml": hand[2],
                "truth": one.truth.volume_missing_ml,
            }
        rows.append(row)
        print(
            seed,
            one.kind,
            {k: np.round(v, 3) if isinstance(v, float) else v for k, v in row.items()},
            flush=True,
        )
    print(f"\n{count} scenes, {len(rows)} solids, {len(fails)} with a failed check or refused")
    for name in ("seconds", "volume_off", "rms", "wall", "edge"):
        values = np.array([r[name] for r in rows])
        print(f"{name:12} median {np.median(values):.3f}  5 % {np.quantile(values, 0.05):.3f}  "
              f"95 % {np.quantile(values, 0.95):.3f}  worst {values.min():.3f} {values.max():.3f}")  # fmt: skip
    for name in MUST:
        print(f"{name:20} failed in {sum(name in r['bad'] for r in rows)}")
    hand_ = [r for r in rows if "hand_s" in r]
    if hand_:
        print(f"by hand: {sum(r['hand_closed'] for r in hand_)} of {len(hand_)} closed, "
              f"median {np.median([r['hand_s'] for r in hand_]):.2f} s")  # fmt: skip
    print("\n".join(fails))
    return len(fails)


def times(sizes: list[int]) -> None:
    for size in sizes:
        one = scene("breast_missing", 3, size)
        at = seen(one)
        start = time.process_time()
        made = propose(recipe(one), at)
        print(
            f"augment {size:>9} vertices: {time.process_time() - start:.1f} CPU s, {len(made.solid.faces)} faces"
        )
        place = at.body.vertices[np.argmax(at.body.vertices @ one.truth.front)]
        pad = Recipe("pad", at=tuple(map(float, place)), radius_mm=50.0, thickness_mm=12.0, clearance_mm=0.5)
        start = time.process_time()
        propose(pad, at)
        print(f"pad     {size:>9} vertices: {time.process_time() - start:.1f} CPU s")


def main() -> int:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--scenes", type=int, default=0)
    told.add_argument("--times", type=int, nargs="*", default=[])
    asked = told.parse_args()
    times(asked.times)
    return many(asked.scenes) if asked.scenes else 0


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
