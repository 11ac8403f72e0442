"""Read 835 bytes as the file reader does, and write small ones that a person can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from contralateral.edi.chunks import SIZE, chunks, spans
from contralateral.edi.plan import plan
from contralateral.edi.remit835.reader import Remit835
from contralateral.edi.remit835.schemas import SCHEMAS, empty
from contralateral.edi.source import Source
from tests.edi.x12_text import group, interchange, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contralateral.edi.plan import Plan
    from contralateral.edi.values import Diagnostic

__all__ = ["HEADER", "Read", "claim", "file_of", "read", "remittance"]

HEADER = """
    BPR*I*{paid}*C*ACH*CCP*01*999999992*DA*1234*1999999999**01*999999992*DA*5678*20261102
    TRN*1*TRACE7*1999999999*SUPPLEMENT
    REF*EV*RECEIVER01
    REF*F2*V1
    DTM*405*20261101
    N1*PR*PLAN EXAMPLE*XV*PLAN01
    N3*1 PAYER WAY*FLOOR 2
    N4*EXAMPLE CITY*OH*432150001
    REF*2U*EX001
    PER*CX*CLAIMS*TE*6145550134
    PER*BL*TECHNICAL*EM*HELP@EXAMPLE.ORG
    N1*PE*EXAMPLE LIMB SHOP*XX*1999999984
    N3*2 SHOP ST
    N4*EXAMPLE CITY*OH*43215
    REF*TJ*990000001
    LX*1
"""


class Read:
    """What a file gave: envelopes, tables by name, and what was said of its remittances."""

    def __init__(self, found: Plan, tables: dict[str, pl.DataFrame], said: list[Diagnostic]) -> None:
        self.plan, self.tables, self.said = found, tables, said

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self.tables[table]

    @property
    def errors(self) -> list[Diagnostic]:
        return [each for each in self.said if each.severity == "error"]


def read(data: bytes, size: int = SIZE, tables: Iterable[str] | None = None) -> Read:
    """Read all sound 835 of a file in pieces of ``size`` bytes."""
    source, reader = Source(data, path="made"), Remit835()
    found = plan(source)
    wanted = None if tables is None else frozenset(tables)
    parts = [
        reader.read(chunk, wanted)
        for _, span in spans(found, lambda i: found.transactions[i].kind == "835" or None)
        for chunk in chunks(source, found, span, reader.cuts, reader.context, size)
    ]
    said = [each for part in [*parts, reader.finish()] for each in part.diagnostics]
    names = [name for name in SCHEMAS if wanted is None or name in wanted]
    held = {name: pl.concat([empty(name), *(part.tables[name] for part in parts)]) for name in names}
    return Read(found, held, said)


def claim(number: str = "A1", *, charge: str = "100", paid: str = "80", reason: str = "20") -> str:
    """Return a claim of one service; balanced as it stands."""
    return f"""
        CLP*{number}*1*{charge}*{paid}**12*PAYER{number}*12*1
        NM1*QC*1*EXAMPLE*PAT*M**JR*MI*MEMBER1
        SVC*HC:L5301:RT*{charge}*{paid}**1
        DTM*472*20260910
        CAS*CO*45*{reason}
        REF*6R*LINE1
    """


def remittance(*claims: str, paid: str, before: str = "", after: str = "") -> str:
    """Return the body of one 835; ``before`` takes the place of its header, ``after`` stands behind the claims."""
    return "\n".join([before or HEADER.format(paid=paid), *claims, after])


def file_of(*bodies: str, component: str = ":", **kept: str) -> bytes:
    """Return a file of one group of 835s."""
    sets = [
        transaction(body, control=f"{n:04}", set_id="835", version="")
        for n, body in enumerate(bodies, start=1)
    ]
    return interchange(group(*sets, version="005010X221A1"), component=component, **kept)
