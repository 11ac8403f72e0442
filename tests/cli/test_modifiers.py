"""`contra modifiers`: the words as their user sees them, the answer as a program reads it, and the corrected file."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from contralateral.cli.wire_modifiers import modifiers_schema

from .run import CASES, CLAIMS, DAY, as_json, contra

WORDS = Path(__file__).with_name("modifiers_upgrade.txt")
UPGRADE = """
payer: medicare-dme
condition: {region: breast, side: right, cause: mastectomy, diagnoses: [Z90.11]}
device: {region: breast, side: right, replaces: no}
order: {date: 2026-10-01, signed: yes}
notices: [{signed: 2026-10-20, form_expires: 2029-03-31, names_item: yes, states_reason: yes}]
delivery: {date: 2026-11-02}
lines:
  - {code: L8035, modifiers: [KX, RT], units: 1, charge: 1200.00, diagnoses: [1]}
"""
NO_ORDER = """
payer: medicare-dme
device: {side: left, replaces: no}
order: {date: 2026-10-01, signed: yes, items: [L8030]}
notices: []
delivery: {date: 2026-11-02}
attestations: [{modifier: EY, by: A. Example}]
lines:
  - {code: L8030, modifiers: [LT], units: 1}
  - {code: L8000, modifiers: [EY], units: 2}
"""


@pytest.fixture
def upgrade(tmp_path: Path) -> Path:
    path = tmp_path / "upgrade.yaml"
    path.write_text(UPGRADE, "utf-8")
    return path


def test_the_words_of_an_upgrade(upgrade: Path) -> None:
    """Changed on purpose only: these words are read by people."""
    status, printed, _ = contra("modifiers", "--today", DAY, upgrade)
    assert status == 1
    shown = "\n".join(line.rstrip() for line in printed.replace(str(upgrade), "upgrade.yaml").splitlines())
    assert shown + "\n" == WORDS.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "status"), [("knee-medicare", 0), ("scoliosis-clean", 0), ("bilateral-breast-wrong", 1)]
)
def test_the_status_says_whether_anything_is_to_be_done(name: str, status: int) -> None:
    assert contra("modifiers", "--today", DAY, CASES / f"{name}.yaml")[0] == status


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda p: p.stem)
def test_json_keeps_to_its_schema(path: Path) -> None:
    answer = as_json("modifiers", "--today", DAY, path)
    answer.pop("status")
    jsonschema.validate(answer, modifiers_schema())


def test_what_is_written_waits_for_a_persons_word(upgrade: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.yaml"
    _, _, said = contra("modifiers", "--today", DAY, "--write", out, upgrade)
    assert "Written:" in said
    assert "GA" not in out.read_text("utf-8").split("lines:")[1]
    named = upgrade.read_text("utf-8") + "attestations: [{modifier: GA, by: A. Example}]\n"
    upgrade.write_text(named, "utf-8")
    contra("modifiers", "--today", DAY, "--write", out, upgrade)
    lines = as_json("modifiers", "--today", DAY, out)["lines"]
    assert [(x["code"], x["carries"]) for x in lines] == [("L8035", ["RT", "GA"]), ("L8030", ["RT", "GK"])]
    assert all(c["action"] == "keep" for x in lines for c in x["changes"])


def test_lines_without_an_order_are_written_to_a_second_file(tmp_path: Path) -> None:
    path, out = tmp_path / "story.yaml", tmp_path / "out.yaml"
    path.write_text(NO_ORDER, "utf-8")
    contra("modifiers", "--today", DAY, "--write", out, path)
    (first,) = as_json("modifiers", "--today", DAY, out)["lines"]
    (second,) = as_json("modifiers", "--today", DAY, tmp_path / "out-2.yaml")["lines"]
    assert (first["code"], first["carries"]) == ("L8030", ["LT"])
    assert (second["code"], second["carries"]) == ("L8000", ["EY", "GZ"])


def test_the_payer_of_the_command_overrides_the_file() -> None:
    path = CASES / "bilateral-breast-wrong.yaml"
    answer = as_json("modifiers", "--today", DAY, "--payer", "oregon-medicaid", path)
    assert answer["payer"] == "oregon-medicaid"
    assert answer["lines"][0]["proposed"] == ["RT", "LT"]
    assert answer["lines"][0]["units"] == 2


def test_a_claim_file_has_no_chart() -> None:
    status, _, said = contra("modifiers", CLAIMS / "scoliosis_clean.837")
    assert status == 2
    assert "`contra import` makes case files" in said


def test_a_case_without_lines_has_nothing_to_assign(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_text("payer: medicare-dme\n", "utf-8")
    status, printed, _ = contra("modifiers", "--today", DAY, path)
    assert status == 0
    assert printed.splitlines()[-1].startswith("0 line(s)")
