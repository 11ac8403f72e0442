"""The solid between two sides: closed, thick where asked, thin at the edge, as large as the space."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import trimesh

from contralateral.anatomy import surface
from contralateral.design import Design, propose
from contralateral.design.fields import Sheet, mirrored
from contralateral.design.solid import FRONT
from tests.design.torsos import chest, columns_ml, recipe, seen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contralateral.anatomy import Surface


@pytest.fixture(scope="module")
def made() -> Design:
    return propose(recipe(clearance_mm=1.0), seen())


def _first(
    start: NDArray[np.float64], ways: NDArray[np.float64], triangles: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far along each ray its first triangle is: every ray against every triangle."""
    a, e1, e2 = triangles[:, 0], triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]
    found = []
    for at, way in zip(start, ways, strict=True):
        p = np.cross(way, e2)
        det = np.einsum("ij,ij->i", e1, p)
        det = np.where(np.abs(det) < 1e-12, np.inf, det)
        t = at - a
        q = np.cross(t, e1)
        u, v, far = np.einsum("ij,ij->i", t, p) / det, q @ way / det, np.einsum("ij,ij->i", e2, q) / det
        hit = (u >= 0) & (v >= 0) & (u + v <= 1) & (far > 0)
        found.append(far[hit].min(initial=np.inf))
    return np.array(found)


def test_every_check_holds(made: Design) -> None:
    assert [c.name for c in made.checks if c.passed is False] == []
    assert made.passed


def test_others_find_it_closed_and_without_a_tunnel(made: Design) -> None:
    mesh = trimesh.Trimesh(made.solid.vertices, made.solid.faces, process=False)
    assert mesh.is_watertight
    assert mesh.is_winding_consistent
    assert mesh.euler_number == 2
    assert mesh.volume == pytest.approx(made.solid.volume_mm3, rel=1e-9)


def test_it_is_as_large_as_the_space_of_the_formula(made: Design) -> None:
    assert made.facts["volume_ml"] == pytest.approx(columns_ml(1.0), rel=0.015)


def test_the_front_lies_on_the_mirrored_breast(made: Design) -> None:
    body = chest(noise_mm=0.0)
    front = made.solid.vertices[(made.solid.part == FRONT) & (made.solid.border_mm > 12)]
    off = Sheet(body).ask(mirrored(front, made.seen.normal, made.seen.offset_mm)).mm
    assert np.sqrt((off**2).mean()) < 0.3


def test_rays_find_no_wall_thinner_than_asked(made: Design) -> None:
    """Not by our own measure: a ray from each front vertex inwards to the other side."""
    solid = made.solid
    mesh = trimesh.Trimesh(solid.vertices, solid.faces, process=False)
    at = np.flatnonzero((solid.part == FRONT) & (solid.border_mm > 12))[::23]
    ways = np.asarray(-mesh.vertex_normals[at])
    far = _first(solid.vertices[at] + 0.01 * ways, ways, solid.vertices[solid.faces])
    assert np.isfinite(far).all()
    assert far.min() > 1.5 - 0.03


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_partial_losses_of_any_noise_stay_closed(seed: int) -> None:
    body = chest(left_mm=25.0, noise_mm=0.3, seed=seed)
    made = propose(recipe(clearance_mm=0.5, step_mm=1.5), seen(body))
    by_name = {c.name: c for c in made.checks}
    for name in ("watertight", "manifold", "genus", "self_intersection", "min_wall", "edge", "volume"):
        assert by_name[name].passed, by_name[name]


def test_a_hollow_with_two_vents_is_one_shell_with_one_handle() -> None:
    made = propose(recipe(hollow_mm=3.0, vents=2), seen())
    assert made.facts["genus"] == 1
    assert made.passed
    assert made.facts["min_wall_mm"] >= 1.5


def test_a_hollow_without_a_vent_is_two_shells() -> None:
    made = propose(recipe(hollow_mm=3.0), seen())
    whole = propose(recipe(), seen())
    assert next(c for c in made.checks if c.name == "genus").note == "2 shell(s)"
    assert made.passed
    assert made.facts["volume_ml"] < 0.6 * whole.facts["volume_ml"]


def test_the_affected_side_is_found_where_nobody_says_it() -> None:
    made = propose(recipe(affected=None), seen())
    assert made.recipe.affected == "left"
    assert (made.solid.vertices[:, 0] < 5).all()


def _nippled(high_mm: float) -> Surface:
    """A fine chest with noise, and on the tip of its sound breast a nipple 8 mm wide."""
    body = chest(noise_mm=0.0, size=300)
    tip = body.vertices[np.argmax(body.vertices[:, 1] + 1e3 * (body.vertices[:, 0] > 60))]
    far = np.hypot(body.vertices[:, 0] - tip[0], body.vertices[:, 2] - tip[2]) / 4.0
    up = high_mm * np.cos(np.pi / 2.0 * np.clip(far, 0, 1)) ** 2 * (body.vertices[:, 1] > 0)
    noise = np.random.default_rng(4).normal(0.0, 0.15, len(far))
    return surface(body.vertices + np.outer(up + noise, [0.0, 1.0, 0.0]), body.faces)


def test_a_nipple_of_eight_by_four_millimetres_is_kept() -> None:
    high = []
    for high_mm in (0.0, 4.0):
        made = propose(recipe(step_mm=1.2), seen(_nippled(high_mm)))
        assert made.passed, [c for c in made.checks if c.passed is False]
        high.append(made.solid.vertices[:, 1].max())
    assert high[1] - high[0] == pytest.approx(4.0, abs=0.6)
