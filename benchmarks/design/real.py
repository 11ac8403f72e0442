"""A real head: a remolding shell as the command makes it, and a cheek that was sunk into it, filled again."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import trimesh

from contralateral.anatomy import surface
from contralateral.anatomy.clean import clean
from contralateral.anatomy.scan import read_scan
from contralateral.design import Design, DesignRefused, Recipe, look, propose

__all__ = ["real"]

UP, FRONT, ACROSS = (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (1.0, 0.0, 0.0)
UNITS: Final = "in"
BROAD_MM = 155.0
SUNK_MM, WIDE_MM = 9.0, 30.0
CHEEK = 0.61, 0.585
"""Where the left cheek lies in the box of this bust, across and upwards."""


def real(path: Path) -> int:
    """Print both; return how many checks failed."""
    with TemporaryDirectory() as folder:
        scaled = Path(folder) / "head.ply"
        body = clean(read_scan(path, units=UNITS, region="head"))
        # The file bears no unit that makes a head of it: it is taken to be as broad as heads are.
        above = (body.vertices @ UP) > np.quantile(body.vertices @ UP, 0.9)
        by = BROAD_MM / float(np.ptp(body.vertices[above] @ ACROSS))
        trimesh.Trimesh(by * body.vertices, body.faces, process=False).export(scaled)
        recipe = Recipe("remold", region="head", scan_units="mm", up=UP, front=FRONT, age_months=8.0)
        recipe = replace(recipe, material="pp", clearance_mm=1.0, wall_mm=4.0)
        found, seen = look(scaled, recipe)
    print(f"scaled by {by:.2f} to a breadth of {BROAD_MM:g} mm; {len(seen.body.vertices)} vertices, "
          f"plane {np.round(seen.normal, 3)} at {seen.offset_mm:.1f} mm")  # fmt: skip
    failed = _said("remold", found, seen)
    body = seen.body
    low, high = body.vertices.min(axis=0), body.vertices.max(axis=0)
    share = (body.vertices - low) / (high - low)
    aside = np.linalg.norm(share[:, :2] - CHEEK, axis=1) + (share[:, 2] < 0.5)
    at = body.vertices[np.argmin(aside)]
    far = np.linalg.norm(body.vertices - at, axis=1)
    sunk = SUNK_MM * np.clip(1 - (far / WIDE_MM) ** 2, 0, None) ** 2
    dented = surface(body.vertices - sunk[:, None] * body.normals, body.faces)
    lost = float((sunk * body.areas).sum()) / 1000.0
    print(f"a cheek sunk by {SUNK_MM:g} mm over {2 * WIDE_MM:g} mm: {lost:.1f} ml lost")
    face = Recipe("augment", region="face", affected="left", clearance_mm=0.3, wall_mm=1.0, feather_mm=6.0)
    face = replace(face, at=tuple(map(float, at)), radius_mm=WIDE_MM + 5.0)
    return failed + _said("augment (face)", face, replace(seen, body=dented))


def _said(name: str, recipe: Recipe, seen: object) -> int:
    start = time.process_time()
    try:
        made: Design = propose(recipe, seen)  # type: ignore[arg-type]
    except DesignRefused as fault:
        print(f"{name}: refused: {fault}")
        return 1
    print(f"{name}: {time.process_time() - start:.1f} CPU s, {made.facts['volume_ml']} ml, "
          f"{made.facts['faces']} faces")  # fmt: skip
    for check in made.checks:
        word = "-" if check.passed is None else "ok" if check.passed else "FAILED"
        value = "-" if check.value is None else f"{check.value:.2f}"
        limit = "-" if check.limit is None else f"{check.limit:.2f}"
        print(f"  {check.name:18} {value:>9} {limit:>7} {check.unit:28} {word}")
    return sum(c.passed is False for c in made.checks)
