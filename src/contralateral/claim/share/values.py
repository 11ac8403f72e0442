"""What the arithmetic of a share takes and gives: items, the benefit, who pays which part. Money is integer cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["CASE", "Bears", "Benefit", "Earlier", "Further", "Ground", "Item", "Split", "Step", "dollars"]

#: Who bears a denial; none: the item is covered.
Bears = Literal["", "patient", "supplier"]
Coordination = Literal["medicare", "standard", "non-duplication"]


@dataclass(frozen=True, slots=True)
class Ground:
    """Whose word a step rests on. ``confidence`` is H, M or NV as with rules, or "told" for what the case says."""

    title: str
    url: str = ""
    at: str = ""
    confidence: Literal["H", "M", "NV", "told"] = "H"


#: What the person who wrote the case says.
CASE = Ground("the case", confidence="told")


@dataclass(frozen=True, slots=True)
class Item:
    """One line. ``limit`` is what fee schedule or contract allow for all its units; null: the charge is what is owed.

    ``lesser``: the charge is allowed where it is below the limit. ``elsewhere``: the part of the charge that another
    line bills again, as the covered item beside an upgrade does.
    """

    line: int
    charge: int
    limit: int | None
    lesser: bool = True
    bears: Bears = ""
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Earlier:
    """What payers before this one did, for the whole claim; ``allowed`` null where they did not say."""

    paid: int
    allowed: int | None
    coordination: Coordination


@dataclass(frozen=True, slots=True)
class Further:
    """What a payer after this one takes over: the deductible or not, and hundredths of a percent of the rest."""

    deductible: bool
    rest: int


@dataclass(frozen=True, slots=True)
class Benefit:
    """The plan's terms as they stand before the claim. Shares of a hundred are in hundredths of a percent.

    ``copayment`` is a fixed amount an item in place of coinsurance; ``out_of_pocket_left`` null: there is no limit;
    ``benefit_left`` null: the plan has no limit in dollars; ``balance``: the patient is asked for the charge beyond the
    allowed amount; ``protected``: the patient may not be asked for a share of what is covered.
    """

    deductible_left: int
    coinsurance: int
    copayment: int | None = None
    out_of_pocket_left: int | None = None
    benefit_left: int | None = None
    balance: bool = False
    protected: bool = False
    earlier: Earlier | None = None
    further: Further | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the arithmetic: what, how much, why so, and on whose word."""

    what: str
    cents: int
    why: str
    ground: str


@dataclass(frozen=True, slots=True)
class Split:
    """Who pays which part of a line.

    ``allowed`` is shared by ``earlier``, ``payer``, ``further``, ``protected`` (owed and not to be asked for),
    ``forgone`` (left over once the others have paid) and ``share``, the patient's. Beyond the allowed amount the charge
    is ``balance`` or ``denied`` (the patient's), ``supplier`` (written off) or ``elsewhere`` (billed on another line).
    ``relief`` is what the out-of-pocket limit took off the patient; it is in ``payer``.
    """

    line: int
    charge: int
    allowed: int
    deductible: int = 0
    coinsurance: int = 0
    copayment: int = 0
    relief: int = 0
    beyond: int = 0
    earlier: int = 0
    payer: int = 0
    further: int = 0
    protected: int = 0
    forgone: int = 0
    share: int = 0
    balance: int = 0
    denied: int = 0
    supplier: int = 0
    elsewhere: int = 0

    @property
    def patient(self) -> int:
        """All that the patient owes for the line."""
        return self.share + self.balance + self.denied

    @property
    def cost(self) -> int:
        """The cost share by the plan's terms, before anybody else takes part of it over."""
        return self.deductible + self.coinsurance + self.copayment - self.relief + self.beyond


def dollars(cents: int) -> str:
    """Print integer cents as dollars.

    >>> dollars(-123456)
    '-$1,234.56'
    """
    return f"-${-cents / 100:,.2f}" if cents < 0 else f"${cents / 100:,.2f}"
