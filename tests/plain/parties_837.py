"""Who a claim of an 837P is about and for: payer, patient and providers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from contralateral.claim.patients import prints
from contralateral.edi import Diagnostic
from tests.plain.elements_837 import days, national_id, text

if TYPE_CHECKING:
    from tests.plain.loops_837 import ClaimLoops, Level

__all__ = ["npi_of", "patient", "payer", "provider"]

RANKS = {"P": "primary", "S": "secondary", "T": "tertiary"}


def payer(subscriber: Level, said: list[Diagnostic]) -> dict[str, Any]:
    """Return the destination payer's columns."""
    sbr, loop = subscriber.loops[0].first("SBR"), subscriber.party("PR")
    nm1 = loop.segments[0] if loop else None
    if not nm1:
        message = "This subscriber has no payer (NM1*PR); the payer of its claims is left unknown."
        said.append(Diagnostic("warning", message, subscriber.segment.number, subscriber.segment.byte))
    rank = sbr[1].strip() if sbr else ""
    if sbr and rank not in RANKS:
        message = "SBR01 names a rank of payer beyond the third, or none; the rank is left unknown."
        said.append(Diagnostic("note", message, sbr.number, sbr.byte))
    return {
        "payer_name": text(nm1[3]) if nm1 else None,
        "payer_id": text(nm1[9]) if nm1 else None,
        "filing_code": text(sbr[9]) if sbr else None,
        "payer_rank": RANKS.get(rank),
    }


def patient(level: Level, subscriber: Level) -> dict[str, Any]:
    """Return the patient's columns: of the patient's own level where there is one, else of the subscriber."""
    loop = level.party("QC" if level.code == "23" else "IL")
    insured = subscriber.party("IL")
    n4, dmg = (loop.first("N4"), loop.first("DMG")) if loop else (None, None)
    born = days(dmg, 1, "The birth date (DMG02)")[0] if dmg and dmg[2].strip() else None
    member = text(insured.segments[0][9]) if insured else None
    return {
        "patient_key": patient_key(member, born, loop.segments[0][4]) if loop else None,
        "patient_state": text(n4[2]) if n4 else None,
        "patient_zip": text(n4[3]) if n4 else None,
        "born": born,
        "sex": text(dmg[3]) if dmg else None,
    }


def patient_key(member: str | None, born: date | None, first_name: str) -> str | None:
    """Return what finds the same patient in other claims of a run; null without member id or birth date."""
    if not member or not born:
        return None
    days = (born - date(1970, 1, 1)).days
    said = "\x1f".join((member.upper(), str(days), first_name.strip().upper()))
    key: str = prints(pl.Series([said]))[0]
    return key


def npi_of(level: Level | None, qualifier: str) -> str | None:
    """Return the NPI of a party of a level."""
    loop = level.party(qualifier) if level else None
    return national_id(loop.segments[0]) if loop else None


def provider(claim: ClaimLoops, qualifier: str) -> str | None:
    """Return the NPI of a provider of the claim itself (2310), never one of another payer's (2330)."""
    named = (loop.first("NM1", qualifier) for loop in claim.loops if loop.name == "2310")
    return national_id(next(filter(None, named), None))
