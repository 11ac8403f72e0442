"""A real head: a remolding shell as the command makes it, and a cheek that was sunk into it, filled again."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from contralateral.anatomy import surface
from contralateral.design import Design, DesignRefused, Recipe, look, propose

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["real"]

UP, FRONT, UNITS = (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), "in"
SUNK_MM, WIDE_MM = 9.0, 30.0


def real(path: Path) -> int:
    """Print both; return how many checks failed."""
    recipe = Recipe("remold", region="head", scan_units=UNITS, up=UP, front=FRONT, age_months=8.0)
    recipe = replace(recipe, material="pp", clearance_mm=1.0, wall_mm=4.0)
    found, seen = look(path, recipe)
    print(f"{len(seen.body.vertices)} vertices, plane {np.round(seen.normal, 3)} at {seen.offset_mm:.1f} mm")
    failed = _said("remold", found, seen)
    cheek = seen.orientation.left
    body = seen.body
    low, high = body.vertices.min(axis=0), body.vertices.max(axis=0)
    across = (body.vertices - (low + high) / 2) @ cheek
    ahead = body.vertices @ np.asarray(FRONT)
    level = body.vertices @ np.asarray(UP)
    beside = (across > 0.2 * across.max()) & (across < 0.5 * across.max())
    beside &= np.abs(level - (low + 0.45 * (high - low)) @ np.asarray(UP)) < 12.0
    at = body.vertices[beside][np.argmax(ahead[beside])]
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
