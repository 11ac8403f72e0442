"""The claim: case files and 837Ps as the same tables, widened so that rules only read columns."""

from contralateral.claim.from_case import from_case
from contralateral.claim.tables import ClaimTables, concat, empty
from contralateral.claim.widen import widen

__all__ = ["ClaimTables", "concat", "empty", "from_case", "widen"]
