"""The line that checks read: every column they may name, its type, and who fills it.

Checks read columns and nothing else; ``claim.widen`` fills them before anything is filtered. Null always means that
nobody has told us. A column that a check reads and that can be null has its question in ``facts.toml``.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["COLUMNS", "MODIFIERS", "modifier_mask"]

#: Modifiers that rules ask about, each one bit of ``mod_bits``. Append only: the position is the bit.
MODIFIERS = (
    *("RT", "LT", "KX", "GA", "GX", "GY", "GZ", "GK", "GL", "EY", "CG", "KM", "KN"),
    *("K0", "K1", "K2", "K3", "K4", "RA", "RB", "NU", "RR", "UE", "ST", "KV", "J5", "KY"),
    *("LL", "MS", "KH", "KI", "KJ", "KR", "BP", "BR", "BU", "AV", "50", "99", "CR", "KB", "GW", "RP"),
)
assert len(MODIFIERS) <= 63, "mod_bits is one signed-safe 64-bit word"

_T, _D, _B, _U, _F = pl.String(), pl.Date(), pl.Boolean(), pl.UInt32(), pl.Float64()
_TEXTS = pl.List(pl.String())

_BASE: dict[str, pl.DataType] = {
    "claim": _U,
    "line": _U,
    "code": _T,
    "mods": _TEXTS,
    "mod_bits": pl.UInt64(),
    "units": _F,
    "charge_cents": pl.Int64(),
    "dos": _D,
    "dos_through": _D,
    "pos": _T,
    "description": _T,
    "on_order": _B,
    "payer": _T,
    "payer_id": _T,  # as the claim names the payer
    "plan_type": _T,
    "plan_state": _T,
    "state": _T,
    "zip": _T,
    "born": _D,
    "receipt": _D,  # the day the payer would get the claim: the day it is checked
    "frequency": _T,
    "order_date": _D,
    "order_received": _D,
    "order_signed": _B,
    "delivered": _D,
    "encounter_date": _D,
    "authorization_held": _B,
    "authorization_exempt": _B,
    "authorization_decision": _T,
    "authorization_decided": _D,
    "authorization_number": _T,  # of the line, else of its claim
    "authorization_of_14": _B,  # the form of Medicare's tracking number
    "proof_signed": _B,
    "proof_dated": _B,
    "proof_relation": _T,
    "shipped": _D,
    "authorization_items": _T,
    "order_lacks": _T,
    "proof_lacks": _T,
    "order_gives_reason": _B,
    "order_cancelled": _D,  # the day, of a custom item that was not delivered
    "ordering_profession": _T,
    "stay_ends": _D,
    "coverage_from": _D,
    "coverage_through": _D,
    "payer_rank": _T,
    "primary_answered": _B,
    "qmb": _B,
    "supplier_accredited": _B,
    "ordering_enrolled": _B,
    "is_replacement": _B,
    "in_part_a_stay": _B,
    "filing_limit_days": _U,
    "order_limit_days": _U,
    "network": _T,  # in or out
    "condition_region": _T,
    "condition_side": _T,
    "condition_cause": _T,
    "device_kind": _T,
    "device_region": _T,
    "device_make": _T,
    "device_side": _T,
}

_CODES: dict[str, pl.DataType] = {
    "code_status": _T,  # in_force, ended, withdrawn, not_yet, not_listed, unknown
    "code_in_force": _B,
    "code_ended": _D,
    "code_ended_words": _T,  # ", ended on ..." or nothing, for messages
    "replaced_by_words": _T,  # " It was replaced by ..." or nothing, for messages
    "code_short": _T,
    "code_named": _T,  # the name, and how the code stands where it is not in force, for messages
    "replaced_by": _T,  # for the remedy, empty where nothing replaced it
    "coverage": _T,  # the CMS coverage indicator
    "unlisted": _B,  # a not-otherwise-classified code
    "code_kind": _T,  # attributes read from the official name
    "code_region": _T,
    "code_role": _T,
    "code_make": _T,
    "code_words": _T,  # these and the device's, in words for messages
    "device_words": _T,
    "mue": _U,
    "mai": _U,
    "mue_told": _B,  # a table has the code, or does not have it though it is of the day or later than the code
    "pa_required": _B,
    "mods_unknown": _TEXTS,  # modifiers that no table knows; null where the tables cannot say
    "mods_open": _T,  # those of which they cannot say, for the question
    "pos_known": _B,
}

_CLAIM: dict[str, pl.DataType] = {
    "mods_repeated": _B,
    "units_of_day": _F,  # of the same code on the same day, where the MUE is one of the day
    "claim_codes": _TEXTS,
    "claim_mod_bits": pl.UInt64(),  # any of the claim's lines
    "claim_charge_cents": pl.Int64(),
    "lines_charge_cents": pl.Int64(),
    "other_lines_mod_bits": pl.UInt64(),
    "lines_without_ey": _U,  # any of the claim's other lines
    "bases_known": _B,  # true or null: a name that names no base leaves it open
    "base_on_claim": _B,
    "base_in_history": _B,
    "same_in_claim": _U,  # earlier lines of the claim that are the same in all that counts
    "same_elsewhere": _U,  # earlier claims, in all files given, with the same line for the same patient
    "had_before": _B,  # the same code for the same side
    "history_days": pl.Int32(),  # days since the last of these was delivered
    "earlier_in_year": _U,  # earlier ones of the same code, of whichever side, in the twelve months before
    "history_ended": _T,  # how that one ended; "in use" says that it has not
    "held_codes": _TEXTS,  # earlier devices that have not ended
    "history_supplied": _B,
    "similar_before": _B,  # an earlier device of the same family (sets/families) for the same side
    "similar_code": _T,  # the last of these
    "similar_days": pl.Int32(),
    "similar_ended": _T,
    "record_level": pl.Int32(),  # the highest functional level that a practitioner's evaluation names
}

_DIAGNOSES: dict[str, pl.DataType] = {
    "dx": _TEXTS,  # that the line points to; all of the claim's where pointers are unknown
    "dx_count": _U,
    "pointers_given": _B,
    "pointers_good": _B,
    "dx_not_listed": _TEXTS,  # null where the tables cannot say of one and none is wrong; so the next
    "dx_not_billable": _TEXTS,
    "dx_regions": _TEXTS,  # regions of the body that the diagnoses speak of, where they speak of one
    "dx_without_region": _B,  # one of the diagnoses speaks of no part of the body
    "dx_sides": _TEXTS,  # of the diagnoses that speak of a part
    "icd9": _B,
}

_PEOPLE: dict[str, pl.DataType] = {
    "billing_npi_good": _B,
    "ordering_npi_good": _B,
    "ordering_npi_given": _B,
    "rendering_npi_good": _B,
}

_NOTICES: dict[str, pl.DataType] = {
    "notice_valid": _B,  # an ABN that is signed, before delivery, on a current form, naming item and reason
    "notice_given": _B,
    "notice_late": _B,  # these three are of the notice that comes nearest to a valid one
    "notice_old_form": _B,
    "notice_incomplete": _B,
}

#: Every column that a check, a message or a basis may name.
COLUMNS: Mapping[str, pl.DataType] = MappingProxyType(
    {**_BASE, **_CODES, **_CLAIM, **_DIAGNOSES, **_PEOPLE, **_NOTICES}
)


def modifier_mask(*modifiers: str) -> int:
    """Return the bits of these modifiers in ``mod_bits``.

    Raises:
        ValueError: for a modifier that has no bit.
    """
    mask = 0
    for modifier in modifiers:
        mask |= 1 << MODIFIERS.index(modifier)
    return mask
