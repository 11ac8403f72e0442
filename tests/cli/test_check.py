"""`contra check`: the examples as their user sees them, and the answer as a program reads it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import jsonschema
import pytest

from contralateral.cli.wire import answer_schema

from .run import CASES, CLAIMS, DAY, as_json, contra

if TYPE_CHECKING:
    from pathlib import Path


def check(*paths: object) -> dict:
    return as_json("check", "--today", DAY, *paths)


def rules_of(claim: dict, verdict: str = "fails") -> set[str]:
    return {f["rule"] for f in claim["findings"] if f["verdict"] == verdict}


def test_a_clean_case_is_clean_and_every_line_was_examined() -> None:
    answer = check(CASES / "scoliosis-clean.yaml")
    (claim,) = answer["claims"]
    assert answer["status"] == 0
    assert (claim["verdict"], claim["findings"], claim["suggestions"]) == ("clean", [], [])
    assert [c["code"] for c in claim["coverage"]] == ["L1200", "L1240", "L1290"]
    for covered in claim["coverage"]:
        assert covered["packs"] == ["all", "medicare_dme"]
        assert covered["gaps"] == []


def test_a_new_code_is_not_asked_for_the_words_of_an_unlisted_one(tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    file.write_text(
        "payer: medicare-dme\ndelivery: {date: 2026-11-02}\n"
        "lines: [{code: L1006, modifiers: [], units: 1, charge: 1500}, {code: L1499, modifiers: [], units: 1}]\n"
    )
    (claim,) = as_json("check", "--today", DAY, file)["claims"]
    asked = {f["code"] for f in claim["findings"] if f["rule"] == "all/code/unlisted_needs_description"}
    assert asked == {"L1499"}


def test_the_story_of_the_article_is_stopped_and_the_right_codes_are_named() -> None:
    answer = check(CASES / "mastectomy-story.yaml")
    (claim,) = answer["claims"]
    assert answer["status"] == 1
    assert claim["verdict"] == "blocked"
    assert rules_of(claim) >= {
        "all/device/contradicts_code",
        "all/diagnosis/contradicts_code",
        "medicare_dme/liability/kx_beside_ga_gy_gz",
        "medicare_dme/liability/kx_no_policy",
        "medicare_dme/place/office",
    }
    instead = [s["instead"] for s in claim["suggestions"]]
    assert instead[0] == "L8035"
    assert "L8030" in instead
    assert all(s["line"] == 1 and s["code"] == "L1290" and s["why"] for s in claim["suggestions"])


def test_both_sides_on_one_line_are_returned_unprocessed() -> None:
    (claim,) = check(CASES / "bilateral-breast-wrong.yaml")["claims"]
    finding = next(f for f in claim["findings"] if f["rule"].endswith("both_sides_on_one_line"))
    assert finding["outcome"] == "reject"
    assert finding["route"] == "fix"
    assert finding["forecast"] == {"group": "CO", "carc": "4", "rarc": ["N519"], "also": ["16 MA130"]}
    assert finding["fix"]["op"] == "split"
    assert [line["modifiers"][0] for line in finding["fix"]["value"]] == ["RT", "LT"]
    assert finding["sources"][0]["from"] == "2019-03-01"


def test_the_same_claims_as_837_find_the_same_faults_and_ask_for_what_the_form_lacks() -> None:
    answer = check(CLAIMS / "three_claims.837")
    clean, story, both = answer["claims"]
    assert answer["totals"]["claims"] == 3
    assert clean["verdict"] == "ask"
    assert not rules_of(clean)
    assert "all/diagnosis/contradicts_code" in rules_of(story)
    assert "medicare_dme/laterality/both_sides_on_one_line" in rules_of(both)
    asked = {a["fact"] for f in clean["findings"] for a in f["asks"]}
    assert "order_signed" in asked
    assert len(asked) <= 4, "a bare claim form must not bury its faults under questions"


def test_the_answer_fits_its_published_schema() -> None:
    answer = check(CASES / "mastectomy-story.yaml", CLAIMS / "three_claims.837")
    answer.pop("status")
    jsonschema.validate(answer, answer_schema())
    for claim in answer["claims"]:
        for finding in claim["findings"]:
            assert finding["sources"], finding["rule"]
            assert (finding["verdict"] == "fails") or finding["asks"], finding["rule"]


def test_an_intended_denial_is_forecast_and_does_not_block(tmp_path: Path) -> None:
    story = (CASES / "scoliosis-clean.yaml").read_text("utf-8")
    head, _, _ = story.partition("lines:")
    head = (
        head.replace("diagnoses: [M41.25]", "diagnoses: [Z90.11]")
        .replace("region: spine", "region: breast")
        .replace("kind: orthosis", "kind: prosthesis")
        .replace("items: [L1200, L1240, L1290]", "items: [L8035]")
        .replace(
            "notices: []",
            "notices: [{signed: 2026-10-30, form_expires: 2029-03-31, names_item: yes, states_reason: yes}]",
        )
    )
    path = tmp_path / "custom.yaml"
    path.write_text(
        head + "lines:\n  - {code: L8035, modifiers: [RT, GA], units: 1, charge: 5000, diagnoses: [1]}\n"
    )
    (claim,) = check(path)["claims"]
    finding = next(f for f in claim["findings"] if f["rule"] == "medicare_dme/ebp/custom_with_ga")
    assert finding["forecast"]["group"] == "PR"
    assert finding["blocks"] is False
    assert claim["verdict"] == "clean"


def test_an_unrecognized_payer_gets_the_general_pack_and_is_never_clean(tmp_path: Path) -> None:
    path = tmp_path / "unknown.yaml"
    text = (CASES / "scoliosis-clean.yaml").read_text("utf-8")
    path.write_text(text.replace("payer: medicare-dme", "payer: Mutual of Nowhere"))
    (claim,) = check(path)["claims"]
    assert claim["payer"] == ""
    assert claim["verdict"] == "ask"
    for covered in claim["coverage"]:
        assert covered["packs"] == ["all"]
        assert "not recognized" in covered["gaps"][0]


def test_the_payer_of_the_command_overrides_the_file() -> None:
    path = CASES / "bilateral-breast-wrong.yaml"
    (claim,) = as_json("check", "--today", DAY, "--payer", "moda", path)["claims"]
    assert claim["payer"] == "moda"
    assert not any(rule.startswith("medicare_dme") for rule in rules_of(claim))
    assert any("has not been examined" in gap for c in claim["coverage"] for gap in c["gaps"])


def test_a_payer_with_a_policy_of_its_own_has_examined_the_line() -> None:
    path = CASES / "bilateral-breast-wrong.yaml"
    (claim,) = as_json("check", "--today", DAY, "--payer", "aetna", path)["claims"]
    assert not any(c["gaps"] for c in claim["coverage"])
    # Rules by the day of receipt are looked at from that day on, also for the coverage.
    (before,) = as_json("check", "--today", "2026-11-22", "--payer", "aetna", path)["claims"]
    assert all("has not been examined" in c["gaps"][0] for c in before["coverage"])
    # What holds for commercial plans in general, and laws, are no plan's own policy.
    (general,) = as_json("check", "--today", DAY, "--payer", "commercial", path)["claims"]
    assert all("has not been examined" in c["gaps"][0] for c in general["coverage"])


def test_people_see_faults_first_and_each_question_once() -> None:
    status, printed, _ = contra("check", "--today", DAY, CASES / "mastectomy-story.yaml")
    assert status == 1
    assert "\x1b" not in printed, "no color when piped"
    assert "DO NOT SEND" in printed
    assert "Expect CO 11." in printed
    assert "L8035" in printed
    assert (
        printed.index("reject") < printed.index("advise") < printed.index("instead") < printed.index("Nobody")
    )
    assert printed.count("before delivery (current form, item, reason)") == 1


def test_no_patient_data_is_printed() -> None:
    for form in ("text", "json"):
        _, printed, said = contra("check", "--today", DAY, "--format", form, *sorted(CLAIMS.glob("*.837")))
        for secret in ("1AA", "19550312", "SUBSCRIBER", "EXAMPLEPATIENT"):
            assert secret not in printed.upper() + said.upper()


@pytest.mark.parametrize("module", ["polars", "pydantic", "rich", "ruamel", "python_calamine"])
def test_help_loads_no_heavy_library(module: str) -> None:
    code = (
        f"import sys; sys.argv = ['contra', '--help']\nfrom contralateral.cli import main\n"
        f"try: main()\nexcept SystemExit: pass\nassert {module!r} not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Check claims" in done.stdout
