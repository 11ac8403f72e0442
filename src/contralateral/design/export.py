"""STL and 3MF files: the same solid gives the same bytes, on any day."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.design.solid import Solid

__all__ = ["as_3mf", "as_stl", "rounded"]

_PLACES = 4
"""Decimals of a millimetre: finer than any process, and what single precision keeps at the size of a body."""

_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="model" \
ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>
"""
_RELS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship \
Target="/3D/3dmodel.model" Id="rel0" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>
"""
_CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"


def rounded(vertices: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return vertices as they will stand in a file: the checks are made on these."""
    kept: NDArray[np.float64] = np.round(vertices.astype(np.float32), _PLACES).astype(np.float64)
    return kept


def as_stl(solid: Solid, name: str) -> bytes:
    """Return a binary STL in mm; the header holds the name and the unit, and no date."""
    corners = solid.vertices[solid.faces].astype("<f4")
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    size = np.linalg.norm(normal, axis=1, keepdims=True)
    normal = np.divide(normal, size, out=np.zeros_like(normal), where=size > 0)
    rows = np.zeros(len(corners), dtype=[("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("extra", "<u2")])
    rows["normal"], rows["corners"] = normal, corners
    header = f"UNITS=mm {name}".encode("ascii", "replace")[:80].ljust(80)
    return header + np.uint32(len(rows)).tobytes() + rows.tobytes()


def as_3mf(solid: Solid, name: str, *, color: str, said: dict[str, str]) -> bytes:
    """Return a 3MF package: millimetres, a colour, and what has to be said of the design as metadata.

    Args:
        solid: one mesh; several shells stand in one object.
        name: of the object.
        color: as #RRGGBB.
        said: names of metadata (those of the 3MF core) and their words.
    """
    points = "".join(f'<vertex x="{x:.4f}" y="{y:.4f}" z="{z:.4f}"/>' for x, y, z in solid.vertices.tolist())
    faces = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in solid.faces.tolist())
    words = "".join(
        f"<metadata name={quoteattr(key)}>{escape(value)}</metadata>" for key, value in said.items()
    )
    model = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<model unit="millimeter" xml:lang="en-US" xmlns="{_CORE}">{words}'
        f'<resources><basematerials id="1"><base name={quoteattr(name)} displaycolor="{color}"/></basematerials>'
        f'<object id="2" type="model" name={quoteattr(name)} pid="1" pindex="0"><mesh><vertices>{points}</vertices>'
        f'<triangles>{faces}</triangles></mesh></object></resources><build><item objectid="2"/></build></model>\n'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELS),
            ("3D/3dmodel.model", model),
        ):
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            archive.writestr(entry, text)
    return packed.getvalue()
