"""What every importer hands over, and the columns of each kind of table."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contralateral.codes.editions import Kind

__all__ = ["KEYS", "LEAST", "SCHEMAS", "Parsed"]

_TEXT, _DAY, _CENTS, _YES = pl.String(), pl.Date(), pl.Int32(), pl.Boolean()
_FEE = {"code": _TEXT, "mod": _TEXT, "mod2": _TEXT}

SCHEMAS: Mapping[Kind, Mapping[str, pl.DataType]] = MappingProxyType(
    {
        "hcpcs": {
            "code": _TEXT,
            "short": _TEXT,
            "long": _TEXT,
            "coverage": _TEXT,
            "pricing": _TEXT,  # indicators joined by ":" where a code has several
            "xref": _TEXT,  # the codes CMS names in its place, joined by a space
            "added": _DAY,
            "ended": _DAY,  # the last day of service
        },
        "modifiers": {"code": _TEXT, "name": _TEXT, "added": _DAY, "ended": _DAY},
        "noc": {"code": _TEXT, "added": _DAY, "ended": _DAY},
        "fees": {
            **_FEE,
            "state": _TEXT,
            "rural": _YES,
            "cents": _CENTS,
            "ceiling": _CENTS,
            "floor": _CENTS,
            "category": _TEXT,
            "jurisdiction": _TEXT,
        },
        "area_fees": {**_FEE, "area": _TEXT, "cents": _CENTS},
        "rural_zips": {"zip": _TEXT, "state": _TEXT},
        "mue": {"code": _TEXT, "units": pl.UInt32(), "mai": pl.UInt8(), "rationale": _TEXT, "service": _TEXT},
        "prior_authorization": {
            "code": _TEXT,
            "from": _DAY,
            "through": _DAY,
            "states": _TEXT,
        },  # "" is nationwide
        "places": {"code": _TEXT, "name": _TEXT, "facility": _YES},
        "icd10": {"code": _TEXT, "name": _TEXT, "billable": _YES},  # without dots
        "corrections": {
            "table": _TEXT,
            "code": _TEXT,
            "change": _TEXT,  # see corrections.py
            "from": _DAY,
            "through": _DAY,
            "states": _TEXT,
            "replaced_by": _TEXT,
            "name": _TEXT,
            "source": _TEXT,
            "confidence": _TEXT,
            "note": _TEXT,
        },
    }
)

#: The columns that name a row.
KEYS: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        "hcpcs": ("code",),
        "modifiers": ("code",),
        "noc": ("code",),
        "fees": ("code", "mod", "mod2", "state", "rural"),
        "area_fees": ("code", "mod", "mod2", "area"),
        "rural_zips": ("zip",),
        "mue": ("code",),
        "prior_authorization": ("code", "from"),
        "places": ("code",),
        "icd10": ("code",),
        "corrections": ("table", "code", "change", "from"),
    }
)

#: Fewer rows than this is not the whole table: about three quarters of the smallest edition seen.
LEAST: Mapping[Kind, int] = MappingProxyType(
    {
        "hcpcs": 5_000,
        "modifiers": 250,
        "noc": 100,
        "fees": 100_000,
        "area_fees": 30_000,
        "rural_zips": 10_000,
        "mue": 1_500,
        "prior_authorization": 50,
        "places": 40,
        "icd10": 60_000,
        "corrections": 1,
    }
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A table read whole from a file.

    ``stated`` is the release its own text names, if any; ``named`` the one its file name does. ``dropped`` counts the
    rows left out because their names are licensed (dental codes, and modifiers that CPT owns).
    """

    kind: Kind
    frame: pl.DataFrame
    path: str
    what: str
    stated: str | None = None
    named: str | None = None
    dropped: int = 0
