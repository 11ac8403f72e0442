"""Six kinds of file give the same shape, moved and coloured as the file says."""

import hashlib
import json
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
import trimesh

from contralateral.anatomy import read_scan
from contralateral.anatomy.clean import clean
from tests.anatomy.shapes import ball, joined, write

HEAD = ball(90.0, 3)
REAL = Path(__file__).parents[3] / "shared" / "data" / "scans" / "LeePerrySmith.glb"


@pytest.mark.parametrize("kind", ["stl", "ply", "obj", "off", "3mf", "glb"])
def test_every_kind_gives_the_shape(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path / f"head.{kind}", HEAD)
    read = read_scan(path, units="mm", region="head")
    assert read.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert read.vertices.dtype == np.float64
    assert read.faces.dtype == np.int64
    made = clean(read)
    assert len(made.vertices) == len(HEAD[0])
    assert len(made.faces) == len(HEAD[1])
    assert np.allclose(np.linalg.norm(made.vertices, axis=1), 90, atol=1e-3)
    assert made.warnings == ()


@pytest.mark.parametrize(("kind", "form"), [("stl", "stl_ascii"), ("ply", "ply")])
def test_text_is_read_as_well(tmp_path: Path, kind: str, form: str) -> None:
    options = {"encoding": "ascii"} if kind == "ply" else {}
    path = write(tmp_path / f"head.{kind}", HEAD, file_type=form, **options)
    assert b"\0" not in path.read_bytes()
    made = clean(read_scan(path, units="mm", region="head"))
    assert len(made.vertices) == len(HEAD[0])


def test_a_binary_stl_may_begin_with_solid(tmp_path: Path) -> None:
    path = write(tmp_path / "head.stl", HEAD)
    path.write_bytes(b"solid head".ljust(80) + path.read_bytes()[80:])
    assert len(read_scan(path, units="mm", region="head").faces) == len(HEAD[1])


def test_pieces_lie_where_the_scene_puts_them_and_mirrored_ones_turn(tmp_path: Path) -> None:
    half = (HEAD[0], HEAD[1][(HEAD[0][HEAD[1]][:, :, 0] >= -1e-9).all(axis=1)])
    scene = trimesh.Scene()
    turn = trimesh.transformations.rotation_matrix(0.7, [1, 2, 3], point=[5, 6, 7])
    scene.add_geometry(trimesh.Trimesh(*half, process=False), transform=turn)
    scene.add_geometry(trimesh.Trimesh(*half, process=False), transform=turn @ np.diag([-1.0, 1, 1, 1]))
    path = tmp_path / "two.glb"
    scene.export(path)
    made = clean(read_scan(path, units="mm", region="head"))
    center = turn[:3, 3]
    assert np.allclose(np.linalg.norm(made.vertices - center, axis=1), 90, atol=1e-3)
    assert not any("turned" in said for said in made.warnings)
    assert (np.einsum("ij,ij->i", made.normals, made.vertices - center) > 80).all()


def test_colours_stay_with_their_points(tmp_path: Path) -> None:
    mesh = trimesh.Trimesh(*HEAD, process=False)
    red = (np.arange(len(HEAD[0])) % 256).astype(np.uint8)
    mesh.visual.vertex_colors = np.stack([red, red * 0, red * 0 + 7, red * 0 + 255], axis=1)
    path = tmp_path / "head.ply"
    mesh.export(path)
    made = clean(read_scan(path, units="mm", region="head"))
    assert made.colors is not None
    near = [int(np.argmin(np.linalg.norm(HEAD[0] - point, axis=1))) for point in made.vertices[:40]]
    assert made.colors[:40, 0].tolist() == red[near].tolist()
    assert (made.colors[:, 2] == 7).all()


def test_a_picture_becomes_colours_of_points(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    vertices = np.array([[-100.0, -100, 0], [100, -100, 0], [100, 100, 0], [-100, 100, 0]])
    mesh = trimesh.Trimesh(vertices, [[0, 1, 2], [0, 2, 3]], process=False)
    picture = image.new("RGB", (64, 64), (200, 10, 20))
    mesh.visual = trimesh.visual.TextureVisuals(uv=vertices[:, :2] / 300 + 0.5, image=picture)
    path = tmp_path / "sheet.glb"
    mesh.export(path)
    read = read_scan(path, units="mm", region="head")
    assert read.colors is not None
    assert np.abs(read.colors[:, :3].astype(int) - [200, 10, 20]).max() <= 2


def test_a_file_with_the_wrong_name_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = write(tmp_path / "head.ply", HEAD)
    read = read_scan(path.rename(tmp_path / "head.stl"), units="mm", region="head")
    assert len(read.faces) == len(HEAD[1])
    assert any("is PLY" in said for said in read.warnings)


def test_points_that_are_no_numbers_and_unused_are_left_out(tmp_path: Path) -> None:
    vertices = np.concatenate([[[np.nan] * 3], HEAD[0]])
    path = write(tmp_path / "head.ply", (vertices, HEAD[1] + 1))
    read = read_scan(path, units="mm", region="head")
    assert np.isfinite(read.vertices).all()
    assert len(clean(read).faces) == len(HEAD[1])
    assert any("no numbers" in said for said in read.warnings)


def test_off_with_squares_and_remarks(tmp_path: Path) -> None:
    path = tmp_path / "box.off"
    corners = [f"{x} {y} {z}" for x in (0, 200) for y in (0, 200) for z in (0, 200)]
    squares = ["4 0 1 3 2", "4 4 6 7 5", "4 0 4 5 1", "4 2 3 7 6", "4 0 2 6 4", "4 1 5 7 3"]
    path.write_text("OFF # a box\n8 6 0\n" + "\n".join(corners) + "\n# faces\n" + "\n".join(squares) + "\n")
    made = clean(read_scan(path, units="mm", region="head"))
    assert len(made.faces) == 12
    assert made.areas.sum() == pytest.approx(6 * 200**2)
    assert made.border.sum() == 0


def test_two_pieces_in_one_file_of_points_and_mesh(tmp_path: Path) -> None:
    scene = trimesh.Scene([trimesh.Trimesh(*HEAD, process=False), trimesh.PointCloud(HEAD[0][:50] + 5)])
    path = tmp_path / "both.glb"
    scene.export(path)
    read = read_scan(path, units="mm", region="head")
    assert len(read.faces) == len(HEAD[1])
    assert any("points without triangles" in said for said in read.warnings)


def test_a_3mf_of_parts_in_several_files(tmp_path: Path) -> None:
    """The production extension: an object in a file of its own, put together twice, once mirrored; and a support."""
    half = (HEAD[0], HEAD[1][(HEAD[0][HEAD[1]][:, :, 0] >= -1e-9).all(axis=1)])
    core = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
    points = "".join(f'<vertex x="{x:.9f}" y="{y:.9f}" z="{z:.9f}"/>' for x, y, z in half[0] / 10)
    faces = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in half[1])
    mesh = f"<mesh><vertices>{points}</vertices><triangles>{faces}</triangles></mesh>"
    one = f'<model xmlns="{core}" unit="centimeter"><resources><object id="7">{mesh}</object></resources></model>'
    part = '<component p:path="/3D/half.model" objectid="7"'
    both = f'{part}/>{part} transform="-1 0 0 0 1 0 0 0 1 0 0 0"/>'
    whole = (
        f'<model xmlns="{core}" unit="centimeter" '
        'xmlns:p="http://schemas.microsoft.com/3dmanufacturing/production/2015/06"><resources>'
        f'<object id="1"><components>{both}</components></object>'
        f'<object id="2" type="support">{mesh}</object></resources>'
        '<build><item objectid="1" transform="1 0 0 0 1 0 0 0 1 5 6 7"/></build></model>'
    )
    path = tmp_path / "two.3mf"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("3D/half.model", one)
        packed.writestr("3D/3dmodel.model", whole)
    read = read_scan(path, units=None, region="head")
    assert read.units.name == "cm"
    made = clean(read)
    assert len(made.faces) == 2 * len(half[1])
    assert np.allclose(np.linalg.norm(made.vertices - [50, 60, 70], axis=1), 90, atol=1e-3)
    assert (np.einsum("ij,ij->i", made.normals, made.vertices - [50, 60, 70]) > 80).all()


def test_a_mesh_packed_in_an_unknown_way_is_refused(tmp_path: Path) -> None:
    from contralateral.errors import ScanRefused

    raw = write(tmp_path / "head.glb", HEAD).read_bytes()
    length = struct.unpack("<I", raw[12:16])[0]
    tree = json.loads(raw[20 : 20 + length]) | {"extensionsRequired": ["EXT_meshopt_compression"]}
    text = json.dumps(tree).encode()
    text += b" " * (-len(text) % 4)
    rest = raw[20 + length :]
    head = (
        struct.pack("<4sII", b"glTF", 2, 20 + len(text) + len(rest))
        + struct.pack("<I", len(text))
        + raw[16:20]
    )
    path = tmp_path / "packed.glb"
    path.write_bytes(head + text + rest)
    with pytest.raises(ScanRefused, match="EXT_meshopt_compression"):
        read_scan(path, units="mm", region="head")


@pytest.mark.skipif(not REAL.exists(), reason="the scan of a real head is not here")
def test_a_real_head_is_read_and_cleaned() -> None:
    """Lee Perry-Smith's head, CC BY 3.0; packed with Draco, in no real unit."""
    read = read_scan(REAL, units="in", region="head")
    assert len(read.faces) == 17684
    made = clean(read)
    assert len(made.vertices) < len(read.vertices)  # the seams of its picture are welded
    assert np.ptp(made.vertices, axis=0).max() > 150
    assert np.linalg.norm(made.normals, axis=1) == pytest.approx(1.0)
    signed = np.einsum("ij,ij->i", made.vertices - made.vertices.mean(axis=0), made.normals) @ made.areas
    assert signed > 0
    assert any("turned" in said for said in made.warnings)


def test_two_readings_are_the_same(tmp_path: Path) -> None:
    path = write(tmp_path / "two.stl", joined(HEAD, ball(3.0, 1)))
    first, second = (clean(read_scan(path, units="mm", region="head")) for _ in range(2))
    assert np.array_equal(first.vertices, second.vertices)
    assert np.array_equal(first.faces, second.faces)
