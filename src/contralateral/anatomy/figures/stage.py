"""The stage: draws views of a surface without a display, as a process of its own.

VTK ends the process where it finds no library to draw with, instead of saying so; here it takes nothing along. The
caller is ``camera``: ``python -m contralateral.anatomy.figures.stage IN.npz OUT.npz``.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["draw"]

#: Sorts of surface in the second picture, far enough apart for any rounding.
_KNOWN, _UNKNOWN = (0.0, 1.0, 0.0), (1.0, 0.0, 0.0)


def draw(given: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[np.uint8]]:
    """Return for each view a lit picture ``shown_i`` (h, w, 3) and ``known_i``, ``unknown_i`` (h, w) masks of 0 and 1.

    Args:
        given: vertices, faces, normals, distance_mm, limit_mm, table (STEPS, 3), unknown (3,), size (width, height),
            and towards, up (v, 3), center (v, 3), half_height_mm (v,) of the views.
    """
    pyvista = _pyvista()
    known, unknown = _split(given)
    found: dict[str, NDArray[np.uint8]] = {}
    width, height = (int(n) for n in given["size"])
    plotter = pyvista.Plotter(off_screen=True, window_size=(width, height), lighting="none")
    plotter.set_background("white")
    plotter.enable_parallel_projection()
    plotter.add_light(pyvista.Light(light_type="headlight"))
    palette = pyvista.LookupTable(values=_opaque(given["table"]))
    palette.scalar_range = (-float(given["limit_mm"]), float(given["limit_mm"]))
    shade = {"ambient": 0.5, "diffuse": 0.5, "specular": 0.0, "smooth_shading": True}
    grey = tuple(float(c) / 255.0 for c in given["unknown"])
    lit = [
        plotter.add_mesh(known, scalars="mm", cmap=palette, show_scalar_bar=False, **shade)
        if known.n_cells
        else None,
        plotter.add_mesh(unknown, color=grey, **shade) if unknown.n_cells else None,
    ]
    flat = [
        plotter.add_mesh(part.copy(), color=color, lighting=False) if part.n_cells else None
        for part, color in ((known, _KNOWN), (unknown, _UNKNOWN))
    ]
    for at in range(len(given["towards"])):
        _look(plotter, given, at)
        found[f"shown_{at}"] = _picture(plotter, lit, flat)
        sorts = _picture(plotter, flat, lit)
        body = sorts[..., 2] < 128  # the paper is white: only there is blue bright as well
        lack = sorts[..., 0] > sorts[..., 1]
        found[f"known_{at}"] = (body & ~lack).astype(np.uint8)
        found[f"unknown_{at}"] = (body & lack).astype(np.uint8)
    plotter.close()
    return found


def _pyvista() -> Any:
    # Its own types take a second longer to check than they find.
    return import_module("pyvista")


def _split(given: Mapping[str, NDArray[Any]]) -> tuple[Any, Any]:
    """Part the faces all of whose corners are known from the others; both keep the normals of the whole."""
    faces = np.asarray(given["faces"], dtype=np.int64)
    seen = np.isfinite(given["distance_mm"])[faces].all(axis=1)
    return _part(given, faces[seen]), _part(given, faces[~seen])


def _part(given: Mapping[str, NDArray[Any]], faces: NDArray[np.int64]) -> Any:
    part = _pyvista().PolyData.from_regular_faces(given["vertices"], faces)
    part.point_data["mm"] = np.nan_to_num(given["distance_mm"])
    part.point_data.active_normals = given["normals"]
    return part


def _opaque(table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.column_stack([table, np.full(len(table), 255, dtype=np.uint8)])


def _look(plotter: Any, given: Mapping[str, NDArray[Any]], at: int) -> None:
    center, towards = given["center"][at], given["towards"][at]
    half = float(given["half_height_mm"][at])
    camera = plotter.camera
    camera.focal_point = tuple(center)
    camera.position = tuple(center + towards * half * 10.0)
    camera.up = tuple(given["up"][at])
    camera.parallel_scale = half
    plotter.reset_camera_clipping_range()


def _picture(plotter: Any, on: list[Any], off: list[Any]) -> NDArray[np.uint8]:
    for actors, visible in ((on, True), (off, False)):
        for actor in actors:
            if actor is not None:
                actor.SetVisibility(visible)
    plotter.render()
    return np.ascontiguousarray(plotter.screenshot(None, return_img=True))


if __name__ == "__main__":
    with np.load(sys.argv[1]) as arrays:
        drawn = draw(dict(arrays))
    np.savez(sys.argv[2], **drawn)  # type: ignore[arg-type]
