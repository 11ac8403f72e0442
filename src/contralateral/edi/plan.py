"""Which transactions of a file are sound, told before anything in them is read.

A transaction stands by its own ST and SE. Where those disagree, or one is absent, it is left out and its neighbours are
read. A group or interchange whose trailer disagrees is an error too, because its receiver will refuse it whole, but the
transactions that are whole by their own count stay sound: five hundred whole claims can still be checked while
somebody corrects one number.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contralateral.edi.header import BLANKS, header_at
from contralateral.edi.kind import kind_of
from contralateral.edi.scan import Mark, Window, interchange_starts, lead_of, windows
from contralateral.edi.unreadable import ASK_AGAIN, unreadable
from contralateral.edi.values import Delimiters, Diagnostic
from contralateral.errors import FileUnreadable

if TYPE_CHECKING:
    from contralateral.edi.header import Header
    from contralateral.edi.source import Source
    from contralateral.edi.values import Kind, Severity

__all__ = ["GroupRow", "InterchangeRow", "Plan", "TransactionRow", "plan"]

LEFT_OUT = "This transaction is left out; ask the sender for the file again."
REFUSED = "Its receiver will refuse it whole; correct it before sending."
PARTS = {"GE": ("group", "transactions"), "IEA": ("interchange", "groups")}


@dataclass(frozen=True, slots=True)
class InterchangeRow:
    """One ISA."""

    isa: Mark
    delimiters: Delimiters


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One GS, of an interchange (position)."""

    interchange: int
    gs: Mark


@dataclass(slots=True)
class TransactionRow:
    """One ST to its SE, or a TA1; ``start`` and ``end`` are offsets, ``number`` that of its ST."""

    interchange: int
    group: int | None
    kind: Kind
    set_id: str
    version: str
    control: str
    start: int
    end: int
    number: int
    segments: int
    sound: bool


@dataclass(slots=True)
class Plan:
    """What the first pass found."""

    interchanges: list[InterchangeRow] = field(default_factory=list)
    groups: list[GroupRow] = field(default_factory=list)
    transactions: list[TransactionRow] = field(default_factory=list)
    acknowledgments: list[tuple[int, Mark]] = field(default_factory=list)  # interchange and TA1
    diagnostics: list[Diagnostic] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)  # offsets of segments outside any transaction

    def stray_between(self, start: int, end: int) -> bool:
        """Tell whether a segment that has no place stands between two offsets."""
        at = bisect_left(self.strays, start)
        return at < len(self.strays) and self.strays[at] < end


def plan(source: Source) -> Plan:
    """Look through the envelopes of a whole file.

    Raises:
        FileUnreadable: nothing at all can be read: the file is empty, binary, or has no ISA that can be used.
    """
    starts = interchange_starts(source)
    if not starts:
        raise unreadable(source)
    found = Plan()
    lead = lead_of(source)
    if starts[0] > lead:
        message = f"{starts[0] - lead} bytes before the first usable ISA were not read. {ASK_AGAIN}"
        found.diagnostics.append(Diagnostic("error", message, None, lead))
    number = 1
    for start, end in zip(starts, [*starts[1:], source.size], strict=True):
        head = source.read(start, min(end, start + 512))
        header = header_at(head, 0, len(head))
        if header is None or header.fault:
            fault = header.fault if header else "its elements cannot be told apart"
            message = f"This ISA cannot be used: {fault}. {ASK_AGAIN}"
            found.diagnostics.append(Diagnostic("error", message, number, start))
            number += 1
            continue
        header = header.moved(start)
        number = _Interchange(found, source, header, end, number).read()
    if not found.interchanges:
        first = found.diagnostics[-1]
        raise FileUnreadable(source.path, first.message, "", place=f"byte {first.byte}")
    _say_repeats(found)
    found.diagnostics.sort(key=lambda d: -1 if d.byte is None else d.byte)
    return found


class _Interchange:
    """Takes the envelope segments of one interchange in order."""

    def __init__(self, found: Plan, source: Source, header: Header, end: int, number: int) -> None:
        self.found, self.source, self.header, self.end, self.first = found, source, header, end, number
        self.position = len(found.interchanges)
        self.gs: Mark | None = None
        self.groups: list[Mark] = []
        self.st: Mark | None = None
        self.in_group = 0
        self.controls: set[str] = set()
        self.count = 0
        self.last, self.last_end = number - 1, header.start  # of the last segment that has its place
        self.ended = False
        self.strays = 0
        self.first_stray: tuple[int, int] | None = None
        self.odd: dict[str, list[int]] = {}  # words -> how often, number and byte of the first

    def read(self) -> int:
        """Read the interchange; return the number that the next one begins with."""
        number = self.first
        isa: Mark | None = None
        tail: Mark | None = None
        for window in windows(self.source, self.header, self.end, number):
            number += window.segments
            self._count_odd(window)
            for mark in window.marks:
                if isa is None:
                    isa = mark
                    self.found.interchanges.append(InterchangeRow(mark, self.header.delimiters))
                    self.last, self.last_end = mark.number, mark.end
                else:
                    self._take(mark)
            tail = window.tail
        if isa is None:  # its terminator was the first byte of a line end: nothing can stand in it
            raise AssertionError("an interchange without its ISA")
        cut_off = tail is not None and tail.id != "IEA"
        if tail is not None and not cut_off:
            self._say("note", "The last segment has no terminator; it was read.", tail.number, tail.byte)
            self._take(tail)
            number += 1
        self._finish(number - 1)
        if tail is not None and cut_off:
            message = f"The interchange breaks off inside this segment, which was not read. {ASK_AGAIN}"
            self._say("error", message, tail.number, tail.byte)
            number += 1
        self._say_odd()
        if not self.header.padded:
            message = (
                "This ISA is not of fixed width; it was read by its separators. Receivers may refuse it."
            )
            self._say("warning", message, isa.number, isa.byte)
        if not self.count and not any(at == self.position for at, _ in self.found.acknowledgments):
            message = f"This interchange holds no transaction. {ASK_AGAIN}"
            self._say("error", message, isa.number, isa.byte)
        return number

    def _say(self, severity: Severity, message: str, number: int | None, byte: int) -> None:
        self.found.diagnostics.append(Diagnostic(severity, message, number, byte))

    def _error(self, message: str, at: Mark) -> None:
        self._say("error", message, at.number, at.byte)

    def _take(self, mark: Mark) -> None:
        """Put one envelope segment where it belongs; what stands before it belongs to an open ST or nowhere."""
        if self.ended:
            self._stray(mark.number - self.last, self.last + 1)
        elif self.st is None and mark.number > self.last + 1:
            self._stray(mark.number - self.last - 1, self.last + 1)
        if not self.ended:
            match mark.id:
                case "GS":
                    self._close_transaction(None, mark.number - 1, mark.byte)
                    self._close_group(None)
                    self.gs = mark
                    self.found.groups.append(GroupRow(self.position, mark))
                case "ST":
                    self._close_transaction(None, mark.number - 1, mark.byte)
                    self.st = mark
                case "SE" if self.st:
                    self._close_transaction(mark, mark.number, mark.end)
                case "GE" if self.gs:
                    self._close_transaction(None, mark.number - 1, mark.byte)
                    self._close_group(mark)
                case "IEA":
                    self._close_transaction(None, mark.number - 1, mark.byte)
                    self._close_interchange(mark)
                case "TA1" if self.st is None and self.gs is None:
                    self.found.acknowledgments.append((self.position, mark))
                case _ if self.st is None:
                    self._stray(1, mark.number)
        self._report_strays(keep=self.ended or (self.st is None and mark.id in ("SE", "GE", "TA1", "ISA")))
        self.last, self.last_end = mark.number, mark.end

    def _finish(self, last: int) -> None:
        """End the interchange where its bytes end."""
        if (self.ended or self.st is None) and last > self.last:
            self._stray(last - self.last, self.last + 1)
        if not self.ended:
            self._close_transaction(None, last, self.end)
            self._close_interchange(None)
        self._report_strays(keep=False)

    def _stray(self, count: int, number: int) -> None:
        if count and self.first_stray is None:
            behind = self.source.read(self.last_end, self.last_end + 4096)
            self.first_stray = (number, self.last_end + len(behind) - len(behind.lstrip(BLANKS)))
        self.strays += count

    def _report_strays(self, *, keep: bool) -> None:
        if keep or self.first_stray is None:
            return
        count = "1 segment" if self.strays == 1 else f"{self.strays} segments"
        message = (
            f"From here on {count} outside any transaction, not read; ask the sender for the file again."
        )
        self._say("error", message, *self.first_stray)
        self.found.strays.append(self.first_stray[1])
        self.strays, self.first_stray = 0, None

    def _close_transaction(self, se: Mark | None, last: int, end: int) -> None:
        st = self.st
        if st is None:
            return
        self.st = None
        faults = []
        if self.gs is None:
            faults.append((st, "This ST stands outside any group (no GS before it)."))
        if se is None:
            faults.append((st, "This ST has no SE: the file was cut or lost segments."))
        else:
            count = se.number - st.number + 1
            if not is_count(se[1], count):
                faults.append((se, f"SE01 counts {shown(se[1])} segments; there are {count}."))
            if se[2].strip() != st[2].strip():
                faults.append((se, f"SE02 is not the control number of its ST (segment {st.number})."))
        for at, fault in faults:
            self._error(f"{fault} {LEFT_OUT}", at)
        of_group = self.gs[8] if self.gs else ""
        version = (st[3] or of_group).strip()
        if of_group and st[3] and of_group != st[3]:
            message = f"GS08 says {of_group}, ST03 says {st[3]}; ST03 was followed. They should be the same."
            self._say("warning", message, st.number, st.byte)
        if st[2] in self.controls:
            self._repeated("ST02", "group", st)
        self.controls.add(st[2])
        self.in_group += 1
        self.count += 1
        self.found.transactions.append(
            TransactionRow(
                interchange=self.position,
                group=len(self.found.groups) - 1 if self.gs else None,
                kind=kind_of(st[1], version),
                set_id=st[1],
                version=version,
                control=st[2],
                start=st.byte,
                end=end,
                number=st.number,
                segments=last - st.number + 1,
                sound=not faults,
            )
        )

    def _close_group(self, ge: Mark | None) -> None:
        if self.gs:
            if self.gs[6] in {group[6] for group in self.groups}:
                self._repeated("GS06", "interchange", self.gs)
            self._trailer("GE", ge, self.gs, self.gs[6], self.in_group)
            self.groups.append(self.gs)
        self.gs, self.in_group = None, 0
        self.controls.clear()

    def _close_interchange(self, iea: Mark | None) -> None:
        self._close_group(None)
        isa = self.found.interchanges[self.position].isa
        self._trailer("IEA", iea, isa, isa[13], len(self.groups))
        self.ended = True

    def _trailer(self, name: str, trailer: Mark | None, header: Mark, control: str, count: int) -> None:
        what, parts = PARTS[name]
        if trailer is None:
            self._error(f"This {what} has no {name}: the file was cut or lost segments. {REFUSED}", header)
            return
        if not is_count(trailer[1], count):
            self._error(f"{name}01 counts {shown(trailer[1])} {parts}; there are {count}. {REFUSED}", trailer)
        if number_text(trailer[2]) != number_text(control):
            began = f"that the {what} began with (segment {header.number})"
            self._error(f"{name}02 is not the control number {began}. {REFUSED}", trailer)

    def _repeated(self, name: str, what: str, at: Mark) -> None:
        message = f"{name} was already used in this {what}; the receiver may refuse it as a duplicate."
        self._say("warning", message, at.number, at.byte)

    def _count_odd(self, window: Window) -> None:
        for words, places in (
            (EMPTY, window.empty),
            (BROKEN, window.broken),
            (LATIN, window.latin),
        ):
            if places:
                held = self.odd.setdefault(words, [0, *places[0]])
                held[0] += len(places)

    def _say_odd(self) -> None:
        """Say what was read in spite of being odd, once for each kind of oddity."""
        for words, (count, number, byte) in self.odd.items():
            more = f" ({count} times, first here)" if count > 1 else ""
            self._say("note" if words is LATIN else "warning", f"{words}{more}.", number, byte)


EMPTY = "A terminator with nothing before it was passed over"
BROKEN = "A line break inside a segment was taken out and its parts were joined"
LATIN = "A segment is not UTF-8 and was read as Latin-1"


def _say_repeats(found: Plan) -> None:
    """Warn of interchanges that carry the sender and control number of an earlier one: a batch sent twice."""
    seen: set[tuple[str, ...]] = set()
    for interchange in found.interchanges:
        isa = interchange.isa
        name = (isa[5], isa[6], isa[13])
        if name in seen:
            message = "This sender already used this ISA13 in this file; the batch may be in it twice."
            found.diagnostics.append(Diagnostic("warning", message, isa.number, isa.byte))
        seen.add(name)


def is_count(text: str, count: int) -> bool:
    """Tell whether an element holds this count, leading zeros allowed."""
    return bool(re.fullmatch(r"[0-9]{1,10}", text)) and int(text) == count


def number_text(text: str) -> str:
    """Return a numeric control number without leading zeros, which ISA13 and GS06 may be padded with."""
    return text.strip().lstrip("0")


def shown(text: str) -> str:
    """Return an element for a message when it is a number, and words when it is anything else."""
    return str(int(text)) if re.fullmatch(r"[0-9]{1,10}", text) else "no number of"
