"""Figures as files: what a picture shows at a known place, and that nothing else is in it."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import trimesh
from PIL import Image

from contralateral.anatomy.figures import FiguresUnavailable, camera, draw_lines, draw_views, palette
from contralateral.anatomy.figures.camera import shots
from contralateral.anatomy.figures.page import HEIGHT, WIDTH
from contralateral.anatomy.figures.views import views_of

from .made import BULGE_MM, egg

if TYPE_CHECKING:
    from pathlib import Path

    from contralateral.anatomy.figures import Figure
    from contralateral.anatomy.figures.camera import Shot

_SIZE = (560, 420)


def chunks(path: Path) -> list[str]:
    """Return the names of a PNG's chunks, in their order."""
    content = path.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    found, at = [], 8
    while at < len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        found.append(content[at + 4 : at + 8].decode("ascii"))
        at += 12 + length
    return found


@pytest.fixture(scope="module")
def front() -> Shot:
    subject = egg()
    return shots(subject, views_of(subject)[:1], limit=10.0, size=_SIZE)[0]


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Figure, ...]:
    folder = tmp_path_factory.mktemp("figures")
    return (*draw_lines(egg(), folder), *draw_views(egg(), folder))


def pixel(shot: Shot, point: list[float]) -> tuple[int, int]:
    """Return row and column of a point of the patient, (3,) mm."""
    away = np.array(point) - shot.center
    height, width = shot.known.shape
    column = width / 2 + away @ shot.view.across / shot.mm_per_pixel
    row = height / 2 - away @ shot.view.up / shot.mm_per_pixel
    return int(row), int(column)


def test_a_place_without_deviation_is_neutral(front: Shot) -> None:
    shown = front.shown[pixel(front, [0.0, -95.0, 0.0])].astype(int)
    assert shown.max() - shown.min() <= 2
    assert abs(shown.max() - palette.NEUTRAL[0]) <= 3


def test_the_bulge_is_orange_on_its_side_and_blue_on_the_other(front: Shot) -> None:
    more = front.shown[pixel(front, [45.0, -70.0, 10.0])].astype(int)
    less = front.shown[pixel(front, [-45.0, -70.0, 10.0])].astype(int)
    assert more[0] > more[2] + 40
    assert less[2] > less[0] + 40


def test_unseen_places_are_unknown_and_no_other(front: Shot) -> None:
    row, column = pixel(front, [0.0, 0.0, 65.0])
    assert front.unknown[row, column]
    assert not front.known[row, column]
    assert front.known[pixel(front, [0.0, -95.0, 0.0])]
    assert not (front.known & front.unknown).any()


def test_lengths_in_the_picture_are_those_of_the_patient(front: Shot) -> None:
    body = front.known | front.unknown
    rows = np.flatnonzero(body.any(axis=1))
    assert abs((rows[-1] - rows[0] + 1) * front.mm_per_pixel - 140.0) < 2.5 * front.mm_per_pixel + 0.5


def test_every_picture_has_pixels_and_nothing_else(drawn: tuple[Figure, ...]) -> None:
    pictures = [f.path for f in drawn if f.path.suffix == ".png"]
    assert len(pictures) == 4
    for path in pictures:
        assert set(chunks(path)) == {"IHDR", "IDAT", "IEND"}
        with Image.open(path) as image:
            assert image.size == (WIDTH, HEIGHT)
            assert image.info == {}


def test_nothing_is_cut_off_at_the_edges(drawn: tuple[Figure, ...]) -> None:
    for path in (f.path for f in drawn if f.path.suffix == ".png"):
        with Image.open(path) as image:
            page = np.asarray(image)
        edge = np.concatenate([page[:8].reshape(-1, 3), page[-8:].reshape(-1, 3), page[:, :8].reshape(-1, 3)])
        assert (edge == 255).all()
        assert (page[:, -8:] == 255).all()


def test_the_contours_are_lines_and_hold_no_surface(tmp_path: Path) -> None:
    (lines, solid) = draw_lines(replace(egg(), region="head"), tmp_path)
    assert not lines.identifying
    assert solid.identifying
    with Image.open(lines.path) as image:
        page = np.asarray(image)[250:-300].astype(int)
    ink = (page < 200).any(axis=2)
    assert 0 < ink.mean() < 0.03
    # No filled place: a square of 16 pixels is never ink throughout.
    height, width = (n - n % 16 for n in ink.shape)
    squares = ink[:height, :width].reshape(height // 16, 16, width // 16, 16).all(axis=(1, 3))
    assert not squares.any()


@pytest.mark.parametrize("region", ["head", "face"])
def test_what_shows_who_it_is_is_named_so(tmp_path: Path, region: str) -> None:
    subject = replace(egg(), region=region)
    figures = (*draw_lines(subject, tmp_path), *draw_views(subject, tmp_path))
    shaded = [f for f in figures if "contour" not in f.path.name]
    assert len(shaded) >= 4
    assert all(f.identifying and "identifying" in f.path.name for f in shaded)


def test_the_map_to_turn_is_coloured_in_metres_and_upright(drawn: tuple[Figure, ...]) -> None:
    (path,) = [f.path for f in drawn if f.path.suffix == ".glb"]
    scene = trimesh.load(path, process=False)
    (mesh,) = scene.geometry.values()
    assert mesh.extents == pytest.approx([0.154, 0.14, 0.19], abs=0.006)  # left, up, front
    subject = egg()
    colours = np.asarray(mesh.visual.vertex_colors)[:, :3]
    assert len(colours) == len(subject.vertices)
    greatest = int(np.nanargmax(subject.distance_mm))
    assert subject.distance_mm[greatest] > 0.9 * BULGE_MM
    assert colours[greatest][0] > colours[greatest][2] + 40
    assert tuple(colours[np.isnan(subject.distance_mm)][0]) == palette.UNKNOWN


def test_the_map_to_turn_tells_of_no_program_and_no_person(drawn: tuple[Figure, ...]) -> None:
    (path,) = [f.path for f in drawn if f.path.suffix == ".glb"]
    content = path.read_bytes()
    (length,) = struct.unpack("<I", content[12:16])
    tree = json.loads(content[20 : 20 + length])
    assert tree["asset"] == {"version": "2.0", "generator": "contralateral"}
    assert "extras" not in json.dumps(tree)
    assert "images" not in tree


def test_where_nothing_draws_the_packages_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_how: object) -> object:
        return type("Done", (), {"returncode": -11})()

    monkeypatch.setattr(camera.subprocess, "run", broken)
    with pytest.raises(FiguresUnavailable, match="apt-get install libegl1"):
        draw_views(egg(), tmp_path)
    assert not list(tmp_path.iterdir())
