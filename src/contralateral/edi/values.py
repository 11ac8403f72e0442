"""What an X12 file is made of: interchanges, of groups, of transactions, of segments.

All of it is frozen values. Nothing here knows what a segment means to a biller.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "Delimiters",
    "Diagnostic",
    "Kind",
    "Segment",
    "Severity",
]

_PLACE = re.compile(r"(?<=segment )[0-9]+|(?<=line )[0-9]+")
Severity = Literal["error", "warning", "note"]
Kind = Literal["837P", "837I", "837D", "835", "277CA", "999", "TA1", "278", "other"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something a person should know about a file.

    An **error** left something out, or says that the receiver will not take the file as it stands. A
    **warning** was read, in the way the message says. A **note** is harmless. Messages hold no patient data.
    """

    severity: Severity
    message: str
    segment: int | None = None  # 1-based in the file
    byte: int | None = None  # 0-based offset in the file

    snip: int | None = None  # the level of the check that found it, 1 to 5

    @property
    def kind(self) -> str:
        """Return the message without its numbers of places: what many diagnostics of one kind share."""
        return _PLACE.sub("…", self.message)

    def __str__(self) -> str:
        """Return the line a person reads: severity, place, message."""
        place = "" if self.segment is None else f" segment {self.segment}"
        place += "" if self.byte is None else f" (byte {self.byte})"
        return f"{self.severity}{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The characters that an ISA chooses; ``repetition`` is null where ISA11 is a letter, as before 00402."""

    element: str
    component: str
    repetition: str | None
    terminator: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment. ``elements[0]`` is its id, so ``elements[1]`` is element 1, as the guides count.

    >>> Segment(("N4", "SPRINGFIELD", "OH"), number=7, byte=210)[2]
    'OH'
    """

    elements: tuple[str, ...]
    number: int  # 1-based in the file; empty segments are not counted
    byte: int  # offset of the first byte of its id

    @property
    def id(self) -> str:
        """Return the segment's id, for example ``NM1``."""
        return self.elements[0]

    def __getitem__(self, n: int) -> str:
        """Return element ``n`` (1-based; 0 is the id), or the empty string where the segment is shorter."""
        return self.elements[n] if n < len(self.elements) else ""
