"""Left, front and up are stated, by a convention, or by landmarks; and are never guessed."""

import numpy as np
import pytest
from numpy.typing import NDArray

from contralateral.anatomy.landmarks import KNOWN, NOMINAL
from contralateral.anatomy.orientation import (
    CONVENTIONS,
    by_convention,
    direction,
    from_landmarks,
    orient,
    stated,
)
from contralateral.errors import NameUnknown, SideUnclear

Marks = dict[str, NDArray[np.float64]]


def posed(names: tuple[str, ...], seed: int = 0, spread: float = 0.0) -> tuple[Marks, NDArray[np.float64]]:
    """Landmarks in a random pose, with the matrix whose rows are left, front and up in it."""
    rng = np.random.default_rng(seed)
    axes = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    # Who faces north has west to the left, and west cross north is down: the frame is left-handed.
    axes = axes * np.sign(np.linalg.det(axes)) * -1
    scale, shift = rng.uniform(0.4, 1.3), rng.uniform(-500, 500, 3)
    marks = {}
    for name in names:
        place = np.array(NOMINAL[name]) * scale + rng.normal(0, spread, 3)
        marks[name] = place @ axes + shift
    return marks, axes


def test_left_is_up_cross_front() -> None:
    made = stated("z", "-y")
    assert made.left.tolist() == [1, 0, 0]
    assert stated("z", "y").left.tolist() == [-1, 0, 0]
    assert stated("y", "z").left.tolist() == [1, 0, 0]
    assert made.how == "stated"


def test_three_numbers_are_a_direction() -> None:
    assert direction("0, 0, -2").tolist() == [0, 0, -1]
    assert direction("[1 1 0]") == pytest.approx([0.5**0.5, 0.5**0.5, 0])
    assert direction("+X").tolist() == [1, 0, 0]
    made = stated("0,0.1,1", "0,-1,0")
    assert made.up == pytest.approx(np.array([0, 0.1, 1]) / np.sqrt(1.01))
    axes = np.stack([made.left, made.front, made.up])
    assert axes @ axes.T == pytest.approx(np.eye(3))


@pytest.mark.parametrize(
    "text", ["", "w", "--x", "x-", "1,2", "0,0,0", "1,2,nan", "1,2,3,4", "inf,0,0", "front"]
)
def test_what_is_no_direction(text: str) -> None:
    with pytest.raises(SideUnclear, match="is no direction"):
        direction(text)


def test_nothing_stated_is_refused_and_so_is_a_half() -> None:
    with pytest.raises(SideUnclear, match=r"Nobody said.*--landmarks"):
        orient()
    with pytest.raises(SideUnclear, match="--up was stated without --front"):
        orient(up="z")
    with pytest.raises(SideUnclear, match="--front was stated without --up"):
        orient(front="z")
    with pytest.raises(SideUnclear, match="nearly the same line"):
        orient(up="z", front="-z")
    with pytest.raises(SideUnclear, match="nearly the same line"):
        orient(up="z", front="0,0.5,1")


def test_conventions_by_name() -> None:
    assert by_convention("lps").left.tolist() == [1, 0, 0]
    assert by_convention("lps").front.tolist() == [0, -1, 0]
    assert by_convention("ras").left.tolist() == [-1, 0, 0]
    assert by_convention("gltf").up.tolist() == [0, 1, 0]
    assert all(orient(convention=name).how == "convention" for name in CONVENTIONS)
    with pytest.raises(NameUnknown, match="'lps'"):
        by_convention("lpz")


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("region", ["chest", "head", "trunk", "hip", "face"])
def test_landmarks_in_any_pose_give_the_axes(region: str, seed: int) -> None:
    names = KNOWN[region]  # type: ignore[index]
    some = tuple(np.random.default_rng(seed).permutation(names)[: max(4, len(names) - 3)])
    marks, axes = posed(some, seed, spread=5.0)
    made = from_landmarks(marks)
    assert np.stack([made.left, made.front, made.up]) == pytest.approx(axes, abs=0.25)
    assert np.cross(made.up, made.front) == pytest.approx(made.left)
    assert made.how == "landmarks"


@pytest.mark.parametrize(
    "names",
    [
        ("sternal_notch", "xiphoid", "c7"),
        ("sternal_notch", "xiphoid", "nipple_left"),
        ("tragion_left", "tragion_right", "sellion"),
        ("sellion", "opisthocranion", "vertex"),
        ("c7", "psis_left", "psis_right"),
    ],
)
def test_three_landmarks_are_enough(names: tuple[str, ...]) -> None:
    marks, axes = posed(names, 3)
    made = from_landmarks(marks)
    assert np.stack([made.left, made.front, made.up]) == pytest.approx(axes, abs=0.2)


def test_ears_and_eyes_give_the_frankfurt_plane() -> None:
    marks, axes = posed(("tragion_left", "tragion_right", "orbitale_left", "orbitale_right", "vertex"), 5)
    marks["vertex"] += 20 * axes[1]  # a vertex that was marked too far in front tilts nothing
    made = from_landmarks(marks)
    assert np.stack([made.left, made.front, made.up]) == pytest.approx(axes, abs=1e-9)


def test_left_and_right_exchanged_is_noticed() -> None:
    marks, _ = posed(KNOWN["chest"], 1)
    swapped = {
        name.replace("left", "R").replace("right", "left").replace("R", "right"): at
        for name, at in marks.items()
    }
    with pytest.raises(SideUnclear, match="left and right are exchanged"):
        from_landmarks(swapped)


def test_too_few_landmarks_or_in_one_line() -> None:
    marks, _ = posed(("sternal_notch", "xiphoid"))
    with pytest.raises(SideUnclear, match="2 landmarks are too few"):
        from_landmarks(marks)
    line = {"sternal_notch": np.zeros(3), "xiphoid": np.array([0, 0, 170.0]), "c7": np.array([0, 0.5, -60.0])}
    with pytest.raises(SideUnclear, match="one line"):
        from_landmarks(line)


def test_axes_that_contradict_the_landmarks_are_refused() -> None:
    marks, axes = posed(KNOWN["head"], 2)
    up, front = (",".join(str(each) for each in axes[row]) for row in (2, 1))
    assert orient(up, front, marks).how == "stated"
    back = ",".join(str(-each) for each in axes[1])
    with pytest.raises(SideUnclear, match="differ by 180 degrees on where front is"):
        orient(up, back, marks)


def test_a_name_at_the_wrong_place_is_noticed() -> None:
    marks, _ = posed(("sternal_notch", "xiphoid", "c7", "nipple_left", "nipple_right"), 4)
    marks["c7"], marks["xiphoid"] = marks["xiphoid"], marks["c7"]
    with pytest.raises(SideUnclear, match=r"fit no body|exchanged"):
        from_landmarks(marks)
