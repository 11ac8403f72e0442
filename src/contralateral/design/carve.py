"""The solid between a back face that follows the skin and a front face, out of signed distances.

On a grid a thin edge is lost between two nodes: that made tunnels at the rim. So the solid is first carved with
nowhere less than RESOLVED steps of thickness over a closed patch, where marching cubes cannot tear it, and then each
thin place is pressed to its own thickness along the skin's normals, which moves vertices and changes no connection.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from contralateral.design.fields import Asked, neighbours
from contralateral.design.grid import contour, one_piece, sampled
from contralateral.design.refused import DesignRefused
from contralateral.design.solid import BACK, FRONT, RIM, Solid, shells

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from contralateral.design.fields import Sheet

    Front = Callable[[NDArray[np.float64], Asked], tuple[NDArray[np.float64], NDArray[np.float64]]]

__all__ = ["FAR_MM", "Carving", "Front", "Wall", "border_field", "carve"]

RESOLVED = 1.9
"""Steps of the grid that a sheet must be thick to be carved whole."""

FLARE = 2.0
"""How far the shape may lean out over its border: millimetres aside for each millimetre away from the skin."""

RISE = 2.0
"""Millimetres that the thickness may rise for each millimetre behind the lip."""

FAR_MM = 1000.0
"""Stands for a distance that nobody needs to know."""

OFF_MM, BRINGS = 0.05, 4
"""How far off the wanted front a vertex may be left, and in how many steps it is brought there."""

RESERVE_MM = 0.12
"""Added to the wall so that it is still there after rounding and between vertices."""


@dataclass(frozen=True, slots=True)
class Wall:
    """How thick the solid is at least, by the distance from its border."""

    edge_mm: float
    feather_mm: float
    least_mm: float
    lip_mm: float = 1.6
    """How far from the border the edge stays thin before the shape may rise."""

    def at(self, border_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the least thickness (k,) where the border is `border_mm` (k,) away."""
        x = np.clip((border_mm - self.lip_mm) / max(self.feather_mm - self.lip_mm, 1e-6), 0.0, 1.0)
        rise: NDArray[np.float64] = x * x * (3.0 - 2.0 * x)
        return self.edge_mm + (max(self.least_mm + RESERVE_MM, self.edge_mm) - self.edge_mm) * rise

    def most(self, border_mm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the greatest thickness (k,): a thin lip at the border, then as steep as RISE."""
        return self.at(border_mm) + RISE * np.maximum(border_mm - self.lip_mm, 0.0)


@dataclass(frozen=True, slots=True)
class Carving:
    """What a solid is carved from."""

    skin: Sheet
    """The skin under and around the patch; its first value is the distance to the border."""
    front: Front
    """Distance to the wanted front (+ outside) and its direction at points (k, 3), given the skin's answer."""
    clearance_mm: float
    wall: Wall
    step_mm: float
    lean_mm: float
    """How far the shape may lean out over its border at most: a breast hangs, a cheek does not."""
    low: NDArray[np.float64]
    """(3,) corner of the box that holds the solid, mm."""
    high: NDArray[np.float64]
    fine: Front | None = None
    """The wanted front in all its detail, if there is more of it: asked at the finished front alone."""


def carve(carving: Carving) -> Solid:
    """Return the solid: closed, in one piece, of genus 0.

    Raises:
        DesignRefused: nothing is left, or the shape cannot be made without a tunnel through it.
    """
    for thick in (RESOLVED, 1.5 * RESOLVED, 2.5 * RESOLVED):
        pressed = max(thick * carving.step_mm, carving.wall.least_mm + 2 * RESERVE_MM)
        parts, field = partial(_distances, carving, pressed), partial(_field, carving, pressed)
        values, low = sampled(parts, field, carving.low, carving.high, carving.step_mm, slice(0, 3, 2))
        vertices, faces = contour(one_piece(values), low, carving.step_mm)
        if not len(faces):
            raise DesignRefused(
                "Nothing is left of the device at this clearance.",
                "Lower --clearance, or choose a larger patch.",
            )
        if shells(faces, len(vertices)) == (1, 0):
            return _shaped(carving, vertices, faces, pressed)
    raise DesignRefused(
        "The mirrored side and the affected side leave a tunnel through the device.",
        "Look at the scan there, or limit the patch with --at and --radius.",
    )


def border_field(
    carving: Carving, border_mm: NDArray[np.float64], height: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the field that ends the solid at its border, leaning out with the height."""
    lean = np.minimum(FLARE * np.maximum(height, 0.0), carving.lean_mm)
    outward: NDArray[np.float64] = -(border_mm + lean) / (1.0 + FLARE)
    return outward


def _distances(
    carving: Carving, pressed: float, points: NDArray[np.float64], reach: float
) -> NDArray[np.float64]:
    """Return height over the back, way inside the border and distance to the front (k, 3), mm, at points (k, 3).

    The front is not asked where the rest decides.
    """
    skin = carving.skin.ask(points)
    height, inside = skin.mm - carving.clearance_mm, skin.values[:, 0]
    wanted = np.full(len(points), -FAR_MM)
    open_ = np.maximum(-height, border_field(carving, inside, height - pressed)) <= reach
    if open_.any():
        part = Asked(skin.mm[open_], skin.normals[open_], skin.values[open_])
        wanted[open_] = carving.front(points[open_], part)[0]
    return np.stack([height, inside, wanted], axis=1)


def _field(carving: Carving, pressed: float, parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the field (k,), below zero inside, out of distances (k, 3)."""
    height, inside, wanted = parts.T
    border = border_field(carving, inside, height - pressed)
    front = np.minimum(wanted, height - pressed) if pressed else wanted
    return np.asarray(np.maximum(np.maximum(-height, border), front), np.float64)


def _shaped(
    carving: Carving, vertices: NDArray[np.float64], faces: NDArray[np.int64], pressed: float
) -> Solid:
    vertices = _relaxed(carving, vertices, faces, pressed)
    skin, height, wanted, border, _ = _parts(carving, vertices, pressed)
    part = _part(height, np.minimum(wanted, height - pressed), border)
    depth = height - wanted
    least = carving.wall.at(skin.values[:, 0])
    thickness = np.clip(np.maximum(depth, least), 0.0, pressed)
    # Near the border what is thin is thinned to the lip; what stands up steeply there is left as the body has it.
    steep = np.clip((depth / pressed - 0.7) / 0.3, 0.0, 1.0)
    most = np.minimum(carving.wall.most(skin.values[:, 0]), pressed)
    thickness = np.minimum(thickness, most + (pressed - most) * steep)
    lower = np.clip(height, 0.0, pressed) * (1.0 - thickness / pressed)
    lower = np.where(height > pressed + 0.5 * carving.step_mm, 0.0, lower)
    vertices = vertices - skin.normals * lower[:, None]
    # Everywhere but where the lip made it thinner than the space.
    free = thickness > np.minimum(depth, pressed) - 1e-6
    # Along its normal the skin's answer is known: the foot is the same, the distance less by the way.
    skin = Asked(skin.mm - lower, skin.normals, skin.values)
    vertices = _projected(carving, vertices, skin, part, free)
    skin = carving.skin.ask(vertices)
    vertices = _projected(carving, vertices, skin, part, free)
    return Solid(_brought(carving, vertices, part, free), faces, part, skin.values[:, 0])


def _parts(
    carving: Carving, points: NDArray[np.float64], pressed: float
) -> tuple[Asked, NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the skin's answer, height over the back face, front field, border field, the front's direction."""
    skin = carving.skin.ask(points)
    height = skin.mm - carving.clearance_mm
    wanted, way = carving.front(points, skin)
    border = border_field(carving, skin.values[:, 0], height - pressed)
    return skin, height, wanted, border, way


def _part(
    height: NDArray[np.float64], front: NDArray[np.float64], border: NDArray[np.float64]
) -> NDArray[np.int8]:
    part: NDArray[np.int8] = np.argmax(np.stack([-height, front, border]), axis=0).astype(np.int8)
    return part


def _relaxed(
    carving: Carving, vertices: NDArray[np.float64], faces: NDArray[np.int64], pressed: float
) -> NDArray[np.float64]:
    """Even out the triangles: vertices slide along the surface towards the middle of their neighbours.

    The distances are asked once; after a slide of less than a step they are what the first slope makes of them.
    """
    average = neighbours(faces, len(vertices))
    skin, height, wanted, border, way = _parts(carving, vertices, pressed)
    for _ in range(2):
        thin = wanted > height - pressed
        front = np.where(thin, height - pressed, wanted)
        part = _part(height, front, border)
        # Only inside one face of the device: its edges stay where the grid found them.
        alone = np.abs(average @ (part.astype(float)) - part) < 1e-9
        normal = np.where(((part == FRONT) & ~thin)[:, None], way, skin.normals)
        off = np.where(part == FRONT, front, height)
        step = 0.6 * (average @ vertices - vertices)
        step -= np.einsum("ij,ij->i", step, normal)[:, None] * normal
        step -= off[:, None] * normal
        size = np.linalg.norm(step, axis=1, keepdims=True)
        step *= np.minimum(1.0, 0.4 * carving.step_mm / np.maximum(size, 1e-9))
        step = np.where((alone & (part != RIM))[:, None], step, 0.0)
        vertices = vertices + step
        height = height + np.einsum("ij,ij->i", step, skin.normals)
        wanted = wanted + np.einsum("ij,ij->i", step, way)
    return vertices


def _projected(
    carving: Carving,
    vertices: NDArray[np.float64],
    skin: Asked,
    part: NDArray[np.int8],
    free: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Put the back on the skin plus clearance; the front, where free, on the wanted shape or the least thickness.

    `skin`: its answer at the vertices.
    """
    height = skin.mm - carving.clearance_mm
    move = np.where((part == BACK)[:, None], -height[:, None] * skin.normals, 0.0)
    on = np.flatnonzero((part == FRONT) & free)
    front = carving.fine or carving.front
    wanted, way = front(vertices[on], Asked(skin.mm[on], skin.normals[on], skin.values[on]))
    least = height[on] - carving.wall.at(skin.values[on, 0])
    thin = (wanted > least)[:, None]
    move[on] = np.where(thin, -least[:, None] * skin.normals[on], -wanted[:, None] * way)
    size = np.linalg.norm(move, axis=1, keepdims=True)
    move *= np.minimum(1.0, 0.3 * carving.step_mm / np.maximum(size, 1e-9))
    return np.asarray(vertices + move, np.float64)


def _brought(
    carving: Carving, vertices: NDArray[np.float64], part: NDArray[np.int8], free: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Bring the few vertices onto the wanted front that two steps did not: on a nipple, on an ear."""
    vertices, on = vertices.copy(), np.flatnonzero((part == FRONT) & free)
    for _ in range(BRINGS):
        skin = carving.skin.ask(vertices[on])
        wanted, way = (carving.fine or carving.front)(vertices[on], skin)
        thick = wanted <= skin.mm - carving.clearance_mm - carving.wall.at(skin.values[:, 0])
        off = thick & (np.abs(wanted) > OFF_MM)
        on, far = on[off], np.clip(wanted[off], -0.3 * carving.step_mm, 0.3 * carving.step_mm)
        vertices[on] -= far[:, None] * way[off]
    return vertices
