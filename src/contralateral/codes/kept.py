"""The dated tables kept for callers that look up millions of lines: a timeline each, see ``lookup.kept``."""

from contralateral.codes.catalog import CODES
from contralateral.codes.lookup.icd10 import KEPT as DIAGNOSES
from contralateral.codes.lookup.kept import Kept, Timeline, slot, slots
from contralateral.codes.lookup.modifiers import KEPT as MODIFIERS
from contralateral.codes.lookup.mue import KEPT as LIMITS
from contralateral.codes.lookup.places import KEPT as PLACES
from contralateral.codes.lookup.prior_authorization import REQUIRED

__all__ = [
    "CODES",
    "DIAGNOSES",
    "LIMITS",
    "MODIFIERS",
    "PLACES",
    "REQUIRED",
    "Kept",
    "Timeline",
    "slot",
    "slots",
]
