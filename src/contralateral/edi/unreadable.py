"""Why nothing of a file can be read: which of the usual reasons it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.edi.header import first_byte
from contralateral.errors import FileUnreadable

if TYPE_CHECKING:
    from contralateral.edi.source import Source

__all__ = ["ASK_AGAIN", "unreadable"]

ASK_AGAIN = "Ask whoever sent it for the file again, as plain text from its ISA to its IEA."


def unreadable(source: Source) -> FileUnreadable:
    """Return the error for a file in which no ISA can be read."""
    path, data = source.path, source.read(0, 1 << 16)
    start = first_byte(data)
    if start == len(data):
        return FileUnreadable(path, "the file is empty.", ASK_AGAIN)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return FileUnreadable(
            path, "the file is UTF-16 text.", "Save it as UTF-8 or plain ASCII and try again."
        )
    head = data[:1024]
    if b"\x00" in head or sum(byte < 9 or 13 < byte < 28 for byte in head) > len(head) // 20:
        return FileUnreadable(path, "the file is binary, not X12 text.", ASK_AGAIN)
    if data[start : start + 3] == b"ISA":
        fault = "the ISA at the start is cut short or damaged."
        return FileUnreadable(path, fault, ASK_AGAIN, place=f"byte {start}")
    return FileUnreadable(path, "no ISA segment was found, so this is not an X12 file.", ASK_AGAIN)
