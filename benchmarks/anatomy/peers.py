"""Planes of symmetry by other projects, in an environment of their own: one line of JSON for each scene file.

Run: python peers.py FINDER FILE... with nothing of this project installed.

pyclarcs is run as its command `symplane` runs it: full (coarse, fine and symmetric stages) and fast (coarse alone, its
options --no-fine --no-sym). The others register the mirrored scan with the scan, beginning with the best of the three
planes through the middle along principal axes, and the plane is that of the improper motion they find.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from collections.abc import Callable

_REACH = 30.0
_LAST_REACH = 10.0
_LOSS = 3.0


def principal(points: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the principal plane through the middle whose mirror image lies nearest."""
    middle = points.mean(axis=0)
    axes = np.linalg.svd(points - middle, full_matrices=False)[2]
    tree, few = KDTree(points), points[:: max(len(points) // 2000, 1)]
    off = [tree.query(mirrored(few, n, float(n @ middle)))[0].mean() for n in axes]
    best = axes[int(np.argmin(off))]
    return best, float(best @ middle)


def mirrored(points: np.ndarray, normal: np.ndarray, offset: float) -> np.ndarray:
    """Return the points (n, 3) mirrored."""
    return points - 2.0 * (points @ normal - offset)[:, None] * normal


def plane_of(
    turn: np.ndarray, shift: np.ndarray, start: np.ndarray, offset: float, points: np.ndarray
) -> tuple:
    """Return the plane of a reflection in the plane of start, followed by x -> turn @ x + shift."""
    whole = turn @ (np.eye(3) - 2.0 * np.outer(start, start))
    values, vectors = np.linalg.eig(whole)
    normal = np.real(vectors[:, int(np.argmin(np.abs(values + 1.0)))])
    normal /= np.linalg.norm(normal)
    between = 0.5 * (points + mirrored(points, start, offset) @ turn.T + shift)
    return normal, float((between @ normal).mean())


def pyclarcs_fast(points: np.ndarray, normals: np.ndarray) -> tuple:
    """Principal axes, then its trimmed ICP."""
    from pyclarcs.coarse import coarse_symmetry
    from pyclarcs.principal_axes import best_principal_axis_plane

    found = coarse_symmetry(points, best_principal_axis_plane(points))
    return found.n, found.d


def pyclarcs_full(points: np.ndarray, normals: np.ndarray) -> tuple:
    """All stages of its command."""
    from pyclarcs.coarse import coarse_symmetry
    from pyclarcs.fine import em_icp_sym, em_icp_sym_corres
    from pyclarcs.principal_axes import best_principal_axis_plane

    found = coarse_symmetry(points, best_principal_axis_plane(points))
    found = em_icp_sym_corres(points, em_icp_sym(points, found))
    return found.n, found.d


def open3d(points: np.ndarray, normals: np.ndarray) -> tuple:
    """Point-to-plane ICP with Tukey's loss, wide and then narrow."""
    import open3d as o3d

    start, offset = principal(points)
    source, target = (o3d.geometry.PointCloud() for _ in range(2))
    source.points = o3d.utility.Vector3dVector(mirrored(points, start, offset))
    target.points = o3d.utility.Vector3dVector(points)
    target.normals = o3d.utility.Vector3dVector(normals)
    motion = np.eye(4)
    icp = o3d.pipelines.registration
    for reach in (_REACH, _LAST_REACH):
        motion = icp.registration_icp(
            source,
            target,
            reach,
            motion,
            icp.TransformationEstimationPointToPlane(icp.TukeyLoss(_LOSS if reach < _REACH else _REACH)),
            icp.ICPConvergenceCriteria(max_iteration=200),
        ).transformation
    return plane_of(motion[:3, :3], motion[:3, 3], start, offset, points)


def small_gicp(points: np.ndarray, normals: np.ndarray) -> tuple:
    """Generalized ICP on all points, wide and then narrow."""
    import small_gicp as gicp

    start, offset = principal(points)
    target, tree = gicp.preprocess_points(points, downsampling_resolution=1.0, num_threads=1)
    source, _ = gicp.preprocess_points(
        mirrored(points, start, offset), downsampling_resolution=1.0, num_threads=1
    )
    motion = np.eye(4)
    for reach in (_REACH, _LAST_REACH):
        motion = gicp.align(
            target, source, tree, motion, max_correspondence_distance=reach, num_threads=1, max_iterations=100
        ).T_target_source
    return plane_of(motion[:3, :3], motion[:3, 3], start, offset, points)


def trimesh(points: np.ndarray, normals: np.ndarray) -> tuple:
    """Point-to-point ICP."""
    import trimesh.registration

    start, offset = principal(points)
    motion, _, _ = trimesh.registration.icp(
        mirrored(points, start, offset), points, max_iterations=200, reflection=False, scale=False
    )
    return plane_of(motion[:3, :3], motion[:3, 3], start, offset, points)


FINDERS: dict[str, Callable[..., Any]] = {
    "pyclarcs_fast": pyclarcs_fast,
    "pyclarcs_full": pyclarcs_full,
    "open3d": open3d,
    "small_gicp": small_gicp,
    "trimesh": trimesh,
}


def main(name: str, paths: list[str]) -> None:
    """Print what was found in each file, after one run that is not timed (compilers, caches)."""
    for number, path in enumerate([paths[0], *paths]):
        with np.load(path) as held:
            points, normals = held["vertices"], held["normals"]
            if "reference" in held:
                points, normals = points[held["reference"]], normals[held["reference"]]
        if not number and name == "pyclarcs_full":  # takes minutes: a few points compile it as well
            points, normals = points[:: len(points) // 300], normals[:: len(points) // 300]
        wall, cpu = time.perf_counter(), time.process_time()
        normal, offset = FINDERS[name](points, normals)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if number:
            found = {
                "finder": name,
                "scene": Path(path).stem,
                "normal": np.asarray(normal, float).tolist(),
                "offset": float(offset),
                "wall": wall,
                "cpu": cpu,
            }
            print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
