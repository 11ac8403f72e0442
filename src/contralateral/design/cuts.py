"""Trims, slots, vents and letters: exact booleans of a clean solid with simple ones (manifold3d)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.design.refused import DesignRefused
from contralateral.design.solid import CUT, Solid

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["cylinder", "frame", "intersected", "letters", "prism", "subtracted", "trimmed"]

SAME_MM = 1e-4
"""A vertex this near to one of before is that one."""


def _manifold(vertices: NDArray[np.float64], faces: NDArray[np.int64]) -> Any:
    import manifold3d

    body = manifold3d.Manifold(manifold3d.Mesh64(np.ascontiguousarray(vertices), faces.astype(np.uint64)))
    if body.status() != manifold3d.Error.NoError:
        raise DesignRefused(
            "The solid is not closed before this edit.", "Look at the edits before it in the recipe."
        )
    return body


def _back(body: Any, before: Solid) -> Solid:
    from scipy.spatial import cKDTree

    if body.is_empty():
        raise DesignRefused("An edit leaves nothing of the device.", "Change or drop it in the recipe.")
    mesh = body.to_mesh64()
    vertices = np.asarray(mesh.vert_properties)[:, :3].astype(np.float64)
    faces = np.asarray(mesh.tri_verts).astype(np.int64)
    far, old = cKDTree(before.vertices).query(vertices)
    part = np.where(far < SAME_MM, before.part[old], CUT).astype(np.int8)
    return Solid(vertices, faces, part, before.border_mm[old])


def subtracted(solid: Solid, tools: list[Any]) -> Solid:
    """Return the solid without what lies in the tools."""
    import manifold3d

    body = _manifold(solid.vertices, solid.faces)
    return _back(manifold3d.Manifold.batch_boolean([body, *tools], manifold3d.OpType.Subtract), solid)


def intersected(solid: Solid, tool: Any) -> Solid:
    """Return what of the solid lies in the tool."""
    return _back(_manifold(solid.vertices, solid.faces) ^ tool, solid)


def trimmed(solid: Solid, point: NDArray[np.float64], normal: NDArray[np.float64]) -> Solid:
    """Return the solid without what lies beyond the plane on the side of its normal."""
    unit = normal / np.linalg.norm(normal)
    body = _manifold(solid.vertices, solid.faces).trim_by_plane(tuple(-unit), float(-unit @ point))
    return _back(body, solid)


def frame(normal: NDArray[np.float64], along: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Return (3, 3) columns x, y, z of a right-handed frame whose z is the normal, and whose x is near `along`."""
    z = normal / np.linalg.norm(normal)
    hint = np.eye(3)[np.argmin(np.abs(z))] if along is None else along
    x = hint - (hint @ z) * z
    if np.linalg.norm(x) < 1e-6:
        x = np.eye(3)[np.argmin(np.abs(z))]
        x = x - (x @ z) * z
    x /= np.linalg.norm(x)
    return np.column_stack([x, np.cross(z, x), z])


def _placed(body: Any, at: NDArray[np.float64], axes: NDArray[np.float64]) -> Any:
    return body.transform(np.column_stack([axes, at]))


def cylinder(at: NDArray[np.float64], axis: NDArray[np.float64], radius_mm: float, length_mm: float) -> Any:
    """Return a cylinder with its middle at `at`."""
    import manifold3d

    return _placed(manifold3d.Manifold.cylinder(length_mm, radius_mm, radius_mm, 48, True), at, frame(axis))


def prism(
    outline: NDArray[np.float64], at: NDArray[np.float64], axes: NDArray[np.float64], length_mm: float
) -> Any:
    """Return the outline (k, 2) mm, in the x and y of `axes`, drawn out along z to both sides of `at`."""
    import manifold3d

    cross = manifold3d.CrossSection([outline], manifold3d.FillRule.NonZero)
    return _placed(manifold3d.Manifold.extrude(cross, length_mm).translate((0, 0, -length_mm / 2)), at, axes)


def letters(
    text: str, at: NDArray[np.float64], axes: NDArray[np.float64], height_mm: float, depth_mm: float
) -> Any:
    """Return letters of a height, centred at `at`, reading along x, to both sides of it by `depth_mm`."""
    import manifold3d
    from vtkmodules.util import numpy_support
    from vtkmodules.vtkRenderingFreeType import vtkVectorText

    vtk: Any = numpy_support
    as_array = vtk.vtk_to_numpy
    made = vtkVectorText()
    made.SetText(text)
    made.Update()
    mesh = made.GetOutput()
    if not mesh.GetNumberOfPolys():
        raise DesignRefused(f"'{text}' has no letters that can be embossed.", "Use letters and digits.")
    points = as_array(mesh.GetPoints().GetData())[:, :2].astype(float)
    triangles = as_array(mesh.GetPolys().GetConnectivityArray()).reshape(-1, 3)
    span = points.max(axis=0) - points.min(axis=0)
    points = (points - points.min(axis=0) - span / 2.0) * (height_mm / max(span[1], 1e-9))
    corners = [points[t] for t in triangles]
    turned = [c if np.linalg.det([c[1] - c[0], c[2] - c[0]]) > 0 else c[::-1] for c in corners]
    cross = manifold3d.CrossSection(turned, manifold3d.FillRule.Positive)
    body = manifold3d.Manifold.extrude(cross, 2.0 * depth_mm).translate((0, 0, -depth_mm))
    return _placed(body, at, axes)
