"""Reading case files: what is left out is unknown, and every fault is told with its line and a way out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from contralateral import case
from contralateral.errors import CaseUnreadable

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "cases").glob("*.yaml"))


def fault_in(text: str) -> str:
    with pytest.raises(CaseUnreadable) as caught:
        case.read(text, path="story.yaml")
    return str(caught.value)


def test_what_is_left_out_is_unknown_and_what_is_empty_is_none() -> None:
    read = case.read("payer: medicare-dme\nnotices: []\nhistory:\nlines: [{code: l1290}]", path="story.yaml")
    assert read.notices == ()
    assert read.history is None
    assert read.documents is None
    assert read.lines[0].code == "L1290"
    assert read.lines[0].modifiers is None


def test_a_person_types_as_it_comes() -> None:
    text = """
patient: {zip: 02139, born: 1960-01-31}
condition: {diagnoses: [m41.25, Z90.11]}
device: {replaces: No}
order: {signed: yes, items: [l1200]}
lines:
  - {code: L1200, modifiers: rt kx, units: 1, charge: 2400.5}
  - {code: L1290, modifiers: [], units: "2"}
"""
    read = case.read(text, path="story.yaml")
    assert read.patient.zip == "02139", "a ZIP keeps its zero"
    assert read.condition.diagnoses == ("M4125", "Z9011")
    assert read.device.replaces is False
    assert read.order.signed is True
    assert read.lines[0].modifiers == ("RT", "KX")
    assert read.lines[0].charge == Decimal("2400.5")
    assert read.lines[1].modifiers == ()
    assert read.patient.born == date(1960, 1, 31)


def test_a_tab_is_named_with_its_line() -> None:
    assert fault_in("patient:\n\tstate: NY") == (
        "story.yaml: line 2, column 1: a tab stands where YAML wants spaces. Indent with spaces."
    )


def test_an_unknown_key_brings_the_nearest_known_one() -> None:
    said = fault_in("condition:\n  sied: right")
    assert "line 2: no key 'sied' in 'condition'. Did you mean 'side'?" in said


def test_an_impossible_date_is_named_where_it_stands() -> None:
    said = fault_in("patient: {state: NY}\norder:\n  date: 2026-02-31")
    assert "line 3: order.date: not a day of the calendar. Write it as 2026-11-02." in said


def test_every_fault_is_told_at_once() -> None:
    said = fault_in(
        "order: {signed: perhaps}\nlines:\n  - {code: X, units: one}\ndocuments: [{kind: x, role: king}]"
    )
    assert said.startswith("story.yaml: 4 thing(s) to mend:")
    for words in (
        "yes or no is wanted",
        "line 3: lines.1.units: a number",
        "one of 'practitioner'",
        "lines.1.code",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("# nothing\n", "the file is empty"),
        ("[1, 2]", "this is not a case"),
        ("case: a\ncase: b", "'case' stands twice"),
        ("lines: {", "line 1"),
        ("case: a\x07b", "a character that text cannot hold"),
    ],
)
def test_broken_files_say_what_to_mend(text: str, words: str) -> None:
    assert words in fault_in(text)


def test_no_value_of_the_case_is_repeated_in_a_fault() -> None:
    said = fault_in("patient: {name: Erika Mustermann, born: 1955-13-40, zip: 'ABC'}")
    assert "Mustermann" not in said
    assert "1955" not in said


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_examples_fit_the_published_schema(path: Path) -> None:
    text = path.read_text("utf-8")
    assert case.read(text, path=path.name).lines
    loaded = YAML(typ="safe", pure=True).load(text)
    jsonschema.validate(_jsonable(loaded), case.schema())


def _jsonable(value: object) -> object:
    if isinstance(value, dict):
        return {k: _jsonable(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_jsonable(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def test_written_cases_read_back_the_same() -> None:
    story = {
        "case": "x",
        "payer": "18003",
        "patient": {"zip": "02139", "born": date(1960, 1, 31), "state": None},
        "notices": [],
        "lines": [{"code": "L8030", "modifiers": [], "units": 1, "charge": 450.5}, {"code": "L8000"}],
    }
    text = case.write(story, comment="Made from nothing.")
    read = case.read(text, path="x.yaml")
    assert text.startswith("# Made from nothing.\n")
    assert read == case.Case.model_validate(story)
    assert "state" not in text
