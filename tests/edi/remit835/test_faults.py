"""Faults: what is said, where, and what is left out; its sound neighbours are read."""

from __future__ import annotations

import pytest

from tests.edi.remit835.reading import HEADER, claim, file_of, read, remittance

CLAIMS = (claim("A1"), claim("A2"), claim("A3"))
#: In the second of three claims: what, by what, the segment that is named (1-based), the words.
IN_CLAIM = [
    ("CLP*A2*1*100*80*", "CLP*A2*1*1O0*80*", 26, "CLP03 is not an amount"),
    ("CLP*A2*1*100*80**12", "CLP*A2*1*100*80*x*12", 26, "CLP05 is not an amount"),
    ("CLP*A2*1*", "CLP**1*", 26, "CLP01 is empty"),
    ("CLP*A2*1*", "CLP*A2**", 26, "CLP02 is empty"),
    ("*12*PAYERA2*12*1", "*12*PAYERA2*12*1*******", 26, "CLP has more elements"),
    ("NM1*QC*1*EXAMPLE", "NM1**1*EXAMPLE", 27, "NM101 does not say"),
    ("NM1*QC*1*EXAMPLE", "NMI*QC*1*EXAMPLE", 27, "a name that no segment of an 835 has"),
    ("NM1*QC*1*EXAMPLE", "HL*QC*1*EXAMPLE", 27, "HL has no place in loop 2100"),
    ("NM1*QC*1*EXAMPLE", "N1*PR*EXAMPLE", 27, "N1 has no place in loop 2100"),
    ("SVC*HC:L5301:RT*100*80", "SVC*HC:L5301:RT*100*80..", 28, "SVC03 is not an amount"),
    ("SVC*HC:L5301:RT*", "SVC*HC*", 28, "SVC01 does not name a service"),
    ("**1\n", "**one\n", 28, "SVC05 is not a number"),
    ("DTM*472*20260910", "DTM*472*20260931", 29, "DTM02 is not a day"),
    ("DTM*472*20260910", "DTM**20260910", 29, "DTM01"),
    ("CAS*CO*45*20", "CAS*CO*45*2 0", 30, "amount of CAS"),
    ("CAS*CO*45*20", "CAS*CO*45*20*x", 30, "quantity of CAS"),
    ("CAS*CO*45*20", "CAS**45*20", 30, "CAS01"),
    ("CAS*CO*45*20", "CAS*CO", 30, "holds no adjustment"),
    ("REF*6R*LINE1", "REF*6R", 31, "REF lacks"),
    ("REF*6R*LINE1", "LQ*HE", 31, "LQ lacks"),
    ("REF*6R*LINE1", "AMT*B6*x", 31, "amount here"),
    ("REF*6R*LINE1", "QTY*ZK*x", 31, "quantity here"),
    ("REF*6R*LINE1", "AMT*B6", 31, "AMT lacks"),
    ("REF*6R*LINE1", "N4*CITY", 31, "N4 has no place in loop 2110"),
]


@pytest.mark.parametrize(("what", "by", "segment", "words"), IN_CLAIM)
@pytest.mark.parametrize("size", [250, 1 << 20])
def test_a_fault_leaves_its_claim_out_and_no_other(what, by, segment, words, size):
    assert what in CLAIMS[1]
    body = remittance(CLAIMS[0], CLAIMS[1].replace(what, by), CLAIMS[2], paid="240")
    found = read(file_of(body), size)
    errors = [d for d in found.errors if "CLP04 is" not in d.message and "SVC03 is 8" not in d.message]
    assert {d.segment for d in errors} == {segment}
    assert words in errors[0].message
    assert "is left out" in errors[0].message
    assert found["claims"]["patient_control"].to_list() == ["A1", "A3"]
    assert found["claims"]["claim"].to_list() == [0, 2]
    for name in ("services", "adjustments", "references", "dates", "amounts", "parties", "remarks"):
        assert 1 not in found[name]["claim"].to_list(), name


IN_HEADER = [
    ("BPR*I*80", "BPR*I*8O", "BPR02 is not an amount"),
    ("*20261102", "*20261302", "BPR16 is not a day"),
    ("DTM*405*20261101", "DTM*405*20261100", "DTM02 is not a day"),
    ("REF*EV*RECEIVER01", "REX*EV*RECEIVER01", "a name that no segment of an 835 has"),
    ("REF*F2*V1", "SVC*HC:L5301*1*1", "SVC stands in no claim"),
    ("N1*PE*", "N1*XX*", "N1 has no place"),
    ("N3*1 PAYER", "AMT*1 PAYER", "AMT has no place in loop 1000A"),
    ("TRN*1*TRACE7*1999999999*SUPPLEMENT", "TRN*1*TRACE7*1999999999*SUPPLEMENT*X", "more elements"),
]


@pytest.mark.parametrize(("what", "by", "words"), IN_HEADER)
@pytest.mark.parametrize("size", [250, 1 << 20])
def test_a_fault_in_the_header_leaves_its_transaction_out_and_no_other(what, by, words, size):
    broken = remittance(claim("B1"), claim("B2"), paid="160").replace("BPR*I*160", "BPR*I*80")
    assert what in broken
    sound = [remittance(claim(number), paid="80") for number in ("A1", "C1")]
    found = read(file_of(sound[0], broken.replace(what, by), sound[1]), size)
    assert words in found.errors[0].message
    assert "transaction is left out" in found.errors[0].message
    assert len([d for d in found.said if words in d.message]) == 1
    for name in ("payments", "claims", "services", "adjustments", "references", "dates", "parties", "rest"):
        assert set(found[name]["transaction"].to_list()) == {0, 2}, name


def test_no_bpr_leaves_the_transaction_out():
    lines = [line for line in HEADER.splitlines() if "BPR" not in line]
    found = read(file_of(remittance(claim(), paid="", before="\n".join(lines))))
    assert "has no BPR" in found.errors[0].message
    assert found["claims"].is_empty()


def test_what_stands_between_lx_and_a_claim_is_left_out_alone():
    found = read(file_of(remittance("SVC*HC:L5301*1*1\nSVC*HC:L5301*1*1\nCAS*CO*45*1", claim(), paid="80")))
    assert ["SVC stands in no claim" in d.message for d in found.errors] == [True, False]
    assert "There are 2 here" in found.errors[0].message
    assert "It is not read." in found.errors[0].message
    assert found["claims"]["patient_control"].to_list() == ["A1"]
    assert found["adjustments"].height == 1


def test_a_claim_name_that_was_lost_leaves_out_what_it_would_join():
    found = read(
        file_of(remittance(claim("A1"), claim("A2").replace("CLP*", "CLQ*"), claim("A3"), paid="240"))
    )
    assert found["claims"]["patient_control"].to_list() == ["A3"]
    assert found["payments"]["balanced"].to_list() == [False]


@pytest.mark.parametrize(
    ("plb", "words"),
    [
        ("PLB*1999999984*20261231*L6*x", "amount of PLB"),
        ("PLB*1999999984*20261331*L6*0", "PLB02 is not a day"),
        ("PLB*1999999984*20261231", "holds no adjustment"),
    ],
)
def test_a_faulty_plb_leaves_the_payment_unknown(plb, words):
    found = read(file_of(remittance(claim(), paid="80", after=plb)))
    assert words in found.errors[0].message
    assert found["provider_adjustments"].is_empty()
    assert found["claims"].height == 1
    assert found["payments"]["balanced"].to_list() == [None]


@pytest.mark.parametrize(
    ("what", "by", "words"),
    [
        ("REF*6R*LINE1", "REF*6R*LINE1\nREF*6R*LINE2", "second line number"),
        ("DTM*472*20260910", "DTM*472*20260910\nDTM*472*20260911", "second day"),
        ("DTM*472*20260910", "DTM*472**1015", "no day"),
        ("NM1*QC*1*", "NM1*QC*1*OTHER\nNM1*QC*1*", "second NM1*QC"),
        ("SVC*HC", "MOA***MA01\nMIA*0***5\nSVC*HC", "MIA and MOA"),
        ("SVC*HC", "N3*1 ODD WAY\nSVC*HC", "N3 has no place in a claim"),
        ("CAS*CO*45*20", "CAS*CO*45*20**", None),
        ("CAS*CO*45*20", "CAS*CO**20", "without a reason"),
        ("HC:L5301:RT", "HC>L5301>RT", "separated by another character"),
    ],
)
def test_what_is_odd_is_read_and_said(what, by, words):
    found = read(file_of(remittance(claim().replace(what, by), paid="80")))
    assert not found.errors
    assert [words in d.message for d in found.said] == ([True] if words else [])
    assert found["claims"]["balanced"].to_list() == [True]
    row = found["services"].row(0, named=True)
    assert (row["code"], row["modifier1"], row["line_control"]) == ("L5301", "RT", "LINE1")


def test_another_separator_is_said_once_a_transaction():
    odd = [claim(f"A{n}").replace("HC:L5301:RT", "HC>L5301>RT") for n in range(5)]
    data = file_of(remittance(*odd, paid="400"), remittance(claim(), paid="80"), remittance(*odd, paid="400"))
    for size in (250, 1 << 20):
        found = read(data, size)
        assert [d.segment for d in found.said] == [22, 94]
        assert found["services"]["code"].unique().to_list() == ["L5301"]


def test_messages_hold_nothing_of_the_patient():
    for what, by, _, _ in IN_CLAIM:
        body = remittance(CLAIMS[0], CLAIMS[1].replace(what, by), CLAIMS[2], paid="240")
        for each in read(file_of(body)).said:
            assert not {"EXAMPLE", "PAT", "MEMBER1", "PAYERA2", "1O0"} & set(
                each.message.replace(".", " ").split()
            )
