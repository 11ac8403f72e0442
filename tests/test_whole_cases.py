"""Whole cases under Medicare: what is found on the claim, and what the checklist says of the papers."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from contralateral import flow

CASES = Path(__file__).parents[1] / "examples" / "cases"
TODAY = date(2026, 11, 23)
OFFICE = {"kind": "office note", "date": "2026-09-28", "role": "practitioner", "signed": "yes"}


@dataclass(frozen=True)
class Story:
    """A base case with changes; the rules that fail, and the states of requirements that tell the story."""

    name: str
    base: str
    changes: dict[str, Any]
    fails: set[str]
    states: dict[str, str] = field(default_factory=dict)
    verdict: str = "blocked"


def line(code: str, *modifiers: str) -> dict[str, Any]:
    return {"code": code, "modifiers": list(modifiers), "units": "1", "charge": "500.00", "diagnoses": [1]}


ANKLE: dict[str, Any] = {
    "condition": {"region": "ankle", "cause": "drop foot", "diagnoses": ["M21.371"]},
    "device": {
        "description": "ankle-foot orthosis, solid plastic, made over a model",
        "region": "ankle",
        "make": "custom fabricated",
    },
    "order": {"description": "custom ankle-foot orthosis, right", "items": ["L1960"]},
    "authorization": {"number": "", "decision": None, "date": None},
    "lines": [line("L1960", "RT", "KX")],
}
WALKER = {
    "patient_walks": "yes",
    "foot_weak_or_deformed": "yes",
    "foot_needs_stabilization": "yes",
    "orthosis_benefit_expected": "yes",
    "custom_over_prefabricated": "yes",
}
SHOE: dict[str, Any] = {
    "condition": {"region": "foot", "side": "both", "cause": "diabetes", "diagnoses": ["E11.40"]},
    "device": {
        "description": "depth shoes",
        "region": "foot",
        "side": "both",
        "make": "prefabricated",
        "kind": "equipment",
    },
    "order": {"description": "depth shoes", "items": ["A5500"]},
    "authorization": {"number": "", "decision": None, "date": None},
    "lines": [line("A5500", "RT", "KX"), line("A5500", "LT", "KX")],
}
PHYSICIAN = {
    "has_diabetes": "yes",
    "diabetic_foot_condition": "pre-ulcerative callus",
    "diabetic_shoes_certified": "yes",
}
CERTIFICATE = {"kind": "certificate", "date": "2026-10-01", "role": "practitioner", "signed": "yes"}
FITTER = {
    "kind": "fitting note",
    "date": "2026-11-02",
    "role": "orthotist",
    "signed": "yes",
    "states": {"feet_evaluated_in_person": "yes", "shoe_fit_assessed": "yes"},
}


STORIES = [
    Story(
        "a knee brace with all its papers",
        "knee-medicare",
        {},
        set(),
        {
            "order_before_delivery": "present",
            "authorization_orthosis": "present",
            "knee_osteoarthritis": "present",
        },
        "clean",
    ),
    Story(
        "a knee brace handed over before the order came",
        "knee-medicare",
        {"order": {"received": "2026-11-03"}},
        {"orders/wopd_before_delivery"},
        {"order_before_delivery": "wrong side of a date", "standard_written_order": "present"},
    ),
    Story(
        "an encounter seven months before the order",
        "knee-medicare",
        {"encounter": {"date": "2026-03-04"}},
        {"orders/encounter_within_six_months"},
        {"face_to_face": "out of date"},
    ),
    Story(
        "an authorization that had run out",
        "knee-medicare",
        {"authorization": {"date": "2026-09-03"}},
        {"authorization/valid_60_days"},
        {"authorization_orthosis": "out of date"},
    ),
    Story(
        "a request that was not affirmed",
        "knee-medicare",
        {"authorization": {"decision": "not affirmed"}},
        {"authorization/not_affirmed"},
        {"authorization_orthosis": "incomplete"},
    ),
    Story(
        "only the orthotist says that the patient walks and was examined",
        "knee-medicare",
        {
            "documents": [
                {
                    "kind": "orthotist note",
                    "date": "2026-10-12",
                    "role": "orthotist",
                    "signed": "yes",
                    "states": {
                        "patient_walks": "yes",
                        "knee_examined": "yes",
                        "knee_osteoarthritis_limits": "yes",
                        "product_listed": "yes",
                    },
                }
            ]
        },
        set(),
        {"medical_record": "uncorroborated", "knee_imaging_report": "missing"},
        "ask",
    ),
    Story(
        "the same brace two years before, worn",
        "knee-medicare",
        {"history": [{"code": "L1843", "side": "right", "delivered": "2024-11-02", "ended": "worn"}]},
        {"replacement/knee_within_lifetime"},
        {"same_or_similar": "present"},
    ),
    Story(
        "an ankle brace that must hold more than one plane",
        "knee-medicare",
        {
            **ANKLE,
            "documents": [{**OFFICE, "states": {**WALKER, "afo_custom_reason": "more than one plane"}}],
        },
        set(),
        {"afo_criteria": "present", "afo_custom_reason": "present", "custom_orthosis_reason": "present"},
        "clean",
    ),
    Story(
        "an ankle brace made to measure for comfort, and KX",
        "knee-medicare",
        {**ANKLE, "documents": [{**OFFICE, "states": {**WALKER, "afo_custom_reason": "comfort"}}]},
        {"afo/kx_custom_reason"},
        {"afo_criteria": "present", "afo_custom_reason": "missing"},
    ),
    Story(
        "an ankle brace of which only the orthotist speaks",
        "knee-medicare",
        {
            **ANKLE,
            "documents": [
                {**FITTER, "states": {**WALKER, "afo_custom_reason": "tissue injury"}},
            ],
        },
        set(),
        {"afo_criteria": "uncorroborated", "afo_custom_reason": "uncorroborated"},
        "ask",
    ),
    Story(
        "diabetic shoes with all five criteria",
        "knee-medicare",
        {**SHOE, "documents": [{**OFFICE, "states": PHYSICIAN}, CERTIFICATE, FITTER]},
        set(),
        {"shoe_criteria": "present", "shoe_certificate": "present", "shoe_visit": "present"},
        "clean",
    ),
    Story(
        "diabetic shoes, the second pair of the year",
        "knee-medicare",
        {
            **SHOE,
            "documents": [{**OFFICE, "states": PHYSICIAN}, CERTIFICATE, FITTER],
            "history": [{"code": "A5500", "side": "both", "delivered": "2026-02-01", "ended": "in use"}],
        },
        {"shoes/one_pair_a_year"},
        {"shoe_criteria": "present"},
    ),
    Story(
        "diabetic shoes whose fit nobody assessed",
        "knee-medicare",
        {
            **SHOE,
            "documents": [
                {**OFFICE, "states": PHYSICIAN},
                CERTIFICATE,
                {**FITTER, "states": {"feet_evaluated_in_person": "yes", "shoe_fit_assessed": "no"}},
            ],
        },
        {"shoes/kx_unsupported"},
    ),
    Story(
        "a leg with all its papers",
        "leg-medicare",
        {},
        set(),
        {"llp_criteria": "present", "prosthesis_goals": "present", "medical_record": "present"},
        "clean",
    ),
    Story(
        "level 3 on the claim, level 2 in the record",
        "leg-medicare",
        {
            "documents": [
                {
                    **OFFICE,
                    "states": {
                        "functional_level_evaluated": "k2",
                        "functional_state_expected": "yes",
                        "motivated_to_walk": "yes",
                    },
                }
            ]
        },
        {"llp/level_above_record"},
        {"llp_criteria": "present"},
    ),
    Story(
        "a lone foot, and nobody says that the patient has a leg",
        "leg-medicare",
        {"lines": [line("L5981", "LT", "K3", "KX")]},
        {"llp/component_without_base"},
    ),
    Story(
        "a breast form whose papers lack an element each",
        "breast-medicare",
        {},
        {"orders/order_incomplete", "delivery/proof_incomplete"},
        {
            "standard_written_order": "incomplete",
            "proof_of_delivery": "incomplete",
            "breast_criteria": "uncorroborated",
            "replacement_reason": "present",
        },
    ),
    Story(
        "a molded form with GA, and the notice was signed too late",
        "breast-medicare",
        {
            "lines": [line("L8035", "LT", "GA"), line("L8030", "LT", "GK")],
            "notices": [
                {
                    "signed": "2026-11-05",
                    "form_expires": "2029-03-31",
                    "names_item": "yes",
                    "states_reason": "yes",
                    "line": "1",
                }
            ],
            "order": {"items": ["L8035", "L8030"], "quantity": "yes"},
            "delivery": {"address": "yes", "relation": "patient"},
            "history": [],
            "device": {"replaces": "no", "make": "custom fabricated"},
        },
        {"liability/ga_notice_late"},
        {
            "notice": "wrong side of a date",
            "standard_written_order": "present",
            "proof_of_delivery": "present",
        },
    ),
    Story(
        "a scoliosis brace, nothing to find, much to ask of its papers",
        "scoliosis-clean",
        {},
        set(),
        {
            "standard_written_order": "unknown",
            "custom_orthosis_reason": "unknown",
            "functional_evaluation": "unknown",
        },
        "clean",
    ),
    Story(
        "a patient in an Advantage plan",
        "scoliosis-clean",
        {"coverage": {"plan_type": "medicare_advantage"}},
        {"plan/medicare_advantage"},
    ),
    Story(
        "no proof of delivery",
        "scoliosis-clean",
        {"delivery": {"proof": "no", "signed": None}},
        {"delivery/proof_unsigned"},
        {"proof_of_delivery": "missing"},
    ),
    Story(
        "Medicare pays second, and the first has not answered",
        "scoliosis-clean",
        {
            "coverage": {"rank": "secondary"},
            "other_payers": [{"name": "Plan of the spouse", "rank": "primary"}],
        },
        {"plan/primary_not_answered"},
    ),
]


def told(story: Story) -> bytes:
    yaml = YAML(typ="safe", pure=True)
    content = yaml.load((CASES / f"{story.base}.yaml").read_text("utf-8"))
    for key, value in story.changes.items():
        content[key] = {**content.get(key, {}), **value} if isinstance(value, dict) else value
    out = io.BytesIO()
    yaml.dump(content, out)
    return out.getvalue()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_the_claim(story: Story) -> None:
    (claim,) = flow.check([("story.yaml", told(story))], today=TODAY).claims
    found = {f.rule for f in claim.findings if f.verdict == "fails" and f.outcome != "advise" and f.blocks}
    assert found == {f"medicare_dme/{name}" for name in story.fails}
    assert claim.verdict == story.verdict


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_the_checklist(story: Story) -> None:
    entries = flow.checklist(told(story), path="story.yaml", today=TODAY).entries
    states: dict[str, set[str]] = {}
    for entry in entries:
        states.setdefault(entry.requirement, set()).add(entry.state)
    for name, state in story.states.items():
        assert states[f"medicare_dme/{name}"] == {state}, name


def test_the_story_of_one_fault_finds_one_fault() -> None:
    assert len(STORIES) >= 12
    assert sum(len(story.fails) == 1 for story in STORIES) >= 8
