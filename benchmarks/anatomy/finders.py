"""Planes of symmetry by this project: one line of JSON for each scene file named on the command line.

With --map first, the deviation of every vertex is worked out as well, and timed apart.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from contralateral.anatomy import surface
from contralateral.anatomy.deviation import deviation
from contralateral.anatomy.plane import find_plane


def main(paths: list[str]) -> None:
    """Print what was found in each file, after one run that is not timed."""
    mapped = paths[0] == "--map"
    paths = paths[1:] if mapped else paths
    for number, path in enumerate([paths[0], *paths]):
        with np.load(path) as held:
            made = surface(held["vertices"], held["faces"])
            reference = held.get("reference")
        wall, cpu = time.perf_counter(), time.process_time()
        plane = find_plane(made, reference=reference)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if number:
            found = {
                "finder": "ours",
                "scene": Path(path).stem,
                "normal": plane.normal.tolist(),
                "offset": plane.offset_mm,
                "wall": wall,
                "cpu": cpu,
                "angle_ci": plane.angle_ci_deg,
                "offset_ci": plane.offset_ci_mm,
                "support": plane.support,
                "ambiguous": plane.ambiguous,
            }
            if mapped:
                wall, cpu = time.perf_counter(), time.process_time()
                deviation(made, plane)
                found["map_wall"], found["map_cpu"] = time.perf_counter() - wall, time.process_time() - cpu
            print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
