"""What cannot be designed says why and what to do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import trimesh
from click.testing import CliRunner

from contralateral.cli.design import command
from contralateral.design import DesignRefused, propose
from contralateral.errors import NameUnknown
from tests.design.torsos import chest, recipe, seen


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"affected": "both"}, "no sound side, and mirroring is no use.*template"),
        ({"affected": "right"}, "Nothing on that side lacks more"),
        ({"hollow_mm": 25.0}, "no room for a hollow core"),
        ({"edge_mm": 3.0}, "thicker than the wall"),
        ({"clearance_mm": -1.0}, "clearance is -1"),
        ({"at": (-80.0, 97.0, 0.0)}, "--at was given without --radius"),
        ({"at": (900.0, 0.0, 0.0), "radius_mm": 40.0}, "off the surface"),
        ({"at": (-80.0, 97.0, 0.0), "radius_mm": 10.0}, "too small for a device"),
        ({"painted": True}, "holds no colours"),
        ({"kind": "pad", "thickness_mm": 12.0}, "needs a place"),
        (
            {
                "kind": "pad",
                "thickness_mm": 9.0,
                "at": (-80.0, 97.0, 0.0),
                "radius_mm": 40.0,
                "taper_mm": 90.0,
            },
            "would not be reached",
        ),
        ({"kind": "remold"}, "Give --age"),
        ({"kind": "remold", "age_months": 90.0}, "Growth is known from birth to 24"),
        ({"edits": ({"do": "vent", "at": [0, 0, 900], "diameter_mm": 3},)}, "Edit 1 .vent.: The point lies"),
    ],
)
def test_each_fault_has_its_sentence(told: dict[str, object], words: str) -> None:
    with pytest.raises(DesignRefused, match=words) as fault:
        propose(recipe(**told), seen())
    assert fault.value.way_out


def test_clearance_larger_than_the_deficit() -> None:
    with pytest.raises(DesignRefused, match=r"Nothing on that side lacks more than 16\.2 mm"):
        propose(recipe(clearance_mm=15.0), seen(chest(bump_mm=12.0)))


def test_a_wall_thicker_than_what_is_there() -> None:
    with pytest.raises(DesignRefused, match="A wall of 15 mm is thicker than the space"):
        propose(recipe(wall_mm=15.0), seen(chest(bump_mm=12.0)))


def test_a_hole_under_the_patch() -> None:
    body = chest()
    filled = np.linalg.norm(body.vertices - [-80.0, 97.0, 0.0], axis=1) < 20
    with pytest.raises(DesignRefused, match="A hole of the scan lies under the patch"):
        propose(recipe(), seen(replace(body, filled=filled)))


def test_a_patch_over_the_edge_of_the_scan() -> None:
    place = {"kind": "pad", "thickness_mm": 8.0, "at": (-80.0, 97.0, 150.0), "radius_mm": 50.0}
    with pytest.raises(DesignRefused, match="over the edge of the scan"):
        propose(recipe(**place), seen())


def test_a_material_that_nobody_knows() -> None:
    with pytest.raises(NameUnknown, match="Did you mean 'silicone'"):
        propose(recipe(material="silicon"), seen())


def test_a_round_body_has_no_plane(tmp_path) -> None:  # type: ignore[no-untyped-def]
    ball = trimesh.creation.icosphere(4, 70.0)
    ball.export(tmp_path / "ball.ply")
    told = ["--kind", "augment", "--region", "head", "--units", "mm", "--up", "z", "--front", "y"]
    with pytest.raises(DesignRefused, match=r"plane of symmetry.*--plane"):
        CliRunner().invoke(command, [str(tmp_path / "ball.ply"), *told], catch_exceptions=False)


def test_units_that_nobody_can_tell(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from contralateral.errors import UnitsUnclear

    body = chest()
    trimesh.Trimesh(body.vertices * 3.7e-5, body.faces, process=False).export(tmp_path / "tiny.ply")
    told = ["--kind", "augment", "--up", "z", "--front", "y"]
    with pytest.raises(UnitsUnclear):
        CliRunner().invoke(command, [str(tmp_path / "tiny.ply"), *told], catch_exceptions=False)
