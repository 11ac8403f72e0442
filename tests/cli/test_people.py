"""`contra new`, `import`, `rules`, `explain` and `schema`, and that the docs say what the commands do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tools.write_docs import commands, main, requirements, rule_pages, rules

from contralateral import case, policy
from contralateral.cli import COMMANDS

from .run import CLAIMS, DAY, ROOT, as_json, contra

if TYPE_CHECKING:
    from pathlib import Path


def test_new_asks_and_leaves_what_is_not_known_unknown(tmp_path: Path) -> None:
    target = tmp_path / "first.yaml"
    typed = "\n".join(
        [
            "first",
            "medicare-dme",
            "1960-02-30",
            "1960-02-29",
            "ny",
            "breast",
            "right",
            "mastectomy",
            "Z90.11",
            "",
            "prosthesis",
            "prefabricated",
            "",
            "2026-11-02",
            "l8030",
            "RT",
            "1",
            "450",
            "",
        ]
    )
    status, printed, _ = contra("new", target, typed=typed + "\n")
    assert status == 0, printed
    assert "not a day of the calendar" in printed
    read = case.read(target.read_text("utf-8"), path="first.yaml")
    assert read.condition.diagnoses == ("Z9011",)
    assert read.patient.state == "NY"
    assert read.order.date is None
    assert read.history is None
    assert read.lines[0].modifiers == ("RT",)
    assert contra("check", "--today", DAY, target)[0] in {0, 1}
    assert contra("new", target, typed=typed)[0] == 2, "a file that is there is not written over"


def test_import_makes_a_case_of_every_claim(tmp_path: Path) -> None:
    status, printed, _ = contra("import", CLAIMS / "three_claims.837", "-o", tmp_path)
    assert status == 0
    made = sorted(tmp_path.glob("*.yaml"))
    assert len(made) == 3
    assert all(path.name in printed for path in made)
    assert contra("import", CLAIMS / "three_claims.837", "-o", tmp_path)[0] == 2
    before = as_json("check", "--today", DAY, CLAIMS / "three_claims.837")["claims"]
    after = as_json("check", "--today", DAY, *made)["claims"]
    faults = {c["claim"]: sorted(f["rule"] for f in c["findings"] if f["verdict"] == "fails") for c in before}
    assert {
        c["claim"]: sorted(f["rule"] for f in c["findings"] if f["verdict"] == "fails") for c in after
    } == faults


def test_import_keeps_the_ordering_practitioner(tmp_path: Path) -> None:
    contra("import", CLAIMS / "scoliosis_clean.837", "-o", tmp_path)
    (made,) = tmp_path.glob("*.yaml")
    read = case.read(made.read_text("utf-8"), path=made.name)
    assert read.practitioners.ordering is not None
    assert "NM1*DK*1" in (CLAIMS / "scoliosis_clean.837").read_text()
    assert str(read.practitioners.ordering.npi) in (CLAIMS / "scoliosis_clean.837").read_text()


def test_rules_by_payer_and_code() -> None:
    every = as_json("rules")
    assert len(every) >= 35
    medicare = {r["rule"] for r in as_json("rules", "--payer", "medicare-dme", "--code", "L8035")}
    assert "medicare_dme/ebp/custom_not_covered" in medicare
    other = {r["rule"] for r in as_json("rules", "--payer", "aetna", "--code", "L8035")}
    assert not any(name.startswith("medicare_dme") for name in other)
    status, printed, _ = contra("rules", "--facts")
    assert status == 0
    assert "order_signed" in printed


def test_explain_prints_the_page_with_its_sources() -> None:
    status, printed, _ = contra("explain", "both_sides_on_one_line")
    assert status == 0
    assert "# One side per line" in printed
    assert "from 2019-03-01" in printed
    page = contra("explain", "aetna/cranial/deviation_and_trial")[1]
    assert "expect: [fails]" in page, "words in square brackets stand as they are"
    status, _, said = contra("explain", "both_side_on_one_line")
    assert status == 2
    assert "Did you mean" in said


@pytest.mark.parametrize("what", ["case", "check", "checklist", "compare"])
def test_schemas_are_printed(what: str) -> None:
    _, printed, _ = contra("schema", what)
    assert json.loads(printed)["$schema"].startswith("https://json-schema.org/")


def test_every_command_has_help_and_stands_in_the_docs() -> None:
    told = (ROOT / "docs" / "commands.md").read_text("utf-8")
    for name in COMMANDS:
        status, printed, _ = contra(name, "--help")
        assert status == 0
        assert f"## contra {name}" in told
        assert len(printed.splitlines()) > 4


def test_generated_pages_are_current() -> None:
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == commands(), "make docs"
    assert (ROOT / "docs" / "rules.md").read_text("utf-8") == rules(), "make docs"
    assert (ROOT / "docs" / "requirements.md").read_text("utf-8") == requirements(), "make docs"
    assert all(r.id.rsplit("/", 1)[1] in rules() for r in policy.load().rules)
    assert {f"rules/{rule.id}.md" for rule in policy.load().rules} == set(rule_pages())
    assert main(["--check"]) == 0, "make docs"


def test_a_place_that_nothing_can_be_written_to_is_told_before_any_question(tmp_path: Path) -> None:
    status, printed, said = contra("new", tmp_path / "none" / "case.yaml", typed="case\n")
    assert (status, printed) == (2, "")
    assert "there is no such folder" in said
