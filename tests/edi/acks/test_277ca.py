"""Claim acknowledgments as tables: what stands in them, what is left out, and that pieces give the same."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
import pyx12.params
import pyx12.x12n_document
from hypothesis import given, settings
from hypothesis import strategies as st

from contralateral.edi.acks.reader277ca import SCHEMAS, VERSION, Claims277
from contralateral.edi.kind import kind_of
from tests.edi.acks.edits import BYTES, check
from tests.edi.acks.reading import read
from tests.edi.acks.texts import FIRST, SECOND, claims277

if TYPE_CHECKING:
    from pathlib import Path

    from tests.edi.acks.reading import Read


def look(data: bytes, size: int = 1 << 20) -> Read:
    return read(data, Claims277, SCHEMAS, VERSION, "277CA", size)


@pytest.fixture(scope="module")
def whole() -> Read:
    return look(claims277())


def test_nothing_is_said_of_a_file_without_a_fault(whole: Read) -> None:
    assert whole.said == []
    assert whole.envelope == []
    assert whole["rest"].is_empty()


def test_a_claim_carries_its_levels(whole: Read) -> None:
    claim = whole["claims"].row(1, named=True)
    assert claim["patient_control"] == "PCN-2"
    assert (claim["patient_last"], claim["patient_first"], claim["patient_id"]) == (
        "POE",
        "PATRICIA",
        "M-002",
    )
    assert (claim["provider_npi"], claim["provider_name"]) == ("1234567893", "NORTHSIDE PROSTHETICS")
    assert (claim["payer_id"], claim["receiver_id"], claim["batch"]) == ("90001", "SB01", "BATCH-5")
    assert (claim["receipt"], claim["received"], claim["processed"]) == (
        *("RECEIPT-77", date(2026, 11, 16)),
        date(2026, 11, 17),
    )
    assert (claim["service_first"], claim["service_through"]) == (date(2026, 11, 2), date(2026, 11, 3))
    assert claim["payer_control"] is None


def test_a_claim_carries_the_numbers_that_others_gave_it(whole: Read) -> None:
    claim = whole["claims"].row(0, named=True)
    assert (claim["payer_control"], claim["clearinghouse_control"], claim["bill_type"]) == (
        "PAYER-1",
        "HOUSE-1",
        "0111",
    )


def test_two_claims_of_one_patient_are_two_rows_and_count_on_over_transactions(whole: Read) -> None:
    assert whole.column("claims", "patient_last") == ["ROE", "POE", "POE", "DOE"]
    assert whole.column("claims", "claim") == [0, 1, 2, 3]
    assert whole.column("claims", "transaction") == [0, 0, 0, 1]
    assert whole["claims"].schema["claim"] == pl.UInt32()


def test_a_provider_without_a_national_number_has_none() -> None:
    body = FIRST.replace("XX*1234567893", "FI*1234567893")
    claim = look(claims277(body))["claims"].row(0, named=True)
    assert (claim["provider_id"], claim["provider_npi"]) == ("1234567893", None)


def test_each_composite_of_a_status_has_a_row(whole: Read) -> None:
    mine = whole["statuses"].filter(pl.col("segment") == 38)
    assert mine.select("position", "category", "status", "entity").rows() == [
        (1, "A7", "562", "85"),
        (2, "A7", "21", None),
        (3, "A3", "122", "40"),
    ]
    assert mine["amount_cents"].to_list() == [90000] * 3
    assert mine["text"].to_list() == ["REASON IN WORDS"] * 3
    assert mine["action"].unique().to_list() == ["U"]


def test_statuses_stand_at_every_level(whole: Read) -> None:
    found = whole["statuses"].filter(pl.col("transaction") == 0)
    assert found["of"].value_counts(sort=False).sort("of").rows() == [
        ("patient", 7),
        ("provider", 2),
        ("receiver", 1),
    ]
    refused = found.filter((pl.col("of") == "provider") & (pl.col("action") == "U")).row(0, named=True)
    assert (refused["claim"], refused["effective"], refused["amount_cents"]) == (None, None, 99950)
    assert found.filter(pl.col("service").is_not_null())["loop"].unique().to_list() == ["2220D"]


def test_services_have_their_code_charge_units_and_days(whole: Read) -> None:
    first, second = whole["services"].rows(named=True)
    assert (first["code"], first["modifier1"], first["modifier2"], first["modifier3"]) == (
        "L5301",
        "RT",
        "KX",
        None,
    )
    assert (first["charge_cents"], first["units"], first["line_id"]) == (80000, 1.0, "LINE-1")
    assert (second["service"], second["revenue"], second["units"]) == (2, "0274", 2.5)
    assert second["service_first"] is None


def test_totals_have_one_row_a_level(whole: Read) -> None:
    assert whole["totals"].select(
        "of", "accepted", "rejected", "accepted_cents", "rejected_cents"
    ).rows() == [
        ("receiver", 2, 2, 425050, 189950),
        ("provider", 2, 1, 425050, 90000),
        ("provider", None, 1, None, 99950),
    ]


def test_levels_lead_to_the_level_above(whole: Read) -> None:
    assert whole["levels"].select("of", "parent").rows()[:6] == [
        *(("payer", None), ("receiver", 0), ("provider", 1), ("patient", 2), ("patient", 2), ("provider", 1)),
    ]


@pytest.mark.parametrize("size", [1, 300, 600, 1100])
def test_pieces_give_the_same_tables(size: int, whole: Read) -> None:
    found = look(claims277(), size)
    assert all(found[name].equals(whole[name]) for name in SCHEMAS)
    assert found.said == []


@pytest.mark.parametrize("size", [1, 300, 1 << 20])
def test_what_is_said_of_faults_does_not_depend_on_pieces(size: int) -> None:
    body = FIRST.replace("HL*3*2*19*1", "HL*3*7*19*1").replace("DTP*050*D8*20261116", "DTP*050*D8*20261316")
    found, one = look(claims277(body, SECOND), size), look(claims277(body, SECOND))
    assert found.said == one.said
    assert all(found[name].equals(one[name]) for name in SCHEMAS)


def test_other_separators_give_the_same_tables(whole: Read) -> None:
    found = look(claims277(element="|", component=">", terminator="\n", newline=""))
    assert all(found[name].equals(whole[name]) for name in SCHEMAS)


FAULTS = {
    "an amount": ("U*900*", "U*9OO*", "STC04 is not an amount", ["PCN-1", "PCN-3"]),
    "a day": ("RD8*20261102-20261103", "RD8*20261102-20261131", "DTP03 is not a day", ["PCN-1", "PCN-3"]),
    "a status date": ("85*20261117*U*900", "85*20261177*U*900", "STC02 is not a day", ["PCN-1", "PCN-3"]),
    "a status without a code": ("STC*A2:20:PR", "STC*A2::PR", "without its category", ["PCN-2", "PCN-3"]),
    "no control number": ("TRN*2*PCN-3", "TRN*2", "TRN02 is empty", ["PCN-1", "PCN-2"]),
    "an unknown name": ("REF*FJ*LINE-1", "REX*FJ*LINE-1", "has a name that no segment", ["PCN-1"]),
    "no place": ("REF*1K*PAYER-1", "SVD*1K*PAYER-1", "SVD has no place in loop 2200D", ["PCN-2", "PCN-3"]),
    "a level that leads nowhere": (
        "HL*4*3*PT",
        "HL*4*9*PT",
        "does not lead to its provider",
        ["PCN-2", "PCN-3"],
    ),
    "an unknown level": ("HL*5*3*PT", "HL*5*3*P", "HL03 is none of", ["PCN-1"]),
    "a provider that leads nowhere": ("HL*3*2*19*1", "HL*3*1*19*1", "does not lead to its receiver", []),
    "a number used twice": ("HL*5*3*PT", "HL*4*3*PT", "does not count on", ["PCN-1"]),
    "no party": ("NM1*QC*1*ROE*RICHARD*Q**JR*MI*M-001", "PER*IC", "names nobody", ["PCN-2", "PCN-3"]),
    "another level's party": ("NM1*QC*1*ROE", "NM1*85*1*ROE", "party of another level", ["PCN-2", "PCN-3"]),
    "no BHT": ("BHT*0085*08*ACK-1", "REF*0085*08*ACK-1", "has no BHT", []),
    "a header day": ("BHT*0085*08*ACK-1*20261117", "BHT*0085*08*ACK-1*20261199", "BHT04 is not a day", []),
}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("size", [300, 1 << 20])
def test_a_fault_leaves_out_what_it_stands_in_and_no_more(name: str, size: int) -> None:
    old, new, words, left = FAULTS[name]
    assert old in FIRST
    found = look(claims277(FIRST.replace(old, new, 1), SECOND), size)
    assert [d for d in found.said if d.severity == "error" and words in d.message and d.segment and d.byte]
    assert found.column("claims", "patient_control") == [*left, "PCN-9"]
    kept = set(found.column("claims", "claim"))
    for table in ("services", "statuses", "references", "dates"):
        assert set(found[table]["claim"].drop_nulls()) <= kept


def test_messages_name_nobody() -> None:
    for old, new, _, _ in FAULTS.values():
        for message in look(claims277(FIRST.replace(old, new, 1))).messages:
            assert not [secret for secret in ("ROE", "POE", "M-00", "PCN", "PATRICIA") if secret in message]


def test_odd_things_are_read_and_told() -> None:
    body = FIRST.replace("STC*A8:562:85**U*999.5", "STC*A8:562:85**X*999.5").replace(
        "QTY*QC*1\nAMT*YY*999", "QTY*ZZ*1\nAMT*YY*999"
    )
    found = look(claims277(body))
    assert [d.severity for d in found.said] == ["warning", "warning"]
    assert "STC03 is neither" in found.messages[0]
    assert found.column("rest", "text") == ["QTY*ZZ*1"]


def test_a_claim_without_a_status_is_an_unknown() -> None:
    found = look(claims277(SECOND.replace("STC*A2:20*20261118*WQ*75\n", "")))
    assert found.column("claims", "patient_control") == ["PCN-9"]
    assert "no status (STC)" in found.messages[0]


def test_a_transaction_without_levels_says_nothing() -> None:
    found = look(claims277("BHT*0085*08*ACK-1*20261117*0930*TH", SECOND))
    assert "has no level (HL)" in found.messages[0]
    assert found.column("claims", "patient_control") == ["PCN-9"]


def test_an_answer_to_a_question_for_status_is_no_acknowledgment() -> None:
    assert kind_of("277", "005010X212") == "other"
    assert look(claims277(FIRST, version="005010X212"))["claims"].is_empty()


def test_pyx12_takes_the_invented_file_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "made"
    path.write_bytes(claims277(SECOND).replace(b"GS*HC", b"GS*HN"))
    assert pyx12.x12n_document.x12n_document(pyx12.params.params(), str(path), None, None)


DATA = claims277(FIRST, SECOND, SECOND.replace("PCN-9", "PCN-8"))


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.integers(0, len(DATA) - 1), st.sampled_from(["set", "cut", "add"]), st.sampled_from(list(BYTES)))
def test_one_byte_changes_no_other_transaction_unnoticed(at: int, how: str, byte: int) -> None:
    check(DATA, look, at, how, byte)
