"""Requests for authorization and their answers as tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contralateral.edi.auth278.reader import SCHEMAS, VERSION, Authorizations278
from tests.edi.acks.edits import BYTES, check
from tests.edi.acks.reading import read
from tests.edi.auth278.texts import ANSWER, REJECTION, REQUEST, authorizations

if TYPE_CHECKING:
    from tests.edi.acks.reading import Read


def look(data: bytes, size: int = 1 << 20) -> Read:
    return read(data, Authorizations278, SCHEMAS, VERSION, "278", size)


@pytest.fixture(scope="module")
def whole() -> Read:
    return look(authorizations())


def test_nothing_is_said_of_a_file_without_a_fault(whole: Read) -> None:
    assert whole.said == []
    assert whole.column("rest", "text") == ["PWK*OZ*EL***AC*ATT-1"]


def test_events_tell_the_direction_and_the_levels_above(whole: Read) -> None:
    assert whole["events"]["direction"].value_counts(sort=False).sort("direction").rows() == [
        ("answer", 12),
        ("request", 8),
    ]
    last = whole["events"].filter(pl.col("request") == 2).row(0, named=True)
    assert (last["of"], last["parent"], last["subscriber"], last["dependent"]) == ("event", 10, 10, None)
    service = whole["events"].filter(pl.col("of") == "service").row(0, named=True)
    assert (service["event"], service["dependent"], service["umo"]) == (4, 3, 0)
    assert (service["purpose"], service["submitted"]) == ("13", date(2026, 11, 16))


def test_a_request_tells_what_is_asked_for_whom(whole: Read) -> None:
    asked = whole["requests"].row(0, named=True)
    assert (asked["direction"], asked["reference"], asked["trace"]) == ("request", "REQ-1", "TRACE-1")
    assert (asked["category"], asked["certification_type"], asked["service_type"]) == ("HS", "I", "12")
    assert (asked["place_of_service"], asked["place_qualifier"], asked["level_of_service"]) == (
        "12",
        "B",
        "U",
    )
    assert (asked["event_first"], asked["event_through"]) == (date(2026, 12, 1), date(2027, 2, 28))
    assert (asked["onset"], asked["admitted"]) == (date(2026, 9, 1), None)  # admitted is a day with a time
    assert (asked["previous_certification"], asked["administrative"]) == ("OLD-1", "ADMIN-1")
    assert (asked["requester_id"], asked["subscriber_id"]) == ("1234567893", "M-001")
    assert (asked["dependent_first"], asked["dependent_born"], asked["subscriber_born"]) == (
        *("RHODA", date(2011, 4, 5)),
        date(1950, 2, 3),
    )
    assert (asked["hsd_quantity"], asked["hsd_periods"]) == (3.0, 2)
    assert asked["action"] is None


def test_an_answer_tells_what_was_decided(whole: Read) -> None:
    answer = whole["requests"].row(1, named=True)
    assert (answer["action"], answer["certification"], answer["reason"]) == ("A6", "CERT-1", None)
    assert (answer["certified_first"], answer["certified_through"]) == (date(2026, 12, 1), date(2027, 2, 28))
    assert (answer["certified_on"], answer["expires"]) == (date(2026, 11, 18), date(2027, 3, 1))
    assert answer["authorization"] == "AUTH-1"


def test_an_event_of_the_subscriber_has_no_dependent(whole: Read) -> None:
    answer = whole["requests"].row(2, named=True)
    assert (answer["subscriber_last"], answer["dependent_last"]) == ("ROE", None)
    assert (answer["action"], answer["reason"], answer["message"]) == ("A4", "0U", "MORE PAPERS")


def test_services_of_every_kind_are_rows(whole: Read) -> None:
    found = whole["services"]
    columns = ("service", "kind", "code", "modifier1", "charge_cents", "unit", "quantity", "revenue")
    assert found.select(columns).rows() == [
        (1, "SV1", "L5301", "LT", 300050, "UN", 1.0, None),
        (2, "SV2", "L5673", None, 25000, "UN", 2.0, "0274"),
        (3, None, None, None, None, None, None, None),
        (1, "SV1", "L5301", "LT", 300050, "UN", 1.0, None),
        (2, "SV3", "D5911", None, 9990, None, 1.0, None),
        (3, None, None, None, None, None, None, None),
    ]
    assert found.select("pointer1", "pointer2", "pointer3").row(0) == (1, 2, None)
    assert found.select("hsd_quantity", "hsd_period", "hsd_periods").row(2) == (12.0, "34", 1)
    assert found["action"].to_list() == [None, None, None, "A1", "A3", None]
    assert found["service_through"].to_list()[:2] == [date(2026, 12, 15), date(2026, 12, 1)]


def test_every_reason_of_a_decision_is_a_row(whole: Read) -> None:
    assert whole["decisions"].select("request", "service", "position", "action", "reason").rows() == [
        (1, None, 1, "A6", None),
        (1, 1, 1, "A1", None),
        (1, 2, 1, "A3", "0V"),
        (1, 2, 2, "A3", "0W"),
        (2, None, 1, "A4", "0U"),
    ]


def test_rejections_stand_at_any_level(whole: Read) -> None:
    assert whole["rejections"].select(
        "transaction", "request", "of", "loop", "reason", "follow_up"
    ).rows() == [
        (1, 1, "service", "2000F", "15", "C"),
        (2, None, "requester", "2010B", "51", "C"),
        (2, None, "subscriber", "2010C", "75", "C"),
        (2, None, "subscriber", "2010C", "72", "C"),
    ]


def test_diagnoses_have_positions_and_days(whole: Read) -> None:
    assert whole["diagnoses"].select("position", "qualifier", "code", "day").rows() == [
        (1, "ABK", "S88112A", None),
        (2, "ABF", "Z89511", date(2026, 9, 2)),
        (3, "ABF", "E119", None),
    ]


def test_parties_have_what_hangs_on_them(whole: Read) -> None:
    asking = whole["parties"].row(1, named=True)
    assert (asking["address2"], asking["zip"], asking["contact_number"]) == (
        "FLOOR 2",
        "450010000",
        "5555550100",
    )
    assert asking["taxonomy"] == "335E00000X"
    assert whole.column("parties", "relationship")[3] == "19"
    assert whole["parties"].filter(pl.col("role") == "SJ")["service"].to_list() == [2]


def test_dates_of_other_formats_are_kept_as_text(whole: Read) -> None:
    row = whole["dates"].filter(pl.col("format") == "DT").row(0, named=True)
    assert (row["text"], row["first"]) == ("202609021130", None)


@pytest.mark.parametrize("size", [1, 300, 1000])
def test_pieces_give_the_same_tables(size: int, whole: Read) -> None:
    found = look(authorizations(), size)
    assert all(found[name].equals(whole[name]) for name in SCHEMAS)
    assert found.said == []


FAULTS = {
    "a charge": ("LT*3000.50*UN", "LT*3000.505*UN", "SV1 has a charge that is not an amount", [2]),
    "a quantity": ("UN*1\nHL*7", "UN*l\nHL*7", "SV1 has a quantity that is not a number", [2]),
    "a day": ("DTP*102*D8*20261118", "DTP*102*D8*20261131", "DTP03 is not a day", [2]),
    "a second service": ("HCR*A1*CERT-1A", "SV2*0274*HC:L5673", "more than one service", [2]),
    "an empty decision": ("HCR*A3**0V^0W", "HCR***0V", "HCR01 is empty", [2]),
    "an unknown name": ("AAA*Y**15*C", "AAX*Y**15*C", "has a name that no segment", [2]),
    "no place": ("AAA*Y**15*C", "CLM*Y**15*C", "CLM has no place in loop 2000F", [2]),
    "a service that leads nowhere": ("HL*7*5*SS", "HL*7*4*SS", "does not lead to its event", [2]),
    "an event that leads nowhere": ("HL*9*3*EV", "HL*9*2*EV", "HL02 does not lead", [1]),
    "an unknown level": ("HL*8*5*SS", "HL*8*5*ZZ", "HL03 is none of", [2]),
    "a subscriber that leads nowhere": ("HL*3*2*22", "HL*3*9*22", "does not lead to its requester", []),
    "another level's party": ("NM1*QC*1*ROE*RHODA", "NM1*IL*1*ROE*RHODA", "party of another level", [2]),
    "no BHT": ("BHT*0007*11*REQ-1", "MSG*0007", "has no BHT", []),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_leaves_out_its_request_and_no_more(name: str) -> None:
    old, new, words, left = FAULTS[name]
    assert old in ANSWER
    found = look(authorizations(REQUEST, ANSWER.replace(old, new, 1), REJECTION))
    assert [d for d in found.said if d.severity == "error" and words in d.message], found.messages
    assert found.column("requests", "request") == [0, *left]
    kept = set(found.column("requests", "request"))
    for table in SCHEMAS:
        assert set(found[table]["request"].drop_nulls()) <= kept
    assert len(found["rejections"].filter(pl.col("transaction") == 2)) == 3
    assert not [m for m in found.messages if "ROE" in m or "M-00" in m or "CERT-" in m]


def test_a_diagnosis_without_its_code_is_a_fault() -> None:
    found = look(authorizations(REQUEST.replace("ABF:E119", "ABF")))
    assert "HI names a kind of code and no code" in found.messages[0]
    assert found["requests"].is_empty()


def test_a_decision_in_a_request_is_odd() -> None:
    found = look(authorizations(ANSWER.replace("BHT*0007*11", "BHT*0007*13")))
    assert {d.severity for d in found.said} == {"warning"}
    assert sum("BHT02 says that this is a request" in m for m in found.messages) == 5
    assert len(found["requests"]) == 2


def test_an_unknown_purpose_is_no_direction() -> None:
    found = look(authorizations(ANSWER.replace("BHT*0007*11", "BHT*0007*77")))
    assert found.column("requests", "direction") == [None, None]
    assert "BHT02 is none of" in found.messages[0]


def test_a_request_that_does_not_say_what_for_is_told() -> None:
    found = look(authorizations(REQUEST.replace("UM*HS*I*12*12:B**U*H**Y\n", "")))
    assert "This request has no UM" in found.messages[0]


def test_a_service_that_says_nothing_is_told() -> None:
    found = look(authorizations(REQUEST.replace("HSD*VS*12***34*1\n", "")))
    assert "neither a code nor a quantity" in found.messages[0]


def test_other_guides_of_the_same_transaction_are_not_read() -> None:
    assert look(authorizations(REQUEST, version="005010X216"))["events"].is_empty()


DATA = authorizations()


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.integers(0, len(DATA) - 1), st.sampled_from(["set", "cut", "add"]), st.sampled_from(list(BYTES)))
def test_one_byte_changes_no_other_transaction_unnoticed(at: int, how: str, byte: int) -> None:
    check(DATA, look, at, how, byte)
