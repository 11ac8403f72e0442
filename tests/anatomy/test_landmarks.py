"""Landmarks come from three kinds of file, in the unit of the scan."""

from pathlib import Path

import numpy as np
import pytest

from contralateral.anatomy import Units
from contralateral.anatomy.landmarks import KNOWN, NOMINAL, far_off, read_landmarks, sided
from contralateral.errors import FileUnreadable, NameUnknown

CM = Units("cm", 10.0, "stated")

FILES = {
    "marks.toml": "sternal_notch = [1, 2.5, 3]\nc7 = [-1, 0, 4]\n",
    "table.toml": "# marked by hand\n[points]\nsternal_notch = [1, 2.5, 3]\nc7 = [-1, 0, 4]\n",
    "marks.json": '{"points": {"sternal_notch": [1, 2.5, 3], "c7": [-1, 0, 4]}}',
    "marks.csv": "name,x,y,z\n# by hand\nsternal_notch, 1, 2.5, 3\n\nc7,-1,0,4\n",
}


@pytest.mark.parametrize("name", FILES)
def test_each_kind_of_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(FILES[name])
    marks = read_landmarks(path, CM, "chest")
    assert {mark: at.tolist() for mark, at in marks.items()} == {
        "sternal_notch": [10, 25, 30],
        "c7": [-10, 0, 40],
    }


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.toml", "c7 = [1, 2]", "c7: 'c7' is not three numbers"),
        ("a.toml", "c7 = [1, 2, nan]", "not three numbers"),
        ("a.toml", "c7 = 'x'", "not three numbers"),
        ("a.toml", "c7 = [1, 2", "not TOML"),
        ("a.toml", "", "no landmark"),
        ("a.json", "[1, 2]", "not JSON"),
        ("a.json", "{", "not JSON"),
        ("a.csv", "c7,1,2,three", "not three numbers"),
        ("a.csv", "c7,1,2,3\nc7,1,2,4", "line 2: 'c7' is there twice"),
        ("a.txt", "c7 1 2 3", "not read from '.txt'"),
    ],
)
def test_faults_are_named(tmp_path: Path, name: str, text: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(FileUnreadable, match=says.replace(".", r"\.")) as caught:
        read_landmarks(path, CM, "chest")
    assert str(caught.value).startswith(name)


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00")
    for name in ("a.csv", "b.csv"):
        with pytest.raises(FileUnreadable, match="cannot be read"):
            read_landmarks(tmp_path / name, CM, "chest")


def test_a_landmark_of_another_region_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sternal_notsh,1,2,3")
    with pytest.raises(NameUnknown, match="Did you mean 'sternal_notch'"):
        read_landmarks(path, CM, "chest")
    path.write_text("sternal_notch,1,2,3")
    with pytest.raises(NameUnknown):
        read_landmarks(path, CM, "head")


def test_every_left_has_its_right() -> None:
    for names in KNOWN.values():
        lefts = [name for name in names if name.endswith("_left")]
        assert len(sided(names)) == len(lefts)
        for left, right in sided(names):
            assert NOMINAL[right] == (-NOMINAL[left][0], *NOMINAL[left][1:])
        assert all(NOMINAL[name][0] == 0 for name in names if not name.endswith(("_left", "_right")))


def test_landmarks_far_from_the_scan_are_found() -> None:
    marks = {"c7": np.zeros(3), "xiphoid": np.array([0, 0, 300.0])}
    assert far_off(marks, np.array([[0.0, 0, 5], [0, 0, 200]])) == {"xiphoid": pytest.approx(100)}
    assert far_off({}, np.zeros((1, 3))) == {}
