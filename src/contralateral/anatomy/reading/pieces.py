"""What stands in a file: every piece of its scene, moved to where the scene puts it, in one pair of arrays."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from contralateral.anatomy.reading.colors import colors_of
from contralateral.anatomy.reading.kinds import EXPORT, Limits, kind_of
from contralateral.anatomy.reading.off import read_off
from contralateral.anatomy.reading.sound import check
from contralateral.anatomy.reading.threemf import read_threemf
from contralateral.errors import ScanRefused

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

__all__ = ["Pieces", "read_pieces"]

_UNITS = {
    "millimeter": "mm",
    "millimeters": "mm",
    "centimeter": "cm",
    "centimeters": "cm",
    "meter": "m",
    "meters": "m",
}
_UNITS |= {"inch": "in", "inches": "in"}


@dataclass(frozen=True, slots=True)
class Pieces:
    """One file as read, in its own unit."""

    vertices: NDArray[np.float64]
    """(n, 3) in units of the file."""
    faces: NDArray[np.int64]
    """(m, 3); (0, 3) for a cloud of points."""
    colors: NDArray[np.uint8] | None
    """(n, 4) or None."""
    unit: str | None
    """mm, cm, m or in where the kind of file says one: 3MF by what stands in it, GLB always metres."""
    sha256: str
    warnings: tuple[str, ...]


def read_pieces(path: Path, limits: Limits) -> Pieces:
    """Return what stands in a file of a known kind.

    Raises ScanRefused when the file is missing, damaged, too large, or holds neither triangles nor points.
    """
    name = path.name or str(path)
    if path.is_dir():
        raise ScanRefused(name, "This is a folder.", "Name the scan in it.")
    try:
        with path.open("rb") as file:
            kind = kind_of(name, file.read(4096))
            check(name, file, kind, limits)
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            parts, unit, warnings = _read(name, path, file, kind, limits)
    except OSError as error:
        raise ScanRefused(
            name, f"The file cannot be opened: {error.strerror or 'unknown reason'}.", "Check the path."
        ) from error
    if not parts:
        raise ScanRefused(name, "There is no mesh and no points in the file.", EXPORT)
    vertices, faces, colors = _joined(parts)
    if len(faces) > limits.triangles:
        fault = f"The scan has {len(faces):,} triangles; at most {limits.triangles:,} are read."
        raise ScanRefused(name, fault, "Export it with fewer triangles.")
    if len(faces) and (faces.min() < 0 or faces.max() >= len(vertices)):
        raise ScanRefused(name, "Triangles name points that are not there.", "Copy or export it again.")
    end = path.suffix.lower().lstrip(".")
    if end != kind:
        warnings.append(f"The file is named .{end} but is {kind.upper()}; it was read as {kind.upper()}.")
    return Pieces(vertices, faces, colors, _UNITS.get(unit), sha256, tuple(warnings))


def _read(
    name: str, path: Path, file: IO[bytes], kind: str, limits: Limits
) -> tuple[list[tuple[Any, Any, Any]], str, list[str]]:
    """Return (vertices, faces, colors) of each piece, the word of the file for its unit, and warnings."""
    if kind == "3mf":
        pieces, unit = read_threemf(name, file, limits)
        return [(vertices, faces, None) for vertices, faces in pieces], unit, []
    scene = _scene(name, path, file, kind)
    parts, warnings = _parts(scene)
    return parts, str(scene.units) if kind == "glb" else "", warnings


def _scene(name: str, path: Path, file: IO[bytes], kind: str) -> Any:
    import trimesh

    resolver = trimesh.resolvers.FilePathResolver(str(path.resolve())) if kind == "obj" else None
    try:
        if kind == "off":
            return trimesh.Scene(read_off(file.read()))
        # An ascii STL may begin with anything; a copy in memory lets the reader look twice.
        source = io.BytesIO(file.read())
        return trimesh.load_scene(source, file_type=kind, process=False, resolver=resolver)
    except ScanRefused:
        raise
    except MemoryError:
        raise
    except (
        Exception
    ) as error:  # a reader of six formats fails in many ways, and each means the same to a person
        raise ScanRefused(name, f"This is no {kind.upper()} file that can be read.", EXPORT) from error


def _parts(scene: Any) -> tuple[list[tuple[Any, Any, Any]], list[str]]:
    """Return (vertices, faces, colors) of each piece, points only when there is no mesh at all."""
    import trimesh

    meshes: list[tuple[Any, Any, Any]] = []
    points: list[tuple[Any, Any, Any]] = []
    warnings: list[str] = []
    for node in scene.graph.nodes_geometry:
        matrix, name = scene.graph[node]
        shape = scene.geometry[name]
        if len(getattr(shape, "vertices", ())) == 0:
            continue
        vertices = np.asarray(shape.vertices, np.float64)
        if not np.array_equal(matrix, np.eye(4)):
            vertices = vertices @ matrix[:3, :3].T + matrix[:3, 3]
        if isinstance(shape, trimesh.Trimesh) and len(shape.faces):
            faces = np.asarray(shape.faces, np.int64)
            if np.linalg.det(matrix[:3, :3]) < 0:  # a mirrored piece is inside-out unless its faces turn too
                faces = faces[:, ::-1]
            meshes.append((vertices, faces, colors_of(shape, warnings)))
        elif isinstance(shape, trimesh.Trimesh | trimesh.PointCloud):
            points.append((vertices, np.zeros((0, 3), np.int64), colors_of(shape, warnings)))
    if meshes and points:
        warnings.append(f"{len(points)} pieces of the file are points without triangles; they were left out.")
    return meshes or points, warnings


def _joined(parts: list[tuple[Any, Any, Any]]) -> tuple[Any, Any, Any]:
    if len(parts) == 1:
        return parts[0]
    starts = np.cumsum([0] + [len(vertices) for vertices, _, _ in parts])
    faces = np.concatenate([part[1] + start for part, start in zip(parts, starts[:-1], strict=True)])
    colors = None
    if any(part[2] is not None for part in parts):
        grey = np.array([[128, 128, 128, 255]], np.uint8)
        colors = np.concatenate([c if c is not None else grey.repeat(len(v), axis=0) for v, _, c in parts])
    return np.concatenate([part[0] for part in parts]), faces, colors
