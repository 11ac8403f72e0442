"""Whole cases under commercial plans: what is found, what is asked, and that a payer's facts stay its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from .run import CASES, DAY, as_json

if TYPE_CHECKING:
    from pathlib import Path

HELMET, BREAST, BACK = "plagiocephaly-helmet", "breast-form-employer-plan", "scoliosis-clean"


def found(folder: Path, base: str, **patch: Any) -> tuple[str, set[str], set[str]]:
    """Check a case with some parts put in place of the base's: the verdict, what is wrong, what is asked."""
    yaml = YAML(typ="safe", pure=True)
    story = yaml.load((CASES / f"{base}.yaml").read_text("utf-8")) | patch
    path = folder / "case.yaml"
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(story, file)
    (claim,) = as_json("check", "--today", DAY, path)["claims"]
    told = {
        verdict: {f["rule"] for f in claim["findings"] if f["verdict"] == verdict}
        for verdict in ("fails", "unknown")
    }
    return claim["verdict"], told["fails"], told["unknown"]


def stated(**facts: Any) -> list[dict[str, Any]]:
    return [{"kind": "note", "role": "practitioner", "states": facts}]


PLAN = {"authorization_required": "no", "plan_excludes_item": "no", "out_of_network_accepted": "no"}
RECONSTRUCTIVE = {"deviation_significant": "yes", "deviation_cause": "congenital"}


def test_the_examples(tmp_path: Path) -> None:
    verdict, fails, unknown = found(tmp_path, BREAST)
    assert (verdict, fails, unknown) == ("clean", {"whcra/breast/prosthesis_after_mastectomy"}, set())
    verdict, fails, unknown = found(tmp_path, HELMET)
    assert (verdict, fails, unknown) == ("clean", set(), set())


@pytest.mark.parametrize(
    ("payer", "facts", "wrong"),
    [
        ("anthem", RECONSTRUCTIVE | {"repositioning_months": 2, "plan_excludes_reconstructive": "no"}, set()),
        (
            "anthem",
            RECONSTRUCTIVE
            | {"repositioning_months": 2, "synostosis_surgery": "no", "plan_excludes_reconstructive": "yes"},
            {"anthem/cranial/reconstructive_excluded"},
        ),
        (
            "aetna",
            RECONSTRUCTIVE
            | {"repositioning_months": 2, "cranial_asymmetry_mm": 6.4, "orthotist_qualified": "yes"},
            set(),
        ),
        (
            "aetna",
            RECONSTRUCTIVE
            | {"repositioning_months": 1, "cranial_asymmetry_mm": 9, "orthotist_qualified": "yes"},
            {"aetna/cranial/deviation_and_trial"},
        ),
        (
            "uhc",
            RECONSTRUCTIVE
            | {"repositioning_months": 3, "plagiocephaly_severity": "moderate", "synostosis_surgery": "no"},
            {"uhc/cranial/severe_after_trial"},
        ),
        ("uhc", RECONSTRUCTIVE | {"repositioning_months": 3, "plagiocephaly_severity": "severe"}, set()),
        (
            "bcbs-al",
            RECONSTRUCTIVE
            | {"repositioning_months": 3, "physical_therapy_tried": "yes", "cephalic_index_sd": 1}
            | {"synostosis_surgery": "no", "synostosis": "no"},
            {"bcbs_al/cranial/deviation_and_trial"},
        ),
        ("moda", RECONSTRUCTIVE | {"repositioning_months": 2}, set()),
        ("cigna", RECONSTRUCTIVE | {"cranial_asymmetry_documented": "yes"}, set()),
    ],
)
def test_one_helmet_under_many_payers(
    payer: str, facts: dict[str, Any], wrong: set[str], tmp_path: Path
) -> None:
    verdict, fails, unknown = found(tmp_path, HELMET, payer=payer, documents=stated(**PLAN, **facts))
    assert fails == wrong
    assert verdict == ("blocked" if wrong else "clean")
    assert unknown <= wrong


def test_the_same_claim_under_medicare_meets_none_of_it(tmp_path: Path) -> None:
    _, fails, unknown = found(tmp_path, HELMET, payer="medicare-dme")
    assert "medicare_dme/coverage/not_payable_by_medicare" in fails
    assert {rule.split("/")[0] for rule in fails | unknown} <= {"all", "medicare_dme"}


def test_a_custom_form_that_a_contract_excludes(tmp_path: Path) -> None:
    facts = PLAN | {"plan_excludes_item": "yes", "plan_covers_mastectomy": "yes"}
    line = [{"code": "L8035", "modifiers": ["LT"], "units": 1, "charge": 3900, "diagnoses": [1]}]
    verdict, fails, _ = found(tmp_path, BREAST, documents=stated(**facts), lines=line)
    assert verdict == "blocked"
    assert {"commercial/benefit/excluded", "whcra/breast/prosthesis_after_mastectomy"} <= fails
    # A plan of a state that funds itself may have opted out: that is a question.
    cover = {"plan_type": "government", "network": "in"}
    _, fails, unknown = found(tmp_path, BREAST, documents=stated(**facts), lines=line, coverage=cover)
    assert "whcra_public/breast/prosthesis_after_mastectomy" in unknown
    assert not any(rule.startswith("whcra/") for rule in fails | unknown)


def test_a_brace_for_scoliosis_under_a_plan(tmp_path: Path) -> None:
    facts = PLAN | {"brace_type": "Rigo-Cheneau", "cobb_angle": 32, "orthotist_qualified": "yes"}
    facts |= {"skeletally_immature": "yes"}
    verdict, fails, unknown = found(
        tmp_path, BACK, payer="aetna", coverage={"network": "in"}, documents=stated(**facts)
    )
    assert (verdict, fails, unknown) == ("clean", set(), set())
    late = {"date": "2026-04-20", "signed": "yes", "items": ["L1200", "L1240"]}
    verdict, fails, _ = found(
        tmp_path, BACK, payer="aetna", coverage={"network": "out"}, documents=stated(**facts), order=late
    )
    assert verdict == "blocked"
    assert fails == {
        "aetna/orthoses/order_within_six_months",
        "commercial/network/out_of_network",
        "commercial/orders/order_incomplete",
    }
