"""From a field over space to triangles: values only near where it passes zero, then marching cubes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Field = Callable[[NDArray[np.float64], float], NDArray[np.float64]]

__all__ = ["Field", "contour", "one_piece", "sampled"]

COARSE = 8
"""Steps in the side of a first block. A block whose middle is farther from zero than its corners is left."""

LEAST = 0.02
"""Values nearer to zero than this share of the step are set to it: marching cubes then makes no slivers."""

SLACK = 1.5
"""Fields here grow by one millimetre a millimetre, nearly: distances to smoothed meshes a little more."""


def sampled(
    field: Field, low: NDArray[np.float64], high: NDArray[np.float64], step: float
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Return the field on a grid (x, y, z) over the box, and the grid's corner. Beyond the band only signs are right.

    Args:
        field: values in mm at points (k, 3); below zero inside. Beyond the second argument, mm, only the sign and
            that it is beyond must be right.
        low: of the box, mm.
        high: of the box, mm; the field must be above zero all around it.
        step: of the grid, mm.
    """
    blocks = np.maximum(np.ceil((high - low) / (step * COARSE)).astype(int), 1)
    index = np.stack(np.meshgrid(*[np.arange(b) for b in blocks], indexing="ij"), axis=-1).reshape(-1, 3)
    side = COARSE
    while side > 1:
        half = side * step / 2.0
        reach = SLACK * half * np.sqrt(3.0) + step
        value = field(low + index * side * step + half, reach)
        near = np.abs(value) <= reach
        if side == COARSE:
            signs, index = _blocks(value, blocks), index[near]
        else:
            _fill(signs, index[~near], value[~near], side)
            index = index[near]
        if side == 2:
            break
        index = (index[:, None, :] * 2 + _CORNERS[None]).reshape(-1, 3)
        side //= 2
    nodes = (index[:, None, :] * 2 + _NODES[None]).reshape(-1, 3)
    flat = np.unique(np.ravel_multi_index(tuple(nodes.T), signs.shape))
    nodes = np.stack(np.unravel_index(flat, signs.shape), axis=-1)
    value = field(low + nodes * step, 4.0 * step)
    least = LEAST * step
    value = np.where(np.abs(value) < least, np.where(value < 0, -least, least), value)
    signs.ravel()[flat] = value
    return signs, low


_CORNERS = np.stack(np.meshgrid([0, 1], [0, 1], [0, 1], indexing="ij"), axis=-1).reshape(-1, 3)
_NODES = np.stack(np.meshgrid([0, 1, 2], [0, 1, 2], [0, 1, 2], indexing="ij"), axis=-1).reshape(-1, 3)


def _blocks(value: NDArray[np.float64], blocks: NDArray[np.int64]) -> NDArray[np.float32]:
    wide = value.reshape(tuple(blocks)).astype(np.float32)
    for axis in range(3):
        wide = np.repeat(wide, COARSE, axis=axis)
    return np.pad(wide, [(0, 1)] * 3, mode="edge")


def _fill(
    signs: NDArray[np.float32], index: NDArray[np.int64], value: NDArray[np.float64], side: int
) -> None:
    steps = np.arange(side + 1)
    offsets = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    nodes = index[:, None, :] * side + offsets[None]
    signs[nodes[..., 0], nodes[..., 1], nodes[..., 2]] = value[:, None]


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
