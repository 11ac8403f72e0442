"""Every kind of document in every state that it can be in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from contralateral.guide.checklist import checklist

from .made import case, entries, entry, line

ORDER = {
    "date": "2026-10-05",
    "received": "2026-10-06",
    "signed": "yes",
    "patient": "yes",
    "description": "a brace",
    "quantity": "yes",
    "practitioner": "Dr. Example",
}
DELIVERY = {
    "date": "2026-11-02",
    "proof": "yes",
    "patient": "yes",
    "address": "yes",
    "description": "a brace",
    "quantity": "yes",
    "dated": "yes",
    "signed": "yes",
    "relation": "patient",
}
KNEE = line("L1843", "RT")
NOTICE = {"signed": "2026-11-01", "form_expires": "2029-03-31", "names_item": "yes", "states_reason": "yes"}
GRANT = {"number": "A1234567890123", "decision": "affirmed", "date": "2026-10-20"}
LEG = line("L5856", "RT", "K3", "KX")
OHIO = {"patient": {"state": "OH"}, "delivery": {"date": "2026-11-02"}}
BREAST = {"payer": "medicare-dme", **line("L8030", "LT")}
NOTE = {"kind": "office note", "date": "2026-10-01", "role": "practitioner", "signed": "yes"}
MADE = {"device": {"kind": "orthosis", "make": "custom fabricated"}}


def without(paper: dict[str, Any], *names: str, **changed: Any) -> dict[str, Any]:
    return {k: v for k, v in {**paper, **changed}.items() if k not in names}


@pytest.mark.parametrize(
    ("order", "state", "fields"),
    [
        (None, "unknown", ()),
        ({"written": "no"}, "missing", ()),
        (ORDER, "present", ()),
        (without(ORDER, signed="no"), "unsigned", ()),
        (without(ORDER, "signed"), "unknown", ()),
        (without(ORDER, patient="no"), "incomplete", ("patient",)),
        (without(ORDER, description=""), "incomplete", ("item",)),
        (without(ORDER, "description", items=["L1200"]), "present", ()),
        (without(ORDER, quantity="no", practitioner=""), "incomplete", ("quantity", "practitioner")),
        (without(ORDER, practitioner="", npi="1245319599"), "present", ()),
        (without(ORDER, "date"), "unknown", ()),
        (without(ORDER, "quantity"), "unknown", ()),
        (without(ORDER, "quantity", patient="no"), "incomplete", ("patient",)),
        (without(ORDER, patient="no", signed="no"), "unsigned", ("patient",)),
    ],
)
def test_the_standard_written_order(
    order: dict[str, Any] | None, state: str, fields: tuple[str, ...]
) -> None:
    found = entry("medicare_dme/standard_written_order", **({"order": order} if order else {}))
    assert (found.state, found.fields) == (state, fields)
    assert bool(found.remedy) == (state != "present")
    assert bool(found.asks) >= (state == "unknown")


def test_what_is_unknown_of_the_order_is_one_question() -> None:
    found = entry("medicare_dme/standard_written_order", order={"date": "2026-10-05", "signed": "yes"})
    assert found.asks == (
        "Does the written order give the patient's name or Medicare number, a description of the item, the "
        "quantity and the practitioner's name or NPI?",
    )


@pytest.mark.parametrize(
    ("received", "state", "date"),
    [
        ("2026-11-01", "present", ""),
        ("2026-11-02", "present", ""),
        ("2026-11-03", "wrong side of a date", "delivery"),
        (None, "unknown", ""),
    ],
)
def test_the_order_before_the_delivery(received: str | None, state: str, date: str) -> None:
    found = entry("medicare_dme/order_before_delivery", **KNEE, **OHIO, order={**ORDER, "received": received})
    assert (found.state, found.date) == (state, date)


def test_the_order_before_the_delivery_is_wanted_for_listed_codes_on_their_days() -> None:
    assert not entries("medicare_dme/order_before_delivery", order=ORDER, **OHIO)
    old = line("L1843", "RT", date="2023-04-16")
    assert not entries("medicare_dme/order_before_delivery", order=ORDER, **old)
    new = line("L1843", "RT", date="2023-04-17")
    assert entry("medicare_dme/order_before_delivery", order=ORDER, **new).state == "wrong side of a date"


@pytest.mark.parametrize(
    ("encounter", "state"),
    [
        (None, "unknown"),
        ({"held": "no"}, "missing"),
        ({"date": "2026-10-05"}, "present"),
        ({"date": "2026-04-05"}, "present"),
        ({"date": "2026-04-04"}, "out of date"),
        ({"date": "2026-10-06"}, "wrong side of a date"),
        ({"practitioner": "Dr. Example"}, "unknown"),
    ],
)
def test_the_encounter(encounter: dict[str, Any] | None, state: str) -> None:
    more = {"encounter": encounter} if encounter else {}
    found = entry("medicare_dme/face_to_face", **KNEE, **OHIO, order=ORDER, **more)
    assert found.state == state
    assert found.date == ("order" if state == "wrong side of a date" else "")


@pytest.mark.parametrize(
    ("delivery", "state", "fields"),
    [
        ({"date": "2026-11-02"}, "unknown", ()),
        ({"date": "2026-11-02", "proof": "no"}, "missing", ()),
        (DELIVERY, "present", ()),
        (without(DELIVERY, signed="no"), "unsigned", ()),
        (without(DELIVERY, address="no"), "incomplete", ("address",)),
        (without(DELIVERY, description="", dated="no"), "incomplete", ("item", "date")),
        (without(DELIVERY, relation="family"), "unknown", ()),
        (without(DELIVERY, relation="family", relation_stated="yes"), "present", ()),
        (without(DELIVERY, relation="family", relation_stated="no"), "incomplete", ("relation",)),
        (
            without(DELIVERY, relation="supplier staff", relation_stated="yes"),
            "incomplete",
            ("accepted_signer",),
        ),
        (without(DELIVERY, "address"), "unknown", ()),
    ],
)
def test_the_proof_of_delivery(delivery: dict[str, Any], state: str, fields: tuple[str, ...]) -> None:
    found = entry("medicare_dme/proof_of_delivery", delivery=delivery)
    assert (found.state, found.fields) == (state, fields)


def test_the_proof_bears_the_date_of_service() -> None:
    billed = line("L1200", date="2026-11-01")
    found = entry("medicare_dme/proof_of_delivery", delivery=DELIVERY, **billed)
    assert (found.state, found.date) == ("wrong side of a date", "service")
    billed = line("L1200", date="2026-11-03")
    assert entry("medicare_dme/proof_of_delivery", delivery=DELIVERY, **billed).date == "service"
    sent = without(DELIVERY, shipped="2026-10-30")
    assert (
        entry("medicare_dme/proof_of_delivery", delivery=sent, **line("L1200", date="2026-10-30")).state
        == "present"
    )


@pytest.mark.parametrize(
    ("notices", "state", "fields"),
    [
        (None, "unknown", ()),
        ([], "missing", ()),
        ([NOTICE], "present", ()),
        ([without(NOTICE, signed="2026-11-03")], "wrong side of a date", ()),
        ([without(NOTICE, form_expires="2026-01-31")], "out of date", ()),
        ([without(NOTICE, states_reason="no")], "incomplete", ("reason",)),
        ([without(NOTICE, "names_item")], "unknown", ()),
        ([without(NOTICE, states_reason="no"), NOTICE], "present", ()),
        ([without(NOTICE, kind="other")], "missing", ()),
        ([without(NOTICE, "signed")], "unknown", ()),
    ],
)
def test_the_notice(notices: list[dict[str, Any]] | None, state: str, fields: tuple[str, ...]) -> None:
    more = {} if notices is None else {"notices": notices}
    found = entry("medicare_dme/notice", **line("L8035", "LT", "GA"), **OHIO, **more)
    assert (found.state, found.fields) == (state, fields)


def test_a_notice_is_wanted_where_GA_attests_one() -> None:
    assert not entries("medicare_dme/notice", **line("L8035", "LT", "GZ"), notices=[])
    unsure = {"lines": [{"code": "L8035"}]}
    found = entry("medicare_dme/notice", **unsure, notices=[])
    assert found.state == "unknown"
    assert "modifiers" in found.asks[0]


@pytest.mark.parametrize(
    ("grant", "state", "fields"),
    [
        (None, "unknown", ()),
        ({"number": ""}, "missing", ()),
        (GRANT, "present", ()),
        (without(GRANT, number="PA-17"), "incomplete", ("number_of_14",)),
        (without(GRANT, decision="not affirmed"), "incomplete", ("affirmed",)),
        (without(GRANT, "number", decision="pending"), "incomplete", ("affirmed",)),
        (without(GRANT, "decision"), "unknown", ()),
        (without(GRANT, date="2026-09-04"), "present", ()),
        (without(GRANT, date="2026-09-03"), "out of date", ()),
    ],
)
def test_the_authorization(grant: dict[str, Any] | None, state: str, fields: tuple[str, ...]) -> None:
    more = {"authorization": grant} if grant else {}
    found = entry("medicare_dme/authorization_orthosis", **KNEE, **OHIO, **more)
    assert (found.state, found.fields) == (state, fields)


def test_authorizations_of_legs_hold_120_days_and_some_lines_need_none() -> None:
    name = "medicare_dme/authorization_prosthesis"
    assert entry(name, **LEG, **OHIO, authorization={**GRANT, "date": "2026-07-06"}).state == "present"
    assert entry(name, **LEG, **OHIO, authorization={**GRANT, "date": "2026-07-05"}).state == "out of date"
    assert not entries(name, **line("L5856", "RT", "ST"), **OHIO)
    assert not entries(name, **LEG, **OHIO, authorization={"exempt": "yes"})
    assert not entries("medicare_dme/authorization_orthosis", **LEG, **OHIO)


@pytest.mark.parametrize(
    ("documents", "state"),
    [
        (None, "unknown"),
        ([], "missing"),
        ([NOTE], "present"),
        ([without(NOTE, signed="no")], "unsigned"),
        ([without(NOTE, signed="no"), NOTE], "present"),
        ([without(NOTE, "signed")], "unknown"),
        ([without(NOTE, "role")], "unknown"),
        ([without(NOTE, role="prosthetist")], "uncorroborated"),
        ([without(NOTE, role="supplier")], "uncorroborated"),
    ],
)
def test_the_medical_record(documents: list[dict[str, Any]] | None, state: str) -> None:
    more = {} if documents is None else {"documents": documents}
    assert entry("medicare_dme/medical_record", **more).state == state


REASONS = {"design_described": "yes", "custom_reasoned": "yes", "standard_ruled_out": "yes"}
SHEET = {
    "kind": "orthotist note",
    "date": "2026-10-08",
    "role": "orthotist",
    "signed": "yes",
    "states": REASONS,
}


@pytest.mark.parametrize(
    ("documents", "state", "fields"),
    [
        (None, "unknown", ()),
        ([NOTE], "missing", ()),
        ([SHEET], "present", ()),
        ([without(SHEET, signed="no")], "unsigned", ()),
        ([without(SHEET, states={**REASONS, "custom_reasoned": "no"})], "incomplete", ("custom_reasoned",)),
        ([without(SHEET, states={"design_described": "yes"})], "unknown", ()),
        (
            [
                without(SHEET, states={"design_described": "yes", "custom_reasoned": "yes"}),
                without(SHEET, states={"standard_ruled_out": "two braces off the shelf slipped"}),
            ],
            "present",
            (),
        ),
        # What an unsigned sheet says does not complete a signed one.
        (
            [
                without(SHEET, states={"design_described": "yes", "custom_reasoned": "yes"}),
                without(SHEET, signed="no", states={"standard_ruled_out": "yes"}),
            ],
            "unknown",
            (),
        ),
    ],
)
def test_the_statement(documents: list[dict[str, Any]] | None, state: str, fields: tuple[str, ...]) -> None:
    more = {} if documents is None else {"documents": documents}
    found = entry("medicare_dme/functional_evaluation", **MADE, **more)
    assert (found.state, found.fields) == (state, fields)


def test_the_statement_that_says_more_is_asked_for_alone() -> None:
    assert not entries("all/makers_statement", **MADE)
    assert entries("all/makers_statement", payer="commercial", **MADE)


@pytest.mark.parametrize(
    ("measures", "state"),
    [
        (None, "unknown"),
        ([], "missing"),
        ([{"fact": "cephalic_index_percent", "value": "91", "unit": "%"}], "missing"),
        ([{"fact": "cobb_angle", "value": "31", "unit": "degrees"}], "unknown"),
        (
            [
                {
                    "fact": "cobb_angle",
                    "value": "31",
                    "unit": "degrees",
                    "method": "radiograph",
                    "date": "2026-09-01",
                }
            ],
            "present",
        ),
        (
            [
                {
                    "fact": "cobb_angle",
                    "value": "31",
                    "unit": "degrees",
                    "method": "",
                    "date": "2026-09-01",
                }
            ],
            "incomplete",
        ),
    ],
)
def test_measures(measures: list[dict[str, Any]] | None, state: str) -> None:
    more = {} if measures is None else {"measures": measures}
    assert entry("all/scoliosis_curve", **more).state == state
    assert not entries("all/asymmetry_measured", **MADE, **more), "the curve says more"


@pytest.mark.parametrize(
    ("more", "state"),
    [({}, "unknown"), ({"goals": []}, "missing"), ({"goals": ["walk to the shops"]}, "present")],
)
def test_goals(more: dict[str, Any], state: str) -> None:
    assert entry("all/treatment_goals", **MADE, **more).state == state
    assert entry("medicare_dme/prosthesis_goals", **LEG, **more).state == state


@pytest.mark.parametrize(
    ("condition", "state"),
    [
        ({}, "unknown"),
        ({"cause": "injury"}, "unknown"),
        ({"cause": "injury", "since": "2020-02-02"}, "present"),
        ({"cause": "", "since": "2020-02-02"}, "incomplete"),
    ],
)
def test_the_history_of_the_condition(condition: dict[str, Any], state: str) -> None:
    found = entry("all/cause_and_onset", **MADE, condition={"diagnoses": ["M41.25"], **condition})
    assert found.state == state


OLD = {"code": "L8030", "side": "left", "delivered": "2024-09-02", "ended": "worn"}


@pytest.mark.parametrize(
    ("history", "state"),
    [
        (None, "unknown"),
        ([], "present"),
        ([OLD], "present"),
        ([without(OLD, "ended")], "unknown"),
        ([OLD, without(OLD, "delivered")], "unknown"),
        ([without(OLD, "ended", side="right")], "present"),
        ([without(OLD, "ended", code="L8020")], "present"),
    ],
)
def test_same_or_similar(history: list[dict[str, Any]] | None, state: str) -> None:
    more = {} if history is None else {"history": history}
    assert entry("medicare_dme/same_or_similar", **BREAST, **more).state == state


@pytest.mark.parametrize(
    ("history", "state"),
    [
        (None, "unknown"),
        ([], "missing"),
        ([OLD], "present"),
        ([without(OLD, "ended")], "unknown"),
        ([without(OLD, code="L8020")], "present"),
    ],
)
def test_the_reason_of_a_replacement(history: list[dict[str, Any]] | None, state: str) -> None:
    more = {} if history is None else {"history": history}
    found = entry("medicare_dme/replacement_reason", **BREAST, device={"replaces": "yes"}, **more)
    assert found.state == state
    assert not entries("medicare_dme/replacement_reason", **BREAST, device={"replaces": "no"}, **more)


@pytest.mark.parametrize(
    ("reason", "state"), [(None, "unknown"), ("", "incomplete"), ("the limb has shrunk", "present")]
)
def test_the_order_says_why_a_prosthesis_is_replaced(reason: str | None, state: str) -> None:
    order = {**ORDER, "replacement_reason": reason}
    found = entry("medicare_dme/replacement_on_order", **LEG, device={"replaces": "yes"}, order=order)
    assert found.state == state


def test_photographs() -> None:
    picture = {"kind": "Photograph", "date": "2026-10-08"}
    for documents, state in (([], "missing"), ([NOTE], "missing"), ([NOTE, picture], "present")):
        found = entry("medicare_dme/facial_photograph", **line("L8048"), documents=documents)
        assert (found.state, found.wanted) == (state, "on request")


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-08-02", "present"), ("2026-08-01", "out of date"), ("2026-11-03", "wrong side of a date")],
)
def test_the_certificate_for_shoes(day: str, state: str) -> None:
    paper = {"kind": "certificate", "date": day, "role": "practitioner", "signed": "yes"}
    found = entry("medicare_dme/shoe_certificate", **line("A5500", "RT"), **OHIO, documents=[paper])
    assert found.state == state


@pytest.mark.parametrize(("asked_on", "wanted"), [("2026-11-22", False), ("2026-11-23", True)])
def test_a_policy_without_its_date_goes_by_the_day_of_the_claim(asked_on: str, wanted: bool) -> None:
    """As its rule does (decision 15): a delivery before the text was read meets it, a claim before that does not."""
    brace = case(payer="aetna", delivery={"date": "2026-11-02"})
    found = checklist(brace, path="made.yaml", today=date.fromisoformat(asked_on))
    assert any(e.requirement == "aetna/order_within_six_months" for e in found.entries) is wanted


def test_what_the_plan_wrote_is_no_note_of_the_chart() -> None:
    plan = {"kind": "plan document", "states": {"authorization_required": "no"}}
    found = entry("medicare_dme/medical_record", documents=[plan])
    assert found.state == "missing"
    assert not any("plan document" in ask for ask in found.asks)
