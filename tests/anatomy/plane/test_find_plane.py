"""The plane of bodies whose plane is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from contralateral.anatomy import Surface, surface
from contralateral.anatomy.plane import Plane, find_plane, reflect
from contralateral.errors import ScanRefused
from tests.anatomy.plane.bodies import body, errors, kept, moved
from tests.anatomy.shapes import ball, tube


def box() -> Surface:
    import trimesh

    made = trimesh.creation.box((100.0, 160.0, 240.0)).subdivide().subdivide().subdivide().subdivide()
    return surface(np.asarray(made.vertices), np.asarray(made.faces))


def off(plane: Plane, made: Surface, normal: np.ndarray, offset: float) -> tuple[float, float]:
    return errors(plane.normal, plane.offset_mm, made, normal, offset)


@pytest.mark.parametrize("seed", range(6))
def test_a_symmetric_body_in_any_pose(seed: int) -> None:
    made, normal, offset = moved(body(seed), seed)
    plane = find_plane(made)
    angle, apart = off(plane, made, normal, offset)
    assert angle < 0.01
    assert apart < 0.02
    assert plane.support > 0.98
    assert not plane.ambiguous
    assert plane.warnings == ()
    assert np.linalg.norm(plane.normal) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_a_missing_breast_does_not_pull(seed: int) -> None:
    made, normal, offset = moved(body(seed, lesion_mm=40.0, noise_mm=0.3), seed)
    plane = find_plane(made)
    angle, apart = off(plane, made, normal, offset)
    assert angle < 0.1
    assert apart < 0.2
    assert 0.7 < plane.support < 0.95


def test_a_tilted_crop_and_a_hole_do_not_pull() -> None:
    points, faces = body(3, lesion_mm=40.0, noise_mm=0.3)
    tilted = np.abs(points[:, 2] + 0.2 * points[:, 0]) < 200.0
    hole = np.linalg.norm(points - points[np.argmax(points[:, 0])], axis=1) < 30.0
    made, normal, offset = moved(kept((points, faces), tilted & ~hole), 5)
    angle, apart = off(find_plane(made), made, normal, offset)
    assert angle < 0.15
    assert apart < 0.2


def test_the_plane_moves_with_the_body() -> None:
    mesh = body(1, lesion_mm=40.0, noise_mm=0.3)
    first, n, d = moved(mesh, 1)
    second, m, e = moved(mesh, 2)
    one, two = find_plane(first), find_plane(second)
    # Each pose draws other directions and points: what stays has to be far within what is claimed.
    assert off(one, first, n, d) == pytest.approx(off(two, second, m, e), abs=0.01)
    assert one.support == pytest.approx(two.support, abs=0.01)


def test_a_body_and_its_mirror_image_have_mirrored_planes() -> None:
    points, faces = body(2, lesion_mm=40.0, noise_mm=0.3)
    made = surface(points, faces)
    other = surface(reflect(points, [1.0, 0.0, 0.0], 0.0), faces[:, ::-1])
    one, two = find_plane(made, left=[1, 0, 0]), find_plane(other, left=[1, 0, 0])
    assert two.normal * [1, -1, -1] == pytest.approx(one.normal, abs=2e-4)
    assert two.offset_mm == pytest.approx(-one.offset_mm, abs=0.02)


def test_the_same_seed_gives_the_same_plane() -> None:
    made, _, _ = moved(body(4, lesion_mm=40.0, noise_mm=0.3), 4)
    one, two, other = find_plane(made, seed=7), find_plane(made, seed=7), find_plane(made, seed=8)
    assert (one.normal == two.normal).all()
    assert (one.offset_mm, one.angle_ci_deg, one.offset_ci_mm, one.support) == (
        *(two.offset_mm, two.angle_ci_deg, two.offset_ci_mm, two.support),
    )
    assert off(other, made, one.normal, one.offset_mm) == pytest.approx((0.0, 0.0), abs=0.02)


def test_only_the_reference_is_looked_at() -> None:
    points, faces = body(5)
    low = points[:, 2] < -40.0
    share = np.clip((points[:, 2] + 40.0) / 250.0, 0.0, 1.0)
    turn = np.radians(12.0) * share
    x, y = points[:, 0].copy(), points[:, 1].copy()
    points[:, 0] = x * np.cos(turn) - y * np.sin(turn)
    points[:, 1] = x * np.sin(turn) + y * np.cos(turn)
    made = surface(points, faces)
    pelvis = find_plane(made, reference=low, left=[1, 0, 0])
    angle, apart = off(pelvis, made, np.array([1.0, 0.0, 0.0]), 0.0)
    assert angle < 0.1
    assert apart < 0.2
    assert pelvis.support > 0.9
    whole, _ = off(find_plane(made, left=[1, 0, 0]), made, np.array([1.0, 0.0, 0.0]), 0.0)
    assert whole > 0.2
    # What lies outside the reference may be anything at all.
    points[~low] += np.random.default_rng(0).normal(0.0, 20.0, (int((~low).sum()), 3))
    again = find_plane(replace(made, vertices=points), reference=low, left=[1, 0, 0])
    assert off(again, made, pelvis.normal, pelvis.offset_mm)[0] < 0.05


def test_left_turns_the_normal_and_chooses_among_planes() -> None:
    made = box()
    for left in ([0, 0, 1], [0, -1, 0], [0.9, 0.2, -0.1]):
        plane = find_plane(made, left=left)
        assert plane.normal @ left == pytest.approx(np.abs(left).max(), abs=1e-3)
        assert plane.offset_mm == pytest.approx(0.0, abs=0.1)
        assert not plane.ambiguous


def test_a_tube_says_that_nothing_holds_its_offset() -> None:
    plane = find_plane(surface(*tube(100.0, 300.0)), left=[0, 0, 1])
    assert plane.normal @ [0, 0, 1] > 0.999
    assert plane.offset_ci_mm > 5.0
    assert plane.ambiguous


def test_a_sphere_has_no_plane_of_its_own() -> None:
    plane = find_plane(surface(*ball(90.0, 4)))
    assert plane.ambiguous
    assert any("Another plane" in said for said in plane.warnings)
    assert plane.alternatives[0].support > 0.95


def test_a_box_has_three_planes() -> None:
    plane = find_plane(box())
    assert plane.ambiguous
    planes = [plane.normal, *(a.normal for a in plane.alternatives[:2])]
    assert sorted(int(np.argmax(np.abs(n))) for n in planes) == [0, 1, 2]
    assert all(np.abs(n).max() > 0.9999 for n in planes)


def test_half_a_body_says_so() -> None:
    points, faces = body(6)
    made, _, _ = moved(kept((points, faces), points[:, 0] > 5.0), 6)
    plane = find_plane(made)
    assert plane.support < 0.65
    assert any("a side may be missing" in said for said in plane.warnings)


def test_filled_holes_are_not_looked_at() -> None:
    points, faces = body(7)
    filled = (points[:, 0] > 80.0) & (points[:, 2] > 0.0)
    points[filled] += 25.0
    made = replace(surface(points, faces), filled=filled)
    angle, apart = off(find_plane(made), made, np.array([1.0, 0.0, 0.0]), 0.0)
    assert angle < 0.05
    assert apart < 0.1


def test_too_little_to_look_at_is_refused() -> None:
    made = surface(*body(8))
    few = np.zeros(len(made.vertices), bool)
    few[:30] = True
    with pytest.raises(ScanRefused, match="Fewer than 50 vertices"):
        find_plane(made, reference=few)


def test_doubt_grows_with_asymmetry() -> None:
    points, faces = body(9)
    made = surface(points, faces)
    wave = np.cos(points @ np.array([0.03, 0.02, 0.025]) + 1.0)[:, None] * made.normals
    widths = [find_plane(surface(points + mm * wave, faces)).angle_ci_deg for mm in (0.1, 0.4, 0.8)]
    assert 0 < widths[0] < widths[1] < widths[2] < 2.0
