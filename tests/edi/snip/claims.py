"""One claim that nothing is wrong with, in lines a person can change, and damages of one thing each."""

from __future__ import annotations

from tests.edi.x12_text import group, interchange, transaction

__all__ = ["CLAIM", "changed", "claim_file", "segment_of"]

CLAIM = """
BHT*0019*00*244579*20261102*1023*CH
NM1*41*2*EXAMPLE LIMBS*****46*TGJ23
PER*IC*OFFICE*TE*5125550121
NM1*40*2*EXAMPLE PAYER*****46*66783JJT
HL*1**20*1
PRV*BI*PXC*335E00000X
NM1*85*2*EXAMPLE LIMBS*****XX*1832073294
N3*234 TRIAL ST
N4*SPRINGFIELD*OH*454019998
REF*EI*587654321
HL*2*1*22*0
SBR*P*18*GRP01******CI
NM1*IL*1*PATTERN*ANN****MI*JS00111
N3*236 TRIAL ST
N4*SPRINGFIELD*OH*45401
DMG*D8*19430501*F
NM1*PR*2*EXAMPLE PAYER*****PI*999996666
CLM*26463774*100***11:B:1*Y*A*Y*I
DTP*431*D8*20261001
REF*EA*MR1
HI*ABK:S78111A*ABF:Z89511
NM1*DN*1*REFER*BO****XX*1567611060
NM1*82*1*FITTER*CY****XX*1747119349
PRV*PE*PXC*335E00000X
SBR*S*01*GRP02******CI
AMT*D*40
OI***Y***Y
NM1*IL*1*PATTERN*ANN****MI*T55TY666
NM1*PR*2*OTHER PAYER*****PI*777776666
LX*1
SV1*HC:L5301:RT*60*UN*1***1:2
PWK*OZ*BM***AC*DMN0012
CR3*I*MO*12
DTP*472*D8*20261003
DTP*463*D8*20261003
DTP*461*D8*20261003
REF*6R*1
NM1*DK*1*ORDER*DEE****XX*1657709980
SVD*777776666*40*HC:L5301**1
CAS*CO*45*20
DTP*573*D8*20261020
LX*2
SV1*HC:L5620*40*UN*1***2
DTP*472*D8*20261003
LIN**N4*01234567891
CTP****2*UN
"""


def claim_file(text: str = CLAIM) -> bytes:
    """Return the bytes of a file with this one transaction."""
    return interchange(group(transaction(text)))


def changed(before: str, after: str, text: str = CLAIM) -> str:
    """Return the claim with one piece of text replaced at its first place."""
    assert before in text, before
    return text.replace(before, after, 1)


def segment_of(data: bytes, start: str) -> int:
    """Return the number in the file of the first segment that begins so."""
    segments = [s.strip() for s in data.decode().split("~")]
    return next(n for n, segment in enumerate(segments, 1) if segment.startswith(start))
