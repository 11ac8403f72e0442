"""What every widening step is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from contralateral.claim.tables import ClaimTables

__all__ = ["Given"]


@dataclass(frozen=True, slots=True)
class Given:
    """The claims, and the day the payer would get them."""

    tables: ClaimTables
    receipt: date
