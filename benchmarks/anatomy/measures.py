"""How far measures are off, and how often their 95 % intervals hold the truth, over made bodies.

Run: python -m benchmarks.anatomy.measures [--scenes 200] [--what volume,bodies,cvai,time]. One core; any
pose. The plane of chests and bodies is found by the product; that of heads is given, or follows from landmarks alone.
"""

from __future__ import annotations

import argparse
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from benchmarks.anatomy.torsos import Chest, Head, chest, head, scanned

from contralateral.anatomy.deviation import deviation
from contralateral.anatomy.measures import measure
from contralateral.anatomy.measures.field import neighbours
from contralateral.anatomy.measures.head import measures as head_measures
from contralateral.anatomy.measures.pose import pose
from contralateral.anatomy.measures.sagittal import sagittal
from contralateral.anatomy.nearest import Nearest
from contralateral.anatomy.plane import find_plane

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def volume(scenes: int, make: Callable[[int], Chest], title: str) -> None:
    """A volume with holes and natural asymmetry present: what the lesion took, or brought."""
    rows, planes = [], []
    for seed in range(scenes):
        made = make(seed)
        plane = find_plane(made.body, left=made.orientation.left)
        planes.append(np.degrees(np.arccos(min(1.0, abs(float(plane.normal @ made.normal))))))
        found = _by_name(made, plane, "chest", affected=made.affected)
        one = found[made.name]
        between = np.nan if made.between_ml is None else made.between_ml
        rows.append((one.value, one.low, one.high, made.lesion_ml, between))
    value, low, high, truth, between = np.array(rows).T
    print(f"\n{title}, {scenes} scenes, truth {truth.min():.0f} to {truth.max():.0f} mL")
    print(f"  plane off by (median, 95th)   {_two(np.array(planes))} degrees")
    _held(value, low, high, truth)
    if np.isfinite(between).all():
        print(" against the space between the sides as they are, natural asymmetry included:")
        _held(value, low, high, between)
    print(f"  unknown                       {int(np.isnan(value).sum())}")


def _held(
    value: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    truth: NDArray[np.float64],
) -> None:
    """Print how far values are from a truth, and how often their intervals hold it."""
    error = np.abs(value - truth)
    print(f"  error, mL                     {_two(error)}")
    print(f"  error, % of truth             {_two(100 * error / truth)}")
    print(f"  signed error, mean            {np.nanmean(value - truth):+.1f} mL")
    print(f"  95 % interval: half width     {np.nanmedian((high - low) / 2):.1f} mL")
    within = np.minimum(error / 10.0, 100 * error / truth / 3.0)
    wide = np.minimum(error / 20.0, 100 * error / truth / 6.0)
    print(f"  median within 3 % or 10 mL    {np.nanmedian(within) <= 1}")
    print(
        f"  95 % within 6 % or 20 mL      {np.nanquantile(wide, 0.95) <= 1} ({100 * np.mean(wide <= 1):.1f} %)"
    )
    print(
        f"  truth in the interval         {100 * np.mean((low <= truth) & (truth <= high)):.1f} % (goal 90 to 98)"
    )


def cvai(scenes: int, first: int = 0) -> None:
    """The index given plane and level, with landmarks that are 2 mm off, and with ears moved by the skew besides."""
    titles = (
        ("plane and level given", 0.5),
        ("plane and level by landmarks 2 mm off", 1.2),
        ("the same, the ear of the flat side 5 mm farther in front than the other", 1.2),
        ("as the second, the outer corners of the eyes marked as well", 1.2),
    )
    rows: list[list[tuple[float, float, float, float]]] = [[], [], [], []]
    for seed in range(first, first + scenes):
        made = head(seed)
        exact = SimpleNamespace(
            normal=made.normal, offset_mm=made.offset_mm, angle_ci_deg=0.02, offset_ci_mm=0.02
        )
        edges = neighbours(made.body)
        found = _head(made, exact, made.landmarks, edges)
        rows[0].append(_row(found["cvai.longer_diagonal"], made.cvai_percent))
        draw = np.random.default_rng(seed)
        steps = {name: draw.normal(size=3) for name in made.landmarks}
        marks = {n: at + 2.0 * steps[n] / np.linalg.norm(steps[n]) for n, at in made.landmarks.items()}
        ahead = 2.5 * made.orientation.front
        pushed = {
            **marks,
            "tragion_left": marks["tragion_left"] + ahead,
            "tragion_right": marks["tragion_right"] - ahead,
        }
        for number, some in ((1, marks), (2, pushed), (3, marks | _eyes(made, draw))):
            plane = sagittal(made.body, exact, some, reference=False)  # of landmarks alone
            found = _head(made, plane, some, edges)
            rows[number].append(_row(found["cvai.longer_diagonal"], made.cvai_percent))
    for (title, goal), told in zip(titles, rows, strict=True):
        value, low, high, truth = np.array(told).T
        error = np.abs(value - truth)
        held = 100 * np.mean((low <= truth) & (truth <= high))
        print(f"\nCVAI, {scenes} heads, truth {truth.min():.1f} to {truth.max():.1f} %, {title}")
        print(
            f"  error, points (median, 95th)  {_two(error)}   95th within {goal}: {np.quantile(error, 0.95) <= goal}"
        )
        print(f"  signed error, mean            {np.mean(value - truth):+.2f}")
        print(f"  truth in the interval         {held:.1f} %, half width {np.median(high - low) / 2:.2f}")


def _eyes(made: Head, draw: np.random.Generator) -> dict[str, NDArray[np.float64]]:
    """Return the outer corners of the eyes, 45 mm beside and 20 mm behind the sellion, 2 mm off as well."""
    axes, found = made.orientation, {}
    for name, side in (("exocanthion_left", 1.0), ("exocanthion_right", -1.0)):
        step = draw.normal(size=3)
        at = made.landmarks["sellion"] + 45.0 * side * axes.left - 20.0 * axes.front - 16.0 * axes.up
        found[name] = at + 2.0 * step / np.linalg.norm(step)
    return found


def _head(made: Head, plane: Any, marks: Any, edges: Any) -> dict[str, Any]:
    """Measure the head alone: its volumes are another matter."""
    drawn = pose(made.body, plane, 0)
    rows = head_measures(made.body, plane, drawn, made.orientation, marks, made.level_mm, edges, 0)
    return {one.name: one for one in rows}


def timing() -> None:
    """CPU-seconds of the map and of all measures of a chest."""
    print("\nCPU-seconds of one core: map, then measures of a chest")
    for vertices in (20_000, 100_000, 1_000_000):
        made = chest(0, vertices=vertices)
        plane = SimpleNamespace(
            normal=made.normal, offset_mm=made.offset_mm, angle_ci_deg=0.1, offset_ci_mm=0.2
        )
        start = time.process_time()
        found = deviation(made.body, plane)
        middle = time.process_time()
        measure(made.body, plane, found, "chest", made.orientation, None, "left")
        print(
            f"  {len(made.body.vertices):>9,} vertices  {middle - start:6.2f}  {time.process_time() - middle:6.2f}"
        )


def _by_name(made: Any, plane: Any, region: Any, **options: Any) -> dict[str, Any]:
    nearest = Nearest(made.body)
    found = deviation(made.body, plane, nearest=nearest)
    rows = measure(made.body, plane, found, region, made.orientation, nearest=nearest, **options)
    return {one.name: one for one in rows}


def _row(one: Any, truth: float) -> tuple[float, float, float, float]:
    return one.value, one.low, one.high, truth


def _two(values: np.ndarray) -> str:
    return f"{np.nanmedian(values):7.2f} {np.nanquantile(values, 0.95):7.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="the first of the heads' seeds")
    parser.add_argument("--what", default="volume,bodies,cvai,time")
    asked = parser.parse_args()
    what = asked.what.split(",")
    if "volume" in what:
        volume(asked.scenes, chest, "missing volume, chests made by formulas")
    if "bodies" in what:
        volume(asked.scenes, scanned, "volume of a lesion, scenes of benchmarks.bodies")
    if "cvai" in what:
        cvai(asked.scenes, asked.first)
    if "time" in what:
        timing()


if __name__ == "__main__":
    main()
