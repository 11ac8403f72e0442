"""The older scan is laid where it belongs, grown by what it grew; what cannot be known of that is said."""

import json

import numpy as np
import pytest

from contralateral.anatomy import Orientation, Surface, surface
from contralateral.anatomy.compare import Comparison, compare
from contralateral.errors import ScansDiffer
from tests.anatomy.compare.made import NOISE_MM, WAY, any_turn, degrees_apart, fine, scanned
from tests.anatomy.shapes import ball, tube

MOVE = (120.0, -40.0, 210.0)


def off_mm(found: Comparison, older: Surface, turn: np.ndarray, grown: float = 1.0) -> float:
    """How far the middle of the older surface is from where it went."""
    middle = np.average(older.vertices, axis=0, weights=older.areas)
    laid = found.similarity[:3, :3] @ middle + found.similarity[:3, 3]
    return float(np.linalg.norm(laid - (grown * turn @ middle + MOVE)))


@pytest.mark.parametrize(
    ("name", "region"), [("head_infant", "head"), ("head_adult", "head"), ("trunk_male", "trunk")]
)
def test_a_known_motion_comes_back_from_any_pose(name: str, region: str) -> None:
    turn = any_turn(11)
    # An infant's head is small and nearly round: a scanner's noise alone turns it by 0.06 degrees.
    noise = NOISE_MM / 2 if name == "head_infant" else NOISE_MM
    older, newer = scanned(name, 1, noise_mm=noise), scanned(name, 2, turn=turn, move=MOVE, noise_mm=noise)
    found = compare(older, newer, region=region)
    assert degrees_apart(found.motion[:3, :3], turn) < 0.05
    assert off_mm(found, older, turn) < 0.05
    assert abs(found.scale - 1) < 0.0006
    assert found.support > 0.97
    assert not found.ambiguous
    # Two scans with noise along the normal differ by both; less by what lies between vertices, where noise averages.
    assert noise < found.shape_rms_mm < 1.6 * noise
    assert not [one.name for one in found.shape if one.name.startswith("patch")]


def test_growth_is_told_apart_from_shape() -> None:
    turn = any_turn(5)
    older, newer = scanned("head_infant", 1), scanned("head_infant", 2, turn=turn, move=MOVE, grown=1.03)
    way = Orientation(turn @ WAY.up, turn @ WAY.front, turn @ WAY.left, "stated")
    found = compare(older, newer, region="head", orientation=way)
    assert abs(found.scale - 1.03) < 0.002
    assert found.scale_low < 1.03 < found.scale_high or abs(found.scale - 1.03) < 0.0005
    assert degrees_apart(found.motion[:3, :3], turn) < 0.1
    assert off_mm(found, older, turn, 1.03) < 0.1
    whole, left_over = found.regions[0], found.shape[0]
    assert whole.mean_mm > 1.5
    assert abs(left_over.mean_mm) < 0.05
    girths = [one for one in found.sizes if one.name.startswith("girth")]
    assert girths
    for girth in girths:
        assert girth.newer / girth.older == pytest.approx(1.03, abs=0.004)
    by_growth = next(one for one in found.sizes if one.name == "volume, by growth")
    assert by_growth.change == pytest.approx(whole.volume_ml - left_over.volume_ml)


def test_a_year_of_growth_is_followed() -> None:
    """A third in length: only an infant's first year has it."""
    found = compare(scanned("head_infant", 1), scanned("head_infant", 2, grown=1.3), region="head")
    assert found.scale == pytest.approx(1.3, abs=0.003)


def test_stated_directions_begin_the_search() -> None:
    turn = any_turn(7)
    older, newer = scanned("trunk_female", 1), scanned("trunk_female", 2, turn=turn, move=MOVE)
    way = Orientation(turn @ WAY.up, turn @ WAY.front, turn @ WAY.left, "stated")
    found = compare(older, newer, region="trunk", orientation=way, orientation_older=WAY)
    assert degrees_apart(found.motion[:3, :3], turn) < 0.05


def test_a_stable_part_decides_the_motion() -> None:
    """All above the ears moved up by 6 mm: laid by the rest alone, that is seen whole."""
    points, _, _ = fine("head_adult")
    height = points[:, 2]
    cut = float(np.quantile(height, 0.45))
    lifted = points + np.outer(np.clip((height - cut) / 30, 0, 1) * 6.0, WAY.up)
    older, newer = scanned("head_adult", 1), scanned("head_adult", 2, points=lifted)
    stable = newer.vertices[:, 2] < cut - 2
    found = compare(older, newer, region="head", stable=stable)
    assert degrees_apart(found.motion[:3, :3], np.eye(3)) < 0.15
    top = newer.vertices[:, 2] > np.quantile(newer.vertices[:, 2], 0.98)
    assert np.nanmean(found.change_mm[top] / newer.normals[top, 2]) == pytest.approx(6.0, abs=0.4)


@pytest.mark.parametrize("make", [lambda: ball(80, 5), lambda: tube(80, 300, 120, 60)], ids=["ball", "tube"])
def test_what_can_slide_on_itself_is_said(make) -> None:  # type: ignore[no-untyped-def]
    points, faces = make()
    shape = surface(points, faces)
    draw = np.random.default_rng(0)
    one, other = (
        surface(points + draw.normal(0, NOISE_MM, (len(points), 1)) * shape.normals, faces) for _ in range(2)
    )
    found = compare(one, other, region="trunk")
    assert found.ambiguous
    assert any("slide" in said for said in found.warnings)


def test_a_shape_with_turns_of_its_own_is_ambiguous() -> None:
    points, faces = ball(80, 5)
    egg = surface(points * [1.0, 1.5, 0.7], faces)
    found = compare(egg, egg, region="head")
    assert found.ambiguous
    assert any("180 degrees" in said for said in found.warnings)


@pytest.mark.parametrize(
    ("older", "newer", "region"),
    [
        ("head_adult", "head_infant", "head"),
        ("trunk_female", "trunk_male", "trunk"),
        ("head_adult", "trunk_male", "trunk"),
    ],
)
def test_other_people_and_other_parts_are_refused(older: str, newer: str, region: str) -> None:
    with pytest.raises(ScansDiffer, match="one patient"):
        compare(scanned(older, 1), scanned(newer, 2), region=region)


def test_another_unit_is_refused() -> None:
    with pytest.raises(ScansDiffer, match="unit"):
        compare(scanned("head_adult", 1), scanned("head_adult", 2, grown=2.54), region="head")


def test_too_few_triangles_are_refused() -> None:
    with pytest.raises(ScansDiffer, match="too few"):
        compare(scanned("head_adult", 1), surface(np.eye(3) * 100, np.array([[0, 1, 2]])), region="head")


def test_the_same_scans_give_the_same_numbers_and_their_hashes() -> None:
    older, newer = scanned("head_infant", 1, vertices=4_000), scanned("head_infant", 2, vertices=4_000)
    first, again = (compare(older, newer, region="head", sha256=("aa", "bb")).plain() for _ in range(2))
    assert first == again
    assert (first["older_sha256"], first["newer_sha256"]) == ("aa", "bb")
    assert json.loads(json.dumps(first, allow_nan=False)) == first


def test_an_independent_program_finds_the_same_motion() -> None:
    small_gicp = pytest.importorskip("small_gicp", reason="the oracle is of the development tools")
    turn = any_turn(3)
    older, newer = scanned("head_adult", 1), scanned("head_adult", 2, turn=turn, move=MOVE)
    found = compare(older, newer, region="head")
    told = small_gicp.align(
        newer.vertices, older.vertices, init_T_target_source=found.motion, downsampling_resolution=3.0
    )
    assert degrees_apart(found.motion[:3, :3], told.T_target_source[:3, :3]) < 0.3
    middle = older.vertices.mean(axis=0)
    apart = (found.motion - told.T_target_source)[:3] @ np.append(middle, 1.0)
    assert np.linalg.norm(apart) < 0.3
