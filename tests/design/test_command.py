"""`contra design` as a technician types it, and what others read of its files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import trimesh
from click.testing import CliRunner, Result

from contralateral.cli.design import command
from contralateral.cli.schema import command as schema
from contralateral.design import STATEMENT, DesignRefused
from contralateral.errors import ContralateralError
from tests.design.torsos import chest

TOLD = ["--units", "mm", "--up", "z", "--front", "y", "--plane", "-1", "0", "0", "0", "--step", "2"]
SIZES = Path(__file__).parents[2] / "examples" / "design" / "sizes-example.toml"


def _run(*told: str, ok: int = 0) -> Result:
    result = CliRunner().invoke(command, list(told), catch_exceptions=False)
    assert result.exit_code == ok, result.output
    return result


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scan") / "chest.ply"
    body = chest()
    trimesh.Trimesh(body.vertices, body.faces, process=False).export(path)
    return path


@pytest.fixture(scope="module")
def answer(scan: Path) -> dict[str, Any]:
    out = scan.parent / "first" / "form.3mf"
    told = ["--kind", "augment", "--affected", "left", *TOLD, "-o", str(out), "--sizes", str(SIZES)]
    made: dict[str, Any] = json.loads(_run(str(scan), *told, "--format", "json").output)
    return made


def test_json_has_what_programs_are_promised(answer: dict[str, Any]) -> None:
    assert {"tool", "recipe", "checks", "facts", "files"} <= answer.keys()
    assert answer["tool"]["name"] == "contralateral"
    jsonschema.validate(answer, json.loads(CliRunner().invoke(schema, ["design"]).output))
    assert all({"name", "value", "limit", "unit", "passed"} <= c.keys() for c in answer["checks"])
    assert {"volume_ml", "mass_g", "genus", "min_wall_mm"} <= answer["facts"].keys()
    assert answer["recipe"]["scan_sha256"]
    assert len(answer["facts"]["nearest_sizes"]) == 3
    assert "leaves gaps of up to" in answer["facts"]["why_custom"]


def test_another_reader_finds_millimetres_a_colour_and_the_same_volume(answer: dict[str, Any]) -> None:
    import lib3mf

    wrapper = lib3mf.get_wrapper()
    model = wrapper.CreateModel()
    reader = model.QueryReader("3mf")
    reader.SetStrictModeActive(True)
    reader.ReadFromFile(answer["files"][0])
    assert reader.GetWarningCount() == 0
    assert model.GetUnit() == lib3mf.ModelUnit.MilliMeter
    meshes = model.GetMeshObjects()
    assert meshes.MoveNext()
    mesh = meshes.GetCurrentMeshObject()
    assert mesh.IsManifoldAndOriented()
    loaded = trimesh.load_mesh(answer["files"][0])
    assert loaded.volume / 1000 == pytest.approx(answer["facts"]["volume_ml"], abs=0.1)


def test_every_paper_says_who_decides(answer: dict[str, Any]) -> None:
    sheet = next(p for p in answer["files"] if p.endswith("sheet.md"))
    assert STATEMENT in Path(sheet).read_text("utf-8")
    assert STATEMENT in answer["statements"]
    assert sum(p.endswith(".png") for p in answer["files"]) == 3


def test_a_recipe_replays_to_the_same_bytes(scan: Path, answer: dict[str, Any]) -> None:
    recipe = next(p for p in answer["files"] if p.endswith("recipe.toml"))
    out = scan.parent / "second" / "form.3mf"
    _run(str(scan), "--recipe", recipe, "-o", str(out), "--no-figures")
    assert out.read_bytes() == Path(answer["files"][0]).read_bytes()
    assert (out.parent / "form.recipe.toml").read_bytes() == Path(recipe).read_bytes()


def test_a_recipe_of_another_scan_is_refused(scan: Path, answer: dict[str, Any], tmp_path: Path) -> None:
    recipe = next(p for p in answer["files"] if p.endswith("recipe.toml"))
    body = chest(seed=9)
    trimesh.Trimesh(body.vertices, body.faces, process=False).export(tmp_path / "other.ply")
    with pytest.raises(DesignRefused, match="made for another scan"):
        _run(str(tmp_path / "other.ply"), "--recipe", recipe)


def test_a_design_that_fails_is_written_only_as_a_draft(scan: Path, tmp_path: Path) -> None:
    told = [
        str(scan),
        "--kind",
        "augment",
        "--affected",
        "left",
        *TOLD,
        "--material",
        "petg",
        "--process",
        "light",
    ]
    told += ["--edge", "0.4", "--hollow", "3", "--wall", "3.2", "--no-figures", "-o", str(tmp_path / "a.stl")]
    failing = [*told[:-2], "--recipe", str(tmp_path / "r.toml"), *told[-2:]]
    (tmp_path / "r.toml").write_text(
        'version = 1\nkind = "augment"\n[[edit]]\ndo = "push"\nat = [-80.0, 140.0, 0.0]\n'
        "radius_mm = 60.0\nby_mm = 60.0\n"
    )
    refused = _run(*failing, ok=1)
    assert "nothing was written" in refused.output
    assert not list(tmp_path.glob("a*"))
    _run(*failing, "--draft", ok=1)
    assert (tmp_path / "a-DRAFT.stl").exists()
    assert "DRAFT, a check failed" in (tmp_path / "a-DRAFT.sheet.md").read_text("utf-8")


def test_an_ending_that_is_no_format(scan: Path, tmp_path: Path) -> None:
    with pytest.raises(ContralateralError, match=r"end it in \.3mf or \.stl"):
        _run(str(scan), "--kind", "augment", "--affected", "left", *TOLD, "-o", str(tmp_path / "a.obj"))
