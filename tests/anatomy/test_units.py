"""A unit is stated, said by the file, or the only plausible one; and is always held against the size of a body."""

from pathlib import Path

import numpy as np
import pytest

from contralateral.anatomy import read_scan
from contralateral.anatomy.units import choose, span
from contralateral.errors import NameUnknown, UnitsUnclear
from tests.anatomy.shapes import ball, write


@pytest.mark.parametrize(("unit", "factor"), [("mm", 1.0), ("m", 1000.0), ("cm", 10.0)])
def test_the_only_plausible_unit_is_inferred_and_said(tmp_path: Path, unit: str, factor: float) -> None:
    path = write(tmp_path / "head.stl", ball(115 / factor, 3))
    read = read_scan(path, units=None, region="head")
    assert (read.units.name, read.units.how) == (unit, "inferred")
    assert np.abs(read.vertices).max() == pytest.approx(115, rel=1e-3)
    assert any(f"{unit} was inferred" in said for said in read.warnings)


def test_two_plausible_units_are_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "head.stl", ball(7.0, 3))  # 14 cm, a newborn, or 14 inches, with shoulders
    with pytest.raises(UnitsUnclear, match=r"several units.*--units"):
        read_scan(path, units=None, region="head")
    assert read_scan(path, units="in", region="head").units.factor_mm == 25.4


def test_no_plausible_unit_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "head.stl", ball(0.9, 3))
    with pytest.raises(UnitsUnclear, match=r"no unit is plausible.*1.8 mm in mm"):
        read_scan(path, units=None, region="head")


@pytest.mark.parametrize(("radius", "unit"), [(0.1, "mm"), (100.0, "m"), (100_000.0, "mm"), (100.0, "cm")])
def test_a_stated_unit_that_cannot_be_is_refused(tmp_path: Path, radius: float, unit: str) -> None:
    path = write(tmp_path / "head.stl", ball(radius, 3))
    with pytest.raises(UnitsUnclear, match=rf"In {unit} the scan would be .* long"):
        read_scan(path, units=unit, region="head")


def test_a_stated_unit_that_is_unusual_is_said(tmp_path: Path) -> None:
    path = write(tmp_path / "head.stl", ball(45.0, 3))
    read = read_scan(path, units="mm", region="head")
    assert any("unusual" in said for said in read.warnings)


def test_metres_of_a_glb_count_when_they_are_plausible(tmp_path: Path) -> None:
    read = read_scan(write(tmp_path / "head.glb", ball(0.1, 3)), units=None, region="head")
    assert (read.units.name, read.units.how, read.warnings) == ("m", "file", ())
    read = read_scan(write(tmp_path / "mm.glb", ball(100.0, 3)), units=None, region="head")
    assert (read.units.name, read.units.how) == ("mm", "inferred")
    assert any("counts as m" in said for said in read.warnings)


def test_the_unit_of_a_3mf_counts(tmp_path: Path) -> None:
    read = read_scan(write(tmp_path / "head.3mf", ball(100.0, 3)), units=None, region="head")
    assert (read.units.name, read.units.how) == ("mm", "file")


def test_no_unit_is_both_millimetres_and_another() -> None:
    for longest in np.geomspace(0.01, 1e4, 400):
        try:
            chosen, _ = choose("x", float(longest), None, None, "trunk")
        except UnitsUnclear:
            continue
        assert 220 <= longest * chosen.factor_mm <= 1900


def test_a_unit_that_nobody_knows(tmp_path: Path) -> None:
    path = write(tmp_path / "head.stl", ball(100.0, 2))
    with pytest.raises(NameUnknown, match="No unit named 'mn'"):
        read_scan(path, units="mn", region="head")
    with pytest.raises(NameUnknown, match=r"No region named 'hed'.*'head'"):
        read_scan(path, units="mm", region="hed")  # type: ignore[arg-type]


def test_the_span_minds_neither_pose_nor_specks() -> None:
    rng = np.random.default_rng(0)
    rod = rng.uniform(-0.5, 0.5, (20_000, 3)) * [10, 20, 300]
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    assert span(rod) == pytest.approx(300, rel=0.02)
    assert 0.85 * 300 < span(rod @ turn.T) < 1.01 * 300
    assert span(np.concatenate([rod, [[1e5, 0, 0]]])) == pytest.approx(300, rel=0.02)
