"""The claim: case files and 837Ps as the same tables, widened so that rules only read columns."""

from contralateral.claim.from_837 import from_837
from contralateral.claim.from_case import from_case
from contralateral.claim.report import ClaimReport, Covered, reports
from contralateral.claim.risk import Share, Stake, by_fate, by_route
from contralateral.claim.suggest import Suggestion
from contralateral.claim.suppose import with_payers_word
from contralateral.claim.tables import ClaimTables, concat, empty, of_same_patients
from contralateral.claim.widen import Seen, Widened, widen

__all__ = [
    "ClaimReport",
    "ClaimTables",
    "Covered",
    "Seen",
    "Share",
    "Stake",
    "Suggestion",
    "Widened",
    "by_fate",
    "by_route",
    "concat",
    "empty",
    "from_837",
    "from_case",
    "of_same_patients",
    "reports",
    "widen",
    "with_payers_word",
]
