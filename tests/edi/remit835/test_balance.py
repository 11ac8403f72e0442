"""Amounts that add up, that do not, and of which nobody can tell."""

from __future__ import annotations

import pytest

from tests.edi.remit835.reading import HEADER, claim, file_of, read, remittance


def test_a_service_that_does_not_add_up_is_kept_and_marked():
    found = read(file_of(remittance(claim(paid="79"), claim("A2"), paid="159")))
    assert found["services"]["balanced"].to_list() == [False, True]
    assert found["claims"]["balanced"].to_list() == [False, True]
    assert found["payments"]["balanced"].to_list() == [True]
    assert [(d.severity, d.segment) for d in found.said] == [("error", 20), ("error", 22)]
    assert (
        "CLP04 is 7900 cents; CLP03 less the adjustments (CAS) of claim and services is 8000"
        in found.said[0].message
    )
    assert "SVC03 is 7900 cents; SVC02 less its adjustments (CAS) is 8000 cents" in found.said[1].message


def test_charges_of_services_add_up_to_the_claim():
    body = claim().replace("SVC*HC:L5301:RT*100*80", "SVC*HC:L5301:RT*90*70")
    found = read(file_of(remittance(body, paid="80")))
    assert found["services"]["balanced"].to_list() == [True]
    assert found["claims"]["balanced"].to_list() == [False]
    (said,) = found.said
    assert "CLP03 is 10000 cents; the charges of its services (SVC02) add up to 9000 cents" in said.message


def test_a_payment_that_is_not_its_claims():
    found = read(file_of(remittance(claim(), paid="81.5"), remittance(claim(), paid="80")))
    assert found["payments"]["balanced"].to_list() == [False, True]
    (said,) = found.said
    assert said.severity == "error"
    assert "BPR02 (segment 4) is 8150 cents; the payments of the claims (CLP04)" in said.message
    assert "are 8000 cents" in said.message
    assert said.segment == 26  # where the SE stands


@pytest.mark.parametrize("size", [200, 1 << 20])
def test_sums_are_carried_from_piece_to_piece(size):
    bodies = [claim(f"A{n}", paid=f"{80 + n}", reason=f"{20 - n}") for n in range(9)]
    whole = sum(80 + n for n in range(9))
    plb = "PLB*1999999984*20261231*L6*-1.25*WO:X*2"
    data = file_of(remittance(*bodies, paid=str(whole - 0.75), after=plb), remittance(claim(), paid="80"))
    found = read(data, size)
    assert found.said == []
    assert found["payments"]["balanced"].to_list() == [True, True]
    assert found["payments"]["claims"].to_list() == [9, 1]
    assert found["payments"]["claims_paid_cents"].to_list() == [whole * 100, 8000]
    assert found["payments"]["provider_adjusted_cents"].to_list() == [75, 0]


@pytest.mark.parametrize(
    ("what", "by", "service", "claims", "payment"),
    [
        ("CLP*A1*1*100*80*", "CLP*A1*1*100**", True, None, None),
        ("CLP*A1*1*100*80*", "CLP*A1*1**80*", True, None, True),
        ("L5301:RT*100*80*", "L5301:RT*100**", None, True, True),
        ("L5301:RT*100*80*", "L5301:RT**80*", None, None, True),
        ("CAS*CO*45*20", "CAS*CO*45", None, None, True),
        ("BPR*I*80*", "BPR*I**", True, True, None),
    ],
)
def test_what_is_missing_is_unknown_and_said(what, by, service, claims, payment):
    body = remittance(claim(), paid="80")
    assert what in body
    found = read(file_of(body.replace(what, by)))
    assert [found[t]["balanced"].to_list() for t in ("services", "claims", "payments")] == [
        [service],
        [claims],
        [payment],
    ]
    assert {d.severity for d in found.said} == {"warning"}
    assert any("cannot be" in d.message for d in found.said)


def test_a_debit_takes_back():
    body = remittance(claim(charge="-100", paid="-80", reason="-20"), paid="80").replace(
        "BPR*I*80*C*", "BPR*I*80*D*"
    )
    found = read(file_of(body))
    assert found.said == []
    assert found["payments"]["balanced"].to_list() == [True]


def test_the_payment_of_a_claim_that_is_left_out_still_counts():
    body = remittance(claim().replace("20260910", "20261310"), claim("A2"), paid="160")
    found = read(file_of(body))
    assert found["claims"]["patient_control"].to_list() == ["A2"]
    assert found["payments"]["balanced"].to_list() == [True]
    assert len(found.said) == 1


def test_an_amount_of_a_claim_that_cannot_be_read_leaves_the_payment_unknown():
    found = read(file_of(remittance(claim(paid="8O"), claim("A2"), paid="160")))
    assert found["claims"]["patient_control"].to_list() == ["A2"]
    assert found["payments"]["balanced"].to_list() == [None]
    assert found["payments"]["claims_paid_cents"].to_list() == [None]
    assert [d.severity for d in found.said] == ["error", "error", "warning"]


def test_a_payment_without_claims():
    found = read(file_of(HEADER.format(paid="0").replace("LX*1", "")))
    assert found.said == []
    assert found["payments"].select("claims", "claims_paid_cents", "balanced").row(0) == (0, 0, True)
