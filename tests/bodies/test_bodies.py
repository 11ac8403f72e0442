"""The truth of made scenes, held against reasoning that shares no code with it."""

from __future__ import annotations

import numpy as np
import pytest

igl = pytest.importorskip("igl")
trimesh = pytest.importorskip("trimesh")

from benchmarks.bodies import KINDS, body, deviation, diagonals, scene, volumes  # noqa: E402
from benchmarks.bodies.fields import natural  # noqa: E402
from scipy.spatial import cKDTree  # noqa: E402

LOCAL = ("breast_missing", "breast_partial", "face_defect", "hip_bulge")
NAMES = ("trunk_female", "trunk_male", "head_infant", "head_adult")


def in_body(made, points):
    return (points - made.truth.translation) @ made.truth.rotation


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_body_is_symmetric_to_the_bit_one_piece_and_outward(name):
    made = body(name)
    there = {tuple(v) for v in made.coarse}
    assert {(-x, y, z) for x, y, z in there} == there
    mesh = trimesh.Trimesh(made.coarse, made.coarse_faces, process=False)
    assert mesh.body_count == 1
    assert mesh.is_winding_consistent
    assert mesh.volume > 0
    # Subdividing rounds corners off, it must not throw a point beyond them.
    assert (made.fine.min(axis=0) >= made.coarse.min(axis=0) - 1).all()
    assert (made.fine.max(axis=0) <= made.coarse.max(axis=0) + 1).all()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_same_seed_gives_the_same_scene_and_another_seed_another(kind):
    one, two, other = scene(kind, 3, 9000), scene(kind, 3, 9000), scene(kind, 4, 9000)
    assert np.array_equal(one.vertices, two.vertices)
    assert np.array_equal(one.faces, two.faces)
    assert not np.array_equal(one.vertices[:100], other.vertices[:100])


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_vertex_has_a_mirror_twin(kind):
    made = scene(kind, 0, 9000, noise_mm=0.0, natural_mm=0.0)
    t = made.truth
    image = made.vertices - 2 * (made.vertices @ t.normal - t.offset_mm)[:, None] * t.normal
    edge = np.median(
        np.linalg.norm(made.vertices[made.faces[:, 0]] - made.vertices[made.faces[:, 1]], axis=1)
    )
    near = cKDTree(made.vertices).query(image)[0]
    assert near.min() > 1e-6
    assert np.median(near) > 0.1 * edge


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_axes_are_a_right_handed_frame_and_left_is_the_normal(kind):
    t = scene(kind, 1, 9000).truth
    assert np.allclose(np.cross(t.up, t.front), t.left)
    assert np.allclose(t.normal, t.left)
    for name in [name for name in t.landmarks if name.endswith("_left")]:
        assert t.landmarks[name] @ t.normal > t.offset_mm


@pytest.mark.parametrize("kind", ["plain", "breast_missing", "face_defect"])
def test_noise_has_the_standard_deviation_that_was_asked_for(kind):
    made = scene(kind, 2, noise_mm=0.3)
    far = np.linalg.norm(made.vertices - made.truth.points, axis=1)
    assert np.sqrt(np.mean(far**2)) == pytest.approx(0.3, rel=0.03)


def test_noiseless_vertices_lie_on_the_surface_that_is_the_truth():
    t = scene("scoliosis", 5, 9000).truth
    square = igl.point_mesh_squared_distance(t.points, t.surface, t.surface_faces)[0]
    assert square.max() < 1e-12


@pytest.mark.parametrize("kind", LOCAL)
@pytest.mark.parametrize("affected", ["left", "right"])
def test_volumes_are_those_of_the_closed_bodies(kind, affected):
    """Without natural asymmetry: half the body with the lesion and the sound half differ by the net volume.

    Openings are alike on both sides, so that the divergence theorem over open halves, about points of the plane
    of symmetry, leaves the same remainder on both.
    """
    made = scene(kind, 7, 9000, natural_mm=0.0, affected=affected, pose=False)
    t = made.truth
    at, faces = t.surface, t.surface_faces
    share = np.einsum("ij,ij->i", at[faces[:, 0]], np.cross(at[faces[:, 1]], at[faces[:, 2]])) / 6000
    side = -1 if affected == "right" else 1
    middle = at[faces].mean(axis=1)[:, 0] * side > 0
    assert share[~middle].sum() - share[middle].sum() == pytest.approx(t.volume_net_ml, abs=0.05)
    assert t.volume_net_ml == pytest.approx(t.volume_lesion_ml, abs=0.05)
    assert t.volume_net_ml == pytest.approx(t.volume_missing_ml - t.volume_added_ml)
    sound_side = (t.points[t.footprint] @ t.normal - t.offset_mm) * side
    assert sound_side.min() > -1.0


def test_volume_between_two_balls_is_their_difference():
    small, large = trimesh.creation.icosphere(3, 50.0), trimesh.creation.icosphere(3, 60.0)
    missing, added = volumes(large.vertices, small.vertices, small.faces)
    assert missing == pytest.approx((large.volume - small.volume) / 1000, rel=1e-9)
    assert added == 0
    missing, added = volumes(small.vertices, large.vertices, small.faces)
    assert (missing, added) == (0, pytest.approx((large.volume - small.volume) / 1000, rel=1e-9))


def test_diagonals_of_a_sheared_cylinder_are_those_of_its_equation():
    """x = 65 cos t, y = 85 sin t, skewed: y - s x. A ray (sin a, -cos a) r solves a quadratic in closed form."""
    slope, angle = 0.1, np.deg2rad(30)
    tube = trimesh.creation.cylinder(1.0, 40.0, sections=4000)
    at = np.array(tube.vertices) * [65, 85, 1]
    at[:, 1] -= slope * at[:, 0]
    told = diagonals(at, np.asarray(tube.faces), 3.0, 30)
    for side, value in zip((1, -1), told, strict=True):
        x, y = side * np.sin(angle), -np.cos(angle)
        r = 1 / np.sqrt((x / 65) ** 2 + ((y + slope * x) / 85) ** 2)
        assert value == pytest.approx(2 * r, rel=1e-4)


@pytest.mark.parametrize("seed", range(4))
def test_cvai_is_what_a_slice_by_another_library_gives(seed):
    made = scene("plagiocephaly", seed, 9000)
    t = made.truth
    mesh = trimesh.Trimesh(in_body(made, t.surface), t.surface_faces, process=False)
    level = t.level_mm - t.up @ t.translation
    segments = trimesh.intersections.mesh_plane(mesh, [0, 0, 1], [0, 0, level])[:, :, :2]
    ring = np.concatenate([p + np.linspace(0, 1, 60)[:, None] * (q - p) for p, q in segments])
    midline = ring[np.abs(ring[:, 0]) < 0.3]
    ring = ring - [0, (midline[:, 1].max() + midline[:, 1].min()) / 2]
    lengths = []
    for side in (1, -1):
        toward = np.array([side * 0.5, -np.sqrt(0.75)])
        on = np.abs(ring @ [toward[1], -toward[0]]) < 0.15
        lengths.append(np.ptp(ring[on] @ toward))
    gap = abs(lengths[0] - lengths[1])
    assert t.cvai["longer_diagonal"] == pytest.approx(100 * gap / max(lengths), abs=0.2)
    assert t.cvai["shorter_diagonal"] == pytest.approx(100 * gap / min(lengths), abs=0.2)
    # The side that is flat behind is the one that came forward, so the other front-to-back diagonal is shorter.
    assert (t.diagonals_mm[30][0] > t.diagonals_mm[30][1]) == (t.affected == "left")


@pytest.mark.parametrize("name", NAMES)
def test_natural_asymmetry_is_as_large_as_asked_and_leaves_the_plane_where_it_is(name):
    base = body(name)
    all_of_it = np.ones(len(base.fine), bool)
    moved = natural(base, 0.7, all_of_it, np.random.default_rng(0))
    gap = np.einsum("ij,ij->i", moved - moved[base.twin] * [-1, 1, 1], base.normals)
    assert np.sqrt(np.average(gap**2, weights=base.areas)) == pytest.approx(0.7, rel=1e-3)
    n, p = base.normals, base.fine
    for mode in (n[:, 0], p[:, 1] * n[:, 0] - p[:, 0] * n[:, 1], p[:, 2] * n[:, 0] - p[:, 0] * n[:, 2]):
        size = np.sqrt(np.average(mode**2, weights=base.areas))
        assert abs(np.average(gap * mode, weights=base.areas)) < 1e-6 * size


def test_deviation_is_nothing_on_a_symmetric_body_and_the_bulge_on_the_affected_hip():
    # The sheet between fine vertices is flat, so a sample of a symmetric surface deviates by nothing at all.
    assert np.abs(deviation(scene("plain", 1, 9000, natural_mm=0.0).truth)).max() < 1e-4
    t = scene("hip_bulge", 1, 9000, natural_mm=0.0, strength=20.0).truth
    far = deviation(t)
    assert far.max() == pytest.approx(20.0, abs=1.5)
    assert t.footprint[np.argmax(far)]
    assert t.lesion_peak_mm == pytest.approx(20.0, abs=1.0)


@pytest.mark.parametrize("seed", range(3))
def test_twist_and_shift_are_found_again_at_the_shoulders_and_not_at_the_pelvis(seed):
    made = scene("scoliosis", seed, 9000, natural_mm=0.0)
    t = made.truth
    left, right = (in_body(made, t.landmarks[f"shoulder_{side}"]) for side in ("left", "right"))
    across = left - right
    assert np.rad2deg(np.arctan2(across[1], across[0])) == pytest.approx(t.twist_deg, abs=1.5)
    hips = [in_body(made, t.landmarks[f"hip_joint_{side}"]) for side in ("left", "right")]
    assert hips[0] + hips[1] == pytest.approx([0, *(hips[0] + hips[1])[1:]], abs=1e-6)
    assert np.abs(deviation(t)[t.reference]).max() < 0.05


def test_holes_are_open_and_one_lies_in_the_lesion_where_asked():
    made = scene("breast_missing", 0, 9000, holes=2, hole_mm=(9.0, 12.0), hole_in_lesion=True)
    first, second = made.truth.holes
    assert (first.in_lesion, second.in_lesion) == (True, False)
    middle = made.truth.points[made.faces].mean(axis=1)
    for hole in made.truth.holes:
        assert np.linalg.norm(middle - hole.center, axis=1).min() > hole.radius_mm
    assert len(np.unique(made.faces)) == len(made.vertices)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_scene_is_a_manifold_with_borders_and_has_the_vertices_asked_for(kind):
    made = scene(kind, 0, 12_000, holes=0)
    assert len(made.vertices) == 12_000
    edges = np.sort(np.stack([made.faces, np.roll(made.faces, -1, axis=1)], axis=2).reshape(-1, 2), axis=1)
    assert np.unique(edges, axis=0, return_counts=True)[1].max() <= 2
    assert trimesh.Trimesh(made.vertices, made.faces, process=False).is_winding_consistent


def test_a_kind_that_is_not_made_is_named_with_those_that_are():
    with pytest.raises(ValueError, match="no scene of kind 'knee'; there are breast_missing"):
        scene("knee", 0)
