"""The map as a file to turn around in any viewer: a GLB with a colour at each vertex, and nothing of the patient."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.anatomy.figures import palette

if TYPE_CHECKING:
    from contralateral.anatomy.figures.subject import Subject

__all__ = ["glb"]

_MM_PER_M = 1000.0


def glb(subject: Subject, limit: float) -> bytes:
    """Return the surface in metres, Y up and facing +Z as glTF wants it, coloured like the pictures.

    Args:
        subject: what is drawn.
        limit: what the ends of the scale stand for, mm.
    """
    trimesh: Any = import_module("trimesh")  # its writer has no types
    axes = np.stack([subject.left, subject.up, subject.front])
    points = subject.vertices @ axes.T / _MM_PER_M
    colours = palette.colours(subject.distance_mm, limit)
    opaque = np.column_stack([colours, np.full(len(colours), 255, dtype=np.uint8)])
    normals = subject.normals @ axes.T
    mesh = trimesh.Trimesh(points, subject.faces, vertex_normals=normals, vertex_colors=opaque, process=False)
    scene = trimesh.Scene({"map": mesh})
    found = trimesh.exchange.gltf.export_glb(scene, include_normals=True, tree_postprocessor=_plain)
    return bytes(found)


def _plain(tree: dict[str, Any]) -> None:
    """Leave in the file what a viewer needs: no notes of the programs that a scan went through."""
    tree["asset"] = {"version": "2.0", "generator": "contralateral"}
    for part in ("scenes", "nodes", "meshes", "materials"):
        for entry in tree.get(part, []):
            entry.pop("extras", None)
