"""Code sets as dated tables: the question is always what holds on the day of service.

Tables are the editions that CMS and CDC publish, shipped with the package or loaded by the user, and a table of sourced
corrections. An answer says how the tables know it (``basis``), which release says so, and who published that. What no
table tells is null, and a null is never a pass.
"""

from contralateral.codes.attributes import Attributes
from contralateral.codes.attributes import of as attributes_of
from contralateral.codes.bases import additions, bases, bases_frame
from contralateral.codes.catalog import attribute_table, described, name, replacements
from contralateral.codes.changes import Changed, TableChange, changes
from contralateral.codes.compare import Comparison, compare
from contralateral.codes.diagnoses import diagnosis_purposes, diagnosis_regions, sides_of
from contralateral.codes.editions import KINDS, Kind, Period
from contralateral.codes.loading import LoadReport, Renamed, load
from contralateral.codes.lookup.fees import Fee, FeeRange, fee, fee_range
from contralateral.codes.lookup.hcpcs import Hcpcs, hcpcs, lookup_hcpcs, named_since, names
from contralateral.codes.lookup.history import CodeEvent, history
from contralateral.codes.lookup.icd10 import Icd10, icd10, lookup_icd10
from contralateral.codes.lookup.listing import STATUSES, Status
from contralateral.codes.lookup.modifiers import Modifier, lookup_modifiers, modifier
from contralateral.codes.lookup.moments import Basis
from contralateral.codes.lookup.mue import Mue, lookup_mue, mue
from contralateral.codes.lookup.places import Place, lookup_places, place_of_service
from contralateral.codes.lookup.prior_authorization import (
    Phase,
    PriorAuthorization,
    listed_for_authorization,
    lookup_prior_authorization,
    prior_authorization,
)
from contralateral.codes.near import Family, Fit, Near, fitting, near
from contralateral.codes.npi import npi_ok, npi_valid
from contralateral.codes.search import Hit, find
from contralateral.codes.store import Release, releases, user_folder

__all__ = [
    "KINDS",
    "STATUSES",
    "Attributes",
    "Basis",
    "Changed",
    "CodeEvent",
    "Comparison",
    "Family",
    "Fee",
    "FeeRange",
    "Fit",
    "Hcpcs",
    "Hit",
    "Icd10",
    "Kind",
    "LoadReport",
    "Modifier",
    "Mue",
    "Near",
    "Period",
    "Phase",
    "Place",
    "PriorAuthorization",
    "Release",
    "Renamed",
    "Status",
    "TableChange",
    "additions",
    "attribute_table",
    "attributes_of",
    "bases",
    "bases_frame",
    "changes",
    "compare",
    "described",
    "diagnosis_purposes",
    "diagnosis_regions",
    "fee",
    "fee_range",
    "find",
    "fitting",
    "hcpcs",
    "history",
    "icd10",
    "listed_for_authorization",
    "load",
    "lookup_hcpcs",
    "lookup_icd10",
    "lookup_modifiers",
    "lookup_mue",
    "lookup_places",
    "lookup_prior_authorization",
    "modifier",
    "mue",
    "name",
    "named_since",
    "names",
    "near",
    "npi_ok",
    "npi_valid",
    "place_of_service",
    "prior_authorization",
    "releases",
    "replacements",
    "sides_of",
    "user_folder",
]
