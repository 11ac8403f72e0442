"""What an 837P says, column by column."""

from __future__ import annotations

from datetime import date

import pytest

from tests.claim.text_837 import CLAIM, HEAD, OTHER_CLAIM, SUBSCRIBER, clean, convert, file_of, problems
from tests.edi.x12_text import group, interchange, transaction

DAY = date(2026, 11, 2)


def test_a_claim_and_what_it_does_not_say() -> None:
    tables = clean(HEAD + SUBSCRIBER + CLAIM)
    row = tables.claims.row(0, named=True)
    key = row.pop("patient_key")
    given = {name: value for name, value in row.items() if value is not None}
    assert given == {
        "claim": 0,
        "claim_id": "ONE",
        "source": "file.837 segment 21",
        "payer_name": "CGS DME MAC",
        "payer_id": "18003",
        "filing_code": "MB",
        "payer_rank": "primary",
        "patient_state": "OH",
        "patient_zip": "454020001",
        "born": date(1956, 2, 14),
        "sex": "F",
        "place_of_service": "12",
        "frequency": "1",
        "claim_charge_cents": 252000,
        "billing_npi": "1000000004",
        "authorization": "",
        "diagnoses_supplied": True,
    }
    assert len(key) == 32
    assert not any(part in key.upper() for part in ("1AA0AA0AA01", "SUBSCRIBER", "19560214"))


def test_lines_and_diagnoses() -> None:
    tables = clean(HEAD + SUBSCRIBER + CLAIM)
    first, second = tables.lines.rows(named=True)
    assert first == {
        "claim": 0,
        "line": 1,
        "code": "L1200",
        "modifiers": [],
        "units": 1.0,
        "charge_cents": 240000,
        "dos": DAY,
        "dos_through": DAY,
        "place_of_service": "12",
        "pointers": [1],
        "description": "",
        "authorization": None,
        "ordering_npi": "",
        "rendering_npi": None,
        "on_order": None,
    }
    assert (second["line"], second["code"], second["modifiers"]) == (2, "L1290", ["RT"])
    assert tables.diagnoses.rows() == [(0, 1, "M4125", "ICD-10-CM")]
    assert (tables.evidence.height, tables.history.height, tables.notices.height) == (0, 0, 0)


def test_claims_of_several_transactions_are_numbered_on() -> None:
    tables = clean(HEAD + SUBSCRIBER + CLAIM + OTHER_CLAIM, HEAD + SUBSCRIBER + OTHER_CLAIM)
    assert tables.claims["claim"].to_list() == [0, 1, 2]
    assert tables.claims["claim_id"].to_list() == ["ONE", "TWO", "TWO"]
    assert tables.lines["claim"].to_list() == [0, 0, 1, 2]
    assert tables.lines["line"].to_list() == [1, 2, 1, 1]
    assert tables.claims["patient_key"].n_unique() == 1


def test_a_patient_other_than_the_subscriber() -> None:
    patient = """
        HL*3*2*23*0
        PAT*19
        NM1*QC*1*TEST*PATIENT
        N3*2 INVENTED LANE
        N4*GARY*IN*464020001
        DMG*D8*20100301*M
    """
    tables = clean(HEAD + SUBSCRIBER.replace("22*0", "22*1") + OTHER_CLAIM + patient + CLAIM)
    subscriber, dependant = tables.claims.rows(named=True)
    assert (subscriber["born"], subscriber["sex"], subscriber["patient_state"]) == (
        date(1956, 2, 14),
        "F",
        "OH",
    )
    assert (dependant["born"], dependant["sex"], dependant["patient_state"]) == (date(2010, 3, 1), "M", "IN")
    assert dependant["payer_id"] == subscriber["payer_id"] == "18003"
    assert dependant["patient_key"] != subscriber["patient_key"]
    assert dependant["patient_zip"] == "464020001"


def test_each_subscriber_keeps_its_own_payer() -> None:
    second = SUBSCRIBER.replace("HL*2*", "HL*3*").replace("18003", "99999").replace("SBR*P", "SBR*S")
    tables = clean(HEAD + SUBSCRIBER + CLAIM + second + OTHER_CLAIM)
    assert tables.claims.select("payer_id", "payer_rank").rows() == [
        ("18003", "primary"),
        ("99999", "secondary"),
    ]


def test_another_payer_is_never_taken_for_the_destination() -> None:
    other = """
        CLM*ONE*100.00***12:B:1*Y*A*Y*Y
        REF*G1*OURS
        HI*ABK:M4125
        NM1*DN*1*REFER*****XX*1000000111
        SBR*S*18*******CI
        AMT*D*10
        OI***Y*P**Y
        NM1*IL*1*ELSE*SOMEBODY****MI*OTHERMEMBER
        N4*GARY*IN*464020001
        NM1*PR*2*OTHER PAYER*****PI*55555
        REF*G1*THEIRS
        NM1*82*1
        REF*G2*X
        LX*1
        SV1*HC:L1200*100.00*UN*1***1
        DTP*472*D8*20261102
        REF*G1*THEIRLINE**2U:55555
        REF*G1*OURLINE
        SVD*55555*10*HC:L8030**3
        CAS*PR*1*90
        DTP*573*D8*20261110
    """
    tables = clean(HEAD + SUBSCRIBER + other)
    row, line = tables.claims.row(0, named=True), tables.lines.row(0, named=True)
    assert (row["payer_id"], row["payer_rank"], row["filing_code"]) == ("18003", "primary", "MB")
    assert (row["authorization"], row["patient_state"], row["rendering_npi"]) == ("OURS", "OH", None)
    assert row["referring_npi"] == "1000000111"
    assert (line["authorization"], line["code"], line["units"], line["dos"]) == ("OURLINE", "L1200", 1.0, DAY)


def test_everything_a_line_can_carry() -> None:
    full = """
        CLM*ONE*100.5***12:B:7*Y*A*Y*Y
        NTE*ADD*REPLACES AN EARLIER CLAIM
        HI*ABK:M41.25*ABF:z9011*ABF:Q798
        NM1*82*1*RENDER*****XX*1000000228
        NM1*77*2*PLACE****24*12
        LX*1
        SV1*HC:l1499:rt:kx:ga:nu:CUSTOM PAD*100.5*UN*1.5*11**3:1
        DTP*472*RD8*20261102-20261105
        DTP*471*D8*20261012
        REF*6R*7
        NTE*ADD*MADE FROM A MODEL
        LIN**N4*00026063512
        CTP****1*UN
        NM1*82*1*RENDER*****XX*1000000111
        NM1*DK*1*ORDER*****XX*1000000004
        PER*IC*OFFICE*TE*6145550100
        LQ*UT*04.03
        FRM*1A**056
    """
    tables = clean(HEAD + SUBSCRIBER + full)
    row, line = tables.claims.row(0, named=True), tables.lines.row(0, named=True)
    assert (row["frequency"], row["note"], row["rendering_npi"]) == (
        "7",
        "REPLACES AN EARLIER CLAIM",
        "1000000228",
    )
    assert (row["order_date"], row["ordering_npi"], row["claim_charge_cents"]) == (
        date(2026, 10, 12),
        None,
        10050,
    )
    assert line["code"] == "L1499"
    assert line["modifiers"] == ["RT", "KX", "GA", "NU"]
    assert (line["units"], line["charge_cents"], line["place_of_service"]) == (1.5, 10050, "11")
    assert (line["dos"], line["dos_through"], line["pointers"]) == (DAY, date(2026, 11, 5), [3, 1])
    assert line["description"] == "CUSTOM PAD; MADE FROM A MODEL"
    assert (line["ordering_npi"], line["rendering_npi"]) == ("1000000004", "1000000111")
    assert tables.diagnoses.select("position", "diagnosis").rows() == [
        (1, "M4125"),
        (2, "Z9011"),
        (3, "Q798"),
    ]


def test_diagnoses_are_counted_across_repeated_hi_and_by_place() -> None:
    body = CLAIM.replace("HI*ABK:M4125", "HI*BK:7373**BF:4659\nHI*BP:1234\nHI*ABF:Z9011\nHI*BG:AB")
    rows = clean(HEAD + SUBSCRIBER + body).diagnoses.select("position", "diagnosis", "system").rows()
    assert rows == [(1, "7373", "ICD-9-CM"), (3, "4659", "ICD-9-CM"), (4, "Z9011", "ICD-10-CM")]


def test_a_claim_without_hi_was_asked_and_has_none() -> None:
    tables, said = convert(file_of(HEAD + SUBSCRIBER + CLAIM.replace("HI*ABK:M4125\n", "")))
    assert "no diagnosis (HI)" in problems(said, "warning")[0]
    assert tables.diagnoses.height == 0
    assert tables.claims["diagnoses_supplied"].to_list() == [True]


def test_minutes_are_no_units() -> None:
    tables, said = convert(file_of(HEAD + SUBSCRIBER + CLAIM.replace("*2400.00*UN*1*", "*2400.00*MJ*61*")))
    assert tables.lines["units"].to_list() == [None, 1.0]
    assert [d.severity for d in said] == ["note"]


def test_a_line_without_a_date_is_unknown_and_said() -> None:
    body = CLAIM.replace("DTP*472*D8*20261102\n    LX*2", "LX*2")
    tables, said = convert(file_of(HEAD + SUBSCRIBER + body))
    assert tables.lines["dos"].to_list() == [None, DAY]
    assert "warning segment 23" in problems(said, "warning")[0]


def test_different_prescription_dates_are_no_order_date() -> None:
    body = CLAIM.replace(
        "DTP*472*D8*20261102\n    LX*2", "DTP*472*D8*20261102\n    DTP*471*D8*20261001\n    LX*2"
    )
    tables, said = convert(file_of(HEAD + SUBSCRIBER + body + "DTP*471*D8*20261002"))
    assert tables.claims["order_date"].to_list() == [None]
    assert len(problems(said, "note")) == 1


def test_pointers_to_nothing_are_left_to_the_policies() -> None:
    assert clean(HEAD + SUBSCRIBER + CLAIM.replace("UN*1***1", "UN*1***9")).lines["pointers"].to_list() == [
        [9],
        [9],
    ]


def test_a_subscriber_without_a_payer_is_said_once() -> None:
    body = SUBSCRIBER.replace("NM1*PR*2*CGS DME MAC*****PI*18003", "") + CLAIM + OTHER_CLAIM
    tables, said = convert(file_of(HEAD + body))
    assert tables.claims.select("payer_name", "payer_id").rows() == [(None, None)] * 2
    assert ["no payer (NM1*PR)" in warning for warning in problems(said, "warning")] == [True]


def test_a_party_without_an_npi_has_none() -> None:
    tables = clean(HEAD.replace("*XX*1000000004", "*FI*123456789") + SUBSCRIBER + CLAIM)
    assert tables.claims["billing_npi"].to_list() == [None]


@pytest.mark.parametrize(("given", "instead"), [("****MI*1AA0AA0AA01", ""), ("DMG*D8*19560214*F", "DMG***F")])
def test_a_patient_key_needs_member_id_and_birth_date(given: str, instead: str) -> None:
    tables = clean(HEAD + SUBSCRIBER.replace(given, instead) + CLAIM)
    assert tables.claims["patient_key"].to_list() == [None]


def test_the_patient_key_does_not_depend_on_case_or_file() -> None:
    small = SUBSCRIBER.replace("SUBSCRIBER", "Subscriber").replace("1AA0AA0AA01", "1aa0aa0aa01")
    keys = [clean(HEAD + text + CLAIM).claims["patient_key"][0] for text in (SUBSCRIBER, small)]
    assert keys[0] == keys[1]
    other = SUBSCRIBER.replace("19560214", "19560215")
    assert clean(HEAD + other + CLAIM).claims["patient_key"][0] != keys[0]


def test_components_written_with_another_character_than_isa16_are_read_and_said() -> None:
    tables, said = convert(file_of(HEAD + SUBSCRIBER + CLAIM.replace(":", ">")))
    plain = clean(HEAD + SUBSCRIBER + CLAIM)
    assert tables.lines.equals(plain.lines)
    assert tables.diagnoses.equals(plain.diagnoses)
    assert "ISA16 says ':'" in problems(said, "warning")[0]


def test_foreign_delimiters_change_nothing() -> None:
    data = interchange(
        group(transaction(HEAD + SUBSCRIBER + CLAIM)),
        element="|",
        component="^",
        repeat="!",
        terminator="\n",
        newline="",
    )
    tables, said = convert(data)
    assert said == []
    plain = clean(HEAD + SUBSCRIBER + CLAIM)
    assert tables.claims.equals(plain.claims)
    assert tables.lines.equals(plain.lines)
    assert tables.diagnoses.equals(plain.diagnoses)
