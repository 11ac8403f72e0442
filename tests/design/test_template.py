"""Where mirroring is no use: a template gives the shape. And a patch that somebody painted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import trimesh
from click.testing import CliRunner

from contralateral.cli.design import command
from contralateral.design import DesignRefused, propose, read_recipe
from contralateral.design.fields import Sheet
from contralateral.design.solid import FRONT
from contralateral.errors import ContralateralError
from tests.design.torsos import chest, columns_ml, recipe, seen

if TYPE_CHECKING:
    from pathlib import Path

    from contralateral.anatomy import Surface

TOLD = ["--kind", "augment", "--units", "mm", "--up", "z", "--front", "y", "--step", "2", "--no-figures"]


def _saved(path: Path, body: Surface, colors: Any = None) -> str:
    mesh = trimesh.Trimesh(body.vertices, body.faces, vertex_colors=colors, process=False)
    mesh.export(path)
    return str(path)


def _lost(**told: Any) -> Surface:
    """A chest that has lost both breasts."""
    return chest(bump_mm=0.0, left_mm=0.0, **told)


def _before(*, bump_mm: float = 45.0) -> Surface:
    """The same chest before: the breast on the patient's left is sound."""
    return chest(bump_mm=0.0, left_mm=bump_mm, noise_mm=0.0)


def test_both_sides_lost_and_no_template_says_what_is_wanted() -> None:
    with pytest.raises(DesignRefused, match=r"mirroring is no use.*--template"):
        propose(recipe(affected="both"), seen(_lost()))


def test_a_template_stands_in_for_the_sound_side() -> None:
    wished = _before()
    made = propose(recipe(affected="both", clearance_mm=1.0), replace(seen(_lost()), template=wished))
    assert made.passed, [c for c in made.checks if c.passed is False]
    assert made.facts["volume_ml"] == pytest.approx(columns_ml(1.0), rel=0.015)
    front = made.solid.vertices[(made.solid.part == FRONT) & (made.solid.border_mm > 12)]
    assert np.sqrt((Sheet(wished).ask(front).mm ** 2).mean()) < 0.3
    assert front[:, 0].max() < 0, "on the patient's left, where the template has a breast"


def test_the_command_takes_a_template_and_replays_it(tmp_path: Path) -> None:
    scan = _saved(tmp_path / "now.ply", _lost())
    before = _saved(tmp_path / "before.ply", _before())
    out = tmp_path / "form.stl"
    told = [scan, *TOLD, "--affected", "both", "-o", str(out), "--template", before]
    assert CliRunner().invoke(command, told, catch_exceptions=False).exit_code == 0
    written = tmp_path / "form.recipe.toml"
    assert read_recipe("recipe", written.read_bytes()).template_sha256
    again = tmp_path / "again" / "form.stl"
    told = [scan, "--recipe", str(written), "--no-figures", "-o", str(again)]
    with pytest.raises(ContralateralError, match="made with a template"):
        CliRunner().invoke(command, told, catch_exceptions=False)
    told += ["--template", before]
    assert CliRunner().invoke(command, told, catch_exceptions=False).exit_code == 0
    assert out.read_bytes() == again.read_bytes()
    other = _saved(tmp_path / "other.ply", _before(bump_mm=30.0))
    with pytest.raises(ContralateralError, match="another template"):
        CliRunner().invoke(command, [*told[:-1], other], catch_exceptions=False)


def test_a_template_far_from_the_scan_is_refused(tmp_path: Path) -> None:
    scan = _saved(tmp_path / "now.ply", _lost())
    far = replace(_before(), vertices=_before().vertices + 2000.0)
    told = [scan, *TOLD, "--affected", "both", "--template", _saved(tmp_path / "far.ply", far)]
    with pytest.raises(ContralateralError, match="does not lie on the scan"):
        CliRunner().invoke(command, told, catch_exceptions=False)


def test_a_painted_patch_is_padded_and_nothing_else(tmp_path: Path) -> None:
    body = chest(left_mm=45.0)
    at = np.array([-80.0, 140.0, 10.0])
    colors = np.full((len(body.vertices), 4), [205, 170, 150, 255], np.uint8)
    colors[np.linalg.norm(body.vertices - at, axis=1) < 42.0] = [0, 230, 20, 255]
    scan = _saved(tmp_path / "painted.ply", body, colors)
    out = tmp_path / "pad.stl"
    told = [scan, "--kind", "pad", "--painted", "--thickness", "9", *TOLD[2:], "--region", "chest"]
    told += ["--plane", "-1", "0", "0", "0", "-o", str(out)]
    result = CliRunner().invoke(command, told, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    made = trimesh.load(out)
    assert made.is_watertight
    far = np.linalg.norm(made.vertices - at, axis=1)
    assert 38.0 < far.max() < 42.0 + 6.0 + 12.0, "the paint, the lip around it, and the thickness"
