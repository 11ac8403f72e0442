"""Text OFF files, in one pass over their numbers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

__all__ = ["read_off"]


def read_off(raw: bytes) -> Any:
    """Return a trimesh mesh, its polygons cut to triangles from their first corner.

    Raises ValueError when the numbers do not make the counts that the file states.
    """
    import trimesh

    text = re.sub(rb"#[^\n]*", b"", raw) if b"#" in raw else raw
    match = re.match(rb"\s*(C?N?OFF)\s+(\d+)\s+(\d+)\s+(\d+)[ \t]*\r?\n", text)
    if match is None:
        raise ValueError("no counts")
    n, m = int(match[2]), int(match[3])
    body = text[match.end() :]
    del text
    lines = body.split(b"\n", 1)[0].split()
    width = len(lines) if n else 3
    numbers = np.fromstring(body.decode("ascii"), np.float64, sep=" ")
    if width < 3 or len(numbers) < n * width:
        raise ValueError("too few numbers")
    vertices = numbers[: n * width].reshape(n, width)[:, :3].copy()
    return trimesh.Trimesh(vertices, _triangles(numbers[n * width :], m), process=False)


def _triangles(numbers: Any, m: int) -> Any:
    """Return (k, 3) of m polygons, each a count and that many indices, with or without colours behind."""
    if m == 0:
        return np.zeros((0, 3), np.int64)
    if len(numbers) % m == 0:
        table = numbers.reshape(m, -1)
        if table.shape[1] >= 4 and (table[:, 0] == 3).all():
            return table[:, 1:4].astype(np.int64)
    fans: list[tuple[int, int, int]] = []
    at = 0
    for _ in range(m):
        count = int(numbers[at])
        corners = numbers[at + 1 : at + 1 + count].astype(np.int64)
        if count < 3 or len(corners) < count:
            raise ValueError("a polygon is short")
        fans.extend((corners[0], corners[k], corners[k + 1]) for k in range(1, count - 1))
        at += 1 + count
    return np.asarray(fans, np.int64)
