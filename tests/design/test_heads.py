"""Heads as they are scanned: open at the neck, with ears, in the size of an infant; and one real head."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import igl
import numpy as np
import pytest
import trimesh
from benchmarks.bodies.scene import scene

from contralateral.anatomy import Orientation, surface
from contralateral.anatomy.clean import clean
from contralateral.anatomy.fill import fill_holes
from contralateral.anatomy.scan import read_scan
from contralateral.design import DesignRefused, Recipe, Seen, look, propose
from contralateral.design.lighter import lighter
from contralateral.design.remold import trims_mm
from contralateral.design.sheet import sheet
from tests.design.torsos import FRONT, LEFT, UP

REAL = Path(__file__).parents[3] / "shared" / "data" / "scans" / "LeePerrySmith.glb"
HELMET = Recipe("remold", region="head", age_months=6, material="pp", clearance_mm=1.0, wall_mm=4.0)


def _egg() -> trimesh.Trimesh:
    ball = trimesh.creation.icosphere(5, 1.0)
    return trimesh.Trimesh(ball.vertices * [62, 72, 76], ball.faces, process=False)


def _seen(mesh: trimesh.Trimesh, keep: np.ndarray | None = None) -> Seen:
    faces = mesh.faces if keep is None else mesh.faces[keep[mesh.faces].all(axis=1)]
    return Seen(surface(mesh.vertices, faces), Orientation(UP, FRONT, LEFT, "stated"), LEFT, 0.0, ())


def test_a_shell_does_not_go_into_a_head_that_is_open_near_its_trim_line() -> None:
    mesh = _egg()
    # At the back the scan ends above where the trim line would be.
    end = -4.0 - 0.45 * (mesh.vertices @ FRONT + 72.0)
    seen = _seen(mesh, mesh.vertices @ UP > end)
    made = propose(replace(HELMET, trim_front_mm=55.0, trim_back_mm=85.0), seen)
    assert made.passed, [c for c in made.checks if c.passed is False]
    whole = np.ascontiguousarray(mesh.vertices), np.ascontiguousarray(mesh.faces, np.int64)
    assert (igl.fast_winding_number(*whole, made.solid.vertices) < 0.5).all()
    # No deeper than a helmet is: not filled, and nothing of it far from the head.
    assert made.facts["volume_ml"] == pytest.approx(4.2 * made.facts["surface_cm2"] / 20.0, rel=0.12)
    assert made.facts["trim_raised_mm"] == 0.0


def test_a_head_that_nobody_saw_is_not_covered() -> None:
    mesh = _egg()
    seen = _seen(mesh, np.linalg.norm(mesh.vertices - [0, -60, 45], axis=1) > 45)
    with pytest.raises(DesignRefused, match="opening that reaches"):
        propose(HELMET, seen)


def test_a_trim_line_raised_above_ears_is_said() -> None:
    one = scene("plagiocephaly", 51, hole_mm=(2.0, 4.0))
    told = Orientation(one.truth.up, one.truth.front, one.truth.left, "stated")
    body = fill_holes(surface(one.vertices, one.faces), largest_mm=80.0)
    seen = Seen(body, told, one.truth.normal, one.truth.offset_mm, ())
    made = propose(replace(HELMET, trim_front_mm=75.0, trim_back_mm=110.0), seen)
    assert made.passed, [c for c in made.checks if c.passed is False]
    assert 20.0 < made.facts["trim_raised_mm"] < 45.0
    words = f"raised by {made.facts['trim_raised_mm']:.0f} mm"
    assert any(words in line for line in made.warnings)
    text = sheet(made, ("a.3mf",), draft=False)
    assert words in text
    assert f"Trim line raised above the ears, mm: {made.facts['trim_raised_mm']}" in text


def test_trim_lines_go_by_the_size_of_the_head() -> None:
    mesh = _egg()
    small, large = (trims_mm(surface(k * mesh.vertices, mesh.faces), UP, FRONT) for k in (0.9, 1.3))
    assert small[0] < large[0]
    assert small[1] < large[1]
    made = propose(HELMET, _seen(mesh))
    assert (made.recipe.trim_front_mm, made.recipe.trim_back_mm) == trims_mm(
        surface(mesh.vertices, mesh.faces), UP, FRONT
    )


def test_a_dense_body_keeps_its_size_when_it_is_thinned() -> None:
    ball = trimesh.creation.icosphere(6, 60.0)
    thin = lighter(surface(ball.vertices, ball.faces))
    assert len(thin.vertices) < 0.4 * len(ball.vertices)
    assert np.linalg.norm(thin.vertices, axis=1).mean() == pytest.approx(60.0, abs=0.004)


def test_a_real_head_gets_a_shell_that_passes(tmp_path: Path) -> None:
    if not REAL.exists():
        pytest.skip("the scan of a real head is not here: it is not shipped")
    body = clean(read_scan(REAL, units="in", region="head"))
    # The file bears no unit that makes a head of it: it is taken to be as broad as heads are.
    across = body.vertices[body.vertices[:, 1] > np.quantile(body.vertices[:, 1], 0.9), 0]
    path = tmp_path / "head.ply"
    trimesh.Trimesh(155.0 / np.ptp(across) * body.vertices, body.faces, process=False).export(path)
    told = replace(HELMET, scan_units="mm", up=(0.0, 1.0, 0.0), front=(0.0, 0.0, 1.0), age_months=8.0)
    made = propose(*look(path, told))
    assert made.passed, [c for c in made.checks if c.passed is False]
    assert made.facts["growth_allowance_mm"] > 0
    assert 0.05 < made.facts["contact_share"] < 0.95
