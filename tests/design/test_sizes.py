"""Standard sizes by their own shapes: a mesh of each, held against the design in millimetres and millilitres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import trimesh

from contralateral.design import read_sizes
from contralateral.design.sizes import Size, misfits
from contralateral.design.solid import BACK, FRONT, Solid
from contralateral.errors import FileUnreadable

if TYPE_CHECKING:
    from pathlib import Path

AXES = np.eye(3)


def _dome(width: float, height: float, deep: float) -> trimesh.Trimesh:
    """Half an ellipsoid, closed by its base at z = 0."""
    ball = trimesh.creation.icosphere(subdivisions=4)
    points = np.asarray(ball.vertices) * [width / 2.0, height / 2.0, deep]
    points[:, 2] = np.maximum(points[:, 2], 0.0)
    return trimesh.Trimesh(points, ball.faces, process=False)


def _solid(mesh: trimesh.Trimesh) -> Solid:
    """The dome as a device: its base is the back."""
    fine = mesh.subdivide().subdivide()
    part = np.where(fine.vertices[:, 2] < 1e-6, BACK, FRONT).astype(np.int8)
    return Solid(np.asarray(fine.vertices), np.asarray(fine.faces, np.int64), part, np.zeros(len(part)))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    _dome(150, 130, 48).export(tmp_path / "five.stl")
    half = _dome(150, 130, 48)
    half.vertices = np.minimum(half.vertices, [np.inf, 0.0, np.inf])
    half.export(tmp_path / "half.ply")
    path = tmp_path / "sizes.toml"
    rows = [("five", 'file = "five.stl"'), ("half", 'file = "half.ply"')]
    rows.append(("plain", "width_mm = 150\nheight_mm = 130\nprojection_mm = 48"))
    path.write_text("\n".join(f'[[size]]\nname = "{name}"\n{rest}\n' for name, rest in rows), "utf-8")
    return path


def _read(table: Path) -> dict[str, Size]:
    return {size.name: size for size in read_sizes(str(table), table.read_bytes())}


def test_dimensions_are_those_of_the_mesh(table: Path) -> None:
    five = _read(table)["five"]
    assert (five.width_mm, five.height_mm, five.projection_mm) == pytest.approx((150, 130, 48), abs=0.5)


def test_a_mesh_of_half_an_ellipsoid_misses_as_the_dimensions_do(table: Path) -> None:
    sizes = _read(table)
    wanted = _solid(_dome(160, 140, 56))
    found = {m.size.name: m for m in misfits(wanted, AXES, (sizes["five"], sizes["plain"]))}
    assert found["five"].gap_ml == pytest.approx(found["plain"].gap_ml, rel=0.05)
    true = (160 * 140 * 56 - 150 * 130 * 48) / 4.0 * np.pi * 2.0 / 3.0 / 1000.0
    assert found["five"].gap_ml == pytest.approx(true, rel=0.05)
    assert found["five"].overlap_ml < 3.0


def test_a_shape_that_is_no_ellipsoid_is_compared_as_it_is(table: Path) -> None:
    half = misfits(_solid(_dome(150, 130, 48)), AXES, (_read(table)["half"],))[0]
    whole = 150 * 130 * 48 / 4.0 * np.pi * 2.0 / 3.0 / 1000.0
    assert half.gap_ml - half.overlap_ml == pytest.approx(whole / 2.0, rel=0.05)


@pytest.mark.parametrize("file", ["none.stl", "sizes.toml"])
def test_a_mesh_that_cannot_be_read_is_named(table: Path, file: str) -> None:
    table.write_text(f'[[size]]\nname = "x"\nfile = "{file}"\n', "utf-8")
    with pytest.raises(FileUnreadable, match="mesh cannot be used") as told:
        _read(table)
    assert "size 1" in str(told.value)
