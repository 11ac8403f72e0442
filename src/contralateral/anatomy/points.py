"""A surface through a cloud of points: where a scanner wrote no triangles, they are made, and that is said.

Planes through the nearest points (Hoppe et al. 1992), turned alike from neighbour to neighbour along a spanning tree,
are blended to a signed distance on the grid cells near the cloud (moving least squares); its zero is the surface. Faces
that lie farther from the points than the points from each other are taken away: where the cloud has a gap, there is a
hole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from contralateral.errors import ScanRefused

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["through_points"]

_FEWEST = 500
_CELLS = 60_000_000
"""Of the grid at most: 60 MB of marks, 240 MB of distances."""
_NEAREST = 12
_MOST = 400_000
"""Of a larger cloud every so many points are taken: a surface of half a millimetre's step, in half a minute."""


def through_points(
    name: str, points: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], float]:
    """Return vertices (n, 3), faces (m, 3) and the grid's step in mm of a surface through points (p, 3).

    Which side of it is outside is not known here. Raises ScanRefused when the points are too few, or lie so that no
    surface goes through them.
    """
    if len(points) < _FEWEST:
        fault = f"The file holds {len(points):,} points without triangles, too few for a surface."
        raise ScanRefused(name, fault, "Export the scan as a mesh.")
    from scipy.spatial import cKDTree

    size = np.linalg.svd(points[:: max(1, len(points) // 10_000)] - points.mean(axis=0), compute_uv=False)
    if not size[1] > 1e-3 * size[0]:
        raise ScanRefused(name, "All points lie in one line.", "Export the scan as a mesh.")
    points = points[:: -(-len(points) // _MOST)]
    tree = cKDTree(points)
    apart, near = tree.query(points, k=_NEAREST + 1, workers=-1)
    gap = float(np.median(apart[:, 6]))  # the sixth neighbour: about one and a half steps of an even cloud
    low, high = points.min(axis=0) - 3 * gap, points.max(axis=0) + 3 * gap
    step = max(0.8 * gap, float((np.prod(high - low) / _CELLS) ** (1 / 3)))
    normals = _alike(_planes(points, near), near)
    vertices, faces = _zero(points, normals, tree, low, high, step)
    far = (
        tree.query(vertices[faces].mean(axis=1), workers=-1)[0] > max(1.5 * gap, step) if len(faces) else None
    )
    if far is None or far.all():
        raise ScanRefused(
            name, "No surface goes through the points of the file.", "Export the scan as a mesh."
        )
    return vertices, faces[~far], step


def _planes(points: NDArray[np.float64], near: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the normal (p, 3) of the plane through each point's neighbourhood."""
    normals = np.zeros_like(points)
    for start in range(0, len(points), 1 << 17):
        around = points[near[start : start + (1 << 17)]]
        around = around - around.mean(axis=1, keepdims=True)
        normals[start : start + len(around)] = np.linalg.eigh(np.einsum("pki,pkj->pij", around, around))[1][
            :, :, 0
        ]
    return normals


def _alike(normals: NDArray[np.float64], near: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the normals turned so that neighbours agree, along the tree of the most parallel neighbours."""
    from scipy.sparse import coo_array, csgraph

    n = len(normals)
    start, end = np.repeat(np.arange(n), near.shape[1] - 1), near[:, 1:].ravel()
    agree = np.abs(np.einsum("ij,ij->i", normals[start], normals[end]))
    graph = coo_array((1.0 + 1e-6 - np.minimum(agree, 1.0), (start, end)), (n, n)).tocsr()
    spanning = csgraph.minimum_spanning_tree(graph.maximum(graph.T))
    count, labels = csgraph.connected_components(spanning, directed=False)
    sign = np.ones(n)
    for first in np.unique(labels, return_index=True)[1][:1000] if count > 1 else [0]:
        order, before = csgraph.breadth_first_order(spanning, first, directed=False)
        order = order[1:]
        same = np.einsum("ij,ij->i", normals[order], normals[before[order]]) >= 0
        for node, earlier, agrees in zip(order.tolist(), before[order].tolist(), same.tolist(), strict=True):
            sign[node] = sign[earlier] if agrees else -sign[earlier]
    return normals * sign[:, None]


def _zero(
    points: NDArray[np.float64],
    normals: NDArray[np.float64],
    tree: Any,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    step: float,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the surface where the signed distance is zero, on a grid that is filled near the points alone."""
    from scipy.ndimage import binary_dilation

    shape = tuple(int(each) for each in np.ceil((high - low) / step) + 1)
    band = np.zeros(shape, bool)
    band[tuple(np.rint((points - low) / step).astype(int).T)] = True
    band = binary_dilation(band, iterations=3)
    at = np.argwhere(band)
    grid = np.full(shape, np.float32(10 * step), np.float32)
    for start in range(0, len(at), 1 << 18):
        cell = at[start : start + (1 << 18)]
        place = low + cell * step
        apart, near = tree.query(place, k=8, workers=-1)
        weight = np.exp(-((apart / (1.2 * step)) ** 2) + ((apart[:, :1] / (1.2 * step)) ** 2))
        signed = np.einsum("pki,pki->pk", place[:, None, :] - points[near], normals[near])
        grid[tuple(cell.T)] = (weight * signed).sum(axis=1) / weight.sum(axis=1)
    return _contour(grid, low, step)


def _contour(
    grid: NDArray[np.float32], low: NDArray[np.float64], step: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    from vtkmodules.util import numpy_support
    from vtkmodules.vtkCommonDataModel import vtkImageData
    from vtkmodules.vtkFiltersCore import vtkFlyingEdges3D

    given: Any = numpy_support.numpy_to_vtk
    taken: Any = numpy_support.vtk_to_numpy
    image = vtkImageData()
    image.SetDimensions(*grid.shape)
    image.SetOrigin(*low)
    image.SetSpacing(step, step, step)
    image.GetPointData().SetScalars(given(grid.ravel(order="F"), deep=True))
    edges = vtkFlyingEdges3D()
    edges.SetInputData(image)
    edges.SetValue(0, 0.0)
    edges.ComputeNormalsOff()
    edges.ComputeScalarsOff()
    edges.Update()
    made = edges.GetOutput()
    if made.GetNumberOfPolys() == 0:
        return np.zeros((0, 3)), np.zeros((0, 3), np.int64)
    vertices = np.asarray(taken(made.GetPoints().GetData()), np.float64)
    faces = np.asarray(taken(made.GetPolys().GetConnectivityArray()), np.int64).reshape(-1, 3)
    return vertices, faces
