"""From a field over space to triangles: values only near where it passes zero, then marching cubes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Parts = Callable[[NDArray[np.float64], float], NDArray[np.float64]]
    Field = Callable[[NDArray[np.float64]], NDArray[np.float64]]

__all__ = ["SLACK", "Field", "Parts", "contour", "one_piece", "sampled"]

COARSE = 8
"""Steps in the side of a first block. A block whose middle is farther from zero than its corners is left."""

LEAST = 0.02
"""Values nearer to zero than this share of the step are set to it: marching cubes then makes no slivers."""

BENT = 0.5
"""Second difference in steps over four of them, from which a distance is not a straight line between nodes."""

SLACK = 1.5
"""Fields here grow by one millimetre a millimetre, nearly: distances to smoothed meshes a little more."""


def sampled(
    parts: Parts,
    field: Field,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    step: float,
    bending: slice = slice(None),
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Return the field on a grid (x, y, z) over the box, and the grid's corner. Beyond the band only signs are right.

    The field is the meeting of smooth distances, with edges where they meet. Only the distances are asked for, at
    every second node of the band; between, they are straight lines, and the edges are made of these.

    Args:
        parts: the distances (k, c) in mm at points (k, 3). Where the field is beyond the second argument, mm, only
            that it is beyond must follow from them.
        field: values (k,) in mm out of distances (k, c); below zero inside.
        low: of the box, mm.
        high: of the box, mm; the field must be above zero all around it.
        step: of the grid, mm.
        bending: the distances that are asked for at every node where they bend.
    """
    blocks = np.maximum(np.ceil((high - low) / (step * COARSE)).astype(int), 1)
    index = np.stack(np.meshgrid(*[np.arange(b) for b in blocks], indexing="ij"), axis=-1).reshape(-1, 3)
    signs, index = _blocks(*_near(parts, field, index, low, step, COARSE), blocks)
    index = (index[:, None, :] * 2 + _CORNERS[None]).reshape(-1, 3)
    value, near = _near(parts, field, index, low, step, COARSE // 2)
    _fill(signs, index[~near], value[~near], COARSE // 2)
    index = index[near]
    if not len(index):
        return signs, low
    known = _asked(parts, index, low, 2.0 * step, 3, 5.0 * step)
    bent = _bent(known, field, step, bending)
    for axis in (1, 2, 3):
        known = _between(known, axis)
    # A nipple, a fold: there every node is asked for.
    known[bent] = _asked(parts, index[bent], low, step, 5, 5.0 * step)
    values = field(known.reshape(-1, known.shape[-1]))
    least = LEAST * step
    values = np.where(np.abs(values) < least, np.where(values < 0, -least, least), values)
    _fill(signs, index, values.reshape(len(index), -1), COARSE // 2)
    return signs, low


def _asked(
    parts: Parts, index: NDArray[np.int64], low: NDArray[np.float64], spacing: float, side: int, reach: float
) -> NDArray[np.float64]:
    """Return the distances (b, side, side, side, c) at the nodes of blocks (b, 3), each node asked once."""
    steps = np.arange(side)
    offsets = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    nodes = (index[:, None, :] * (side - 1) + offsets[None]).reshape(-1, 3)
    if not len(nodes):
        return np.zeros((0, side, side, side, parts(np.zeros((0, 3)), reach).shape[1]))
    wide = tuple(nodes.max(axis=0) + 1)
    flat, back = np.unique(np.ravel_multi_index(tuple(nodes.T), wide), return_inverse=True)
    points = low + np.stack(np.unravel_index(flat, wide), axis=-1) * spacing
    return parts(points, reach)[back].reshape(len(index), side, side, side, -1)


def _bent(known: NDArray[np.float64], field: Field, step: float, bending: slice) -> NDArray[np.bool_]:
    """Return the blocks (b,) near zero in which straight lines between distances (b, 3, 3, 3, c) are off by much."""
    off = np.zeros(len(known))
    for axis in (1, 2, 3):
        first, middle, last = (known[..., bending].take(k, axis) for k in range(3))
        turn = np.abs(first - 2.0 * middle + last)
        # What is as large stands for a distance that nobody asked for.
        off = np.maximum(off, np.where(turn < 8.0 * COARSE * step, turn, 0.0).max(axis=(1, 2, 3)))
    values = np.abs(field(known.reshape(-1, known.shape[-1]))).reshape(len(known), -1)
    return np.asarray((off > BENT * step) & (values.min(axis=1) < 1.5 * step), bool)


def _near(
    parts: Parts,
    field: Field,
    index: NDArray[np.int64],
    low: NDArray[np.float64],
    step: float,
    side: int,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the field in the middle of blocks (k, 3) of `side` steps, and whether it may pass zero in them."""
    half = side * step / 2.0
    reach = SLACK * half * np.sqrt(3.0) + step
    value = field(parts(low + index * side * step + half, reach))
    return value, np.abs(value) <= reach


def _between(known: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Return 2n - 1 values along an axis for n: each, and the mean of it and the next."""
    shape = list(known.shape)
    shape[axis] = 2 * shape[axis] - 1
    result = np.zeros(shape)
    first, last = (known.take(range(a, known.shape[axis] - 1 + a), axis) for a in (0, 1))
    every: list[slice] = [slice(None)] * known.ndim
    result[(*every[:axis], slice(0, None, 2), *every[axis + 1 :])] = known
    result[(*every[:axis], slice(1, None, 2), *every[axis + 1 :])] = 0.5 * (first + last)
    return result


_CORNERS = np.stack(np.meshgrid([0, 1], [0, 1], [0, 1], indexing="ij"), axis=-1).reshape(-1, 3)


def _blocks(
    value: NDArray[np.float64], near: NDArray[np.bool_], blocks: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    wide = value.reshape(tuple(blocks)).astype(np.float32)
    for axis in range(3):
        wide = np.repeat(wide, COARSE, axis=axis)
    index = np.stack(np.unravel_index(np.flatnonzero(near), tuple(blocks)), axis=-1)
    return np.pad(wide, [(0, 1)] * 3, mode="edge"), index


def _fill(
    signs: NDArray[np.float32], index: NDArray[np.int64], value: NDArray[np.float64], side: int
) -> None:
    """Write values, one for each block of `side` steps or one for each of its nodes."""
    steps = np.arange(side + 1)
    offsets = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    nodes = index[:, None, :] * side + offsets[None]
    signs[nodes[..., 0], nodes[..., 1], nodes[..., 2]] = value.reshape(len(index), -1)


def one_piece(values: NDArray[np.float32], *, fill: bool = True) -> NDArray[np.float32]:
    """Return the field with its largest inside alone, and without closed hollows in it where `fill`."""
    from scipy import ndimage

    values = values.copy()
    inside, count = ndimage.label(values < 0)
    if count > 1:
        sizes = np.bincount(inside.ravel())
        sizes[0] = 0
        lost = (inside > 0) & (inside != sizes.argmax())
        values[lost] = np.abs(values[lost])
    if fill:
        outside, count = ndimage.label(values >= 0, structure=np.ones((3, 3, 3), int))
        if count > 1:
            lost = (outside > 0) & (outside != outside[0, 0, 0])
            values[lost] = -np.maximum(np.abs(values[lost]), 1e-3)
    return values


def contour(
    values: NDArray[np.float32], low: NDArray[np.float64], step: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return vertices (n, 3) and outward faces (m, 3) of the surface where the grid passes zero."""
    from vtkmodules.util import numpy_support
    from vtkmodules.vtkCommonDataModel import vtkImageData
    from vtkmodules.vtkFiltersCore import vtkFlyingEdges3D

    vtk: Any = numpy_support
    as_array = vtk.vtk_to_numpy
    image = vtkImageData()
    image.SetDimensions(*values.shape)
    image.SetSpacing(1.0, 1.0, 1.0)
    image.GetPointData().SetScalars(
        vtk.numpy_to_vtk(np.ascontiguousarray(values.transpose(2, 1, 0)).ravel(), deep=True)
    )
    edges = vtkFlyingEdges3D()
    edges.SetInputData(image)
    edges.SetValue(0, 0.0)
    edges.ComputeNormalsOff()
    edges.ComputeGradientsOff()
    edges.ComputeScalarsOff()
    edges.Update()
    made = edges.GetOutput()
    if made.GetNumberOfPolys() == 0:
        return np.zeros((0, 3)), np.zeros((0, 3), np.int64)
    points = as_array(made.GetPoints().GetData()).astype(np.float64)
    faces = as_array(made.GetPolys().GetConnectivityArray()).reshape(-1, 3).astype(np.int64)
    vertices = low + points * step
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    if np.einsum("ij,ij->", a, np.cross(b, c)) < 0:
        faces = faces[:, ::-1]
    return vertices, np.ascontiguousarray(faces)
