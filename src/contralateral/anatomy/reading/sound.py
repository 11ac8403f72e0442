"""Whether a file is whole and of a bearable size, by what its header says, before anything is unpacked."""

from __future__ import annotations

import json
import os
import re
import struct
import zipfile
from typing import IO, Any

from contralateral.anatomy.reading.kinds import EXPORT, Limits
from contralateral.errors import ScanRefused

__all__ = ["check"]

_WHOLE = "Copy or export it again."
_SMALLER = "Export it with fewer triangles, or without what is not the body."
_PLY_BYTES = {"char": 1, "uchar": 1, "int8": 1, "uint8": 1, "short": 2, "ushort": 2, "int16": 2, "uint16": 2}
_PLY_BYTES |= {
    "int": 4,
    "uint": 4,
    "int32": 4,
    "uint32": 4,
    "float": 4,
    "float32": 4,
    "double": 8,
    "float64": 8,
}
_GLTF_KNOWN = {"KHR_draco_mesh_compression", "KHR_mesh_quantization"}


def check(path: str, file: IO[bytes], kind: str, limits: Limits) -> None:
    """Raise ScanRefused for a file that is cut short, or that would become more than `limits` allow."""
    size = file.seek(0, os.SEEK_END)
    if size > limits.file_bytes:
        raise ScanRefused(
            path, f"The file has {_bytes(size)}; at most {_bytes(limits.file_bytes)} are read.", _SMALLER
        )
    file.seek(0)
    look = {"stl": _stl, "ply": _ply, "glb": _glb, "3mf": _threemf}.get(kind)
    if look is not None:
        look(path, file, size, limits)
    file.seek(0)


def is_text_stl(head: bytes, size: int) -> bool:
    """Whether an STL is text: some programs begin the other kind with "solid" too, so its length decides."""
    if not head.lstrip().lower().startswith(b"solid"):
        return False
    return len(head) < 84 or size != 84 + 50 * struct.unpack_from("<I", head, 80)[0]


def _stl(path: str, file: IO[bytes], size: int, limits: Limits) -> None:
    head = file.read(84)
    if is_text_stl(head, size):
        file.seek(max(0, size - 400))
        if b"endsolid" not in file.read().lower():
            raise ScanRefused(path, "The file ends before its shape does: 'endsolid' is missing.", _WHOLE)
        return
    if len(head) < 84:
        raise ScanRefused(path, "This is not an STL file: it has no room for a header.", EXPORT)
    said = struct.unpack_from("<I", head, 80)[0]
    held = (size - 84) // 50
    if said > held:
        fault = f"The header says {said:,} triangles, but {held:,} are there."
        raise ScanRefused(path, fault, f"Either it is no STL, or it was cut short. {_WHOLE}")
    _few(path, said, limits)


def _ply(path: str, file: IO[bytes], size: int, limits: Limits) -> None:
    head = file.read(65536)
    end = head.find(b"end_header")
    if end < 0:
        raise ScanRefused(path, "The header has no end.", _WHOLE)
    text = head[:end].decode("latin-1")
    least = lines = 0
    for part in re.split(r"^element\s+", text, flags=re.M)[1:]:
        match = re.match(r"(\w+)\s+(\d+)", part)
        if match is None:
            raise ScanRefused(path, "An element of the header has no count.", _WHOLE)
        count = int(match[2])
        if match[1] == "face":
            _few(path, count, limits)
        lines += count
        least += count * _ply_row(part, triangles=match[1] == "face")
    file.seek(end)
    if "format ascii" in text:
        held = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
        short = held < lines  # the header's last line ends as well; the body's last one need not
    else:
        short = least > size - end
    if short:
        raise ScanRefused(path, "The file was cut short: its header promises more than it holds.", _WHOLE)


def _ply_row(part: str, *, triangles: bool) -> int:
    """Return the fewest bytes that one row of an element has, whose lists are three long at least in faces."""
    row = 0
    for kind, item in re.findall(r"^property\s+(?:list\s+)?(\w+)\s+(\w+)", part, re.M):
        row += _PLY_BYTES.get(kind, 1)
        if triangles and item in _PLY_BYTES:
            row += 3 * _PLY_BYTES[item]
            triangles = False
    return row


def _glb(path: str, file: IO[bytes], size: int, limits: Limits) -> None:
    head = file.read(20)
    if len(head) < 20 or struct.unpack_from("<I", head, 8)[0] > size:
        raise ScanRefused(path, "The file is shorter than its header says.", _WHOLE)
    try:
        tree: dict[str, Any] = json.loads(file.read(struct.unpack_from("<I", head, 12)[0]))
        accessors = tree.get("accessors", [])
        unpacked = sum(int(each["count"]) * 12 for each in accessors)
        needed = set(tree.get("extensionsRequired", ()))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ScanRefused(path, "The description in the file cannot be read.", EXPORT) from error
    if needed - _GLTF_KNOWN:
        names = ", ".join(sorted(needed - _GLTF_KNOWN))
        raise ScanRefused(
            path, f"The mesh is packed in a way that is not read here: {names}.", "Export it unpacked."
        )
    _fits(path, unpacked, limits)


def _threemf(path: str, file: IO[bytes], size: int, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            _fits(path, sum(entry.file_size for entry in packed.infolist()), limits)
            models = [entry for entry in packed.infolist() if entry.filename.lower().endswith(".model")]
            if not models:
                raise ScanRefused(path, "The file is an archive without a 3-D model in it.", EXPORT)
            for entry in models:
                with packed.open(entry) as model:
                    if b"<!DOCTYPE" in model.read(4096).upper():
                        raise ScanRefused(path, "The model declares entities, which 3MF forbids.", EXPORT)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ScanRefused(path, "The archive is damaged or cut short.", _WHOLE) from error


def _few(path: str, triangles: int, limits: Limits) -> None:
    if triangles > limits.triangles:
        fault = f"The scan has {triangles:,} triangles; at most {limits.triangles:,} are read."
        raise ScanRefused(path, fault, _SMALLER)


def _fits(path: str, unpacked: int, limits: Limits) -> None:
    if unpacked > limits.unpacked_bytes:
        fault = f"Unpacked it would be {_bytes(unpacked)}; at most {_bytes(limits.unpacked_bytes)} are read."
        raise ScanRefused(path, fault, _SMALLER)


def _bytes(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 10**8 else f"{count / 1e6:,.1f} MB"
