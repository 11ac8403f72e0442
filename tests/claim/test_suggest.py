"""Codes that are named: in place of one that is over those that fit, and by a diagnosis only with its doubt."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from contralateral import flow

if TYPE_CHECKING:
    from contralateral.claim import ClaimReport

DAY = date(2026, 11, 23)
DOUBT = "If the diagnosis is right and the code is not: "


def report(code: str, diagnosis: str, *more: str) -> ClaimReport:
    lines = f"lines: [{{code: {code}, units: 1, charge: 500, diagnoses: [1], date: 2026-11-04}}]"
    text = "\n".join(["payer: commercial", f"condition: {{diagnoses: [{diagnosis}]}}", *more, lines, ""])
    (claim,) = flow.check([("case.yaml", text.encode())], today=DAY).claims
    return claim


def named(claim: ClaimReport) -> list[str]:
    return [s.instead for s in claim.suggestions]


def test_codes_for_a_diagnosis_say_that_the_diagnosis_may_be_the_wrong_one() -> None:
    claim = report("L8030", "M41.25")
    assert named(claim)
    assert all(s.why.startswith(DOUBT) for s in claim.suggestions)
    (finding,) = (f for f in claim.findings if f.rule == "all/diagnosis/contradicts_code")
    assert finding.remedy.startswith("Either may be wrong")


def test_a_diagnosis_of_scoliosis_names_devices_for_scoliosis_first() -> None:
    assert {"L1005", "L1200"} <= set(named(report("L8030", "M41.25")))
    assert not {"L0621", "L0622"} & set(named(report("L8030", "M41.25")))


def test_a_device_that_agrees_with_the_code_speaks_against_the_diagnosis() -> None:
    claim = report("S1040", "Z90.12", "device: {kind: orthosis, region: head}")
    assert any(f.rule == "all/diagnosis/contradicts_code" for f in claim.findings if f.verdict == "fails")
    assert named(claim) == []


def test_in_place_of_a_code_that_is_over_stand_those_that_fit_the_device() -> None:
    helmet = report("L0100", "Q67.3", "device: {kind: orthosis, region: head}")
    assert named(helmet) == ["S1040"]
    neck = report("L0100", "M43.6", "device: {kind: orthosis, region: neck}")
    assert set(named(neck)[:2]) == {"L0112", "L0113"}
    form = report("L0100", "Z90.12", "device: {kind: prosthesis, region: breast}")
    assert not {"S1040", "L0112", "A8000"} & set(named(form))


def test_a_code_that_is_over_is_called_by_its_name_and_not_asked_about() -> None:
    claim = report("L0100", "Z90.12", "device: {kind: prosthesis, region: breast}")
    wrong = {f.rule: f.message for f in claim.findings if f.verdict == "fails"}
    assert "withdrawn, in no release at hand" in wrong["all/code/ended"]
    assert "Craniostenosis helmet" in wrong["all/device/contradicts_code"]
    asked = {a.fact for f in claim.findings for a in f.asks}
    assert not asked & {"unlisted", "description", "mue", "coverage"}
    assert not [gap for covered in claim.coverage for gap in covered.gaps]
