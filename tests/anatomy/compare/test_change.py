"""What changed is found where it is, with its volume; what was not seen is unknown, and never zero."""

import numpy as np
import pytest

from contralateral.anatomy import Orientation, surface
from contralateral.anatomy.clean import fill_holes
from contralateral.anatomy.compare import Change, compare
from contralateral.anatomy.compare.laid import quiet
from contralateral.anatomy.nearest import Nearest
from tests.anatomy.compare.made import LEFT, WAY, any_turn, bump, fine, scanned, volume_ml
from tests.anatomy.shapes import ball


def place(name: str) -> np.ndarray:
    """A place on the front of the body, to the left, half way up, with no other part of the body near."""
    points, normals, _ = fine(name)
    middle = np.median(points, axis=0)
    aim = (
        (normals @ WAY.front > 0.8)
        & (np.abs(points @ LEFT - 65) < 25)
        & (np.abs(points[:, 2] - middle[2]) < 40)
    )
    return points[np.linalg.norm(points - np.median(points[aim], axis=0), axis=1).argmin()]


def patch(parts: tuple[Change, ...]) -> Change:
    found = [one for one in parts if one.name.startswith("patch")]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("name", "region", "peak", "width"),
    [("trunk_female", "trunk", 15.0, 30.0), ("trunk_male", "trunk", -12.0, 30.0)],
)
@pytest.mark.parametrize("grown", [1.0, 1.03])
def test_a_bump_of_known_volume_is_found(
    name: str, region: str, peak: float, width: float, grown: float
) -> None:
    turn = any_turn(4)
    shape = bump(name, place(name), peak, width)
    older = scanned(name, 1, vertices=20_000)
    newer = scanned(name, 2, points=shape, turn=turn, grown=grown, vertices=20_000)
    found = compare(older, newer, region=region)
    told = patch(found.shape)
    truth = volume_ml(fine(name)[0], shape, fine(name)[2]) * grown**3
    assert told.volume_ml == pytest.approx(truth, rel=0.03)
    assert told.volume_low < truth < told.volume_high
    assert told.max_mm == pytest.approx(peak * grown, abs=1.0)
    assert np.linalg.norm(turn.T @ told.at / grown - (place(name))) < width
    assert found.scale == pytest.approx(grown, abs=0.002)


def test_far_off_a_rough_surface_is_as_far_as_off_a_smooth_one() -> None:
    """The nearest place of a rough surface is a peak: a ball 12 mm inside it seems nearer than it is."""
    at, faces = ball(100.0, 5)
    rough = surface(at * (1 + np.random.default_rng(1).normal(0, 0.003, (len(at), 1))), faces)
    inside = at[::7] * 0.88
    seems, told = (12.0 + float(Nearest(one).ask(inside).signed_mm.mean()) for one in (rough, quiet(rough)))
    assert abs(told) < 0.25 * abs(seems)
    smooth = quiet(surface(at, faces))
    assert np.linalg.norm(smooth.vertices, axis=1).mean() == pytest.approx(100.0, abs=0.01)


def test_a_bump_that_grew_from_one_that_was_there() -> None:
    before, after = (bump("trunk_female", place("trunk_female"), peak, 30.0) for peak in (8.0, 20.0))
    found = compare(
        scanned("trunk_female", 1, points=before, vertices=20_000),
        scanned("trunk_female", 2, points=after, vertices=20_000),
        region="trunk",
    )
    truth = volume_ml(before, after, fine("trunk_female")[2])
    assert patch(found.shape).volume_ml == pytest.approx(truth, rel=0.03)


def test_sides_have_their_names() -> None:
    turn = any_turn(8)
    shape = bump("trunk_male", place("trunk_male"), 15.0, 30.0)
    way = Orientation(turn @ WAY.up, turn @ WAY.front, turn @ WAY.left, "stated")
    found = compare(
        scanned("trunk_male", 1),
        scanned("trunk_male", 2, points=shape, turn=turn),
        region="trunk",
        orientation=way,
    )
    by_name = {one.name: one for one in found.regions}
    assert set(by_name) >= {"whole", "left", "right", "left front", "right front", "left back", "right back"}
    assert by_name["left front"].volume_ml > 15
    for other in ("right front", "left back", "right back"):
        assert abs(by_name[other].volume_ml) < 0.15 * by_name["left front"].volume_ml
    quarters = [by_name[f"{side} {end}"].volume_ml for side in ("left", "right") for end in ("front", "back")]
    assert by_name["whole"].volume_ml == pytest.approx(sum(quarters))


@pytest.mark.parametrize("where", ["older", "newer"])
def test_holes_are_unknown(where: str) -> None:
    at = place("trunk_female")
    hole = (at, 25.0)
    older = scanned("trunk_female", 1, hole=hole if where == "older" else None)
    newer = scanned("trunk_female", 2, hole=hole if where == "newer" else None)
    whole = compare(older, newer, region="trunk")
    if where == "older":
        inside = np.linalg.norm(newer.vertices - at, axis=1) < 20
        assert inside.sum() > 10
        assert np.isnan(whole.change_mm[inside]).all()
    assert whole.regions[0].unknown_mm2 > 1_000
    filled = compare(
        fill_holes(older, largest_mm=80), (full := fill_holes(newer, largest_mm=80)), region="trunk"
    )
    assert np.isnan(filled.change_mm[full.filled]).all()
    assert filled.regions[0].unknown_mm2 > 1_000


def test_a_hole_in_what_changed_widens_its_interval() -> None:
    at = place("trunk_female")
    shape = bump("trunk_female", at, 15.0, 30.0)
    older = scanned("trunk_female", 1)
    whole, holed = (
        patch(compare(older, scanned("trunk_female", 2, points=shape, hole=hole), region="trunk").shape)
        for hole in (None, (at, 22.0))  # the top of the bump lies 15 mm above that place
    )
    assert holed.unknown_mm2 > whole.unknown_mm2 + 100
    assert holed.volume_high - holed.volume_low > 1.5 * (whole.volume_high - whole.volume_low)


def test_a_shell_has_the_volume_of_a_shell() -> None:
    """Two balls about one middle: what lies between them is known exactly, and none of it is a change of shape."""
    points, faces = ball(80, 5)
    found = compare(surface(points, faces), surface(1.05 * points, faces), region="head")
    shell = 4 / 3 * np.pi * (84**3 - 80**3) / 1000
    assert found.regions[0].volume_ml == pytest.approx(shell, rel=0.005)
    assert abs(found.shape[0].volume_ml) < 0.002 * shell
    assert found.scale == pytest.approx(1.05, abs=5e-4)


def test_a_crop_of_the_older_scan_is_enough() -> None:
    older, newer = scanned("trunk_female", 1), scanned("trunk_female", 2, turn=any_turn(2))
    height = older.vertices[:, 2]
    keep = (height > np.quantile(height, 0.35))[older.faces].all(axis=1)
    used, index = np.unique(older.faces[keep], return_inverse=True)
    part = surface(older.vertices[used], index.reshape(-1, 3))
    found = compare(part, newer, region="trunk")
    assert 0.5 < found.seen < 0.75
    assert found.support > 0.95
    assert np.isnan(found.change_mm).mean() > 0.2
    assert any("unknown" in said for said in found.warnings)
