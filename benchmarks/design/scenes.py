"""Random scenes of every kind: is each solid closed, of its genus, thick enough, as large as the space; and by hand.

    python -m benchmarks.design.scenes --scenes 200
    python -m benchmarks.design.scenes --times 20000 100000 1000000
    python -m benchmarks.design.scenes --real head.glb

Planes are the true ones: what is timed and judged here is the shaping, not the finding of the plane. Times are seconds
of one processor with all checks. The first twenty augmentations are made by hand as well.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from benchmarks.bodies.scene import scene
from benchmarks.design.made import ASKED, Row, asked, row_of, seen
from benchmarks.design.real import real

from contralateral.design import Recipe, propose

EDGE_MM, RMS_MM, VOLUME_PERCENT = 0.6, 0.3, 1.0
BY_HAND = 20


def many(count: int, kinds: list[str]) -> int:
    """Make them all; print a line for each, then the tables; return how many missed an aim.

    Stopped by hand, it prints the tables of what is made.
    """
    rows: list[Row] = []
    try:
        for kind, seed in asked(count):
            if kind not in kinds:
                continue
            row = row_of(kind, seed, hand=sum(r.hand is not None for r in rows) < BY_HAND)
            rows.append(row)
            print(seed, kind, row.scene, f"{row.seconds:.1f} s", _n(row.wall_mm), _n(row.edge_mm), _n(row.rms_mm),
                  _n(row.volume_off), row.failed or "", row.hand or "", flush=True)  # fmt: skip
    except KeyboardInterrupt:
        print(f"stopped after {len(rows)}")
    print()
    for kind in ("augment", "pad", "remold", "cover"):
        _table(kind, [r for r in rows if r.kind == kind])
    _hand([r for r in rows if r.hand is not None])
    missed = [r for r in rows if _missed(r)]
    print(f"{len(rows)} scenes, {len(missed)} with a failed check or beyond an aim")
    for row in missed:
        print(f"  {row.kind} {row.scene}: {_missed(row)}")
    return len(missed)


def _missed(row: Row) -> list[str]:
    found = list(row.failed)
    if row.edge_mm is not None and row.edge_mm >= EDGE_MM and row.kind in ("augment", "pad"):
        found.append(f"edge {row.edge_mm:.2f}")
    if row.rms_mm is not None and row.rms_mm >= RMS_MM:
        found.append(f"rms {row.rms_mm:.2f}")
    if row.kind == "augment" and row.volume_off is not None and abs(row.volume_off) > VOLUME_PERCENT:
        found.append(f"volume {row.volume_off:.2f} % of {row.truth_ml:.0f} ml")
    return found


def _table(kind: str, rows: list[Row]) -> None:
    if not rows:
        return
    made = [r for r in rows if r.seconds]
    print(f"{kind}: {len(rows)} scenes, {len(made)} made, {sum(r.closed for r in made)} closed, "
          f"{sum(r.genus for r in made)} of the genus meant, "
          f"{sum(r.wall_mm is not None and r.wall_mm >= r.wall_set_mm for r in made)} with the wall set, "
          f"{sum(not r.failed for r in made)} pass every check")  # fmt: skip
    for name, values in (
        ("seconds", [r.seconds for r in made]),
        ("wall over what is set, mm", [r.wall_mm - r.wall_set_mm for r in made if r.wall_mm is not None]),
        ("edge, mm", [r.edge_mm for r in made if r.edge_mm is not None]),
        ("front, mm RMS", [r.rms_mm for r in made if r.rms_mm is not None]),
        ("volume off, %" if kind == "augment" else "thickness off, %",
         [r.volume_off for r in made if r.volume_off is not None]),
        ("  without its sign", [abs(r.volume_off) for r in made if r.volume_off is not None]),
    ):  # fmt: skip
        if values:
            print(f"  {name:28} median {np.median(values):7.2f}   5 % {np.quantile(values, 0.05):7.2f}   "
                  f"95 % {np.quantile(values, 0.95):7.2f}   least {min(values):7.2f}   "
                  f"most {max(values):7.2f}")  # fmt: skip
    print()


def _hand(rows: list[Row]) -> None:
    """Print what a boolean by hand makes of the same scenes."""
    hands = [(r.hand, r) for r in rows if r.hand is not None]
    if not hands:
        return
    made = [(h, r) for h, r in hands if h.volume_ml]
    off = [abs(100.0 * (h.volume_ml / r.truth_ml - 1.0)) for h, r in made if h.volume_ml and r.truth_ml]
    ours = [abs(r.volume_off) for _, r in hands if r.volume_off is not None]
    print(f"the same {len(hands)} scenes       by hand   contralateral")
    print(
        f"  closed                {sum(h.closed for h, _ in hands):7}   {sum(r.closed for _, r in hands):7}"
    )
    print(f"  closed, genus 0       {sum(h.closed and h.genus == 0 for h, _ in hands):7}   "
          f"{sum(r.closed and r.genus for _, r in hands):7}")  # fmt: skip
    print(f"  pieces, median        {np.median([h.pieces for h, _ in hands]):7.0f}         1")
    print(f"  volume off, % median  {np.median(off) if off else np.nan:7.1f}   {np.median(ours):7.2f}")
    print(f"  volume off, % most    {max(off, default=np.nan):7.1f}   {max(ours):7.2f}")
    print(f"  CPU s, median         {np.median([h.seconds for h, _ in hands]):7.1f}   "
          f"{np.median([r.seconds for _, r in hands]):7.1f}\n")  # fmt: skip


def _n(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def times(sizes: list[int]) -> None:
    """Print the seconds of one processor of shaping and checking: the best of three, of one beyond half a million."""
    for size in sizes:
        one = scene("breast_missing", 3, size)
        at = seen(one)
        sound = "left" if one.truth.affected == "right" else "right"
        place = one.truth.landmarks[f"nipple_{sound}"]
        recipes = (
            Recipe("augment", affected=one.truth.affected, clearance_mm=0.5),
            Recipe("pad", at=tuple(map(float, place)), radius_mm=50.0, thickness_mm=12.0, clearance_mm=0.5),
        )
        for recipe in recipes:
            took = []
            for _ in range(3 if size < 500_000 else 1):
                start = time.process_time()
                made = propose(recipe, at)
                took.append(time.process_time() - start)
            failed = [c.name for c in made.checks if c.passed is False]
            print(f"{recipe.kind:8} {len(at.body.vertices):>9} vertices: {min(took):5.1f} CPU s "
                  f"(worst {max(took):.1f}), {len(made.solid.faces)} faces, "
                  f"failed: {failed or 'none'}", flush=True)  # fmt: skip


def main() -> int:
    """Run what is asked."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--scenes", type=int, default=0)
    told.add_argument("--kinds", nargs="+", default=list(ASKED), help="only these")
    told.add_argument("--times", type=int, nargs="*", default=[])
    told.add_argument("--real", type=Path, help="a scan of a real head: remold and a part of the face")
    said = told.parse_args()
    times(said.times)
    missed = real(said.real) if said.real else 0
    return missed + (many(said.scenes, said.kinds) if said.scenes else 0)


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
