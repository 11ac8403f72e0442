"""An 837P for tests, in lines a person can read, with every loop that the reader has to tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.claim.from_837 import from_837
from contralateral.edi import open_x12
from tests.edi.x12_text import group, interchange, transaction

if TYPE_CHECKING:
    from contralateral.claim.tables import ClaimTables
    from contralateral.edi import Diagnostic

HEAD = """
    BHT*0019*00*1*20261116*1015*CH
    NM1*41*2*EXAMPLE O AND P*****46*EXAMPLE01
    PER*IC*OFFICE*TE*6145550100
    NM1*40*2*CGS DME MAC*****46*18003
    HL*1**20*1
    PRV*BI*PXC*335E00000X
    NM1*85*2*EXAMPLE O AND P*****XX*1000000004
    N3*100 EXAMPLE AVENUE
    N4*COLUMBUS*OH*432150001
    REF*EI*123456789
"""
SUBSCRIBER = """
    HL*2*1*22*0
    SBR*P*18*******MB
    NM1*IL*1*TEST*SUBSCRIBER****MI*1AA0AA0AA01
    N3*1 INVENTED LANE
    N4*DAYTON*OH*454020001
    DMG*D8*19560214*F
    NM1*PR*2*CGS DME MAC*****PI*18003
"""
CLAIM = """
    CLM*ONE*2520.00***12:B:1*Y*A*Y*Y
    HI*ABK:M4125
    LX*1
    SV1*HC:L1200*2400.00*UN*1***1
    DTP*472*D8*20261102
    LX*2
    SV1*HC:L1290:RT*120.00*UN*1***1
    DTP*472*D8*20261102
"""
OTHER_CLAIM = """
    CLM*TWO*540.00***11:B:1*Y*A*Y*Y
    HI*ABK:Z9011
    LX*1
    SV1*HC:L8030:RT*540.00*UN*1***1
    DTP*472*D8*20261102
"""


def file_of(*bodies: str) -> bytes:
    """Return one interchange with one transaction for each body."""
    return interchange(
        group(*(transaction(body, control=f"{n:04}") for n, body in enumerate(bodies, start=1)))
    )


def convert(data: bytes) -> tuple[ClaimTables, list[Diagnostic]]:
    """Read bytes named file.837 into claim tables."""
    return from_837(open_x12(data, path="file.837"))


def clean(*bodies: str) -> ClaimTables:
    """Return the tables of a file about which nothing is to be said."""
    tables, said = convert(file_of(*bodies))
    assert [str(d) for d in said] == []
    return tables


def problems(said: list[Diagnostic], severity: str) -> list[str]:
    """Return the lines of one severity."""
    return [str(d) for d in said if d.severity == severity]
