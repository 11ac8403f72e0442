"""Invented acknowledgments: two payers' answers to batches of made-up orthosis and prosthesis claims."""

from __future__ import annotations

from tests.edi.x12_text import group, interchange, transaction

CA = "005010X214"
SYNTAX = "005010X231A1"

FIRST = """
BHT*0085*08*ACK-1*20261117*0930*TH
HL*1**20*1
NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*90001
TRN*1*RECEIPT-77
DTP*050*D8*20261116
DTP*009*D8*20261117
HL*2*1*21*1
NM1*41*2*SAMPLE BILLING*****46*SB01
TRN*2*BATCH-5
STC*A1:19:PR*20261117*WQ*6150
QTY*90*2
QTY*AA*2
AMT*YU*4250.5
AMT*YY*1899.50
HL*3*2*19*1
NM1*85*2*NORTHSIDE PROSTHETICS*****XX*1234567893
TRN*1*0
STC*A1:19**WQ*6150
REF*TJ*123456789
QTY*QA*2
QTY*QC*1
AMT*YU*4250.50
AMT*YY*900
HL*4*3*PT
NM1*QC*1*ROE*RICHARD*Q**JR*MI*M-001
TRN*2*PCN-1
STC*A2:20:PR*20261117*WQ*3000
REF*1K*PAYER-1
REF*D9*HOUSE-1
REF*BLT*0111
DTP*472*D8*20261102
HL*5*3*PT
NM1*QC*1*POE*PATRICIA****MI*M-002
TRN*2*PCN-2
STC*A7:562:85*20261117*U*900******A7:21*A3:122:40*REASON IN WORDS
DTP*472*RD8*20261102-20261103
SVC*HC:L5301:RT:KX*800*****1
STC*A7:454:85*20261117*U
REF*FJ*LINE-1
DTP*472*D8*20261102
SVC*HC:L5673:RT*100**0274***2.5
STC*A7:454*20261117*U
TRN*2*PCN-3
STC*A1:19*20261117*WQ*1250.50
DTP*472*D8*20261103
HL*6*2*19*1
NM1*85*1*WEST*WILMA****FI*000000002
TRN*1*0
STC*A8:562:85**U*999.5
QTY*QC*1
AMT*YY*999.50
"""

SECOND = """
BHT*0085*08*ACK-2*20261118*1005*TH
HL*1**20*1
NM1*AY*2*SAMPLE CLEARING HOUSE*****46*CH9
TRN*1*RECEIPT-78
DTP*050*D8*20261117
DTP*009*D8*20261118
HL*2*1*21*1
NM1*41*1*SOLO*SAM****46*SS02
TRN*2*BATCH-6
STC*A1:19:AY*20261118*WQ*75
HL*3*2*19*1
NM1*85*2*SOUTHSIDE ORTHOTICS*****XX*1245319599
TRN*1*0
STC*A1:19**WQ*75
HL*4*3*PT
NM1*QC*1*DOE*DORA****MI*M-009
TRN*2*PCN-9
STC*A2:20*20261118*WQ*75
DTP*472*D8*20261110
"""


def claims277(*bodies: str, version: str = CA, **how: str) -> bytes:
    """Return a file of claim acknowledgments, a transaction for each body."""
    sets = [
        transaction(body, control=f"{n:04}", set_id="277", version=version)
        for n, body in enumerate(bodies or (FIRST, SECOND), 1)
    ]
    return interchange(group(*sets, version=version), **how)  # type: ignore[arg-type]


GROUP = """
AK1*HC*501*005010X222A1
AK2*837*0001*005010X222A1
IK5*A
AK2*837*0002*005010X222A1
IK3*NM1*8*2010BA*8
CTX*CLM01:PCN-7
IK4*9*67*1
IK4*3:2:1*1035*6*BAD VALUE
CTX*SITUATIONAL TRIGGER*CLM*14**5:3*C023:1325
IK3*SV1*22*2400*8
CTX*SITUATIONAL TRIGGER*LX*21*2400*1
CTX*CLM01:PCN-8^LX:1
IK4*2**I9*BAD VALUE 2
IK5*R*5*I5
AK2*837*0003*005010X222A1
IK3*DTP*30*2400*I6
IK5*E*5
AK9*P*3*3*2
"""

WHOLE = """
AK1*HC*502*005010X222A1
AK9*A*40*40*40
"""


def syntax999(*bodies: str, version: str = SYNTAX, **how: str) -> bytes:
    """Return a file of acknowledgments of syntax, a transaction for each body."""
    sets = [
        transaction(body, control=f"{n:04}", set_id="999", version=version)
        for n, body in enumerate(bodies or (GROUP, WHOLE), 1)
    ]
    return interchange(group(*sets, version=version), **how)  # type: ignore[arg-type]
