"""What a user would do by hand with trimesh and manifold3d: close both surfaces, subtract, cut out, take the piece.

Fair to it: it is given the plane, the region (the box of the device, five millimetres wider), every hole closed and
the skin moved out by the clearance along its normals.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import trimesh
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from contralateral.anatomy.edges import border_edges

if TYPE_CHECKING:
    from benchmarks.bodies.scene import Scene
    from numpy.typing import NDArray

    from contralateral.design import Design

__all__ = ["Hand", "by_hand"]


@dataclass(frozen=True, slots=True)
class Hand:
    """What came of it."""

    seconds: float
    """CPU."""
    closed: bool
    genus: int | None
    pieces: int
    volume_ml: float | None
    fault: str = ""


def by_hand(one: Scene, made: Design, clearance_mm: float) -> Hand:
    """Subtract the skin from its mirror image."""
    start = time.process_time()
    faces = np.ascontiguousarray(one.faces, np.int64)
    skin = trimesh.Trimesh(one.vertices, faces, process=False)
    moved = np.asarray(one.vertices + clearance_mm * skin.vertex_normals)
    truth = one.truth
    image = one.vertices - 2.0 * np.outer(one.vertices @ truth.normal - truth.offset_mm, truth.normal)
    try:
        body, other = _closed(moved, faces), _closed(image, faces[:, ::-1])
        low, high = made.solid.vertices.min(axis=0) - 5.0, made.solid.vertices.max(axis=0) + 5.0
        box = trimesh.creation.box(bounds=[low, high])
        left = trimesh.boolean.difference([other, body], engine="manifold", check_volume=False)
        left = trimesh.boolean.intersection([left, box], engine="manifold", check_volume=False)
    except (ValueError, RuntimeError) as fault:
        return Hand(time.process_time() - start, False, None, 0, None, str(fault)[:60])
    pieces = left.split(only_watertight=False)
    if not len(pieces):
        return Hand(time.process_time() - start, False, None, 0, None, "nothing left")
    best = max(pieces, key=lambda p: abs(p.volume))
    genus = (2 - int(best.euler_number)) // 2 if best.is_watertight else None
    return Hand(
        time.process_time() - start,
        bool(best.is_watertight),
        genus,
        len(pieces),
        abs(float(best.volume)) / 1000.0,
    )


def _closed(vertices: NDArray[np.float64], faces: NDArray[np.int64]) -> Any:
    """Close every opening by a fan from its middle: what mesh tools do with one button, and it never fails."""
    edges = border_edges(faces, len(vertices))
    joined = csr_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(len(vertices),) * 2)
    _, label = connected_components(joined, False)
    loops, loop = np.unique(label[edges[:, 0]], return_inverse=True)
    middle = np.stack([vertices[edges[loop == k, 0]].mean(axis=0) for k in range(len(loops))])
    fans = np.column_stack([edges[:, ::-1], len(vertices) + loop])
    return trimesh.Trimesh(np.concatenate([vertices, middle]), np.concatenate([faces, fans]), process=False)
