"""3MF: an archive whose models are XML, read as a stream, so that no tree of five million elements is ever held.

Points and triangles go into plain arrays as they pass. Objects may stand in several model files of the archive (the
production extension) and be put together from others; what is built is what is read.
"""

from __future__ import annotations

import zipfile
from array import array
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

import numpy as np

from contralateral.anatomy.reading.kinds import EXPORT, Limits
from contralateral.errors import ScanRefused

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["read_threemf"]

_CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02 "
_OTHER_FILE = "http://schemas.microsoft.com/3dmanufacturing/production/2015/06 path"
_AT_ONCE = 1 << 20
_DEEPEST = 16
"""Objects within objects: no program nests deeper, and a file could nest for ever."""
_MOST_OBJECTS = 100_000
_NOT_BUILT = ("support", "solidsupport", "other")


@dataclass(slots=True)
class _Object:
    """One object of a model file: a mesh, or others put together."""

    built: bool
    numbers: array[float] = field(default_factory=lambda: array("d"))
    corners: array[int] = field(default_factory=lambda: array("q"))
    parts: list[_Placed] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Placed:
    key: tuple[str, str]
    """File in the archive, and the object's id in it."""
    matrix: NDArray[np.float64]
    """(4, 3) as 3MF writes it: points are rows."""


@dataclass(slots=True)
class _Model:
    """What the model files of an archive hold."""

    unit: str = "millimeter"
    objects: dict[tuple[str, str], _Object] = field(default_factory=dict)
    items: list[_Placed] = field(default_factory=list)


def read_threemf(
    path: str, file: IO[bytes], limits: Limits
) -> tuple[list[tuple[NDArray[np.float64], NDArray[np.int64]]], str]:
    """Return the pieces of a 3MF, vertices (n, 3) and faces (m, 3) as the build puts them, and the unit's name.

    Raises ScanRefused for a damaged or nested-for-ever archive, and where more than `limits` comes out of it.
    """
    model = _Model()
    with zipfile.ZipFile(file) as packed:
        left = limits.unpacked_bytes
        for entry in packed.infolist():
            if entry.filename.lower().endswith(".model"):
                with packed.open(entry) as text:
                    left = _Reader(path, entry.filename, model, limits).read(text, left)
    return _built(path, model, limits), model.unit


def _built(path: str, model: _Model, limits: Limits) -> list[tuple[NDArray[np.float64], NDArray[np.int64]]]:
    """Return the meshes that the build names, and those of objects put together, where they are put."""
    pieces: list[tuple[NDArray[np.float64], NDArray[np.int64]]] = []
    triangles = seen = 0
    left = [(item, 0) for item in model.items] or [
        (_Placed(key, np.eye(4, 3)), 0) for key, one in model.objects.items() if one.built
    ]
    while left:
        item, depth = left.pop()
        one, seen = model.objects.get(item.key), seen + 1
        if one is None:
            raise ScanRefused(path, "The model names an object that is not in it.", EXPORT)
        triangles += len(one.corners) // 3
        if triangles > limits.triangles:
            raise _too_many(path, limits)
        if depth > _DEEPEST or seen > _MOST_OBJECTS:
            raise ScanRefused(path, "Objects of the model stand within each other without end.", EXPORT)
        if one.corners:
            vertices = np.array(one.numbers).reshape(-1, 3) @ item.matrix[:3] + item.matrix[3]
            faces = np.array(one.corners, np.int64).reshape(-1, 3)
            if np.linalg.det(item.matrix[:3]) < 0:  # a mirrored piece is inside-out unless its faces turn too
                faces = faces[:, ::-1]
            pieces.append((vertices, faces))
        for part in one.parts:
            matrix = part.matrix @ item.matrix[:3]
            matrix[3] += item.matrix[3]
            left.append((_Placed(part.key, matrix), depth + 1))
    return pieces


def _too_many(path: str, limits: Limits) -> ScanRefused:
    fault = f"The scan has over {limits.triangles:,} triangles; at most that many are read."
    return ScanRefused(path, fault, "Export it with fewer triangles.")


class _Reader:
    """The events of one model file, taken as they come."""

    def __init__(self, path: str, name: str, model: _Model, limits: Limits) -> None:
        self._path, self._name, self._model, self._limits = path, "/" + name.lstrip("/"), model, limits
        self._now = _Object(built=False)
        self._triangles = 0

    def read(self, text: IO[bytes], left: int) -> int:
        """Read to the end, and return how many bytes of `left` remain."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            while block := text.read(_AT_ONCE):
                left -= len(block)
                if left < 0:  # whatever the archive said of itself
                    fault = f"Unpacked it would be more than {self._limits.unpacked_bytes / 1e6:,.1f} MB."
                    raise ScanRefused(self._path, fault, "Export it with fewer triangles.")
                parser.Parse(block, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, KeyError, ValueError, OverflowError) as error:
            raise ScanRefused(self._path, "This is no 3MF file that can be read.", EXPORT) from error
        return left

    def _doctype(self, *_: object) -> None:
        raise ScanRefused(self._path, "The model declares entities, which 3MF forbids.", EXPORT)

    def _start(self, tag: str, said: dict[str, str]) -> None:
        kind = tag[len(_CORE) :] if tag.startswith(_CORE) else tag
        if kind == "vertex":
            self._now.numbers.extend((float(said["x"]), float(said["y"]), float(said["z"])))
        elif kind == "triangle":
            self._now.corners.extend((int(said["v1"]), int(said["v2"]), int(said["v3"])))
            self._triangles += 1
            if self._triangles > self._limits.triangles:
                raise _too_many(self._path, self._limits)
        elif kind == "object":
            self._now = _Object(built=said.get("type", "model") not in _NOT_BUILT)
            self._model.objects[self._name, said["id"]] = self._now
        elif kind == "component":
            self._now.parts.append(self._placed(said))
        elif kind == "item":
            self._model.items.append(self._placed(said))
        elif kind == "model" and "unit" in said:
            self._model.unit = said["unit"]

    def _placed(self, said: dict[str, str]) -> _Placed:
        told = said.get("transform")
        matrix = np.array(told.split(), np.float64).reshape(4, 3) if told else np.eye(4, 3)
        return _Placed((said.get(_OTHER_FILE, self._name), said["objectid"]), matrix)
