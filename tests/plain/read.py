"""Read the bytes of an X12 file into interchanges, and say everything that is wrong with its envelopes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.edi.header import AFTER_IEA, FIXED, Header, first_byte, header_at
from contralateral.edi.values import Diagnostic, Segment
from contralateral.errors import FileUnreadable
from tests.plain.envelope import Envelopes
from tests.plain.segments import Run, cut
from tests.plain.values import Interchange, Interchanges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contralateral.edi.values import Severity

__all__ = ["read"]

ASK_AGAIN = "Ask whoever sent it for the file again, as plain text from its ISA to its IEA."


def interchange_starts(data: bytes) -> list[int]:
    """Return the offset of every ISA, in file order.

    One of full width is found wherever it stands, also where the file before it was cut short. One of another
    width is found at the beginning of the file and right after an IEA.
    """
    starts = {match.start() for match in FIXED.finditer(data)}
    for at in [first_byte(data), *(match.end() for match in AFTER_IEA.finditer(data))]:
        if at in starts:
            continue
        following = min((start for start in starts if start > at), default=len(data))
        if header_at(data, at, following):
            starts.add(at)
    return sorted(starts)


def read(data: bytes, *, path: str) -> Interchanges:
    """Read a whole X12 file: every interchange, group, transaction and segment, sound or not.

    Bytes are UTF-8 or Latin-1, with or without a byte order mark, line ends after terminators, indentation
    and a Ctrl-Z at the end. Each ISA chooses its own delimiters. ``diagnostics`` are in file order.

    Args:
        data: the bytes of the file.
        path: how the file is named to a person.

    Raises:
        FileUnreadable: nothing at all can be read: the file is empty, binary, or has no ISA that can be used.
    """
    starts = interchange_starts(data)
    if not starts:
        raise unreadable(data, path)
    interchanges: list[Interchange] = []
    said: list[Diagnostic] = []
    number = 1
    lead = first_byte(data)
    if starts[0] > lead:
        message = f"{starts[0] - lead} bytes before the first usable ISA were not read. {ASK_AGAIN}"
        said.append(Diagnostic("error", message, None, lead))
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        header = header_at(data, start, end)
        if header is None or header.fault:
            fault = header.fault if header else "its elements cannot be told apart"
            said.append(Diagnostic("error", f"This ISA cannot be used: {fault}. {ASK_AGAIN}", number, start))
            number += 1
            continue
        interchange, found, used = read_interchange(data, header, end, number)
        interchanges.append(interchange)
        said += found
        number += used
    if not interchanges:
        raise FileUnreadable(path, said[0].message, "", place=f"byte {said[0].byte}")
    said += repeated_interchanges(interchanges)
    said.sort(key=lambda d: -1 if d.byte is None else d.byte)
    return Interchanges(tuple(interchanges), tuple(said))


def read_interchange(
    data: bytes, header: Header, end: int, number: int
) -> tuple[Interchange, list[Diagnostic], int]:
    """Read one interchange; return it, what is to be said, and how many segments it has."""
    run = cut(data, header.start, end, header.delimiters, number=number)
    isa, *rest = run.segments
    envelopes = Envelopes(isa, header.delimiters)
    for segment in rest:
        envelopes.take(segment)
    said = oddities(run)
    used = len(run.segments)
    tail = run.unfinished
    if tail:
        used += 1
        if tail.id == "IEA":
            envelopes.take(tail)
            message = "The last segment has no terminator; it was read."
            said.append(Diagnostic("note", message, tail.number, tail.byte))
        else:
            message = f"The interchange breaks off inside this segment, which was not read. {ASK_AGAIN}"
            said.append(Diagnostic("error", message, tail.number, tail.byte))
    if not header.padded:
        message = "This ISA is not of fixed width; it was read by its separators. Receivers may refuse it."
        said.append(Diagnostic("warning", message, isa.number, isa.byte))
    interchange = envelopes.close()
    if not any(interchange.transactions):
        message = f"This interchange holds no transaction. {ASK_AGAIN}"
        said.append(Diagnostic("error", message, isa.number, isa.byte))
    return interchange, said + envelopes.said, used


def oddities(run: Run) -> list[Diagnostic]:
    """Say what was read in spite of being odd, once an interchange for each kind of oddity."""
    said: list[Diagnostic] = []

    def say(severity: Severity, segments: Sequence[Segment], message: str) -> None:
        if segments:
            count = f" ({len(segments)} times, first here)" if len(segments) > 1 else ""
            said.append(Diagnostic(severity, f"{message}{count}.", segments[0].number, segments[0].byte))

    say("warning", run.empty, "A terminator with nothing before it was passed over")
    say("warning", run.broken, "A line break inside a segment was taken out and its parts were joined")
    say("note", run.latin, "A segment is not UTF-8 and was read as Latin-1")
    return said


def repeated_interchanges(interchanges: Sequence[Interchange]) -> list[Diagnostic]:
    """Warn of interchanges that carry the sender and control number of an earlier one: a batch sent twice."""
    said: list[Diagnostic] = []
    seen: set[tuple[str, ...]] = set()
    for interchange in interchanges:
        isa = interchange.header
        name = (isa[5], isa[6], isa[13])
        if name in seen:
            message = "This sender already used this ISA13 in this file; the batch may be in it twice."
            said.append(Diagnostic("warning", message, isa.number, isa.byte))
        seen.add(name)
    return said


def unreadable(data: bytes, path: str) -> FileUnreadable:
    """Return the error for bytes in which no ISA can be read, saying which of the usual reasons it is."""
    start = first_byte(data)
    if start == len(data):
        return FileUnreadable(path, "the file is empty.", ASK_AGAIN)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return FileUnreadable(
            path, "the file is UTF-16 text.", "Save it as UTF-8 or plain ASCII and try again."
        )
    if (
        b"\x00" in data[:1024]
        or sum(byte < 9 or 13 < byte < 28 for byte in data[:1024]) > len(data[:1024]) // 20
    ):
        return FileUnreadable(path, "the file is binary, not X12 text.", ASK_AGAIN)
    if data[start : start + 3] == b"ISA":
        return FileUnreadable(
            path, "the ISA at the start is cut short or damaged.", ASK_AGAIN, place=f"byte {start}"
        )
    return FileUnreadable(path, "no ISA segment was found, so this is not an X12 file.", ASK_AGAIN)
