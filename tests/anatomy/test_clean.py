"""What a scan is cleaned of, and what is said about it."""

import numpy as np
import pytest

from contralateral.anatomy import Scan, Surface, Units, surface
from contralateral.anatomy.clean import clean
from contralateral.anatomy.weld import drop_faces, weld
from contralateral.errors import ScanRefused
from tests.anatomy.shapes import Mesh, ball, joined, scan, tube, without

HEAD = ball(90.0, 4)


def volume(made: Surface) -> float:
    """Of a closed surface, mm³; above zero when the faces are outward."""
    a, b, c = (made.vertices[made.faces[:, corner]] for corner in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)


def said(made: Surface, *words: str) -> bool:
    return any(all(word in each for word in words) for each in made.warnings)


def test_a_sound_scan_is_left_as_it_is() -> None:
    made = clean(scan(HEAD))
    assert made.warnings == ()
    assert volume(made) == pytest.approx(4 / 3 * np.pi * 90**3, rel=0.01)
    assert len(made.vertices) == len(HEAD[0])
    assert made.holes == made.crops == ()


def test_points_of_one_place_are_welded() -> None:
    vertices, faces = HEAD
    soup = scan((vertices[faces.ravel()] + 0.0, np.arange(faces.size).reshape(-1, 3)))
    made = clean(soup)
    assert len(made.vertices) == len(vertices)
    assert not made.border.any()


def test_welding_agrees_with_plain_comparison() -> None:
    rng = np.random.default_rng(3)
    points = rng.integers(-3, 4, (5000, 3)) * 0.1
    points[points == 0] *= -1.0  # zeros with either sign are one place
    first, index = weld(points)
    plain = {tuple(point + 0.0) for point in points.tolist() for point in [np.array(point)]}
    assert len(first) == len(plain)
    assert np.array_equal(points[first][index], points)
    assert (np.diff(first) > 0).all()
    assert all((index[:k] != index[k]).all() for k in first[:50])
    assert len(weld(np.zeros((0, 3)))[0]) == 0


def test_faces_without_area_and_faces_twice_go() -> None:
    vertices, faces = HEAD
    again = np.concatenate(
        [faces, faces[:7], faces[9:11][:, [1, 2, 0]], faces[20:23][:, ::-1], [[5, 5, 8], [3, 3, 3]]]
    )
    made = clean(scan((vertices, again)))
    assert len(made.faces) == len(faces)
    assert said(made, "12 faces were there twice")
    assert said(made, "2 faces cover no area")
    line = np.array([[0.0, 0, 0], [1, 0, 0], [2, 1e-9, 0], [0, 1, 0]])  # corner 1 lies between 0 and 2
    kept, flat, double = drop_faces(line, np.array([[0, 1, 2], [0, 1, 3]]))
    assert (kept.tolist(), flat, double) == ([[0, 1, 3]], 1, 0)


def test_a_face_without_area_leaves_no_slit() -> None:
    """Two faces are divided at the middle of their common side from one side only, and a flat face closes the rest."""
    vertices, faces = HEAD
    a, b, c = faces[100].tolist()
    middle = (vertices[a] + vertices[b]) / 2
    t = len(vertices)
    divided = np.concatenate([np.delete(faces, 100, axis=0), [[a, t, c], [t, b, c], [t, a, b]]])
    made = clean(scan((np.concatenate([vertices, [middle]]), divided)))
    assert said(made, "1 face covers no area")
    assert len(made.faces) == len(faces) + 2
    assert not made.border.any()
    assert made.holes == ()
    assert volume(made) == pytest.approx(volume(clean(scan(HEAD))))


def test_a_scan_that_is_inside_out_is_turned() -> None:
    made = clean(scan((HEAD[0], HEAD[1][:, ::-1])))
    assert volume(made) > 0
    assert said(made, "inside-out")


@pytest.mark.parametrize("share", [0.001, 0.2, 0.5, 0.9])
def test_faces_that_turn_the_other_way_are_turned(share: float) -> None:
    vertices, faces = HEAD
    turn = np.random.default_rng(1).random(len(faces)) < share
    made = clean(scan((vertices, np.where(turn[:, None], faces[:, ::-1], faces))))
    assert volume(made) == pytest.approx(4 / 3 * np.pi * 90**3, rel=0.01)
    assert (np.einsum("ij,ij->i", made.normals, made.vertices) > 85).all()


@pytest.mark.parametrize("reverse", [False, True])
def test_open_scans_face_outward_wherever_they_lie(reverse: bool) -> None:
    """A mask from the front alone, far from the origin: only its closed volume tells which side is out."""
    vertices, faces = HEAD
    mask = faces[(vertices[faces][:, :, 1] < -40).all(axis=1)]
    mask = mask[:, ::-1] if reverse else mask
    for shift in ([0, 0, 0], [500, 900, -700], [0, 400, 0]):
        made = clean(scan((vertices + shift, mask)))
        assert (np.einsum("ij,ij->i", made.normals, made.vertices - shift) > 60).all()
        assert said(made, "inside-out") == reverse


def test_a_strip_with_one_side_is_said() -> None:
    angle = np.arange(120) / 120 * 2 * np.pi
    out = np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=1)
    tilt = np.cos(angle / 2)[:, None] * out + np.sin(angle / 2)[:, None] * [0, 0, 1]
    vertices = np.concatenate([100 * out + 20 * tilt, 100 * out - 20 * tilt])
    i = np.arange(119)
    faces = np.concatenate([np.stack([i, i + 1, i + 120], 1), np.stack([i + 1, i + 121, i + 120], 1)])
    faces = np.concatenate([faces, [[119, 120, 239], [120, 0, 239]]])
    assert said(clean(scan((vertices, faces))), "own back")


def test_floating_pieces_are_dropped_and_counted() -> None:
    specks = [(ball(1.0, 1)[0] + [120 + 3 * k, 0, 0], ball(1.0, 1)[1]) for k in range(5)]
    made = clean(scan(joined(*specks, HEAD)))
    assert len(made.faces) == len(HEAD[1])
    assert said(made, "5 floating pieces were left out", "0.6 cm²")


def test_a_body_torn_in_two_is_one_body() -> None:
    vertices, faces = HEAD
    up, down = (faces[(sign * vertices[faces][:, :, 2] >= 0.5).all(axis=1)] for sign in (1, -1))
    made = clean(scan((vertices, np.concatenate([up, down[:, ::-1]]))))
    assert len(made.faces) == len(up) + len(down)
    assert said(made, "in 2 pieces")
    assert said(made, "A piece of the scan was inside-out")
    assert (np.einsum("ij,ij->i", made.normals, made.vertices) > 80).all()


def test_two_bodies_are_refused_without_their_size_in_doubt() -> None:
    small: Mesh = (HEAD[0] * 0.4 + [200, 0, 0], HEAD[1])
    assert said(clean(scan(joined(HEAD, small))), "1 floating piece was left out")
    large: Mesh = (HEAD[0] * 0.9 + [200, 0, 0], HEAD[1])
    with pytest.raises(ScanRefused, match="Two bodies"):
        clean(scan(joined(HEAD, large)))


def test_an_edge_of_three_faces_is_said() -> None:
    vertices, faces = HEAD
    made = clean(
        scan(
            (
                np.concatenate([vertices, [[0, 0, 200.0]]]),
                np.concatenate([faces, [[*faces[0][:2], len(vertices)]]]),
            )
        )
    )
    assert said(made, "1 edge has more than two faces")


def test_a_cloud_of_points_gets_a_surface_and_says_so() -> None:
    rng = np.random.default_rng(0)
    points = rng.normal(size=(8000, 3))
    points *= 90 / np.linalg.norm(points, axis=1, keepdims=True)
    made = clean(scan((points, np.zeros((0, 3), np.int64))))
    assert said(made, "8,000 points without triangles")
    off = np.abs(np.linalg.norm(made.vertices, axis=1) - 90)
    assert np.median(off) < 0.3
    assert np.quantile(off, 0.99) < 2
    assert made.areas.sum() == pytest.approx(4 * np.pi * 90**2, rel=0.03)
    assert np.mean(np.einsum("ij,ij->i", made.normals, made.vertices) > 70) > 0.99


def test_too_few_points_for_a_surface() -> None:
    with pytest.raises(ScanRefused, match="162 points without triangles, too few"):
        clean(scan((ball(90.0, 2)[0], np.zeros((0, 3), np.int64))))
    line = np.linspace(0, 100, 900)[:, None] * [1.0, 0, 0]
    with pytest.raises(ScanRefused, match="in one line"):
        clean(scan((line, np.zeros((0, 3), np.int64))))


def test_the_ends_of_a_trunk_are_no_holes() -> None:
    made = surface(*without(tube(150, 500), np.array([150.0, 0, 250]), 30))
    assert len(made.crops) == 2
    assert len(made.holes) == 1
    assert made.holes[0].center == pytest.approx([150, 0, 250], abs=6)
    assert sorted(round(crop.center[2]) for crop in made.crops) == [0, 500]
    assert all(crop.perimeter_mm == pytest.approx(2 * np.pi * 150, rel=0.01) for crop in made.crops)


def test_a_tilted_cut_is_no_hole_either() -> None:
    vertices, faces = tube(150, 500)
    above = (vertices[faces] @ [0.5, 0, 1] < 420).all(axis=1)
    made = surface(vertices, faces[above])
    assert (len(made.holes), len(made.crops)) == (0, 2)


def test_the_edge_of_a_mask_is_no_hole() -> None:
    vertices, faces = HEAD
    made = surface(vertices, faces[(vertices[faces][:, :, 1] < -60).all(axis=1)])
    assert (len(made.holes), len(made.crops)) == (0, 1)


def test_warnings_of_the_scan_stay_before_those_of_the_cleaning() -> None:
    given = Scan(HEAD[0], HEAD[1][:, ::-1], "", Units("mm", 1.0, "stated"), None, ("first",))
    assert clean(given).warnings[0] == "first"
    assert len(clean(given).warnings) == 2
