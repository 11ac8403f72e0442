"""Criteria on a checklist: proved, denied, said by the wrong person, too old or not at all, as the engine has it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from contralateral import claim as claims
from contralateral.claim.tables import EVIDENCE
from contralateral.guide.checklist.proved import proved
from contralateral.policy import criteria
from contralateral.policy.criteria import Criterion

from .made import case, entries, entry, line

LEG = line("L5856", "RT", "K2", "KX", date="2026-11-02")


def note(role: str, **states: str) -> dict[str, Any]:
    return {"kind": "note", "date": "2026-10-01", "role": role, "signed": "yes", "states": states}


def state_of(*documents: dict[str, Any]) -> str:
    found = entries("medicare_dme/llp_criteria", **LEG, documents=list(documents))
    assert [e.title for e in found] == [c.title for c in criteria.of_policy("llp").criterion]
    return found[1].state


@pytest.mark.parametrize(
    ("documents", "state"),
    [
        ([], "missing"),
        ([note("practitioner", motivated_to_walk="yes")], "present"),
        ([note("practitioner", motivated_to_walk="no")], "missing"),
        ([note("prosthetist", motivated_to_walk="yes")], "uncorroborated"),
        ([note("supplier", motivated_to_walk="yes")], "uncorroborated"),
        ([note("prosthetist", motivated_to_walk="yes"), note("surgeon", motivated_to_walk="yes")], "present"),
        ([note("practitioner", functional_state_expected="yes")], "unknown"),
        ([note("prosthetist", motivated_to_walk="no")], "unknown"),
    ],
)
def test_who_says_it_decides(documents: list[dict[str, Any]], state: str) -> None:
    assert state_of(*documents) == state


def test_the_note_that_does_not_prove_is_named_with_whose_word_is_wanted() -> None:
    found = entries(
        "medicare_dme/llp_criteria", **LEG, documents=[note("prosthetist", motivated_to_walk="yes")]
    )
    assert found[1].detail == (
        "Only note 1 (prosthetist) of 2026-10-01 says so; the policy wants it of the practitioner or surgeon or "
        "therapist.",
    )
    assert "medicare_dme/llp/kx_unsupported" in found[1].rules


def test_level_2_has_criteria_of_its_own() -> None:
    assert entries("medicare_dme/llp_level_2_knee", **LEG)
    assert entries("medicare_dme/llp_level_2_microprocessor", **LEG)
    assert not entries("medicare_dme/llp_level_2_knee", **line("L5856", "RT", "K3", "KX"))


def test_the_diagnosis_decides_which_criteria_a_knee_brace_has() -> None:
    knee = line("L1843", "RT", date="2026-11-02")
    worn = {"condition": {"diagnoses": ["M17.11"]}}
    torn = {"condition": {"diagnoses": ["S83.511A"]}}
    assert entries("medicare_dme/knee_osteoarthritis", **knee, **worn)
    assert not entries("medicare_dme/knee_instability", **knee, **worn)
    assert entry("medicare_dme/knee_instability", **knee, **torn).state == "unknown"
    assert not entries("medicare_dme/knee_osteoarthritis", **knee, **torn)
    before = line("L1843", "RT", date="2026-01-24")
    assert not entries("medicare_dme/knee_osteoarthritis", **before, **worn)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ({"knee_laxity_documented": "yes"}, ["present"]),
        ({"knee_injured_or_operated": "yes"}, ["present"]),
        ({"knee_laxity_documented": "no", "knee_injured_or_operated": "yes"}, ["present"]),
        ({"knee_laxity_documented": "no", "knee_injured_or_operated": "no"}, ["missing"]),
        ({"patient_walks": "yes"}, ["unknown"]),
    ],
)
def test_a_second_way_is_enough(states: dict[str, str], expected: list[str]) -> None:
    torn = {"condition": {"diagnoses": ["S83.511A"]}}
    knee = line("L1843", "RT", date="2026-11-02")
    found = entries(
        "medicare_dme/knee_instability", **knee, **torn, documents=[note("practitioner", **states)]
    )
    assert [e.state for e in found] == expected


WINDOW = Criterion(
    name="exam",
    title="t",
    fact="exam",
    equals=True,
    roles=("practitioner",),
    within_days_before=180,
    of="dos",
)


def window(*rows: dict[str, Any]) -> str:
    evidence = pl.DataFrame(
        [
            {"claim": 0, "fact": "exam", "value": "true", "role": "practitioner", "document": "note", **r}
            for r in rows
        ],
        schema=dict(EVIDENCE),
        orient="row",
    )
    return proved(
        WINDOW,
        evidence,
        supplied=True,
        line=1,
        dos=date(2026, 6, 30),
        order_date=None,
        question="When was the exam?",
    ).state


def test_a_statement_holds_for_so_many_days() -> None:
    assert window({"dated": date(2026, 1, 1)}) == "present"
    assert window({"dated": date(2025, 12, 31)}) == "out of date"
    assert window({"dated": None}) == "unknown"
    assert window({"dated": date(2026, 1, 1), "line": 2}) == "unknown", "said of another line"


@pytest.mark.parametrize("value", ["yes", "no"])
@pytest.mark.parametrize("role", ["practitioner", "prosthetist", "supplier"])
def test_present_is_what_the_engine_calls_met(role: str, value: str) -> None:
    made = case(**LEG, documents=[note(role, motivated_to_walk=value)])
    tables = claims.from_case(made, path="made.yaml")
    column = "met:llp:motivated"
    payer = pl.Series("payer", ["medicare-dme"])
    met = claims.widen(tables, [column], payer=payer, receipt=date(2026, 11, 23)).plain([column])[column][0]
    state = state_of(note(role, motivated_to_walk=value))
    assert (state == "present") == (met is True)
    assert (state == "missing") == (met is False)


def test_a_measure_on_both_sides_of_a_bound_is_told_and_decides_nothing() -> None:
    wanted = Criterion(name="gap", title="t", fact="gap", above=6)
    row = {
        "claim": 0,
        "fact": "gap",
        "value": "7",
        "number": 7.0,
        "low": 5.5,
        "high": 8.5,
        "document": "scan",
    }
    told = proved(
        wanted,
        pl.DataFrame([row], schema=dict(EVIDENCE), orient="row"),
        supplied=True,
        line=1,
        dos=None,
        order_date=None,
        question="How wide?",
    )
    assert told.state == "unknown"
    assert told.asks == ("How wide?",)
    assert "7 (5.5 to 8.5)" in told.detail[0]
