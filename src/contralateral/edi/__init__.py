"""X12 syntax: bytes to interchanges, groups, transactions and segments. Knows no billing.

>>> from contralateral.edi import recognize
>>> recognize(b"not X12")
"""

from contralateral.edi.kind import recognize
from contralateral.edi.read import read
from contralateral.edi.values import (
    Delimiters,
    Diagnostic,
    Group,
    Interchange,
    Interchanges,
    Kind,
    Segment,
    Severity,
    Transaction,
)

__all__ = [
    "Delimiters",
    "Diagnostic",
    "Group",
    "Interchange",
    "Interchanges",
    "Kind",
    "Segment",
    "Severity",
    "Transaction",
    "read",
    "recognize",
]
