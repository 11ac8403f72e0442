"""How near the plane of symmetry comes to the truth on made bodies, and how fast, by this project and by others.

Run: make bench-shape, or: python -m benchmarks.anatomy.plane [--peers PYTHON] [--seeds 20] [--kinds a,b] [--few 3]

Every finder gets the same scenes in the same order, as arrays in files, on one core, each in a process of its own; one
scene is run before the clock starts. Angle: between the normals, degrees. Offset: between the planes at the middle of
what was fitted, mm. Slow finders get `--few` seeds of each kind, and the table says how many. Time is CPU time of the
search alone. Where a scene names a reference, every finder gets that region alone.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.bodies import scene

from contralateral.anatomy import surface

_KINDS = ("breast_missing", "breast_partial", "hip_bulge", "plagiocephaly", "scoliosis", "face_defect")
_PEERS = ("pyclarcs_fast", "open3d", "small_gicp", "trimesh", "pyclarcs_full")
_SLOW = ("pyclarcs_full",)
_HEAVY = ("pyclarcs_fast",)
_GROSS = 5.0
_SIZES = (20_000, 100_000, 1_000_000)


def write(folder: Path, kind: str, seed: int, vertices: int = 20_000) -> Path:
    """Write a scene as arrays, with its truth beside it, and return where."""
    made = scene(kind, seed, vertices)
    truth, held = made.truth, surface(made.vertices, made.faces)
    path = folder / f"{kind}-{seed}-{vertices}.npz"
    weight = held.areas * truth.reference
    arrays = {"vertices": made.vertices, "faces": made.faces, "normals": held.normals}
    if not truth.reference.all():
        arrays["reference"] = truth.reference
    np.savez(path, **arrays)
    told = {
        "normal": truth.normal.tolist(),
        "offset": truth.offset_mm,
        "middle": (weight @ made.vertices / weight.sum()).tolist(),
    }
    path.with_suffix(".json").write_text(json.dumps(told))
    return path


def run(
    command: list[str], paths: list[Path], seconds: int, cpu_seconds: int = 0
) -> tuple[list[dict[str, Any]], str]:
    """Return what a finder printed, and why there is no more of it, if there is not.

    `seconds` are by the clock; `cpu_seconds`, where given, are what it may compute, however busy the machine is.
    """
    alone = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    try:
        done = subprocess.run(
            [*command, *map(str, paths)],
            env=os.environ | alone,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds,) * 2))
            if cpu_seconds
            else None,
        )
    except subprocess.TimeoutExpired as stopped:
        out = stopped.stdout or b""
        text = out.decode() if isinstance(out, bytes) else out
        return _read(text), f"stopped after {seconds} s"
    if cpu_seconds and done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return _read(done.stdout), f"no answer within {cpu_seconds} CPU s"
    said = done.stderr.strip().splitlines()
    return _read(done.stdout), "" if done.returncode == 0 else (said[-1] if said else "failed")


def _read(text: str) -> list[dict[str, Any]]:
    lines = text.splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}\n")]


def errors(found: dict[str, Any], folder: Path) -> tuple[float, float]:
    """Return the angle in degrees and the offset in mm between what was found and the truth."""
    truth = json.loads((folder / f"{found['scene']}.json").read_text())
    normal, true, middle = (np.array(v) for v in (found["normal"], truth["normal"], truth["middle"]))
    side = np.sign(normal @ true)
    angle = np.degrees(np.arctan2(np.linalg.norm(np.cross(normal, true)), abs(normal @ true)))
    apart = side * (normal @ middle - found["offset"]) - (true @ middle - truth["offset"])
    return float(angle), float(abs(apart))


def row(name: str, found: list[dict[str, Any]], folder: Path, ours: float) -> tuple[str, float]:
    """Return a line of the table and the median CPU seconds."""
    off = np.array([errors(f, folder) for f in found])
    cpu, wall = (float(np.median([f[what] for f in found])) for what in ("cpu", "wall"))
    at = np.percentile(off, [50, 95, 100], axis=0)
    gross = int((off[:, 0] > _GROSS).sum())
    cells = [
        name,
        str(len(found)),
        *(f"{v:.3f}" for v in at[:, 0]),
        *(f"{v:.3f}" for v in at[:, 1]),
        str(gross),
    ]
    cells += [f"{cpu:.2f}", f"{wall:.2f}", f"{cpu / ours:.1f}" if ours else "1.0"]
    if "angle_ci" in found[0]:
        inside = [
            np.mean([e[i] <= f[what] for e, f in zip(off, found, strict=True)])
            for i, what in enumerate(("angle_ci", "offset_ci"))
        ]
        cells.append(f"{inside[0]:.0%}, {inside[1]:.0%}")
    else:
        cells.append("")
    return "| " + " | ".join(cells) + " |", cpu


def kinds(wanted: argparse.Namespace, folder: Path) -> int:
    """Print a table for each kind of scene, and return how many rows are missing."""
    lacking = 0
    head = (
        "finder",
        "scenes",
        *(f"{what} {q}" for what in ("angle", "offset") for q in ("p50", "p95", "max")),
    )
    head += ("gross", "CPU s", "wall s", "CPU / ours", "in 95 % interval")
    for kind in filter(None, wanted.kinds.split(",")):
        paths = [write(folder, kind, seed) for seed in range(wanted.first, wanted.first + wanted.seeds)]
        print(f"\n### {kind}, 20k vertices\n\n| {' | '.join(head)} |\n{'|---' * len(head)}|", flush=True)
        ours = 0.0
        for name in ("ours", *wanted.finders.split(",")):
            here = [sys.executable, "-m", "benchmarks.anatomy.finders"]
            there = [wanted.peers, str(Path(__file__).with_name("peers.py")), name]
            slow = name in _SLOW
            if slow and kind not in wanted.slow_kinds.split(","):
                continue
            few = paths[: wanted.few if slow else wanted.heavy if name in _HEAVY else None]
            most = wanted.slow_seconds if slow else 0
            found, why = run(here if name == "ours" else there, few, wanted.seconds, most)
            if found:
                line, cpu = row(name, found, folder, ours)
                ours = ours or cpu
                print(line, flush=True)
            if why:
                least = f", {most / ours:.0f} times as long as ours" if slow and not found and ours else ""
                print(f"| {name}: {why}{least} |", flush=True)
                lacking += not found and not slow
        for path in paths:
            path.unlink()
        if kind == "plagiocephaly" and wanted.poses:
            lacking += poses(kind, wanted, folder)
    return lacking


def poses(kind: str, wanted: argparse.Namespace, folder: Path) -> int:
    """Print a line more for this project alone, over many scenes: each has a pose of its own."""
    found: list[dict[str, Any]] = []
    for first in range(wanted.first, wanted.first + wanted.poses, 20):
        paths = [
            write(folder, kind, seed) for seed in range(first, min(first + 20, wanted.first + wanted.poses))
        ]
        found += run([sys.executable, "-m", "benchmarks.anatomy.finders"], paths, wanted.seconds)[0]
        for path in paths:
            path.unlink()
    print(row("ours, more poses", found, folder, 0.0)[0], flush=True)
    return int(len(found) < wanted.poses)


def sizes(folder: Path) -> int:
    """Print how long the plane takes by the size of the scan, and with the map of all its vertices."""
    print("\n| vertices | plane, CPU s | with map | plane, wall s | with map | angle | offset |")
    print("|---|---|---|---|---|---|---|")
    for vertices in _SIZES:
        path = write(folder, "breast_missing", 0, vertices)
        found, why = run([sys.executable, "-m", "benchmarks.anatomy.finders", "--map"], [path] * 3, 600)
        if not found:
            print(f"| {vertices}: {why} |")
            return 1
        took = [float(np.median([f[what] for f in found])) for what in ("cpu", "map_cpu", "wall", "map_wall")]
        times = " | ".join(f"{t:.2f}" for t in (took[0], took[0] + took[1], took[2], took[2] + took[3]))
        angle, apart = errors(found[0], folder)
        print(f"| {vertices:,} | {times} | {angle:.3f} | {apart:.3f} |", flush=True)
        path.unlink()
    return 0


def main() -> int:
    """Print the tables; 1 where a finder gave nothing."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--peers", default=".venv-shape-peers/bin/python", help="the peers' interpreter")
    wanted.add_argument("--finders", default=",".join(_PEERS))
    wanted.add_argument("--kinds", default=",".join(_KINDS), help="none, if empty: the sizes alone")
    wanted.add_argument("--seeds", type=int, default=20)
    wanted.add_argument("--first", type=int, default=0, help="the first of the seeds")
    wanted.add_argument("--few", type=int, default=1, help="seeds of each kind for finders that take minutes")
    wanted.add_argument("--seconds", type=int, default=1800, help="what a finder may take for a kind")
    wanted.add_argument("--poses", type=int, default=200, help="skewed heads for this project alone")
    wanted.add_argument(
        "--heavy", type=int, help="seeds of each kind for finders that take seconds; all if left out"
    )
    wanted.add_argument("--slow-kinds", default="breast_missing,plagiocephaly", help="kinds for these")
    wanted.add_argument("--slow-seconds", type=int, default=300, help="CPU seconds that these may take")
    wanted.add_argument("--no-sizes", action="store_true")
    asked = wanted.parse_args()
    with tempfile.TemporaryDirectory() as place:
        lacking = kinds(asked, Path(place))
        if not asked.no_sizes:
            lacking += sizes(Path(place))
    return int(lacking > 0)


if __name__ == "__main__":
    sys.exit(main())
