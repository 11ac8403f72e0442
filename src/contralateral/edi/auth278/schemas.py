"""What the tables of a 278 hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.edi.acks.everywhere import date_columns, reference_columns, rest_columns
from contralateral.edi.acks.schema import schema

if TYPE_CHECKING:
    from contralateral.edi.acks.schema import Schema

__all__ = ["SCHEMAS"]

_KEYS = "transaction:u request:u service:u level:u segment:u"
_UM = "category certification_type service_type place_of_service place_qualifier"
_HCR = "action certification reason"
_CERTIFIED = "certified_first:d certified_through:d certified_on:d expires:d"
_HSD = "hsd_qualifier hsd_quantity:f hsd_unit hsd_modulus:f hsd_period hsd_periods:n hsd_pattern hsd_time"

SCHEMAS: dict[str, Schema] = {
    # Every level (HL), with what the transaction is and the levels above it.
    "events": schema(
        "transaction:u request:u level:u segment:u of parent:u has_children umo:u requester:u subscriber:u",
        "dependent:u event:u direction purpose reference submitted:d time type",
    ),
    # Every patient event.
    "requests": schema(
        "transaction:u request:u level:u segment:u direction reference trace",
        _UM,
        "level_of_service condition prognosis release delay_reason",
        _HCR,
        "second_opinion event_first:d event_through:d admitted:d discharged:d onset:d accident:d",
        _CERTIFIED,
        "previous_certification authorization administrative message",
        _HSD,
        "umo_name umo_id requester_name requester_first requester_id_qualifier requester_id",
        "subscriber_last subscriber_first subscriber_id subscriber_born:d subscriber_sex",
        "dependent_last dependent_first dependent_born:d dependent_sex",
    ),
    # Every service asked for or decided on.
    "services": schema(
        "transaction:u request:u service:u level:u segment:u trace kind revenue qualifier code",
        "modifier1 modifier2 modifier3 modifier4 description code_through charge_cents:n unit quantity:f",
        "pointer1:n pointer2:n pointer3:n pointer4:n",
        _UM,
        _HCR,
        "service_first:d service_through:d",
        _CERTIFIED,
        "previous_certification authorization administrative message",
        _HSD,
    ),
    "diagnoses": schema(_KEYS, "position:u qualifier code format text day:d"),
    "decisions": schema(_KEYS, "loop position:u action certification reason second_opinion"),
    "rejections": schema(_KEYS, "of loop valid reason follow_up"),
    "parties": schema(
        _KEYS,
        "of loop role kind name first middle suffix id_qualifier id address1 address2 city state zip country",
        "contact contact_qualifier contact_number provider_code taxonomy born:d sex insured relationship",
    ),
    "traces": schema(_KEYS, "loop type number assigner division"),
    "notes": schema(_KEYS, "loop text"),
    "references": reference_columns("request"),
    "dates": date_columns("request"),
    "rest": rest_columns("request"),
}
