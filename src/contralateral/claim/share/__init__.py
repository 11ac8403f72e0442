"""What the patient owes: values in, values out. Every step has its source; what nobody told gives a range."""

from contralateral.claim.share.estimate import Estimate, EstimateLine, estimate
from contralateral.claim.share.settle import settle
from contralateral.claim.share.told import Question, Range
from contralateral.claim.share.values import Benefit, Earlier, Further, Item, Split, Step, dollars

__all__ = [
    "Benefit",
    "Earlier",
    "Estimate",
    "EstimateLine",
    "Further",
    "Item",
    "Question",
    "Range",
    "Split",
    "Step",
    "dollars",
    "estimate",
    "settle",
]
