"""The map against solids whose distances are known."""

import numpy as np
import pytest

from contralateral.anatomy import nearest as nearest_module
from contralateral.anatomy import surface
from contralateral.anatomy.deviation import deviation, mirrored
from tests.anatomy.measures.solids import LEFT, MIDDLE, Plane, ball, flattened, moved, rotation


def test_a_sphere_off_the_plane_is_off_by_twice_that_toward_its_side() -> None:
    points, faces = ball(100.0)
    body = surface(points + 3.0 * LEFT, faces)
    found = deviation(body, MIDDLE)
    # from a point p the mirror image is a sphere about -3 left: distance |p + 3 left| - 100
    expected = np.linalg.norm(body.vertices + 3.0 * LEFT, axis=1) - 100.0
    assert found.known.all()
    assert np.abs(found.distance_mm - expected).max() < 0.06
    assert found.distance_mm[(points @ LEFT).argmax()] == pytest.approx(6.0, abs=0.02)


def test_mirroring_twice_is_nothing() -> None:
    points, _ = ball(100.0, 500)
    normal = rotation(3)[0]
    again = mirrored(mirrored(points, normal, 17.0), normal, 17.0)
    assert np.abs(again - points).max() < 1e-12


def test_what_the_map_says_does_not_hang_on_where_the_body_lies() -> None:
    body = flattened(LEFT, 30.0)
    turn, by = rotation(1), np.array([900.0, -40.0, 300.0])
    normal = turn @ LEFT
    found = deviation(moved(body, turn, by), Plane(normal, float(normal @ by)))
    assert np.nanmax(np.abs(found.distance_mm - deviation(body, MIDDLE).distance_mm)) < 1e-6


def test_a_missing_part_is_inside_on_its_side_and_outside_on_the_other() -> None:
    body = flattened(LEFT, 30.0)
    found = deviation(body, MIDDLE)
    cut, whole = (np.linalg.norm(body.vertices - at * LEFT, axis=1).argmin() for at in (120.0, -150.0))
    assert found.distance_mm[cut] == pytest.approx(-30.0, abs=0.3)
    assert found.distance_mm[whole] == pytest.approx(30.0, abs=0.3)


def test_what_faces_a_hole_or_lies_beyond_the_scan_is_unknown_and_not_zero() -> None:
    points, faces = ball(100.0)
    hole = np.linalg.norm(points - 100.0 * LEFT, axis=1) < 30.0
    body = surface(points, faces[~hole[faces].any(axis=1)])
    found = deviation(body, MIDDLE)
    facing = np.linalg.norm(mirrored(points, LEFT, 0.0) - 100.0 * LEFT, axis=1) < 27.0
    assert facing.sum() > 100
    assert not found.known[facing].any()
    assert np.isnan(found.distance_mm[facing]).all()
    far = ~hole & (np.linalg.norm(mirrored(points, LEFT, 0.0) - 100.0 * LEFT, axis=1) > 36.0)
    assert found.known[far & ~body.border].all()


def test_half_a_body_knows_nothing_of_itself() -> None:
    points, faces = ball(100.0)
    half = (points @ LEFT > 2.0)[faces].all(axis=1)
    found = deviation(surface(points, faces[half]), MIDDLE)
    used = np.unique(faces[half])
    assert not found.known[used][(points[used] @ LEFT) > 10.0].any()


def test_what_is_beyond_reach_is_unknown() -> None:
    found = deviation(flattened(LEFT, 30.0), MIDDLE, reach_mm=20.0)
    assert np.nanmax(np.abs(found.distance_mm)) <= 20.0
    assert 0 < (~found.known).sum() < len(found.known) / 2


def test_dense_scans_by_nearest_vertices_agree_with_triangles(monkeypatch: pytest.MonkeyPatch) -> None:
    points, faces = ball(100.0, 60_000)
    body = surface(points * [1.0, 0.8, 1.3] + 2.0 * LEFT, faces)
    exact = deviation(body, MIDDLE)
    monkeypatch.setattr(nearest_module, "EXACT_UP_TO", 1000)
    quick = deviation(body, MIDDLE)
    both = exact.known & quick.known
    assert both.mean() > 0.99
    apart = np.abs(exact.distance_mm[both] - quick.distance_mm[both])
    assert np.quantile(apart, 0.99) < 0.02
    assert apart.max() < 0.5  # at the poles of the spiral, where triangles are slivers
