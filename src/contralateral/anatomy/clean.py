"""From a scan to a surface that can be measured: one body, every point once, every face outward, its openings known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy.bodies import keep_body
from contralateral.anatomy.edges import edges_of
from contralateral.anatomy.fill import fill_holes
from contralateral.anatomy.points import through_points
from contralateral.anatomy.surface import Hole, Surface, surface
from contralateral.anatomy.weld import compact, drop_faces, weld
from contralateral.anatomy.winding import outward, turned
from contralateral.errors import ScanRefused

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy.scan import Scan

__all__ = ["Hole", "Surface", "clean", "fill_holes", "surface"]


def clean(scan: Scan) -> Surface:
    """Return the surface of a scan. What was changed is said in its warnings, behind those of the scan.

    Raises ScanRefused when no face covers any area, or when two bodies are in the scan.
    """
    name = scan.name or "scan"
    said = list(scan.warnings)
    vertices, faces, colors = _welded(name, scan, said)
    faces, flat, double = drop_faces(vertices, faces)
    _say(said, flat, "face covers no area and was left out", "faces cover no area and were left out")
    _say(
        said,
        double,
        "face was there twice and was left out once",
        "faces were there twice and were left out once",
    )
    if len(faces) < 2:
        raise ScanRefused(name, "No face of the scan covers any area.", "Export the scan again.")
    faces = _body(name, vertices, faces, said)
    kept, faces = compact(faces, len(vertices))
    vertices, colors = vertices[kept], None if colors is None else colors[kept]
    faces = _one_way(vertices, faces, said)
    made = surface(vertices, faces)
    return replace(made, colors=colors, warnings=tuple(said))


def _welded(
    name: str, scan: Scan, said: list[str]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.uint8] | None]:
    """Return each place once, the faces over those, and the colours; a cloud of points gets a surface without."""
    first, index = weld(scan.vertices)
    vertices = scan.vertices[first]
    if len(scan.faces):
        return vertices, index[scan.faces], None if scan.colors is None else scan.colors[first]
    made, faces, step = through_points(name, vertices)
    told = f"The file holds {len(vertices):,} points without triangles. A surface was laid through them, "
    said.append(told + f"in steps of {step:.1f} mm; near gaps and borders it is uncertain by as much.")
    return made, faces, None


def _body(
    name: str, vertices: NDArray[np.float64], faces: NDArray[np.int64], said: list[str]
) -> NDArray[np.int64]:
    body = keep_body(name, vertices, faces)
    if body.pieces > 1:
        said.append(f"The body is in {body.pieces} pieces that do not join.")
    area = (
        f"of {body.dropped_mm2 / 100:,.1f} cm² in all" if body.dropped_mm2 >= 10 else "under 0.1 cm² in all"
    )
    _say(said, body.dropped, f"floating piece was left out, {area}", f"floating pieces were left out, {area}")
    return faces if body.dropped == 0 else faces[body.faces]


def _one_way(vertices: NDArray[np.float64], faces: NDArray[np.int64], said: list[str]) -> NDArray[np.int64]:
    edges = edges_of(faces, len(vertices))
    _say(said, edges.crowded, "edge has more than two faces", "edges have more than two faces")
    if edges.twisted:
        turn, can = turned(faces, len(vertices))
        faces = np.where(turn[:, None], faces[:, ::-1], faces)
        _say(
            said,
            int(turn.sum()),
            "face turned the other way and was turned",
            "faces turned the other way and were turned",
        )
        if not can:
            said.append("Not all faces can turn one way: somewhere the surface passes into its own back.")
    inside_out, solid = outward(vertices, faces)
    if inside_out.any():
        whole = "The scan was" if inside_out.all() else "A piece of the scan was"
        said.append(f"{whole} inside-out and was turned.")
        faces = np.where(inside_out[:, None], faces[:, ::-1], faces)
    if not solid:
        said.append(
            "A piece of the scan is nearly flat: which of its sides is outside could not be told by its volume."
        )
    return np.ascontiguousarray(faces)


def _say(said: list[str], count: int, one: str, many: str) -> None:
    if count:
        said.append(f"{count:,} {one if count == 1 else many}.")
