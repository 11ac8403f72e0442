"""Claims as tables: what a case file and an 837P both become before anything is judged.

One rule holds in every column: **null means nobody told us**. What was supplied and is empty is an empty list, a
false, or a true in the matching ``*_supplied`` column of ``claims`` with no row in the table. Codes are upper case;
diagnoses carry no dot; money is integer cents; dates are dates.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from contralateral.errors import ContralateralError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

__all__ = ["COUNT", "SCHEMAS", "ClaimTables", "concat", "empty", "of_same_patients"]

TEXT, DAY, YES, COUNT, CENTS = pl.String(), pl.Date(), pl.Boolean(), pl.UInt32(), pl.Int64()

#: One row a claim. ``source`` is where a person finds it ("claims.837 CLM at segment 41", "case.yaml").
CLAIMS: Mapping[str, pl.DataType] = {
    "claim": COUNT,  # 0-based, joins every table
    "claim_id": TEXT,  # CLM01, or the case's own name
    "source": TEXT,
    "payer_name": TEXT,
    "payer_id": TEXT,  # NM109 of the payer, or the case's payer
    "filing_code": TEXT,  # SBR09, for example MB
    "payer_rank": TEXT,  # primary, secondary, tertiary
    "plan_type": TEXT,
    "plan_state": TEXT,
    "patient_key": TEXT,  # a print, never a name: finds duplicates across the files of a run
    "patient_state": TEXT,
    "patient_zip": TEXT,
    "born": DAY,
    "sex": TEXT,
    "place_of_service": TEXT,
    "frequency": TEXT,  # CLM05-3: 1 original, 7 replacement, 8 void
    "claim_charge_cents": CENTS,
    "billing_npi": TEXT,
    "rendering_npi": TEXT,
    "referring_npi": TEXT,
    "ordering_npi": TEXT,
    "authorization": TEXT,  # REF*G1
    "note": TEXT,
    "condition_region": TEXT,  # the vocabularies of codes.attributes
    "condition_side": TEXT,
    "condition_cause": TEXT,
    "device_kind": TEXT,
    "device_region": TEXT,
    "device_make": TEXT,
    "device_side": TEXT,
    "order_date": DAY,
    "order_received": DAY,
    "order_signed": YES,
    "delivered": DAY,
    "encounter_date": DAY,
    "authorization_exempt": YES,
    "authorization_decision": TEXT,  # affirmed, not affirmed, pending
    "authorization_decided": DAY,
    "proof_signed": YES,  # a proof of delivery; false where there is none
    "proof_dated": YES,
    "proof_relation": TEXT,  # what the signer is to the patient
    "shipped": DAY,
    "authorization_items": TEXT,  # the codes that it covers, a blank between them
    "order_lacks": TEXT,  # elements that the order is told to lack, in words; '' where none is
    "proof_lacks": TEXT,  # the same of the proof of delivery
    "order_cancelled": DAY,  # of a custom item that was not delivered
    "ordering_profession": TEXT,
    "order_gives_reason": YES,  # why an earlier device is replaced
    "stay_ends": DAY,  # of the stay that the delivery falls into
    "coverage_from": DAY,
    "coverage_through": DAY,
    "primary_answered": YES,  # what the payer before this one paid is told
    "qmb": YES,
    "supplier_accredited": YES,
    "ordering_enrolled": YES,  # in Medicare, or opted out
    "is_replacement": YES,
    "in_part_a_stay": YES,
    "filing_limit_days": COUNT,  # of the plan or contract, when the case gives it
    "order_limit_days": COUNT,  # so too
    "network": TEXT,  # in or out: whether the plan counts the supplier as its own
    "diagnoses_supplied": YES,
    "evidence_supplied": YES,
    "history_supplied": YES,
    "notices_supplied": YES,
}

#: One row a service line. ``line`` counts from 1 as people and LX01 do.
LINES: Mapping[str, pl.DataType] = {
    "claim": COUNT,
    "line": COUNT,
    "code": TEXT,
    "modifiers": pl.List(TEXT),
    "units": pl.Float64(),
    "charge_cents": CENTS,
    "dos": DAY,
    "dos_through": DAY,
    "place_of_service": TEXT,  # of the line; the claim's where the line has none
    "pointers": pl.List(COUNT),  # 1-based into the claim's diagnoses
    "description": TEXT,  # SV101-7 or NTE*ADD
    "authorization": TEXT,
    "ordering_npi": TEXT,
    "rendering_npi": TEXT,
    "on_order": YES,
}

DIAGNOSES: Mapping[str, pl.DataType] = {
    "claim": COUNT,
    "position": COUNT,  # 1-based, as pointers count
    "diagnosis": TEXT,  # no dot
    "system": TEXT,  # ICD-10-CM, ICD-9-CM or the qualifier itself
}

#: What a chart, a note or a measurement states. ``line`` null: said of the whole case.
EVIDENCE: Mapping[str, pl.DataType] = {
    "claim": COUNT,
    "line": COUNT,
    "fact": TEXT,
    "value": TEXT,
    "number": pl.Float64(),
    "low": pl.Float64(),  # the interval that a measurement states with its number; null: it states none
    "high": pl.Float64(),
    "unit": TEXT,
    "role": TEXT,
    "dated": DAY,
    "document": TEXT,
    "page": COUNT,
}

#: Earlier devices of the same patient.
HISTORY: Mapping[str, pl.DataType] = {
    "claim": COUNT,
    "code": TEXT,
    "side": TEXT,
    "delivered": DAY,
    "ended": TEXT,  # lost, stolen, irreparable, worn, outgrown, changed condition; null: not said
}

#: Notices of non-coverage given to the patient.
NOTICES: Mapping[str, pl.DataType] = {
    "claim": COUNT,
    "line": COUNT,
    "kind": TEXT,  # abn
    "form_expires": DAY,
    "signed": DAY,
    "names_item": YES,
    "states_reason": YES,
}


@dataclass(frozen=True, slots=True)
class ClaimTables:
    """Six frames that join on ``claim``; see ``SCHEMAS`` for the columns of each."""

    claims: pl.DataFrame
    lines: pl.DataFrame
    diagnoses: pl.DataFrame
    evidence: pl.DataFrame
    history: pl.DataFrame
    notices: pl.DataFrame

    def __post_init__(self) -> None:
        """Refuse a frame whose columns or types are not those of ``SCHEMAS``.

        Raises:
            ContralateralError: naming the frame and the first column that differs.
        """
        for field in fields(self):
            frame, want = getattr(self, field.name), SCHEMAS[field.name]
            if dict(frame.schema) != dict(want):
                odd = [c for c in {*frame.schema, *want} if frame.schema.get(c) != want.get(c)]
                where = ", ".join(sorted(odd)) or "their order"
                raise ContralateralError(f"claim tables: {field.name} differs from its schema in {where}.")


SCHEMAS: Mapping[str, Mapping[str, pl.DataType]] = MappingProxyType(
    {
        "claims": CLAIMS,
        "lines": LINES,
        "diagnoses": DIAGNOSES,
        "evidence": EVIDENCE,
        "history": HISTORY,
        "notices": NOTICES,
    }
)


@cache
def empty() -> ClaimTables:
    """Return the tables with no claim in them."""
    return ClaimTables(**{name: pl.DataFrame(schema=schema) for name, schema in SCHEMAS.items()})


def concat(parts: Sequence[ClaimTables]) -> ClaimTables:
    """Put the claims of several sources under one numbering, in the order given."""
    parts = [part for part in parts if part.claims.height or part.lines.height]
    if len(parts) < 2:
        return parts[0] if parts else empty()
    moved: dict[str, list[pl.DataFrame]] = {name: [] for name in SCHEMAS}
    first = 0
    for part in parts:
        for name in SCHEMAS:
            frame: pl.DataFrame = getattr(part, name)
            moved[name].append(frame.with_columns((pl.col("claim") + first).cast(COUNT)))
        first += part.claims.height
    return ClaimTables(**{name: pl.concat(frames) for name, frames in moved.items()})


def of_same_patients(tables: ClaimTables, names: Collection[str]) -> ClaimTables:
    """Return some claims with every other claim of their patients: what they are compared with, numbered anew.

    Args:
        tables: of whole files.
        names: claim ids (CLM01, or a case's own name).
    """
    claims = tables.claims
    named = pl.col("claim_id").is_in(list(names))
    patients = claims.filter(named)["patient_key"].drop_nulls()
    kept = claims.filter(named | pl.col("patient_key").is_in(patients.implode()))["claim"]
    number = pl.DataFrame({"claim": kept, "new": pl.int_range(kept.len(), dtype=COUNT, eager=True)})
    return ClaimTables(
        **{
            name: getattr(tables, name)
            .join(number, on="claim", how="inner", maintain_order="left")
            .with_columns(claim="new")
            .drop("new")
            for name in SCHEMAS
        }
    )
