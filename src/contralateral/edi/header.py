"""Find the ISA headers of a file and the delimiters that each one chooses.

An ISA is 106 bytes: sixteen elements of fixed width, the last of them the component separator, then the
segment terminator. That shape is looked for as a whole, so that letters inside a name are never taken for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from contralateral.edi.values import Delimiters

__all__ = ["AFTER_IEA", "BLANKS", "FIXED", "Header", "first_byte", "header_at"]

#: Widths of ISA01 to ISA15. Delimiters are ASCII and neither letters, digits nor blanks.
WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1)
MARK = rb"[^0-9A-Za-z\s\x00\x1a\x80-\xff]"
FIXED = re.compile(
    rb"ISA(" + MARK + rb")" + rb"\1".join(rb".{%d}" % width for width in WIDTHS) + rb"\1..", re.DOTALL
)
#: An ISA whose padding was lost or added to: still sixteen elements.
UNPADDED = re.compile(rb"ISA(" + MARK + rb")" + rb"(?:(?!\1)[^\r\n]){0,20}\1" * 15 + rb"..", re.DOTALL)
AFTER_IEA = re.compile(rb"IEA(" + MARK + rb")[0-9]{1,5}\1[0-9]{1,9}[^0-9A-Za-z]{1,8}(?=ISA)")
#: A terminator may also be a line end, and some senders use the control characters that X12 names.
LEGAL = re.compile(rb"[^0-9A-Za-z \t\x00\x1a\x80-\xff]")
BOM = b"\xef\xbb\xbf"
#: What may stand between segments without meaning; byte order marks and Ctrl-Z come from joined files.
BLANKS = b" \t\r\n\x00\x1a\x0b\x0c" + BOM


@dataclass(frozen=True, slots=True)
class Header:
    """Where an ISA begins and ends and what it chooses; ``fault`` says why it cannot be used."""

    start: int
    terminator_at: int
    delimiters: Delimiters
    padded: bool
    fault: str = ""

    def moved(self, by: int) -> Header:
        """Return the same header, so many bytes further on in the file."""
        return replace(self, start=self.start + by, terminator_at=self.terminator_at + by)


def first_byte(data: bytes) -> int:
    """Return the offset of the first byte after a byte order mark and blanks."""
    return len(data) - len(data.lstrip(BLANKS))


def header_at(data: bytes, start: int, end: int) -> Header | None:
    """Read the ISA at ``start``, which must close before ``end``; null when there is none."""
    match = FIXED.match(data, start, end)
    padded = match is not None
    match = match or UNPADDED.match(data, start, end)
    if match is None:
        return None
    last = match.end() - 1
    element, component, terminator = data[start + 3 : start + 4], data[last - 1 : last], data[last : last + 1]
    repetition = data[start : last + 1].split(element)[11]
    fault = ""
    if not LEGAL.fullmatch(terminator):
        fault = "the byte after ISA16 ends every segment and may not be a letter, a digit or a blank"
    elif not LEGAL.fullmatch(component) or component in b"\r\n":
        fault = "ISA16 separates components and may not be a letter, a digit or a blank"
    elif len({element, component, terminator}) < 3:
        fault = "its separators are not different from each other"
    return Header(
        start=start,
        terminator_at=last,
        delimiters=Delimiters(
            element=element.decode("latin-1"),
            component=component.decode("latin-1"),
            repetition=repetition.decode("latin-1") if re.fullmatch(MARK, repetition) else None,
            terminator=terminator.decode("latin-1"),
        ),
        padded=padded,
        fault=fault,
    )
