"""The tables of an 835: their columns and types. Money is whole cents; a null is what nobody has told us."""

from __future__ import annotations

import polars as pl

__all__ = ["SCHEMAS", "empty"]

_T, _U, _C, _D, _F, _B = pl.String(), pl.UInt32(), pl.Int64(), pl.Date(), pl.Float64(), pl.Boolean()
_PERSON = ("last", "first", "middle", "suffix", "id_qualifier", "id")
_PLACE = ("address1", "address2", "city", "state", "zip")
_MODIFIERS = tuple(f"modifier{n}" for n in range(1, 5))
#: Where a row stands: transaction and claim count from 0 in the file, service from 1 in the claim, segment from 1.
_IN_CLAIM: dict[str, pl.DataType] = {"transaction": _U, "claim": _U, "segment": _U}
_IN_SERVICE: dict[str, pl.DataType] = {"transaction": _U, "claim": _U, "service": _U, "segment": _U}


def _texts(*names: str) -> dict[str, pl.DataType]:
    return dict.fromkeys(names, _T)


SCHEMAS: dict[str, dict[str, pl.DataType]] = {
    "payments": {
        "transaction": _U,
        "segment": _U,
        **_texts("control", "handling"),
        "amount_cents": _C,
        **_texts("credit_debit", "method", "format", "originator"),
        "date": _D,
        **_texts("trace", "payer_identifier", "payer_supplement", "receiver", "version"),
        "production_date": _D,
        **_texts("payer_name", "payer_id_qualifier", "payer_id", *(f"payer_{name}" for name in _PLACE)),
        **_texts("payer_reference_qualifier", "payer_reference", "contact_name", "contact_kind", "contact"),
        **_texts("payee_name", "payee_id_qualifier", "payee_id", *(f"payee_{name}" for name in _PLACE)),
        **_texts("payee_tax_id"),
        "claims": _U,
        "claims_paid_cents": _C,
        "provider_adjusted_cents": _C,
        "balanced": _B,
    },
    "claims": {
        **_IN_CLAIM,
        **_texts("lx", "group_provider", "patient_control", "status"),
        **dict.fromkeys(("charge_cents", "paid_cents", "patient_cents"), _C),
        **_texts("filing_code", "payer_control", "facility", "frequency", "patient_status", "drg"),
        "drg_weight": _F,
        "discharge_fraction": _F,
        "consent": _T,
        **_texts(*(f"{who}_{what}" for who in ("patient", "insured", "corrected") for what in _PERSON)),
        **_texts("rendering_last", "rendering_first", "rendering_id_qualifier", "rendering_id"),
        **_texts(*(f"{who}_{what}" for who in ("crossover", "priority_payer") for what in ("name", "id"))),
        **dict.fromkeys(("statement_from", "statement_to", "coverage_ends", "received"), _D),
        "outpatient_rate": _F,
        "outpatient_payable_cents": _C,
        "inpatient_drg_cents": _C,
        **_texts(*(f"remark{n}" for n in range(1, 6))),
        "services": _U,
        "balanced": _B,
    },
    "services": {
        **_IN_SERVICE,
        **_texts("qualifier", "code", *_MODIFIERS),
        "charge_cents": _C,
        "paid_cents": _C,
        "revenue_code": _T,
        "units_paid": _F,
        **_texts("submitted_qualifier", "submitted_code", *(f"submitted_{name}" for name in _MODIFIERS)),
        "units_billed": _F,
        "date": _D,
        "date_from": _D,
        "date_to": _D,
        "line_control": _T,
        "balanced": _B,
    },
    "adjustments": {**_IN_SERVICE, **_texts("group", "reason"), "cents": _C, "quantity": _F},
    "provider_adjustments": {
        "transaction": _U,
        "segment": _U,
        "provider": _T,
        "fiscal_period": _D,
        **_texts("reason", "identifier"),
        "cents": _C,
    },
    "references": {**_IN_SERVICE, **_texts("loop", "qualifier", "value")},
    "dates": {**_IN_SERVICE, **_texts("loop", "qualifier"), "date": _D},
    # ``source`` is the segment, ``element`` where in it the number stands; AMT and MIA/MOA bring cents or a number.
    "amounts": {
        **_IN_SERVICE,
        "source": _T,
        "element": pl.UInt8(),
        "qualifier": _T,
        "cents": _C,
        "quantity": _F,
    },
    "parties": {
        **_IN_CLAIM,
        **_texts("loop", "role", "kind", *_PERSON, *_PLACE, "country"),
    },
    "remarks": {**_IN_SERVICE, "source": _T, "element": pl.UInt8(), "qualifier": _T, "code": _T},
    "rest": {**_IN_CLAIM, **_texts("loop", "id", "text")},
}


def empty(table: str) -> pl.DataFrame:
    """Return a table without rows. Raise KeyError for a name that is none of ``SCHEMAS``."""
    return pl.DataFrame(schema=SCHEMAS[table])
