"""The clinical context: families, people and what is wanted, from the policies, and held against a case."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contralateral import case as cases
from contralateral import codes, policy
from contralateral.guide.context import KINDS, WANTING, Context, context, of_code
from contralateral.guide.context.families import CLOSED, _entries
from contralateral.guide.context.people import MAKER
from contralateral.policy.checks import CHECKS
from tests.cli.run import CASES
from tests.guide.checklist.made import TODAY, case, line

NOW = date(2026, 11, 2)


def of(name: str, payer: str | None = None) -> Context:
    path = Path(CASES) / f"{name}.yaml"
    read = cases.read(path.read_text("utf-8"), path=path.name)
    return context(read, path=path.name, today=TODAY, payer=payer)[0]


def made(**content: Any) -> Context:
    return context(case(**content), path="made.yaml", today=TODAY)[0]


def test_a_policy_that_lists_its_diagnoses_closes_the_list() -> None:
    found = of_code("L8030", payer="medicare-dme", on=NOW)
    (family,) = found.families
    assert family.closed
    assert {"Z90.11", "C50.011", "I97.2"} <= set(family.diagnoses)
    assert len(family.diagnoses) == 49
    assert family.authority.id == "a52478"
    assert not found.judged


def test_causes_beside_diagnoses_close_nothing() -> None:
    (family,) = of_code("L8030", payer="aetna", on=date(2026, 11, 23)).families
    assert "lumpectomy" in family.title
    assert not family.closed


@pytest.mark.parametrize(
    ("diagnoses", "states"),
    [
        (["M17.11"], {"Osteoarthritis of the knee": "present", "Instability of the knee": "missing"}),
        (["S83.511A"], {"Osteoarthritis of the knee": "missing", "Instability of the knee": "present"}),
        (None, {"Osteoarthritis of the knee": "unknown", "Instability of the knee": "unknown"}),
    ],
)
def test_the_lines_diagnoses_decide(diagnoses: list[str] | None, states: dict[str, str]) -> None:
    told = {} if diagnoses is None else {"condition": {"diagnoses": diagnoses}}
    found = made(**line("L1843", "RT", date="2026-11-02"), **({"condition": {}} | told))
    assert {f.title: f.state for f in found.families} == states


def test_who_must_take_part_and_who_may() -> None:
    found = of("knee-medicare")
    people = {p.role: p for p in found.participants}
    assert people["practitioner"].must
    assert people["practitioner"].state == "present"
    assert {"the order", "the office note"} <= set(people["practitioner"].found)
    assert not people["surgeon"].must
    assert people[MAKER].found == ("the orthotist note",)


def test_each_part_keeps_whose_word_it_is() -> None:
    (maker,) = (p for p in of_code("L1290", payer="medicare-dme", on=NOW).participants if p.role == MAKER)
    by = {part.title.partition(":")[0]: (part.pack, part.authority.confidence) for part in maker.parts}
    assert by == {
        "The prosthetist's or orthotist's statement": ("all", "NV"),
        "The orthotist's functional evaluation": ("medicare_dme", "H"),
    }
    assert [[p.pack for p in group] for group in maker.by_authority()] == [["all"], ["medicare_dme"]]


def test_the_maker_must_speak_of_a_custom_device_and_the_practitioner_everywhere() -> None:
    found = made(device={"make": "custom fabricated", "kind": "orthosis"}, documents=[])
    people = {p.role: p for p in found.participants}
    assert (people[MAKER].must, people[MAKER].state) == (True, "missing")
    assert people[MAKER].authority.confidence == "H", "the surest of those who ask for it is named"
    assert (people["practitioner"].must, people["practitioner"].state) == (True, "missing")


def test_what_the_policy_wants_is_answered_from_the_chart() -> None:
    found = of("knee-medicare")
    states = {w.title: (w.kind, w.state) for w in found.wanted}
    assert states["The patient walks"] == ("evaluation", "present")
    assert states["A report of imaging shows it"] == ("imaging", "present")
    assert states["Face-to-face encounter within six months before the order"] == ("evaluation", "present")
    assert all(w.authority.title for w in found.wanted)


def test_criteria_that_only_a_rule_has_are_there_with_their_way() -> None:
    found = of_code("S1040", payer="uhc", on=NOW)
    (severe,) = [w for w in found.wanted if w.title == "The deformity is severe"]
    assert severe.origin == "uhc/cranial/severe_after_trial"
    assert severe.way == "Severe plagiocephaly after a trial of repositioning"
    assert (severe.needed, severe.authority.confidence) == ("one way", "M")


def test_another_payer_wants_other_things() -> None:
    aetna = {w.origin.split("/")[0] for w in of("helmet-aetna").wanted}
    cigna = {w.origin.split("/")[0] for w in of("helmet-aetna", payer="cigna").wanted}
    assert "aetna" in aetna - cigna
    assert "cigna" in cigna - aetna


def test_what_is_no_matter_of_the_patient_is_not_in_it() -> None:
    """Plans' limits, product lists and deliveries are for the checklist."""
    for code, payer in (("L1843", "medicare-dme"), ("L8030", "commercial"), ("S1040", "cigna")):
        for wanted in of_code(code, payer=payer, on=date(2026, 11, 23)).wanted:
            assert wanted.kind in KINDS
            assert not any(word in wanted.title.lower() for word in ("plan ", "product", "delivery", "pdac"))


def test_a_supplier_alone_leaves_it_uncorroborated() -> None:
    note = {"kind": "note", "role": "supplier", "states": {"mastectomy_documented": "yes"}}
    found = made(**line("L8030", "RT", date="2026-11-02"), documents=[note])
    states = {w.title: w.state for w in found.wanted}
    assert states["The practitioner's record says which breast was removed"] == "uncorroborated"


def test_the_day_decides_which_criteria_hold() -> None:
    def titles(day: date) -> set[str]:
        return {w.title for w in of_code("L1843", payer="medicare-dme", on=day).wanted}

    assert "The patient walks" in titles(date(2026, 1, 25))
    assert "The patient walks" not in titles(date(2026, 1, 24))


def test_the_tables_behind_it_name_what_there_is() -> None:
    assert set(WANTING) <= set(CHECKS)
    assert set(CLOSED) <= set(CHECKS)
    used = {r.record.check for r in policy.load().rules}
    assert set(WANTING) | set(CLOSED) <= used


def test_every_family_begins_a_diagnosis_that_there_is() -> None:
    for entry, _ in _entries():
        for begins in entry.diagnoses:
            assert codes.icd10(begins, on=NOW).exists, begins
