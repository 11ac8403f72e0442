"""Which kind of file a scan is, by its bytes and its name, and what may be read at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from contralateral.errors import ScanRefused, nearest

__all__ = ["EXPORT", "KINDS", "Limits", "kind_of"]

KINDS = ("stl", "ply", "obj", "glb", "3mf", "off")
EXPORT = "Export the scan again as STL, PLY, OBJ, GLB, 3MF or OFF."


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may be at most, so that no file can fill the machine."""

    file_bytes: int = 2 * 1024**3
    """Of the file as it lies there."""
    unpacked_bytes: int = 1024**3
    """Of what a packed file (3MF; GLB with packed meshes) says it becomes."""
    triangles: int = 20_000_000


def kind_of(path: str, head: bytes) -> str:
    """Return the kind of a file by its first bytes, or else by its name.

    Raises ScanRefused when the file is empty, or neither says a kind that is known.
    """
    if not head.strip():
        raise ScanRefused(path, "The file is empty.", EXPORT)
    for kind, magic in (("glb", b"glTF"), ("ply", b"ply\n"), ("ply", b"ply\r"), ("3mf", b"PK\x03\x04")):
        if head.startswith(magic):
            return kind
    first = head.lstrip().split(None, 1)[0]
    if first in (b"OFF", b"COFF", b"NOFF", b"CNOFF"):
        return "off"
    end = PurePath(path).suffix.lower().lstrip(".")
    if end in ("stl", "obj"):
        return end
    if end in KINDS:
        raise ScanRefused(path, f"Its name ends in .{end}, but no {end.upper()} file begins so.", EXPORT)
    raise ScanRefused(path, f"Files that end in '.{end}' are not read as scans.{nearest(end, KINDS)}", EXPORT)
