"""Make the scans under examples/scans: bodies that were made, with a lesion of known size. Nobody was scanned.

`python -m tools.make_example_scans` writes the same bytes again.
"""

from __future__ import annotations

from pathlib import Path

import trimesh
from benchmarks.bodies import scene

FOLDER = Path(__file__).parents[1] / "examples" / "scans"
SCANS = {
    "chest-left-breast.ply": ("breast_missing", 3, "left"),
    "head-plagiocephaly.ply": ("plagiocephaly", 3, "left"),
}


def main() -> None:
    """Write every scan, in millimetres: up +z, front -y."""
    FOLDER.mkdir(exist_ok=True)
    for name, (kind, seed, affected) in SCANS.items():
        made = scene(kind, seed, vertices=9_000, pose=False, affected=affected)
        mesh = trimesh.Trimesh(made.vertices.astype("f4"), made.faces, process=False)
        (FOLDER / name).write_bytes(trimesh.exchange.ply.export_ply(mesh, vertex_normal=False))
        truth = made.truth
        print(name, truth.volume_missing_ml, truth.diagonals_mm, truth.cvai, truth.level_mm)


if __name__ == "__main__":
    main()
