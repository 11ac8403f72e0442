"""Levels 3 to 5: every rule is broken once and found where it should be; the claim before the damage is silent."""

from __future__ import annotations

import pytest

from contralateral.edi.snip.checker import rules_of
from tests.edi.snip.claims import CLAIM, changed, claim_file
from tests.edi.snip.drive import found
from tests.edi.x12_text import group, interchange, transaction

CHILD = """HL*3*2*23*0
PAT*19
NM1*QC*1*PATTERN*BO
N3*236 TRIAL ST
N4*SPRINGFIELD*OH*45401
DMG*D8*19730501*M
CLM"""
#: The rule, what is replaced and by what, the segment at which it is told.
BROKEN = [
    ("claim_charge", "26463774*100*", "26463774*100.01*", "CLM"),
    ("line_balance", "CAS*CO*45*20", "CAS*CO*45*19", "SVD"),
    ("own_address", "N3*236 TRIAL ST\n", "", "NM1*IL*1*PATTERN*ANN****MI*JS"),
    ("own_city", "N4*SPRINGFIELD*OH*45401\n", "", "NM1*IL*1*PATTERN*ANN****MI*JS"),
    ("own_birth", "DMG*D8*19430501*F\n", "", "NM1*IL*1*PATTERN*ANN****MI*JS"),
    ("patient_under_own", "CLM", CHILD, "HL*3"),
    ("claim_under_other", "SBR*P*18*", "SBR*P**", "CLM"),
    ("children", "HL*2*1*22*0", "HL*2*1*22*1", "SE"),
    ("replaces", "11:B:1*Y", "11:B:7*Y", "CLM"),
    ("accident_day", "*Y*A*Y*I\n", "*Y*A*Y*I**OA\n", "CLM"),
    ("accident_state", "*Y*A*Y*I\n", "*Y*A*Y*I**AA\n", "CLM"),
    ("attachment_number", "PWK*OZ*BM***AC*DMN0012", "PWK*OZ*BM", "PWK"),
    ("medicare_second", "SBR*P*18*GRP01******CI", "SBR*T*18*GRP01******MB", "SBR*T"),
    ("company_with_first_name", "NM1*82*1*FITTER", "NM1*82*2*FITTER", "NM1*82"),
    ("member_number", "*ANN****MI*JS00111", "*ANN", "NM1*IL*1*PATTERN*ANN"),
    ("pointers", "UN*1***2", "UN*1***3", "SV1*HC:L5620"),
    ("equipment_code", "PWK*OZ", "SV5*HC:L5302*DA*1*60*60*1\nPWK*OZ", "SV5"),
    ("first_needed", "DTP*463*D8*20261003\n", "", "CR3"),
    ("last_certified", "DTP*461*D8*20261003\n", "", "CR3"),
    ("renewed", "CR3*I*MO", "CR3*R*MO", "CR3"),
    ("answer_payer", "SVD*777776666", "SVD*777776667", "SVD"),
    ("paid_day", "SVD*777776666*40*HC:L5301**1\nCAS*CO*45*20\nDTP*573*D8*20261020\n", "", "AMT*D"),
    ("same_place_twice", "SBR*S*01", "SBR*P*01", "SBR*P*01"),
    ("second_referral", "NM1*DN*1*REFER", "NM1*P3*1*REFER", "NM1*P3"),
    ("second_referral_of_line", "NM1*DK*1*ORDER", "NM1*P3*1*ORDER", "NM1*P3"),
    ("npi", "XX*1657709980", "XX*1657709981", "NM1*DK"),
    ("npi", "XX*1657709980", "XX*165770998", "NM1*DK"),
    ("npi", "XX*1657709980", "XX*3657709988", "NM1*DK"),
    ("procedure", "HC:L5620", "HC:L562", "SV1*HC:L562*"),
    ("answer_procedure", "40*HC:L5301*", "40*HC:L53010*", "SVD"),
    ("diagnoses", "ABF:Z89511", "ABF:Z89.511", "HI"),
    ("diagnoses", "ABF:Z89511", "ABF:89511", "HI"),
    ("zip", "OH*454019998", "OH*4540", "N4"),
    ("state", "OH*454019998", "ZQ*454019998", "N4"),
    ("nine_digits", "OH*454019998", "OH*45401", "N4"),
    ("place", "11:B:1*Y", "1A:B:1*Y", "CLM"),
    ("place_of_line", "UN*1***2", "UN*1*B**2", "SV1*HC:L5620"),
    ("taxonomy", "PXC*335E00000X", "PXC*335E0000", "PRV"),
    ("tax_number", "EI*587654321", "EI*58-7654321", "REF*EI"),
    ("ndc", "N4*01234567891", "N4*0123456789", "LIN"),
]  # fmt: skip
RULES = {rule.name: rule for rule in rules_of("837P")}


@pytest.mark.parametrize(
    ("name", "before", "after", "segment"), BROKEN, ids=[f"{b[0]}-{b[2]}" for b in BROKEN]
)
def test_a_broken_rule_is_told_at_its_segment(name: str, before: str, after: str, segment: str) -> None:
    data = claim_file(changed(before, after))
    rule = RULES[name]
    where = [n for n, level, text in found(data) if level == rule.level and text.startswith(rule.text)]
    segments = [s.strip() for s in data.decode().split("~")]
    assert where, found(data)
    assert segments[where[0] - 1].startswith(segment)


def test_every_rule_of_the_claim_is_broken_above() -> None:
    assert {name for name, *_ in BROKEN} == set(RULES)


SILENT = [
    changed("11:B:1*Y", "11:B:7*Y").replace("REF*EA*MR1", "REF*EA*MR1\nREF*F8*CLAIM1"),
    changed("*Y*A*Y*I\n", "*Y*A*Y*I**AA:::OH\n").replace("DTP*431*D8", "DTP*439*D8*20260901\nDTP*431*D8", 1),
    changed("SBR*P*18*GRP01******CI", "SBR*T*18*GRP01**12****MB"),
    changed("CR3*I*MO", "CR3*R*MO").replace("DTP*463", "DTP*607*D8*20261003\nDTP*463"),
    changed("26463774*100*", "26463774*100.00*"),
    changed("SBR*S*01", "SBR*U*01"),
    changed("HL*2*1*22*0", "HL*2*1*22*1").replace("SBR*P*18", "SBR*P*").replace("CLM", CHILD),
    changed("OH*454019998", "*454*FR"),
    changed("NM1*DN*1*REFER*BO****XX*1567611060", "NM1*DN*1*REFER*BO\nNM1*P3*1*CARE*BO"),
    changed("SVD*777776666*40*", "SVD*777776666*-5.50*").replace("45*20", "45*20.5**2*45"),
    changed("ABK:S78111A*ABF:Z89511", "BK:8628*BF:E8888"),
]  # fmt: skip


@pytest.mark.parametrize("text", SILENT, ids=range(len(SILENT)))
def test_what_the_rule_asks_for_keeps_it_silent(text: str) -> None:
    assert found(claim_file(text)) == []


REMIT = """
BPR*I*45*C*ACH*CCP*01*999999992*DA*395184772*1001184911**01*999999992*DA*395184773*20261102
TRN*1*123*1001184911
N1*PR*EXAMPLE PAYER
N3*3436 TRIAL ST
N4*ROSINA*CO*802738948
PER*BL*TECHNICAL*TE*9165550127
N1*PE*EXAMPLE LIMBS*XX*1832073294
LX*1
CLP*C1*1*60*45**MB*49678601593528*12*1
NM1*QC*1*PATTERN*ANN
NM1*82*1*FITTER*CY****XX*1747119349
SVC*HC:L5301*60*45
DTM*472*20261003
CAS*CO*45*15
PLB*1832073294*20261231*WO:C1*-1.27
PLB*1832073294*20261231*72:C2*1.27
"""
BROKEN_REMIT = [
    ("npi", "XX*1747119349", "XX*1747119340", "NM1*82"),
    ("npi_of_payee", "XX*1832073294", "XX*1832073295", "N1*PE"),
    ("procedure_paid", "HC:L5301", "HC:L53", "SVC"),
    ("zip", "CO*802738948", "CO*8027-3894", "N4"),
    ("state", "ROSINA*CO", "ROSINA*QC", "N4"),
]


def _remit(text: str) -> bytes:
    version = "005010X221A1"
    return interchange(group(transaction(text, set_id="835", version="835"), version=version)).replace(
        b"*HC*E", b"*HP*E"
    )


def test_nothing_is_said_of_a_remittance_with_no_fault() -> None:
    assert found(_remit(REMIT)) == []


@pytest.mark.parametrize(
    ("name", "before", "after", "segment"), BROKEN_REMIT, ids=[b[0] for b in BROKEN_REMIT]
)
def test_a_broken_rule_of_a_remittance_is_told(name: str, before: str, after: str, segment: str) -> None:
    data = _remit(changed(before, after, REMIT))
    rule = next(rule for rule in rules_of("835") if rule.name == name)
    where = [n for n, level, text in found(data) if level == rule.level and text.startswith(rule.text)]
    segments = [s.strip() for s in data.decode().split("~")]
    assert [segments[n - 1].startswith(segment) for n in where] == [True]


def test_every_rule_of_the_remittance_is_broken_above() -> None:
    assert {name for name, *_ in BROKEN_REMIT} == {rule.name for rule in rules_of("835")}


def test_the_claim_has_what_the_damages_need() -> None:
    assert "SBR*S*01" in CLAIM
