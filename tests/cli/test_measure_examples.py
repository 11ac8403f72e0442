"""The shipped scans and a real one, measured as their user would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .run import EXAMPLES, as_json

SCANS = EXAMPLES / "scans"
AXES = ("--units", "mm", "--up", "z", "--front", "-y")
REAL = Path(__file__).parents[3] / "shared" / "data" / "scans" / "LeePerrySmith.glb"


def measures(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {m["name"]: m for m in answer["measures"]}


def test_the_chest_lacks_what_was_taken_from_it() -> None:
    """257 mL were taken, by ``tools/make_example_scans.py``."""
    found = measures(
        as_json("measure", SCANS / "chest-left-breast.ply", "--region", "chest", *AXES, "--affected", "left")
    )
    missing = found["volume_missing"]
    assert missing["value"] == pytest.approx(256.7, rel=0.06)
    assert missing["low"] <= 256.7 <= missing["high"]
    assert missing["region"].startswith("left side")
    net = missing["value"] - found["volume_added"]["value"]
    assert found["volume_net"]["value"] == pytest.approx(net, abs=0.01)


def test_the_head_is_skewed_by_what_was_made() -> None:
    """Diagonals of 125.3 and 115.2 mm at 306 mm along up."""
    head = SCANS / "head-plagiocephaly.ply"
    reference = ("--reference", "skull_base", "--level", 306)
    found = measures(as_json("measure", head, "--region", "head", *AXES, *reference))
    assert found["cva"]["low"] <= 10.15 <= found["cva"]["high"]
    assert found["cva"]["value"] == pytest.approx(10.15, abs=0.8)
    assert found["cvai.longer_diagonal"]["value"] == pytest.approx(8.1, abs=0.5)
    assert found["diagonal.front_left"]["value"] > found["diagonal.front_right"]["value"]


def test_without_axes_a_chest_is_measured_and_no_side_is_named() -> None:
    answer = as_json("measure", SCANS / "chest-left-breast.ply", "--region", "chest", "--units", "mm")
    assert answer["orientation"] is None
    assert any("no side has a name" in warning for warning in answer["warnings"])
    told = " ".join(m["region"] + m["note"] for m in answer["measures"])
    assert "left side" not in told
    assert "right side" not in told


@pytest.mark.skipif(not REAL.exists(), reason="the scan of a real head is not here")
def test_a_real_head_with_its_shoulders(tmp_path: Path) -> None:
    """CC BY 3.0, Lee Perry-Smith; its unit is nobody's, so that lengths say nothing and shares do."""
    answer = as_json(
        "measure", REAL, "--region", "head", "--units", "in", "--up", "y", "--front", "z", "-o", tmp_path
    )
    plane = answer["plane"]
    assert not plane["ambiguous"]
    assert plane["normal"][0] > 0.99
    assert plane["support"] > 0.6
    found = measures(answer)
    assert 70 < found["cephalic_index"]["value"] < 95
    assert found["cvai.longer_diagonal"]["value"] < 8  # an adult without a deformity
    assert sum(f["identifying"] for f in answer["figures"]) >= 4
    assert (tmp_path / "head-contour.png").exists()


def test_patches_are_told_one_by_one_and_the_sheet_is_written(tmp_path: Path) -> None:
    chest = SCANS / "chest-left-breast.ply"
    answer = as_json("measure", chest, "--region", "chest", *AXES, "--affected", "left", "-o", tmp_path)
    (patch,) = answer["patches"]
    assert (patch["side"], patch["place"][:5]) == ("left", "front")
    greatest = measures(answer)["deviation_max"]
    assert -patch["deviation_mm"] == pytest.approx(
        greatest["value"]
    )  # it lacks: inside the mirrored other side
    assert patch["low"] < patch["deviation_mm"] < patch["high"] < 0
    assert patch["at"][0] > 0  # +x is the patient's left
    assert patch["area_cm2"] == pytest.approx(measures(answer)["area_affected"]["value"], rel=0.02)
    assert {"file": "chest-sheet.png", "title": "Measurement sheet", "identifying": False} in answer[
        "figures"
    ]
    assert (tmp_path / "chest-sheet.png").read_bytes().startswith(b"\x89PNG")


def test_a_heads_answer_is_told_at_other_levels_and_its_volume_is_not_made_up() -> None:
    """A skewed head differs all over: a volume of zero would be a wrong one."""
    head = SCANS / "head-plagiocephaly.ply"
    said, told = {}, {}
    for side in ((), ("--affected", "right")):
        answer = as_json("measure", head, "--region", "head", *AXES, *side)
        found = measures(answer)
        for name in ("volume_missing", "volume_added", "volume_net", "area_affected"):
            assert found[name]["value"] is None
            assert found[name]["note"]
        told[side], said[side] = answer["levels"], " ".join(answer["warnings"])
        at = {row["step_mm"]: row["values"]["cva"] for row in answer["levels"]}
        assert at[0.0] == pytest.approx(found["cva"]["value"], abs=1e-9)
        assert at[-15.0] < at[0.0]
    assert told[()] == told["--affected", "right"]
    assert "back is flat" not in said[()]
    assert (
        "--affected says right, but in the scan it is the left side whose back is flat"
        in said["--affected", "right"]
    )
