"""`contra measure -o DIR` on a scan of millions of triangles, as its user types it: seconds and peak memory.

    python -m benchmarks.anatomy.whole [--triangles 5] [--kinds ply stl]

The peak is that of the command and of whatever it starts, the program that draws included: each of them apart, the
larger of both (they wait for each other, and add up to less than the sum).
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def run(path: Path, folder: Path) -> tuple[float, float, float, int]:
    """Return seconds on the clock, CPU seconds, peak memory in MB of 10⁶ bytes, and the exit status."""
    command = [str(Path(sys.executable).with_name("contra")), "measure", str(path), "--region", "trunk"]
    command += ["--units", "mm", "--up", "z", "--front", "-y", "-o", str(folder)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(done.stdout[-600:] if done.returncode < 2 else done.stdout + done.stderr, file=sys.stderr)
    return wall, cpu, after.ru_maxrss * 1024 / 1e6, done.returncode


def main() -> None:
    """Make each file in a process of its own, and measure it."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("--triangles", type=float, default=5.0, help="millions")
    wanted.add_argument("--kinds", nargs="*", default=["ply", "stl"])
    wanted.add_argument("--one", help=argparse.SUPPRESS)
    asked = wanted.parse_args()
    if asked.one:
        path = Path(asked.one)
        wall, cpu, peak, status = run(path, path.parent / "out")
        size = path.stat().st_size / 1e6
        print(
            f"| {path.suffix[1:].upper()} | {size:,.0f} MB | {wall:.0f} | {cpu:.0f} | {peak / 1000:.2f} GB | {status} |"
        )
        return
    print(
        "| kind | file | clock, s | CPU, s | peak memory | exit status |\n|---|---|---|---|---|---|",
        flush=True,
    )
    for kind in asked.kinds:
        with tempfile.TemporaryDirectory() as place:
            code = "import sys, pathlib; from benchmarks.anatomy.bench_scan import make\n"
            code += "make(pathlib.Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]))"
            subprocess.run([sys.executable, "-c", code, place, kind, str(asked.triangles)], check=True)
            # of each file in a process of its own: the peak of the children of one never falls again
            one = [
                sys.executable,
                "-m",
                "benchmarks.anatomy.whole",
                "--one",
                str(Path(place) / f"made.{kind}"),
            ]
            subprocess.run(one, check=True)


if __name__ == "__main__":
    main()
