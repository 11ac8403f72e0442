"""`contra measure`: the words, the answer as a program reads it, the files, and what is refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import numpy as np
import pytest
import trimesh

from contralateral.cli import measure as command
from contralateral.cli.wire_measure import measure_schema

from .made_scans import LEVEL_MM, cva_mm, head
from .run import EXAMPLES, contra

if TYPE_CHECKING:
    from pathlib import Path

AXES = ("--region", "head", "--units", "mm", "--level", LEVEL_MM, "--up", "z", "--front", "-y")
HEAD = (*AXES, "--reference", "skull_base")
NAMES = {
    "cva",
    "cvai.longer_diagonal",
    "cvai.shorter_diagonal",
    "cephalic_index",
    "volume_net",
    "deviation_max",
}


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return head(tmp_path_factory.mktemp("scan") / "head.ply", skew=0.03)


@pytest.fixture(scope="module")
def answer(scan: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    out = tmp_path_factory.mktemp("measured") / "new" / "folder"
    status, printed, said = contra("measure", scan, *HEAD, "-o", out, "--format", "json")
    assert status == 0, said
    return json.loads(printed), out


def test_the_answer_keeps_to_its_schema(answer: tuple[dict[str, Any], Path]) -> None:
    jsonschema.validate(answer[0], measure_schema())
    assert {m["name"] for m in answer[0]["measures"]} >= NAMES


def test_the_answer_is_in_the_coordinates_of_the_file(
    answer: tuple[dict[str, Any], Path], scan: Path
) -> None:
    plane = answer[0]["plane"]
    assert plane["normal"][0] > 0.99  # the patient's left is +x in this file
    assert abs(plane["offset_mm"]) < 2.0
    assert answer[0]["scan"]["units"] == "mm"
    assert answer[0]["scan"]["vertices"] == 10_242
    assert answer[0]["orientation"]["left"] == pytest.approx([1.0, 0.0, 0.0])


def test_the_asymmetry_is_the_one_that_was_made(answer: tuple[dict[str, Any], Path]) -> None:
    (cva,) = [m for m in answer[0]["measures"] if m["name"] == "cva"]
    assert cva["low"] <= cva_mm(0.03) <= cva["high"]
    assert cva["value"] == pytest.approx(cva_mm(0.03), abs=0.6)
    assert cva["unit"] == "mm"


def test_every_value_lies_in_its_interval(answer: tuple[dict[str, Any], Path]) -> None:
    for one in answer[0]["measures"]:
        if one["value"] is not None:
            assert one["low"] <= one["value"] <= one["high"], one["name"]
        assert one["method"]
        assert one["region"]


def test_no_number_is_one_that_json_does_not_have(answer: tuple[dict[str, Any], Path]) -> None:
    text = (answer[1] / "measure.json").read_text("utf-8")
    assert "NaN" not in text
    assert "Infinity" not in text
    assert json.loads(text) == answer[0]


def test_the_files_are_those_that_the_answer_names(answer: tuple[dict[str, Any], Path]) -> None:
    told, out = answer
    written = {path.name for path in out.iterdir()}
    assert written == {f["file"] for f in told["figures"]} | {"measure.json"}
    assert sum(name.endswith(".png") for name in written) >= 4
    assert sum(name.endswith(".glb") for name in written) == 1
    assert all(f["identifying"] == ("identifying" in f["file"]) for f in told["figures"])
    assert not any("head.ply" in f["file"] for f in told["figures"])


def test_the_words_give_value_interval_and_what_it_rests_on(scan: Path) -> None:
    status, printed, _ = contra("measure", scan, *HEAD)
    assert status == 0
    row, levels = [
        line for line in printed.splitlines() if line.strip().startswith("Cranial vault asymmetry  ")
    ]
    assert len(re.findall(r"\d+\.\d", levels)) == 7  # as it is at seven levels
    assert " mm " in row
    assert " to " in row
    assert "Plane of symmetry: within" in printed
    assert "mm (as stated)" in printed
    assert str(scan) not in printed


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--region", "head", "--units", "mm"), "up and front"),
        (("--region", "head", "--units", "mm", "--up", "z"), "--front"),
        (("--region", "head", "--units", "mm", "--up", "sky", "--front", "-y"), "'sky' is no direction"),
        ((*HEAD[:-1], "pelvys"), "Did you mean 'pelvis'?"),
        ((*HEAD[:-1], "0.5-0.2"), "No part named '0.5-0.2'"),
        (("--region", "head", "--units", "m", "--up", "z", "--front", "-y"), "In mm it would fit."),
        (("--region", "head", "--units", "in", "--up", "z", "--front", "-y"), "In inches the scan would be"),
        (("--region", "head", "--convention", "usd"), "gltf, lps, ras"),
        ((*AXES, "--convention", "ras"), "'ras' differ by 180 degrees on where front is"),
    ],
)
def test_what_cannot_be_measured_is_told_with_the_way_out(
    scan: Path, arguments: tuple[str, ...], words: str
) -> None:
    status, printed, said = contra("measure", scan, *arguments)
    assert status == 2
    assert printed == ""
    assert words in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--region"),
        ((*AXES[:1], "chest", *AXES[2:]), "--level is of a head or of hips"),
        (
            (
                "--region",
                "chest",
                "--case",
                "x.yaml",
                "--on",
                "2026-10-05",
                "--role",
                "orthotist",
                "--cvai",
                "longer_diagonal",
            ),
            "--cvai is of a head",
        ),
        (("--region", "foot"), "'foot' is not one of"),
        (("--region", "head", "--on", "2026-10-05"), "Name it: --case CASE"),
        (("--region", "head", "--case", "x.yaml"), "--on 2026-11-02 --role orthotist"),
        (("--region", "head", "--case", "x.yaml", "--on", "2026-10-05"), "--role"),
        (("--region", "head", "--case", "x.yaml", "--on", "5.10.26", "--role", "orthotist"), "2026-11-02"),
    ],
)
def test_wrong_usage_says_what_is_wanted(scan: Path, arguments: tuple[str, ...], words: str) -> None:
    status, _, said = contra("measure", scan, *arguments)
    assert status == 2
    assert words in said


def test_a_file_that_is_no_scan_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.stl"
    path.write_text("these are notes\n", "utf-8")
    status, _, said = contra("measure", path, *HEAD)
    assert status == 2
    assert said.startswith("notes.stl")


def test_without_the_libraries_the_extra_is_named(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None if name == "igl" else object())
    status, _, said = contra("measure", scan, *HEAD)
    assert status == 2
    assert "not installed here: igl" in said
    assert "contralateral[shape]" in said


def test_figures_that_cannot_be_drawn_do_not_stop_the_measures(
    scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contralateral.anatomy.figures import camera

    def broken(*_args: object, **_how: object) -> object:
        return type("Done", (), {"returncode": -11})()

    monkeypatch.setattr(camera.subprocess, "run", broken)
    status, printed, _ = contra("measure", scan, *HEAD, "-o", tmp_path, "--format", "json")
    told = json.loads(printed)
    assert status == 0
    assert any("apt-get install" in warning for warning in told["warnings"])
    assert {f["file"] for f in told["figures"]} == {
        "head-contour.png",
        "head-identifying-map.glb",
        "head-sheet.png",
    }


def test_a_folder_that_cannot_be_written_to_is_told(scan: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    status, _, said = contra("measure", scan, *HEAD, "-o", blocked / "inside")
    assert status == 2
    assert "Name another folder." in said


def test_the_same_scan_gives_the_same_numbers(scan: Path) -> None:
    twice = [json.loads(contra("measure", scan, *HEAD, "--format", "json")[1])["measures"] for _ in range(2)]
    assert twice[0] == twice[1]


def test_another_pose_gives_the_same_asymmetry(answer: tuple[dict[str, Any], Path], tmp_path: Path) -> None:
    angle = np.radians(25.0)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1.0]])
    front = ",".join(f"{value:.6f}" for value in turn @ [0.0, -1.0, 0.0])
    turned = head(tmp_path / "turned.stl", skew=0.03, turned=turn)
    told = json.loads(contra("measure", turned, *AXES[:-1], front, *HEAD[-2:], "--format", "json")[1])
    first, second = ({m["name"]: m for m in one["measures"]} for one in (answer[0], told))
    assert second["cva"]["value"] == pytest.approx(first["cva"]["value"], abs=0.5)
    assert second["cephalic_index"]["value"] == pytest.approx(first["cephalic_index"]["value"], abs=0.5)


def test_help_and_claims_load_nothing_heavy() -> None:
    code = (
        "import sys\nfrom contralateral.cli import cli\n"
        "try:\n    cli(['measure', '--help'])\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('numpy', 'scipy', 'trimesh', 'vtk', 'pyvista', 'igl', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")
    assert "--landmarks" in done.stdout


def test_a_ball_is_ambiguous_and_nothing_of_it_enters_a_case(tmp_path: Path) -> None:
    ball, case = tmp_path / "ball.stl", tmp_path / "case.yaml"
    trimesh.creation.icosphere(subdivisions=4, radius=90.0).export(ball)
    case.write_text("case: ball\n", "utf-8")
    taken = ("--case", case, "--on", "2026-10-08", "--role", "orthotist")
    status, printed, _ = contra("measure", ball, *AXES, *taken)
    assert status == 1
    assert "AMBIGUOUS" in printed
    assert "nothing was written into the case" in printed
    assert case.read_text("utf-8") == "case: ball\n"
    told = json.loads(contra("measure", ball, *AXES, "--format", "json")[1])
    assert told["plane"]["ambiguous"]
    assert told["plane"]["alternatives"]
    jsonschema.validate(told, measure_schema())


def test_one_side_of_a_body_is_refused(tmp_path: Path) -> None:
    whole = trimesh.load(head(tmp_path / "head.ply"), process=False)
    left = (whole.vertices[:, 0] > 0)[whole.faces].all(axis=1)
    trimesh.Trimesh(whole.vertices, whole.faces[left], process=False).export(tmp_path / "half.stl")
    status, printed, said = contra("measure", tmp_path / "half.stl", *AXES)
    assert status == 2
    assert printed == ""
    assert "towards the patient's right" in said
    assert "Scan both sides" in said


def test_a_folder_is_no_scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert contra("measure", ".", *AXES) == (2, "", ".: This is a folder. Name the scan in it.")


def test_a_body_that_is_no_head_gets_no_numbers_of_a_head() -> None:
    chest = EXAMPLES / "scans" / "chest-left-breast.ply"
    status, printed, said = contra(
        "measure", chest, "--region", "head", "--units", "mm", "--up", "z", "--front", "-y"
    )
    assert (status, printed) == (2, "")
    assert "as wide as it is long" in said
    assert "--region" in said


CHEST = ("--region", "chest", "--units", "mm", "--up", "z")


def test_a_scan_that_contradicts_the_side_of_the_case_is_not_written_into_it(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    before = (EXAMPLES / "cases" / "breast-medicare.yaml").read_bytes()
    case.write_bytes(before)
    chest = EXAMPLES / "scans" / "chest-left-breast.ply"
    into = ("--case", case, "--on", "2026-10-20", "--role", "prosthetist")
    status, printed, _ = contra("measure", chest, *CHEST, "--front", "y", *into)  # the patient faces -y
    assert status == 1
    flat = " ".join(printed.split())
    assert "The case says left, but in the scan it is the right side that lacks volume." in flat
    assert "nothing was written into the case" in flat
    assert case.read_bytes() == before
    status, printed, _ = contra("measure", chest, *CHEST, "--front", "-y", *into)
    assert status == 0
    assert "In the case: breast_volume_missing_ml 258" in printed
    assert case.read_bytes() != before


def test_a_side_that_the_scan_contradicts_is_told() -> None:
    chest = EXAMPLES / "scans" / "chest-left-breast.ply"
    _, printed, _ = contra("measure", chest, *CHEST, "--front", "-y", "--affected", "right")
    assert "--affected says right, but in the scan it is the left side that lacks" in " ".join(
        printed.split()
    )


def test_a_plane_that_little_of_the_surface_supports_is_no_answer_for_a_case(tmp_path: Path) -> None:
    whole = trimesh.load(EXAMPLES / "scans" / "chest-left-breast.ply", process=False)
    left = (np.asarray(whole.vertices)[whole.faces][:, :, 0] > 0).all(axis=1)
    trimesh.Trimesh(whole.vertices, whole.faces[left], process=False).export(tmp_path / "half.stl")
    case = tmp_path / "case.yaml"
    before = (EXAMPLES / "cases" / "breast-medicare.yaml").read_bytes()
    case.write_bytes(before)
    into = ("--case", case, "--on", "2026-10-20", "--role", "prosthetist")
    status, printed, _ = contra("measure", tmp_path / "half.stl", "--region", "chest", "--units", "mm", *into)
    assert status == 1
    assert "no plane of symmetry is sure" in " ".join(printed.split())
    assert case.read_bytes() == before


def test_a_case_takes_no_measure_of_a_guessed_unit_nor_for_a_line_it_lacks(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    before = (EXAMPLES / "cases" / "breast-medicare.yaml").read_bytes()
    case.write_bytes(before)
    chest = EXAMPLES / "scans" / "chest-left-breast.ply"
    axes = ("--region", "chest", "--up", "z", "--front", "-y")
    into = ("--case", case, "--on", "2026-10-20", "--role", "prosthetist")
    status, printed, _ = contra("measure", chest, *axes, *into)
    assert status == 1
    assert "The unit was inferred from the size alone." in " ".join(printed.split())
    status, printed, said = contra("measure", chest, *axes, "--units", "mm", *into, "--line", "7")
    assert (status, printed) == (2, "")
    assert "no line 7" in said
    assert case.read_bytes() == before


def test_a_case_that_is_not_there_is_told_before_the_work(tmp_path: Path) -> None:
    into = ("--case", tmp_path / "none.yaml", "--on", "2026-10-20", "--role", "prosthetist")
    status, _, said = contra("measure", tmp_path / "no-scan.stl", "--region", "chest", *into)
    assert status == 2
    assert "none.yaml: there is no such file" in said
