"""`contra guide` as its user types it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

from tests.cli.run import DAY, as_json, contra

if TYPE_CHECKING:
    from pathlib import Path


def test_the_terminal_gets_seven_sections_each_statement_with_its_mark() -> None:
    status, printed, _ = contra("guide", "l1290", "--on", DAY)
    assert status == 0
    for number, title in enumerate(
        (
            "Definition and history",
            "Clinical context",
            "Modifiers",
            "Documentation requirements",
            "Denial reasons",
            "Commercial insurers",
            "Similar codes",
        ),
        start=1,
    ):
        assert f"{number}. {title}" in printed
    assert "[searched]" in printed
    assert "lateral trochanteric pad" in printed


def test_programs_get_what_the_schema_says() -> None:
    told = as_json("guide", "L8035", "--on", DAY, "--payer", "medicare-dme")
    told.pop("status")
    _, printed, _ = contra("schema", "guide")
    jsonschema.validate(told, json.loads(printed))
    assert told["payer"] == "medicare-dme"
    assert told["sections"][0]["key"] == "definition"


@pytest.mark.parametrize(("form", "begins"), [("markdown", "# S1040: "), ("html", "<!doctype html>")])
def test_pages(form: str, begins: str) -> None:
    status, printed, _ = contra("guide", "S1040", "--on", DAY, "--format", form)
    assert status == 0
    assert printed.startswith(begins)


def test_a_site_of_some_codes(tmp_path: Path) -> None:
    status, printed, _ = contra("guide", "L1290", "L1200", "--on", DAY, "--site", tmp_path / "out")
    assert status == 0
    assert "2 guides" in printed
    assert (tmp_path / "out" / "codes" / "L1290.html").exists()
    assert (tmp_path / "out" / "index.html").exists()


def test_an_unknown_code_and_an_unknown_payer_are_told_the_way_out() -> None:
    status, _, said = contra("guide", "L9Z9X", "--on", DAY)
    assert status == 2
    assert "contra find" in said
    status, _, said = contra("guide", "L1290", "--on", DAY, "--payer", "aetnna")
    assert status == 2
    assert "aetna" in said


def test_without_a_code_there_is_nothing_to_guide_to() -> None:
    status, _, said = contra("guide")
    assert status == 2
    assert "Name a code" in said
