"""Every table of one remittance in which everything that the guide knows of is said once."""

from __future__ import annotations

from datetime import date

import pytest

from contralateral.edi.remit835.reader import TABLE_NAMES
from contralateral.edi.remit835.schemas import SCHEMAS
from tests.edi.remit835.reading import claim, file_of, read, remittance

SUMMARY = "    TS3*1999999984*12*20261231*1*600"
FULL = """
    CLP*A7*22*-600*-400.50*-50*MB*PAYER7*12*7*01*123*1.5*0.25*Y
    CAS*OA*23*-49.5*2
    NM1*QC*1*EXAMPLE*PAT*M**JR*MI*MEMBER1
    NM1*IL*1*HOLDER*SAM*B**SR*MI*MEMBER2
    NM1*74*1*EXAMPEL*PATT*N**III*C*MEMBER3
    NM1*82*1*FITTER*KIM****XX*1999999976
    NM1*TT*2*NEXT PLAN*****PI*NEXT1
    NM1*PR*2*FIRST PLAN*****PI*FIRST1
    MOA*0.8*12.34*MA01*MA18****66
    REF*EA*RECORD1
    DTM*232*20260901
    DTM*233*20260930
    DTM*036*20270101
    DTM*050*20261015
    AMT*AU*-450.5
    QTY*CA*3
    SVC*HC:L5301:RT:KX:K3:NU*-600*-450*0290*2*HC:L5300:LT*3
    DTM*150*20260901
    DTM*151*20260930
    CAS*CO*45*-100**253*-.5
    CAS*PR*1*-49.5
    REF*6R*LINE7
    AMT*B6*-450.5
    QTY*ZK*1.5
    LQ*HE*N362
    LQ*HE*M7
"""
PLB = "PLB*1999999984*20261231*WO:CLAIM1*12.5*L6*-2.5"


@pytest.fixture(scope="module")
def tables():
    found = read(file_of(remittance(SUMMARY, claim(), FULL, paid="-330.5", after=PLB)))
    assert found.said == []
    return found.tables


def test_every_table_is_there_with_its_columns(tables):
    assert tuple(tables) == TABLE_NAMES
    for name, frame in tables.items():
        assert dict(frame.schema) == SCHEMAS[name], name
        assert frame.height, name


def test_payments(tables):
    (row,) = tables["payments"].to_dicts()
    assert row == {
        "transaction": 0,
        "segment": 3,
        "control": "0001",
        "handling": "I",
        "amount_cents": -33050,
        "credit_debit": "C",
        "method": "ACH",
        "format": "CCP",
        "originator": "1999999999",
        "date": date(2026, 11, 2),
        "trace": "TRACE7",
        "payer_identifier": "1999999999",
        "payer_supplement": "SUPPLEMENT",
        "receiver": "RECEIVER01",
        "version": "V1",
        "production_date": date(2026, 11, 1),
        "payer_name": "PLAN EXAMPLE",
        "payer_id_qualifier": "XV",
        "payer_id": "PLAN01",
        "payer_address1": "1 PAYER WAY",
        "payer_address2": "FLOOR 2",
        "payer_city": "EXAMPLE CITY",
        "payer_state": "OH",
        "payer_zip": "432150001",
        "payer_reference_qualifier": "2U",
        "payer_reference": "EX001",
        "contact_name": "TECHNICAL",
        "contact_kind": "EM",
        "contact": "HELP@EXAMPLE.ORG",
        "payee_name": "EXAMPLE LIMB SHOP",
        "payee_id_qualifier": "XX",
        "payee_id": "1999999984",
        "payee_address1": "2 SHOP ST",
        "payee_address2": None,
        "payee_city": "EXAMPLE CITY",
        "payee_state": "OH",
        "payee_zip": "43215",
        "payee_tax_id": "990000001",
        "claims": 2,
        "claims_paid_cents": -32050,
        "provider_adjusted_cents": 1000,
        "balanced": True,
    }


def test_claims(tables):
    first, row = tables["claims"].to_dicts()
    assert (first["claim"], first["patient_control"], first["group_provider"]) == (0, "A1", "1999999984")
    people = ("last", "first", "middle", "suffix", "id_qualifier", "id")
    assert {name: value for name, value in row.items() if value is not None} == {
        "transaction": 0,
        "claim": 1,
        "segment": 27,
        "lx": "1",
        "group_provider": "1999999984",
        "patient_control": "A7",
        "status": "22",
        "charge_cents": -60000,
        "paid_cents": -40050,
        "patient_cents": -5000,
        "filing_code": "MB",
        "payer_control": "PAYER7",
        "facility": "12",
        "frequency": "7",
        "patient_status": "01",
        "drg": "123",
        "drg_weight": 1.5,
        "discharge_fraction": 0.25,
        "consent": "Y",
        **dict(
            zip((f"patient_{n}" for n in people), ("EXAMPLE", "PAT", "M", "JR", "MI", "MEMBER1"), strict=True)
        ),
        **dict(
            zip((f"insured_{n}" for n in people), ("HOLDER", "SAM", "B", "SR", "MI", "MEMBER2"), strict=True)
        ),
        **dict(
            zip(
                (f"corrected_{n}" for n in people),
                ("EXAMPEL", "PATT", "N", "III", "C", "MEMBER3"),
                strict=True,
            )
        ),
        "rendering_last": "FITTER",
        "rendering_first": "KIM",
        "rendering_id_qualifier": "XX",
        "rendering_id": "1999999976",
        "crossover_name": "NEXT PLAN",
        "crossover_id": "NEXT1",
        "priority_payer_name": "FIRST PLAN",
        "priority_payer_id": "FIRST1",
        "statement_from": date(2026, 9, 1),
        "statement_to": date(2026, 9, 30),
        "coverage_ends": date(2027, 1, 1),
        "received": date(2026, 10, 15),
        "outpatient_rate": 0.8,
        "outpatient_payable_cents": 1234,
        "remark1": "MA01",
        "remark2": "MA18",
        "services": 1,
        "balanced": True,
    }


def test_services(tables):
    row = tables["services"].row(1, named=True)
    assert {name: value for name, value in row.items() if value is not None} == {
        "transaction": 0,
        "claim": 1,
        "service": 1,
        "segment": 43,
        "qualifier": "HC",
        "code": "L5301",
        "modifier1": "RT",
        "modifier2": "KX",
        "modifier3": "K3",
        "modifier4": "NU",
        "charge_cents": -60000,
        "paid_cents": -45000,
        "revenue_code": "0290",
        "units_paid": 2.0,
        "submitted_qualifier": "HC",
        "submitted_code": "L5300",
        "submitted_modifier1": "LT",
        "units_billed": 3.0,
        "date_from": date(2026, 9, 1),
        "date_to": date(2026, 9, 30),
        "line_control": "LINE7",
        "balanced": True,
    }


def test_adjustments_of_claim_and_service(tables):
    rows = tables["adjustments"].select("claim", "service", "group", "reason", "cents", "quantity").rows()
    assert rows == [
        (0, 1, "CO", "45", 2000, None),
        (1, None, "OA", "23", -4950, 2.0),
        (1, 1, "CO", "45", -10000, None),
        (1, 1, "CO", "253", -50, None),
        (1, 1, "PR", "1", -4950, None),
    ]


def test_provider_adjustments(tables):
    assert tables["provider_adjustments"].drop("transaction", "segment").rows() == [
        ("1999999984", date(2026, 12, 31), "WO", "CLAIM1", 1250),
        ("1999999984", date(2026, 12, 31), "L6", None, -250),
    ]


def test_references_and_dates(tables):
    assert tables["references"].select("claim", "service", "loop", "qualifier", "value").rows() == [
        (None, None, "header", "EV", "RECEIVER01"),
        (None, None, "header", "F2", "V1"),
        (None, None, "1000A", "2U", "EX001"),
        (None, None, "1000B", "TJ", "990000001"),
        (0, 1, "2110", "6R", "LINE1"),
        (1, None, "2100", "EA", "RECORD1"),
        (1, 1, "2110", "6R", "LINE7"),
    ]
    rows = tables["dates"].filter(claim=1).select("service", "loop", "qualifier", "date").rows()
    assert [row[2] for row in rows] == ["232", "233", "036", "050", "150", "151"]
    assert rows[-1] == (1, "2110", "151", date(2026, 9, 30))


def test_amounts_and_quantities(tables):
    assert tables["amounts"].drop("transaction", "claim", "segment").rows() == [
        (None, "MOA", 1, None, None, 0.8),
        (None, "MOA", 2, None, 1234, None),
        (None, "MOA", 8, None, 6600, None),
        (None, "AMT", 2, "AU", -45050, None),
        (None, "QTY", 2, "CA", None, 3.0),
        (1, "AMT", 2, "B6", -45050, None),
        (1, "QTY", 2, "ZK", None, 1.5),
    ]


def test_parties(tables):
    rows = (
        tables["parties"].select("claim", "loop", "role", "kind", "last", "first", "id", "city", "zip").rows()
    )
    assert rows[0] == (None, "1000A", "PR", None, "PLAN EXAMPLE", None, "PLAN01", "EXAMPLE CITY", "432150001")
    assert rows[3] == (1, "2100", "QC", "1", "EXAMPLE", "PAT", "MEMBER1", None, None)
    assert [row[2] for row in rows] == ["PR", "PE", "QC", "QC", "IL", "74", "82", "TT", "PR"]


def test_remarks_say_where_they_come_from(tables):
    assert tables["remarks"].drop("transaction", "segment").rows() == [
        (1, None, "MOA", 3, None, "MA01"),
        (1, None, "MOA", 4, None, "MA18"),
        (1, 1, "LQ", 2, "HE", "N362"),
        (1, 1, "LQ", 2, "HE", "M7"),
    ]


def test_rest_holds_whole_segments(tables):
    assert tables["rest"].select("claim", "loop", "id", "text").rows() == [
        (None, "1000A", "PER", "PER*CX*CLAIMS*TE*6145550134"),
        (None, "1000A", "PER", "PER*BL*TECHNICAL*EM*HELP@EXAMPLE.ORG"),
        (None, "2000", "TS3", "TS3*1999999984*12*20261231*1*600"),
    ]


def test_some_tables_say_the_same_as_all():
    data = file_of(remittance(claim(paid="79"), FULL, paid="0", after=PLB))
    every, some = read(data), read(data, tables=["services", "payments"])
    assert set(some.tables) == {"services", "payments"}
    assert some.said == every.said != []
    assert all(frame.equals(every[name]) for name, frame in some.tables.items())
