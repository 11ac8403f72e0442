"""Recipes: what is written is read back, replays to the same bytes, and faults have their place."""

from __future__ import annotations

import pytest

from contralateral.design import Recipe, propose, read_recipe, written
from contralateral.design.export import as_3mf, as_stl
from contralateral.errors import FileUnreadable
from tests.design.torsos import recipe, seen

EDITS = (
    {"do": "pull", "at": [-80.0, 140.0, 0.0], "radius_mm": 30.0, "by_mm": 4.0},
    {"do": "emboss", "text": 'A"1\\', "at": [-80.0, 100.0, 20.0]},
)


def test_a_recipe_is_read_as_it_was_written() -> None:
    one = recipe(at=(1.0, -2.5, 1e-7), radius_mm=30.0, plane=(1.0, 0.0, 0.0, 2.25), edits=EDITS)
    assert read_recipe("r", written(one).encode()) == one


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("version = 1\nkind = 'augment'\nclearence_mm = 1", "no 'clearence_mm'. Did you mean 'clearance_mm'"),
        ("version = 1\nkind = 'hat'", "kind is augment"),
        ("kind = 'pad'", "version = 1"),
        ("version = 1\nkind = 'pad'\nwall_mm = 'thick'", "wall_mm wants a number"),
        ("version = 1\nkind = 'pad'\nat = [1, 2]", "at wants three numbers"),
        (
            "version = 1\nkind = 'pad'\n[[edit]]\ndo = 'pusch'",
            "edit 1: an edit does one of .* Did you mean 'push'",
        ),
        ("version = 1\nkind = 'pad'\n[[edit]]\ndo = 'vent'\nat = [0, 0, 0]", "diameter_mm is missing"),
        (
            "version = 1\nkind = 'pad'\n[[edit]]\ndo = 'smooth'\nat = [0, 0, 0]\nradius_mm = -3",
            "cannot be -3",
        ),
        ("not toml", "no TOML"),
    ],
)
def test_a_fault_has_its_place(text: str, words: str) -> None:
    with pytest.raises(FileUnreadable, match=words):
        read_recipe("design.toml", text.encode())


def test_the_same_recipe_gives_the_same_bytes() -> None:
    one, two = (propose(recipe(), seen()) for _ in range(2))
    assert as_stl(one.solid, "x") == as_stl(two.solid, "x")
    packed = [as_3mf(d.solid, "x", color="#E6C3A5", said={"Title": "x"}) for d in (one, two)]
    assert packed[0] == packed[1]
    assert written(one.recipe) == written(two.recipe)
    assert one.recipe == propose(one.recipe, seen()).recipe


def test_what_is_unsaid_is_left_out() -> None:
    assert "hollow" not in written(Recipe("augment"))
