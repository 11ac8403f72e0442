"""What payers want, as dated records beside named checks, and the engine that applies them."""

from contralateral.policy.book import Book, Rule, load
from contralateral.policy.engine import WRONG, Looked, coverage, judge, spoken_of
from contralateral.policy.findings import Ask, Authority, Finding, write
from contralateral.policy.payers import UNRECOGNIZED, named, recognize
from contralateral.policy.tabulate import FINDINGS, tabulate
from contralateral.policy.undecided import undecided

__all__ = [
    "FINDINGS",
    "UNRECOGNIZED",
    "WRONG",
    "Ask",
    "Authority",
    "Book",
    "Finding",
    "Looked",
    "Rule",
    "coverage",
    "judge",
    "load",
    "named",
    "recognize",
    "spoken_of",
    "tabulate",
    "undecided",
    "write",
]
