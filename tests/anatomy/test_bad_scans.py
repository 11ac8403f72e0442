"""Files that cannot be measured: each with a clear sentence, and a way out."""

import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from contralateral.anatomy import read_scan
from contralateral.anatomy.clean import clean
from contralateral.anatomy.reading import Limits
from contralateral.errors import ScanRefused
from tests.anatomy.shapes import Mesh, ball, joined, scan, write

HEAD = ball(90.0, 3)


def refused(path: Path, says: str, limits: Limits | None = None) -> None:
    with pytest.raises(ScanRefused, match=says) as caught:
        clean(read_scan(path, units="mm", region="head", limits=limits))
    assert str(caught.value).startswith(path.name)  # the file, and no folder, which may name a patient
    assert str(path.parent) not in str(caught.value)
    assert caught.value.way_out


@pytest.mark.parametrize("kind", ["stl", "ply", "obj", "off", "3mf", "glb"])
def test_a_picture_is_no_mesh(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"scan.{kind}"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10)
    refused(path, "no .* file|not a|no STL")


@pytest.mark.parametrize("kind", ["stl", "ply", "obj", "off", "3mf", "glb"])
@pytest.mark.parametrize("raw", [b"", b"  \n", b"\0"])
def test_an_empty_file(tmp_path: Path, kind: str, raw: bytes) -> None:
    path = tmp_path / f"scan.{kind}"
    path.write_bytes(raw)
    refused(path, "empty|no .* file|not an? |no mesh")


def test_an_unknown_ending(tmp_path: Path) -> None:
    path = tmp_path / "scan.stp"
    path.write_bytes(b"ISO-10303-21;")
    refused(path, r"'\.stp' are not read as scans")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ScanRefused, match="cannot be opened"):
        read_scan(tmp_path / "none.stl", units="mm", region="head")


@pytest.mark.parametrize("kind", ["stl", "ply", "off", "3mf", "glb"])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.97])
def test_a_file_that_was_cut_short(tmp_path: Path, kind: str, share: float) -> None:
    path = write(tmp_path / f"scan.{kind}", HEAD)
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])
    refused(path, "cut short|shorter|promises more|no OFF|damaged")


def test_text_that_was_cut_short(tmp_path: Path) -> None:
    for form, options in (("stl_ascii", {}), ("ply", {"encoding": "ascii"})):
        path = write(tmp_path / f"scan.{form[:3]}", HEAD, file_type=form, **options)
        raw = path.read_bytes()
        path.write_bytes(raw[: len(raw) // 2])
        refused(path, "endsolid|promises more")


def test_an_obj_whose_points_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "scan.obj"
    path.write_text("v 0 0 0\nv 100 0 0\nv 0 100 0\nf 1 2 3\nf 1 2 9\n")
    refused(path, "no OBJ|not there")


def test_one_triangle(tmp_path: Path) -> None:
    path = write(tmp_path / "scan.stl", (np.eye(3) * 100, np.array([[0, 1, 2]])))
    refused(path, "holds one triangle")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_coordinates_that_are_no_numbers(tmp_path: Path, value: float) -> None:
    vertices = HEAD[0].copy()
    vertices[5, 1] = value
    refused(
        write(tmp_path / "scan.ply", (vertices, HEAD[1])),
        "1 of 642 points have coordinates that are no numbers",
    )


def test_coordinates_far_away(tmp_path: Path) -> None:
    vertices = HEAD[0].copy()
    vertices[5, 1] = 1e30
    refused(write(tmp_path / "scan.ply", (vertices, HEAD[1])), "as far off as 1.0e\\+30 mm")


def test_no_area(tmp_path: Path) -> None:
    line = HEAD[0] * [1, 0, 0]
    refused(write(tmp_path / "line.ply", (line, HEAD[1])), "No face of the scan covers any area")
    refused(write(tmp_path / "point.ply", (HEAD[0] * 0, HEAD[1])), "lies at one point")


@pytest.mark.parametrize("apart", [20.0, 200.0])
def test_two_bodies(tmp_path: Path, apart: float) -> None:
    other: Mesh = (HEAD[0] * 0.7 + [90 + 63 + apart, 0, 0], HEAD[1])
    refused(write(tmp_path / "scan.ply", joined(HEAD, other)), f"Two bodies.* {apart:,.0f} mm apart")


def test_a_bomb_of_zip(tmp_path: Path) -> None:
    path = tmp_path / "scan.3mf"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("3D/3dmodel.model", "w") as model,
    ):
        for _ in range(30):
            model.write(bytes(1_000_000))
    assert path.stat().st_size < 100_000
    refused(path, "Unpacked it would be 30.0 MB; at most 20.0 MB", Limits(unpacked_bytes=20_000_000))


def test_a_bomb_of_entities(tmp_path: Path) -> None:
    path = tmp_path / "scan.3mf"
    text = '<?xml version="1.0"?><!DOCTYPE model [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><model>&b;</model>'
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("3D/3dmodel.model", text)
    refused(path, "declares entities")


def test_a_glb_that_would_unpack_to_billions(tmp_path: Path) -> None:
    text = (
        b'{"asset":{"version":"2.0"},"accessors":[{"count":4000000000,"componentType":5126,"type":"VEC3"}]}'
    )
    text += b" " * (-len(text) % 4)
    path = tmp_path / "scan.glb"
    path.write_bytes(struct.pack("<4sIII4s", b"glTF", 2, 20 + len(text), len(text), b"JSON") + text)
    refused(path, "Unpacked it would be 48.0 GB")


def test_too_large_a_file_and_too_many_triangles(tmp_path: Path) -> None:
    path = write(tmp_path / "scan.stl", HEAD)
    refused(path, "at most 0.0 MB", Limits(file_bytes=1000))
    refused(path, "has 1,280 triangles; at most 1,000", Limits(triangles=1000))
    refused(write(tmp_path / "scan.obj", HEAD), "has 1,280 triangles", Limits(triangles=1000))


def test_an_archive_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "scan.3mf"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("letter.txt", "hello")
    refused(path, "without a 3-D model")


def test_no_face_left_of_made_arrays() -> None:
    with pytest.raises(ScanRefused, match="No face"):
        clean(scan((np.eye(3) * 100, np.array([[0, 1, 1], [2, 2, 1]]))))


def model(inside: str, build: str = '<item objectid="1"/>') -> str:
    """Return the text of a 3MF's model."""
    core = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
    return f'<model xmlns="{core}"><resources>{inside}</resources><build>{build}</build></model>'


def test_a_3mf_that_lies_of_its_size(tmp_path: Path) -> None:
    """What comes out is counted: the archive's own word can be forged."""
    path = tmp_path / "scan.3mf"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("3D/3dmodel.model", model("<!-- " + "a" * 3_000_000 + " -->"))
    raw = bytearray(path.read_bytes())
    told = struct.pack("<I", zipfile.ZipFile(path).infolist()[0].file_size)
    for _ in range(2):
        at = raw.index(told)
        raw[at : at + 4] = struct.pack("<I", 1_000)
    path.write_bytes(raw)
    refused(path, "damaged|more than 2.0 MB|no 3MF", Limits(unpacked_bytes=2_000_000))


def test_a_3mf_with_objects_within_objects_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "scan.3mf"
    loop = '<object id="1"><components><component objectid="1"/></components></object>'
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("3D/3dmodel.model", model(loop))
    refused(path, "within each other without end")


def test_a_small_3mf_that_is_built_a_million_times(tmp_path: Path) -> None:
    """Ten objects, each of ten of the one before: 2e10 triangles out of a kilobyte."""
    path = tmp_path / "scan.3mf"
    points = "".join(f'<vertex x="{x}" y="{y}" z="0"/>' for x, y in ((0, 0), (200, 0), (0, 200), (200, 200)))
    mesh = f'<mesh><vertices>{points}</vertices><triangles><triangle v1="0" v2="1" v3="2"/>'
    mesh += '<triangle v1="1" v2="3" v3="2"/></triangles></mesh>'
    inside = f'<object id="0">{mesh}</object>'
    for number in range(1, 11):
        parts = f'<component objectid="{number - 1}"/>' * 10
        inside += f'<object id="{number}"><components>{parts}</components></object>'
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("3D/3dmodel.model", model(inside, '<item objectid="10"/>'))
    refused(path, "over 1,000 triangles", Limits(triangles=1000))
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("3D/3dmodel.model", model(inside.replace(mesh, ""), '<item objectid="10"/>'))
    refused(path, "within each other without end")


def test_a_3mf_with_too_many_triangles(tmp_path: Path) -> None:
    refused(write(tmp_path / "scan.3mf", HEAD), "over 1,000 triangles", Limits(triangles=1000))


@pytest.mark.parametrize(
    "inside",
    [
        '<object id="1"><mesh><vertices><vertex x="a" y="0" z="0"/></vertices></mesh></object>',
        '<object id="1"><mesh><triangles><triangle v1="0" v2="1"/></triangles></mesh></object>',
        '<object id="1"><mesh>',
        '<object id="2"/>',
    ],
)
def test_a_model_with_a_fault(tmp_path: Path, inside: str) -> None:
    path = tmp_path / "scan.3mf"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("3D/3dmodel.model", model(inside))
    refused(path, "no 3MF|not in it")
