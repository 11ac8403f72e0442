"""X12 syntax: bytes to Arrow tables, at the speed of the machine. Knows no billing.

>>> from contralateral.edi import recognize
>>> recognize(b"not X12")
"""

from contralateral.edi.file import READ, Batch, X12File, open_x12
from contralateral.edi.kind import recognize
from contralateral.edi.values import (
    Delimiters,
    Diagnostic,
    Kind,
    Segment,
    Severity,
)

__all__ = [
    "READ",
    "Batch",
    "Delimiters",
    "Diagnostic",
    "Kind",
    "Segment",
    "Severity",
    "X12File",
    "open_x12",
    "recognize",
]
