"""The article's own patient: a chest after a mastectomy, from scan to measures to a device to evidence to findings."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import trimesh
from click.testing import CliRunner

from contralateral.cli import cli
from tests.design.test_command import SIZES, TOLD
from tests.design.torsos import chest

CASE = Path(__file__).parents[2] / "examples" / "cases" / "mastectomy-story.yaml"


def test_from_scan_to_findings(tmp_path: Path) -> None:
    scan, case, out = tmp_path / "chest.ply", tmp_path / "case.yaml", tmp_path / "form.3mf"
    body = chest()
    trimesh.Trimesh(body.vertices, body.faces, process=False).export(scan)
    # The story's own side is the right one; the made chest lacks its left breast.
    case.write_text(CASE.read_text("utf-8").replace("side: right", "side: left"), "utf-8")
    run = CliRunner()
    told = [str(scan), "--units", "mm", "--up", "z", "--front", "y", "--affected", "left"]
    by = ["--case", str(case), "--on", "2026-01-05", "--role", "prosthetist", "--format", "json"]
    measured = run.invoke(cli, ["measure", *told, "--region", "chest", *by])
    assert measured.exit_code == 0, measured.output
    shape = ["--kind", "augment", "--step", "2", "--no-figures", "--sizes", str(SIZES), "-o", str(out)]
    designed = run.invoke(cli, ["design", *told, *shape, *by])
    assert designed.exit_code == 0, designed.output
    text = case.read_text("utf-8")
    for fact in ("breast_volume_missing_ml", "device_volume_ml", "device_mass_g", "standard_size_gap_mm"):
        assert fact in text
    found = {m["name"]: m["value"] for m in json.loads(measured.output)["measures"]}
    made = json.loads(designed.output)["facts"]
    assert 0.9 < made["volume_ml"] / found["volume_missing"] < 1.05
    checked = run.invoke(cli, ["check", str(case), "--today", "2026-02-01"])
    assert checked.exit_code == 1
    assert "is not the device of this case" in checked.output
    assert "a fact that no rule here asks for" not in checked.output


def test_a_case_of_the_other_side_takes_no_device(tmp_path: Path) -> None:
    scan, case, out = tmp_path / "chest.ply", tmp_path / "case.yaml", tmp_path / "form.3mf"
    body = chest()
    trimesh.Trimesh(body.vertices, body.faces, process=False).export(scan)
    text = CASE.read_text("utf-8")
    assert "side: right" in text
    shutil.copy(CASE, case)
    told = ["--kind", "augment", "--affected", "left", *TOLD, "-o", str(out), "--no-figures"]
    by = ["--case", str(case), "--on", "2026-01-05", "--role", "prosthetist"]
    refused = CliRunner().invoke(cli, ["design", str(scan), *told, *by])
    assert refused.exit_code != 0
    assert "it tells of the right side" in str(refused.exception)
    assert case.read_text("utf-8") == text
    unstated = [word for word in told if word not in ("--units", "mm")]
    guessed = CliRunner().invoke(cli, ["design", str(scan), *unstated, *by])
    assert guessed.exit_code == 2
    assert "--units mm" in guessed.output
