"""Whole cases with the checklists that are expected of them."""

from __future__ import annotations

import pytest

from contralateral import case as cases
from contralateral.guide.checklist import STATES, Checklist, checklist
from contralateral.policy.requirement import load_requirements
from tests.cli.run import CASES

from .made import TODAY, line, told

Expected = dict[tuple[str, int], str]

KNEE: Expected = {
    ("medicare_dme/standard_written_order", 0): "present",
    ("medicare_dme/order_before_delivery", 1): "present",
    ("medicare_dme/order_lists_item", 1): "present",
    ("medicare_dme/face_to_face", 1): "present",
    ("medicare_dme/knee_imaging_report", 0): "present",
    ("medicare_dme/medical_record", 0): "present",
    ("medicare_dme/coding_verified", 1): "present",
    ("medicare_dme/knee_osteoarthritis", 1): "present",
    ("medicare_dme/same_or_similar", 1): "present",
    ("medicare_dme/authorization_orthosis", 1): "present",
    ("medicare_dme/proof_of_delivery", 0): "present",
}
BREAST: Expected = {
    ("medicare_dme/standard_written_order", 0): "incomplete",
    ("medicare_dme/order_lists_item", 1): "present",
    ("medicare_dme/medical_record", 0): "uncorroborated",
    ("medicare_dme/breast_criteria", 1): "uncorroborated",
    ("medicare_dme/same_or_similar", 1): "present",
    ("medicare_dme/replacement_reason", 0): "present",
    ("medicare_dme/proof_of_delivery", 0): "incomplete",
}
HELMET: Expected = {
    ("commercial/written_order", 0): "unsigned",
    ("aetna/order_within_six_months", 1): "out of date",
    ("aetna/repositioning_trial", 1): "present",
    ("all/makers_statement", 0): "unsigned",
    ("all/cause_and_onset", 0): "present",
    ("aetna/cranial_asymmetry", 1): "present",
    ("all/photographs", 0): "missing",
    ("all/treatment_goals", 0): "missing",
    ("commercial/authorization", 0): "unknown",
    ("commercial/proof_of_delivery", 0): "unknown",
}
SCOLIOSIS: Expected = {
    ("medicare_dme/standard_written_order", 0): "unknown",
    **{("medicare_dme/order_lists_item", n): "present" for n in (1, 2, 3)},
    ("medicare_dme/medical_record", 0): "present",
    ("medicare_dme/custom_orthosis_reason", 0): "unknown",
    **{("all/addition_reason", n): "unknown" for n in (2, 3)},
    ("medicare_dme/functional_evaluation", 0): "unknown",
    ("all/cause_and_onset", 0): "unknown",
    ("all/scoliosis_curve", 0): "unknown",
    ("all/photographs", 0): "missing",
    ("all/treatment_goals", 0): "unknown",
    **{("medicare_dme/same_or_similar", n): "present" for n in (1, 2, 3)},
    ("medicare_dme/proof_of_delivery", 0): "unknown",
}


def of(name: str, payer: str | None = None) -> Checklist:
    path = CASES / f"{name}.yaml"
    read = cases.read(path.read_text("utf-8"), path=path.name)
    return checklist(read, path=path.name, today=TODAY, payer=payer)


def states(found: Checklist) -> Expected:
    """The state of each requirement, by line, 0 for the case; criteria of one policy must agree."""
    told: Expected = {}
    for entry in found.entries:
        key = (entry.requirement, entry.lines[0] if entry.per == "line" else 0)
        assert told.setdefault(key, entry.state) == entry.state
    return told


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("knee-medicare", KNEE),
        ("breast-medicare", BREAST),
        ("helmet-aetna", HELMET),
        ("scoliosis-clean", SCOLIOSIS),
    ],
)
def test_the_checklist_of(name: str, expected: Expected) -> None:
    assert states(of(name)) == expected


def test_what_lacks_is_named() -> None:
    found = {e.requirement: e for e in of("breast-medicare").entries}
    assert found["medicare_dme/standard_written_order"].fields == ("quantity",)
    assert found["medicare_dme/proof_of_delivery"].fields == ("address", "relation")


def test_another_payer_wants_other_papers() -> None:
    found = of("helmet-aetna", payer="cigna")
    # The plan is an employer's, insured under the law of Illinois: these two laws bind it, the third does not.
    assert found.packs == ("all", "commercial", "cigna", "state_activity", "whcra")
    names = {e.requirement for e in found.entries}
    assert "cigna/exam_within_twelve_months" in names
    assert not any(name.startswith(("aetna", "medicare_dme")) for name in names)


def test_an_unrecognized_payer_wants_what_everybody_does() -> None:
    found = told(payer="nobody", device={"make": "custom fabricated"})
    assert found.payer == ""
    assert {e.requirement.split("/")[0] for e in found.entries} == {"all"}


def test_every_entry_says_who_asks_and_what_to_do() -> None:
    for name in ("knee-medicare", "breast-medicare", "helmet-aetna", "scoliosis-clean", "mastectomy-story"):
        for entry in of(name).entries:
            assert entry.sources
            assert entry.state in STATES
            assert "{" not in " ".join((*entry.asks, *entry.detail, entry.remedy))
            assert bool(entry.asks) >= (entry.state == "unknown")
            assert bool(entry.remedy) == (entry.state != "present")


def test_every_requirement_is_answered_in_some_case() -> None:
    """A record whose codes or conditions no line can meet would never be seen to be dead."""
    seen = {
        e.requirement
        for name in ("knee-medicare", "breast-medicare", "helmet-aetna", "scoliosis-clean")
        for e in of(name).entries
    }
    more = [
        told(**line("L5856", "RT", "K2", "KX"), device={"replaces": "yes"}, patient={"state": "OH"}),
        told(**line("L8035", "RT", "GA"), device={"make": "custom fabricated"}),
        told(**line("L0648"), device={"make": "custom fitted"}, patient={"state": "OH"}),
        told(**line("L8048")),
        told(**line("L2385", "RT")),
        told(**line("A5500", "RT")),
        told(**line("L1960", "RT")),
        told(**line("L2036", "RT")),
        told(**line("L4396", "RT")),
        *(told(**line(code, "RT")) for code in ("L1810", "L1831", "L1830", "L1832", "L1850", "L1840")),
        told(**line("L1843", "RT"), condition={"diagnoses": ["S83.511A"]}),
        told(payer="cigna", **line("L1200")),
        told(payer="aetna", **line("L1200")),
        told(payer="commercial", **line("L8030", "RT"), condition={"cause": "mastectomy"}),
    ]
    seen |= {e.requirement for found in more for e in found.entries}
    assert seen == {r.id for r in load_requirements()}
