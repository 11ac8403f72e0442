"""A claim as the case file it would have been: what the claim form carries, and nothing that it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contralateral.claim.tables import ClaimTables

__all__ = ["to_cases"]

_SEX = {"F": "female", "M": "male", "U": "other"}
_FREQUENCY = {"1": "original", "7": "replacement", "8": "void"}


def to_cases(tables: ClaimTables) -> Iterator[dict[str, Any]]:
    """Yield one case per claim, as plain values for ``case.write``; names and member ids are not in the tables."""
    for claim in tables.claims.iter_rows(named=True):
        mine = pl.col("claim") == claim["claim"]
        lines = tables.lines.filter(mine).sort("line").to_dicts()
        # An 837P names the ordering practitioner on the line (2420E); a case has one for all its lines.
        ordering = next((line["ordering_npi"] for line in lines if line["ordering_npi"]), None)
        people = {**claim, "ordering_npi": claim["ordering_npi"] or ordering}
        diagnoses = tables.diagnoses.filter(mine).sort("position")["diagnosis"].to_list()
        yield {
            "case": claim["claim_id"],
            "payer": claim["payer_id"],
            "patient": {
                "born": claim["born"],
                "sex": _SEX.get(claim["sex"] or ""),
                "state": claim["patient_state"],
                "zip": claim["patient_zip"],
            },
            "coverage": {"rank": claim["payer_rank"]},
            "condition": {"diagnoses": diagnoses or None},
            "authorization": {"number": claim["authorization"] or None},
            "supplier": {"npi": claim["billing_npi"] or None},
            "practitioners": {
                role: {"npi": npi} if (npi := people[f"{role}_npi"]) else None
                for role in ("ordering", "rendering", "referring")
            },
            "claim": {
                "frequency": _FREQUENCY.get(claim["frequency"] or ""),
                "charge": _dollars(claim["claim_charge_cents"]),
                "place_of_service": claim["place_of_service"],
            },
            "lines": [_line(line, claim) for line in lines],
        }


def _line(line: dict[str, Any], claim: dict[str, Any]) -> dict[str, Any]:
    place = line["place_of_service"]
    units = line["units"]
    return {
        "code": line["code"],
        "modifiers": line["modifiers"],
        "units": int(units) if units is not None and units == int(units) else units,
        "charge": _dollars(line["charge_cents"]),
        "diagnoses": line["pointers"] or None,
        "date": line["dos"],
        "through": line["dos_through"] if line["dos_through"] != line["dos"] else None,
        "place_of_service": place if place != claim["place_of_service"] else None,
        "description": line["description"] or None,
        "authorization": line["authorization"] or None,
    }


def _dollars(cents: int | None) -> float | None:
    return None if cents is None else cents / 100
