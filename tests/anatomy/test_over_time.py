"""Two scans over time: growth is scale, what is left is shape, and a turn of the file is neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import trimesh

from contralateral.anatomy.examine import Examination, Told, examine
from contralateral.anatomy.over_time import over_time
from contralateral.errors import ScansDiffer
from tests.cli.made_scans import LEVEL_MM, cva_mm, head

if TYPE_CHECKING:
    from pathlib import Path

TURN = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])


def seen(path: Path, *, front: str = "-y") -> Examination:
    told = Told(region="head", units="mm", up="z", front=front, reference="skull_base", level_mm=LEVEL_MM)
    return examine(path, told)


def grown(path: Path, target: Path, scale: float) -> Path:
    mesh = trimesh.load(path, process=False)
    mesh.apply_scale(scale)
    mesh.export(target)
    return target


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scans")


@pytest.fixture(scope="module")
def before(folder: Path) -> Examination:
    return seen(head(folder / "before.ply", skew=0.04, seed=1))


def test_growth_is_reported_and_taken_out_of_shape(folder: Path, before: Examination) -> None:
    larger = seen(grown(folder / "before.ply", folder / "larger.ply", 1.05))
    told = over_time(larger, before)
    found = told.found
    assert found.scale == pytest.approx(1.05, abs=0.002)
    assert found.scale_low <= 1.05 <= found.scale_high or found.scale_high - found.scale_low < 0.002
    assert found.shape_rms_mm < 0.3
    for one in found.shape:
        assert abs(one.mean_mm) < 0.3
    assert found.regions[0].mean_mm > 2.0  # 5 % of a radius of 80 mm is 4 mm
    assert found.older_sha256 == before.scan.sha256
    assert found.newer_sha256 == larger.scan.sha256


def test_the_same_head_in_another_pose_has_not_changed(folder: Path, before: Examination) -> None:
    turned = head(folder / "turned.ply", skew=0.04, seed=1, turned=TURN)
    told = over_time(seen(turned, front="x"), before)
    assert told.found.scale == pytest.approx(1.0, abs=0.001)
    assert told.found.seen > 0.95
    assert all(abs(one.mean_mm) < 0.1 for one in told.found.shape)


def test_a_head_that_became_more_even_lost_what_stood_out(folder: Path, before: Examination) -> None:
    after = seen(head(folder / "after.ply", skew=0.01, seed=1))
    told = over_time(after, before)
    parts = {one.name: one for one in told.found.shape}
    assert parts["left front"].mean_mm < -0.2  # it stood out there and behind on the right
    assert parts["right back"].mean_mm < -0.2
    assert parts["right front"].mean_mm > 0.2
    (cva,) = [d for d in told.differences if d.name == "cva"]
    assert cva.low <= cva_mm(0.01) - cva_mm(0.04) <= cva.high
    assert cva.change == pytest.approx(cva.newer - cva.older)


def test_two_bodies_that_are_not_alike_are_not_compared(folder: Path, before: Examination) -> None:
    box = trimesh.creation.box((150.0, 190.0, 260.0)).subdivide_to_size(6.0)
    box.apply_translation([0.0, 400.0, 0.0])
    box.export(folder / "box.ply")
    with pytest.raises(ScansDiffer, match="of one patient"):
        over_time(seen(folder / "box.ply"), before)
