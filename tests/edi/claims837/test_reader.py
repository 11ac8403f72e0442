"""837P files as tables: what stands where, piece by piece as in one, and nothing dropped."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from benchmarks.x12.made import bytes_837

from contralateral.edi import open_x12
from tests.claim.text_837 import CLAIM, HEAD, SUBSCRIBER
from tests.edi.x12_text import group, interchange, transaction

EVERYTHING = """
CLM*ALL*500***12:B:1*Y*A*Y*Y*P*AA:::OH*02********11
DTP*431*D8*20260601
DTP*435*DT*202606011200
PWK*OZ*FX***AC*CTRL1
AMT*F5*12.5
REF*G1*PA123
REF*D9*TRACE
K3*FIXED
NTE*ADD*Left side only
HI*ABK:M4125*ABF:E1142
HI*BG:17
NM1*DN*1*DOE*JANE****XX*1234567893
NM1*82*2*LIMB SHOP*****XX*1234567893
PRV*PE*PXC*335E00000X
SBR*P*18*GRP*PLAN*****CI
CAS*PR*1*50*1*2*25.5
AMT*D*400
OI***Y***Y
NM1*IL*1*DOE*JO****MI*M1
NM1*PR*2*OTHER*****PI*OTH1
DTP*573*D8*20260701
LX*1
SV1*HC:L1200:RT:KX:::BRACE*500*UN*1*12**1:2**Y
DTP*472*RD8*20260601-20260603
REF*6R*LINE1
NM1*DK*1*ROE*RAY****XX*1234567893
SVD*OTH1*400*HC:L1200:RT**1
CAS*CO*45*24.5
DTP*573*D8*20260702
LQ*UT*04.04
FRM*1A*Y
FRM*2***20260601
"""


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    data = interchange(group(transaction(HEAD + SUBSCRIBER + EVERYTHING)))
    with open_x12(data) as file:
        (batch,) = file.batches()
    assert batch.diagnostics == []
    return batch.tables


def row(frame: pl.DataFrame, **of: object) -> dict:
    (found,) = frame.filter(**of).rows(named=True)
    return found


def test_the_claim(tables: dict[str, pl.DataFrame]) -> None:
    claim = row(tables["claims"])
    assert (claim["claim_id"], claim["charge_cents"], claim["place_of_service"]) == ("ALL", 50_000, "12")
    assert (claim["related_causes"], claim["delay_reason"], claim["authorization"]) == (
        "AA:::OH",
        "11",
        "PA123",
    )
    assert (claim["referring_npi"], claim["rendering_npi"], claim["note"]) == (
        *["1234567893"] * 2,
        "Left side only",
    )
    assert (claim["special_program"], claim["assignment"], claim["notes"]) == ("02", "A", 1)


def test_the_line(tables: dict[str, pl.DataFrame]) -> None:
    line = row(tables["lines"])
    assert [line[f"modifier{n}"] for n in range(1, 5)] == ["RT", "KX", None, None]
    assert (line["code"], line["description"], line["units"], line["unit"]) == ("L1200", "BRACE", 1.0, "UN")
    assert (line["dos"], line["dos_through"]) == (date(2026, 6, 1), date(2026, 6, 3))
    assert [line[f"pointer{n}"] for n in range(1, 5)] == [1, 2, None, None]
    assert (line["emergency"], line["ordering_npi"]) == ("Y", "1234567893")


def test_diagnoses_are_those_of_the_claim_and_other_codes_are_kept(tables: dict[str, pl.DataFrame]) -> None:
    assert tables["diagnoses"].select("position", "qualifier", "code").rows() == [
        (1, "ABK", "M4125"),
        (2, "ABF", "E1142"),
    ]
    assert row(tables["rest"], id="HI")["text"] == "HI*BG:17"


def test_dates_of_every_form(tables: dict[str, pl.DataFrame]) -> None:
    dates = {d["qualifier"]: d for d in tables["dates"].filter(loop="2300").rows(named=True)}
    assert dates["431"]["first"] == date(2026, 6, 1)
    assert (dates["435"]["first"], dates["435"]["text"]) == (None, "202606011200")
    assert set(tables["dates"]["loop"]) == {"2300", "2330B", "2400", "2430"}


def test_another_payer(tables: dict[str, pl.DataFrame]) -> None:
    payer = row(tables["other_payers"])
    assert (payer["payer_name"], payer["payer_id"], payer["insured_id"]) == ("OTHER", "OTH1", "M1")
    assert (payer["paid_cents"], payer["adjudicated"], payer["filing_code"]) == (
        40_000,
        date(2026, 7, 1),
        "CI",
    )
    assert tables["adjustments"].select("line", "loop", "group", "reason", "cents", "units").rows() == [
        (None, "2320", "PR", "1", 5_000, 1.0),
        (None, "2320", "PR", "2", 2_550, None),
        (1, "2430", "CO", "45", 2_450, None),
    ]
    decided = row(tables["adjudications"])
    assert (decided["payer_id"], decided["paid_cents"], decided["code"], decided["modifier1"]) == (
        "OTH1",
        40_000,
        "L1200",
        "RT",
    )
    assert decided["adjudicated"] == date(2026, 7, 2)


def test_references_parties_and_what_hangs_on_a_claim(tables: dict[str, pl.DataFrame]) -> None:
    own = tables["references"].filter(pl.col("claim") == 0).select("loop", "qualifier", "value").rows()
    assert own == [("2300", "G1", "PA123"), ("2300", "D9", "TRACE"), ("2400", "6R", "LINE1")]
    roles = tables["parties"].select("loop", "role").rows()
    assert ("2310A", "DN") in roles
    assert ("2330B", "PR") in roles
    assert ("2420E", "DK") in roles
    assert ("2010AA", "85") in roles
    assert row(tables["parties"], loop="2310B")["taxonomy"] == "335E00000X"
    assert row(tables["attachments"])["control"] == "CTRL1"
    assert row(tables["amounts"], qualifier="F5")["cents"] == 1_250
    assert tables["notes"].select("code", "text").rows() == [("ADD", "Left side only"), ("K3", "FIXED")]


def test_form_answers_carry_their_form(tables: dict[str, pl.DataFrame]) -> None:
    answers = tables["forms"].select("form_qualifier", "form", "question", "yes_no", "date_text").rows()
    assert answers == [("UT", "04.04", "1A", "Y", None), ("UT", "04.04", "2", None, "20260601")]


def test_no_segment_is_dropped(tables: dict[str, pl.DataFrame]) -> None:
    told = {"segment"} | set()
    numbers = set().union(*(set(frame["segment"]) for frame in tables.values() if told <= set(frame.columns)))
    data = interchange(group(transaction(HEAD + SUBSCRIBER + EVERYTHING)))
    with open_x12(data) as file:
        every = file.segments(0, 200)
    # These are joined to the segment that they belong to.
    beside = {
        "ISA",
        "GS",
        "ST",
        "BHT",
        "HL",
        "SBR",
        "N3",
        "N4",
        "DMG",
        "PRV",
        "PER",
        "SV1",
        "SE",
        "GE",
        "IEA",
        "LQ",
    }
    beside |= {"OI", "REF"}
    lost = {s.id for n, s in enumerate(every, start=1) if n not in numbers} - beside
    assert lost == set()
    assert len(every) == data.count(b"~")


@pytest.mark.parametrize("size", [400, 3_000])
def test_pieces_give_the_same_tables(size: int) -> None:
    data, truth = bytes_837(40_000, "giant", 3)
    with open_x12(data) as file:
        whole = list(file.batches())
    with open_x12(data) as file:
        pieces = list(file.batches(size=size))
    assert len(pieces) > len(whole)
    for name in whole[0].tables:
        one = pl.concat([b.tables[name] for b in whole])
        many = pl.concat([b.tables[name] for b in pieces if name in b.tables])
        assert one.equals(many), name
    assert sum(b.tables["lines"].height for b in whole) == truth.lines
    assert sum(b.tables["claims"]["charge_cents"].sum() for b in whole) == truth.charges


@pytest.mark.parametrize("size", [None, 900])
def test_more_claims_under_one_level_than_it_may_hold(size: int | None) -> None:
    many = transaction(HEAD + SUBSCRIBER + CLAIM * 102)
    with open_x12(interchange(group(many))) as file:
        said = [d for batch in file.batches(size=size) for d in batch.diagnostics if d.snip == 2]
    assert [d.message.split(".")[0] for d in said] == ["A level (HL) holds more than 100 claims from here on"]


def test_only_the_tables_asked_for() -> None:
    data, _ = bytes_837(5_000, "many", 1)
    with open_x12(data) as file:
        assert {name for batch in file.batches(tables=["lines", "dates"]) for name in batch.tables} == {
            "lines",
            "dates",
        }
