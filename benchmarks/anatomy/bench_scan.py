"""Reading and cleaning a scan of millions of triangles: seconds and peak memory, each file in a process of its own.

    python benchmarks/anatomy/bench_scan.py [--triangles 5] [--kinds stl ply ...]

The scan is a made body: a bumpy closed shell with noise, dust floating around it, holes, and a few faces turned around.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np


def make(folder: Path, kind: str, millions: float) -> Path:
    """Write a made scan of about so many million triangles; returns its path."""
    import trimesh

    columns = int(np.sqrt(millions * 1e6))
    rows = columns // 2
    rng = np.random.default_rng(0)
    around, along = np.meshgrid(np.arange(columns) / columns * 2 * np.pi, np.linspace(0, 1, rows + 1))
    radius = (
        150 + 30 * np.cos(2 * around) + 25 * np.sin(3 * along * np.pi) + rng.normal(0, 0.02, around.shape)
    )
    points = np.stack([radius * np.cos(around), radius * np.sin(around), 600 * along], axis=-1).reshape(-1, 3)
    corner = (np.arange(rows)[:, None] * columns + np.arange(columns)).ravel()
    right = corner - corner % columns + (corner + 1) % columns
    faces = np.concatenate(
        [
            np.stack([corner, right, right + columns], 1),
            np.stack([corner, right + columns, corner + columns], 1),
        ]
    )
    middle = points[rng.choice(len(points), 20)]
    lost = np.zeros(len(points), bool)
    for at in middle:
        lost |= np.linalg.norm(points - at, axis=1) < 8
    faces = faces[~lost[faces].any(axis=1)]
    turned = rng.choice(len(faces), 1000, replace=False)
    faces[turned] = faces[turned][:, ::-1]
    some = points[:3000] + 300.0
    dust = np.concatenate([some, some + 0.1, some + np.array([0.0, 0.1, 0.0])])
    specks = len(points) + np.arange(9000).reshape(3, 3000).T
    points, faces = np.concatenate([points, dust]), np.concatenate([faces, specks])
    path = folder / f"made.{kind}"
    if kind == "3mf":
        _threemf(path, points, faces)
    else:
        trimesh.Trimesh(points, faces, process=False).export(path)
    return path


def _threemf(path: Path, points: np.ndarray, faces: np.ndarray) -> None:
    """Write a 3MF piece by piece: a tree of it would take more memory than reading it."""
    core = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
    rows = (
        (points, '<vertex x="%.4f" y="%.4f" z="%.4f"/>'),
        (faces, '<triangle v1="%d" v2="%d" v3="%d"/>'),
    )
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
        packed.open("3D/3dmodel.model", "w", force_zip64=True) as text,
    ):
        text.write(f'<model unit="millimeter" xmlns="{core}"><resources><object id="1"><mesh>'.encode())
        for (table, row), name in zip(rows, ("vertices", "triangles"), strict=True):
            text.write(f"<{name}>".encode())
            for first in range(0, len(table), 100_000):
                text.write("".join(row % tuple(one) for one in table[first : first + 100_000]).encode())
            text.write(f"</{name}>".encode())
        text.write(b'</mesh></object></resources><build><item objectid="1"/></build></model>')


def peak_mb() -> float:
    """Return the peak memory of this process so far, in MB of 10⁶ bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024 / 1e6
    return float("nan")


def run(path: Path) -> None:
    """Read, clean and fill one file, and print what each took."""
    from contralateral.anatomy.clean import clean, fill_holes
    from contralateral.anatomy.scan import read_scan

    start = time.perf_counter()
    scan = read_scan(path, units="mm", region="trunk")
    read, triangles = time.perf_counter(), len(scan.faces)
    read_mb = peak_mb()
    cleaned = clean(scan)
    done = time.perf_counter()
    filled = fill_holes(cleaned, largest_mm=60)
    end = time.perf_counter()
    print(
        f"{path.suffix[1:]:4} {triangles:>10,} triangles  read {read - start:6.2f} s {read_mb:6,.0f} MB   "
        f"clean {done - read:6.2f} s   fill {end - done:5.2f} s   CPU {time.process_time():5.1f} s   "
        f"peak {peak_mb():6,.0f} MB   {len(cleaned.holes)} holes, {len(cleaned.crops)} crops, "
        f"{int(filled.filled.sum()):,} vertices filled",
        flush=True,
    )
    if "-v" in sys.argv:
        print("     " + "\n     ".join(cleaned.warnings))


def main() -> None:
    """Make the files, and measure each kind in a new process."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--triangles", type=float, default=5.0, help="millions")
    options.add_argument("--kinds", nargs="*", default=["stl", "ply", "glb", "obj", "off", "3mf"])
    options.add_argument("--file", type=Path)
    options.add_argument("-v", action="store_true")
    chosen = options.parse_args()
    if chosen.file:
        run(chosen.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        for kind in chosen.kinds:
            # Made in a process of its own as well, so that no memory of it counts.
            code = "import sys, pathlib; sys.path.insert(0, sys.argv[1]); import bench_scan as b\n"
            code += "b.make(pathlib.Path(sys.argv[2]), sys.argv[3], float(sys.argv[4]))"
            here = str(Path(__file__).parent)
            subprocess.run(
                [sys.executable, "-c", code, here, folder, kind, str(chosen.triangles)], check=True
            )
            path = Path(folder) / f"made.{kind}"
            subprocess.run(
                [sys.executable, __file__, "--file", str(path), *(["-v"] if chosen.v else [])], check=False
            )
            path.unlink()


if __name__ == "__main__":
    main()
