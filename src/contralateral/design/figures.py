"""Pictures of a design, drawn by ourselves: on the body, its thickness, and two cuts. No display, no graphics card."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.design.facts import patient_axes

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from contralateral.design.propose import Design

__all__ = ["draw"]

SIZE = 640
SKIN, DEVICE, LINE, INK = (214, 206, 200), (0, 114, 178), (213, 94, 0), (40, 40, 40)
_SCALE = np.array([(68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37)], float)
"""Thickness from thin to thick: even in lightness, so that it is read without colour vision."""


def draw(design: Design, folder: Path, stem: str) -> tuple[Path, ...]:
    """Write three pictures: on the body, thickness, cuts. Raises OSError where the folder cannot be written to."""
    axes = patient_axes(design.solid, design.seen, design.recipe.kind)
    found = []
    for name, made in (("on-body", _on_body), ("thickness", _thickness), ("cuts", _cuts)):
        path = folder / f"{stem}-{name}.png"
        made(design, axes).save(path, format="PNG")
        found.append(path)
    return tuple(found)


def _paper(width: int, height: int) -> tuple[Any, Any]:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (width, height), (255, 255, 255))
    return image, ImageDraw.Draw(image)


def _words(draw_: Any, at: tuple[float, float], text: str, size: int = 14) -> None:
    from PIL import ImageFont

    draw_.text(at, text, fill=INK, font=ImageFont.load_default(size))


def _painted(
    draw_: Any,
    parts: list[tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]],
    axes: NDArray[np.float64],
    at: tuple[int, int],
    middle: NDArray[np.float64],
    scale: float,
) -> None:
    """Draw triangles from far to near. Each part is vertices, faces and a colour (m, 3) a face."""
    rows = []
    for vertices, faces, colors in parts:
        local = (vertices - middle) @ axes
        corners = local[faces]
        normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        size = np.linalg.norm(normal, axis=1)
        unit = normal / np.maximum(size, 1e-12)[:, None]
        # The light comes from the upper left of who looks.
        light = 0.55 + 0.45 * np.clip(unit @ (np.array([-0.4, 0.5, 0.77])), 0, 1)
        seen = unit[:, 2] > 0
        flat = np.stack([at[0] + scale * corners[..., 0], at[1] - scale * corners[..., 1]], axis=-1)
        inside = ((flat > np.array(at) - SIZE / 2) & (flat < np.array(at) + SIZE / 2)).all(axis=(1, 2))
        keep = seen & inside
        depth = corners[keep].mean(axis=1)[:, 2]
        rows.append((depth, flat[keep], np.clip(colors[keep] * light[keep, None], 0, 255).astype(int)))
    depth, flat, color = (np.concatenate([row[k] for row in rows]) for k in range(3))
    for k in np.argsort(depth, kind="stable").tolist():
        draw_.polygon([tuple(p) for p in flat[k].tolist()], fill=tuple(color[k].tolist()))


def _bar(draw_: Any, at: tuple[float, float], scale: float) -> None:
    draw_.line([at, (at[0] + 50.0 * scale, at[1])], fill=INK, width=3)
    _words(draw_, (at[0], at[1] + 5), "50 mm")


def _said(draw_: Any, design: Design, width: int, height: int) -> None:
    lines = [line for words in design.statements for line in textwrap.wrap(words, width // 8)]
    for k, line in enumerate(reversed(lines)):
        _words(draw_, (12, height - 22 - 16 * k), line, 12)


def _views(design: Design, axes: NDArray[np.float64]) -> list[tuple[str, NDArray[np.float64]]]:
    across, up, away = axes.T
    # Who looks at the device sees the patient's left on the right hand of the picture.
    side = np.column_stack([-away, up, across])
    below = np.column_stack([across, away, -up])
    return [
        ("from the front", np.column_stack([across, up, away])),
        ("from its left", side),
        ("from below", below),
    ]


def _on_body(design: Design, axes: NDArray[np.float64]) -> Any:
    solid, body = design.solid, design.seen.body
    middle = (solid.vertices.min(axis=0) + solid.vertices.max(axis=0)) / 2.0
    reach = 1.5 * float(np.linalg.norm(np.ptp(solid.vertices, axis=0))) / 2.0 + 40.0
    scale = (SIZE / 2 - 20) / reach
    image, pen = _paper(3 * SIZE, SIZE + 110)
    faces = body.faces[(np.abs(body.vertices - middle) < 1.4 * reach).all(axis=1)[body.faces].all(axis=1)]
    skin = np.tile(np.array(SKIN, float), (len(faces), 1))
    device = np.tile(np.array(DEVICE, float), (len(solid.faces), 1))
    for k, (name, view) in enumerate(_views(design, axes)):
        at = (k * SIZE + SIZE // 2, SIZE // 2 + 20)
        parts = [(solid.vertices, solid.faces, device)]
        if design.recipe.kind != "cover":
            parts.append((body.vertices, faces, skin))
        _painted(pen, parts, view, at, middle, scale)
        _words(pen, (k * SIZE + 14, 6), f"The device (blue) {name}", 16)
    _bar(pen, (20, SIZE + 36), scale)
    _said(pen, design, 3 * SIZE, SIZE + 110)
    return image


def _colors(values: NDArray[np.float64], most: float) -> NDArray[np.float64]:
    place = np.clip(np.nan_to_num(values) / max(most, 1e-9), 0, 1) * (len(_SCALE) - 1)
    low = np.minimum(place.astype(int), len(_SCALE) - 2)
    share = (place - low)[:, None]
    return np.asarray(_SCALE[low] * (1 - share) + _SCALE[low + 1] * share, np.float64)


def _thickness(design: Design, axes: NDArray[np.float64]) -> Any:
    solid = design.solid
    values = np.nan_to_num(design.thickness_mm)[solid.faces].max(axis=1)
    most = float(np.nanmax(design.thickness_mm)) if np.isfinite(design.thickness_mm).any() else 1.0
    middle = (solid.vertices.min(axis=0) + solid.vertices.max(axis=0)) / 2.0
    scale = (SIZE / 2 - 30) / (float(np.abs((solid.vertices - middle) @ axes).max()) + 1e-6)
    image, pen = _paper(2 * SIZE, SIZE + 130)
    back = np.column_stack([-axes[:, 0], axes[:, 1], -axes[:, 2]])
    for k, (name, view) in enumerate((("front", axes), ("face towards the skin", back))):
        at = (k * SIZE + SIZE // 2, SIZE // 2 + 20)
        _painted(pen, [(solid.vertices, solid.faces, _colors(values, most))], view, at, middle, scale)
        _words(pen, (k * SIZE + 14, 6), f"Thickness, {name}", 16)
    for k in range(200):
        color = _colors(np.array([k / 199.0]), 1.0)[0].astype(int)
        pen.rectangle([SIZE + 2 * k, SIZE + 30, SIZE + 2 * k + 2, SIZE + 48], fill=tuple(color.tolist()))
    for k in range(5):
        _words(pen, (SIZE + 100 * k - 4, SIZE + 52), f"{most * k / 4:.1f}" + (" mm" if k == 4 else ""))
    _bar(pen, (20, SIZE + 36), scale)
    _said(pen, design, 2 * SIZE, SIZE + 130)
    return image


def _cuts(design: Design, axes: NDArray[np.float64]) -> Any:
    """Draw where two planes through the middle cut skin, mirrored skin and device."""
    from contralateral.design.fields import mirrored

    solid, seen = design.solid, design.seen
    middle = (solid.vertices.min(axis=0) + solid.vertices.max(axis=0)) / 2.0
    reach = 0.75 * float(np.abs((solid.vertices - middle) @ axes).max()) * 2.0
    scale = (SIZE / 2 - 20) / reach
    image, pen = _paper(2 * SIZE, SIZE + 130)
    image_, image_faces = mirrored(seen.body.vertices, seen.normal, seen.offset_mm), seen.body.faces
    if seen.template is not None:
        image_, image_faces = seen.template.vertices, seen.template.faces
    for k, (name, order) in enumerate(
        (("level cut, seen from below", (0, 2, 1)), ("upright cut, seen from its left", (2, 1, 0)))
    ):
        at = (k * SIZE + SIZE // 2, SIZE // 2 + 20)
        flip = -1.0 if order[0] == 2 else 1.0
        for vertices, faces, color, thick in (
            (seen.body.vertices, seen.body.faces, INK, 2),
            (image_, image_faces, LINE, 1),
            (solid.vertices, solid.faces, DEVICE, 3),
        ):
            if design.recipe.kind == "cover" and color == INK:
                continue
            local = (vertices - middle) @ axes
            for a, b in _section(local, faces, order[2]):
                ends = [(at[0] + flip * scale * p[order[0]], at[1] - scale * p[order[1]]) for p in (a, b)]
                if all(k * SIZE < e[0] < (k + 1) * SIZE and 20 < e[1] < SIZE + 20 for e in ends):
                    pen.line(ends, fill=color, width=thick)
        _words(pen, (k * SIZE + 14, 4), name.capitalize(), 16)
    _bar(pen, (20, SIZE + 40), scale)
    for k, (words, color) in enumerate(
        (
            ("skin as scanned", INK),
            ("mirror image" if seen.template is None else "template", LINE),
            ("device", DEVICE),
        )
    ):
        pen.line([(SIZE + 180 * k, SIZE + 48), (SIZE + 180 * k + 30, SIZE + 48)], fill=color, width=3)
        _words(pen, (SIZE + 180 * k + 36, SIZE + 40), words)
    _said(pen, design, 2 * SIZE, SIZE + 130)
    return image


def _section(
    local: NDArray[np.float64], faces: NDArray[np.int64], axis: int
) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Return the pieces of line in which faces cut the plane where the coordinate is zero."""
    side = local[:, axis] > 0
    mixed = faces[side[faces].any(axis=1) & ~side[faces].all(axis=1)]
    found = []
    for face in mixed:
        ends = []
        for a, b in ((face[0], face[1]), (face[1], face[2]), (face[2], face[0])):
            if side[a] != side[b]:
                share = local[a, axis] / (local[a, axis] - local[b, axis])
                ends.append(local[a] + share * (local[b] - local[a]))
        found.append((ends[0], ends[1]))
    return found
