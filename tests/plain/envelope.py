"""Rebuild the envelopes of one interchange from its segments and reconcile what each trailer says.

A transaction stands by its own ST and SE. Where those disagree, or one is absent, the transaction is not
sound and its neighbours still are. A group or interchange whose trailer disagrees is an error too, because
its receiver will refuse it whole, but the transactions that are whole by their own count stay sound: five
hundred whole claims can still be checked while somebody corrects one number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contralateral.edi.kind import kind_of
from contralateral.edi.values import Delimiters, Diagnostic, Segment
from tests.plain.values import Group, Interchange, Transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Envelopes"]

SEGMENT_ID = re.compile(r"[A-Z][A-Z0-9]{1,2}")
LEFT_OUT = "This transaction is left out; ask the sender for the file again."
PARTS = {"GE": ("group", "transactions"), "IEA": ("interchange", "groups")}
REFUSED = "Its receiver will refuse it whole; correct it before sending."


class Envelopes:
    """Takes the segments of one interchange in order; ``said`` collects what is wrong with them."""

    def __init__(self, header: Segment, delimiters: Delimiters) -> None:
        self.header, self.delimiters = header, delimiters
        self.said: list[Diagnostic] = []
        self._acknowledgments: list[Transaction] = []
        self._groups: list[Group] = []
        self._gs: Segment | None = None
        self._in_group: list[Transaction] = []
        self._open: list[Segment] = []  # of the transaction being read, ST first
        self._stray: list[Segment] = []
        self._ended = False

    def take(self, segment: Segment) -> None:
        """Put one segment where it belongs."""
        match segment.id:
            case _ if self._ended:
                self._stray.append(segment)
                return
            case "GS":
                self._close_group(None)
                self._gs = segment
            case "ST":
                self._close_transaction(None)
                self._open = [segment]
            case "SE" if self._open:
                self._close_transaction(segment)
            case "GE" if self._gs:
                self._close_group(segment)
            case "IEA":
                self._close_interchange(segment)
            case "TA1" if not self._open and not self._gs:
                alone = (segment,)
                self._acknowledgments.append(
                    Transaction("TA1", "TA1", "", segment[1], alone, self.delimiters, sound=True)
                )
            case _ if self._open:
                self._open.append(segment)
            case _:
                self._stray.append(segment)
                return
        self._report_strays()

    def close(self) -> Interchange:
        """End the interchange where its bytes end."""
        if not self._ended:
            self._close_interchange(None)
        self._report_strays()
        return Interchange(self.header, self.delimiters, tuple(self._acknowledgments), tuple(self._groups))

    def _say(self, message: str, at: Segment) -> None:
        self.said.append(Diagnostic("error", message, at.number, at.byte))

    def _report_strays(self) -> None:
        if self._stray:
            count = "1 segment" if len(self._stray) == 1 else f"{len(self._stray)} segments"
            message = (
                f"From here on {count} outside any transaction, not read; ask the sender for the file again."
            )
            self._say(message, self._stray[0])
            self._stray = []

    def _close_transaction(self, trailer: Segment | None) -> None:
        if not self._open:
            return
        first, body = self._open[0], tuple(self._open) + ((trailer,) if trailer else ())
        self._open = []
        faults = transaction_faults(first, body, trailer, in_group=self._gs is not None)
        for at, fault in faults:
            self._say(f"{fault} {LEFT_OUT}", at)
        of_group = self._gs[8] if self._gs else ""
        version = (first[3] or of_group).strip()
        if of_group and first[3] and of_group != first[3]:
            message = (
                f"GS08 says {of_group}, ST03 says {first[3]}; ST03 was followed. They should be the same."
            )
            self.said.append(Diagnostic("warning", message, first.number, first.byte))
        self._in_group.append(
            Transaction(
                kind_of(first[1], version),
                first[1],
                version,
                first[2],
                body,
                self.delimiters,
                sound=not faults,
            )
        )

    def _close_group(self, trailer: Segment | None) -> None:
        self._close_transaction(None)
        if self._gs:
            self._trailer("GE", trailer, self._gs, self._gs[6], len(self._in_group))
        if self._gs or self._in_group:
            self._groups.append(Group(self._gs, tuple(self._in_group)))
        self._report_repeats([t.segments[0] for t in self._in_group], 2, "ST02", "group")
        self._gs, self._in_group = None, []

    def _close_interchange(self, trailer: Segment | None) -> None:
        self._close_group(None)
        groups = [group.header for group in self._groups if group.header]
        self._trailer("IEA", trailer, self.header, self.header[13], len(groups))
        self._report_repeats(groups, 6, "GS06", "interchange")
        self._ended = True

    def _trailer(self, name: str, trailer: Segment | None, header: Segment, control: str, count: int) -> None:
        what, parts = PARTS[name]
        if trailer is None:
            self._say(f"This {what} has no {name}: the file was cut or lost segments. {REFUSED}", header)
            return
        if not is_count(trailer[1], count):
            self._say(f"{name}01 counts {shown(trailer[1])} {parts}; there are {count}. {REFUSED}", trailer)
        if number_text(trailer[2]) != number_text(control):
            began = f"that the {what} began with (segment {header.number})"
            self._say(f"{name}02 is not the control number {began}. {REFUSED}", trailer)

    def _report_repeats(self, firsts: Sequence[Segment], n: int, name: str, what: str) -> None:
        seen: set[str] = set()
        for segment in firsts:
            if segment[n] in seen:
                message = (
                    f"{name} was already used in this {what}; the receiver may refuse it as a duplicate."
                )
                self.said.append(Diagnostic("warning", message, segment.number, segment.byte))
            seen.add(segment[n])


def transaction_faults(
    first: Segment, body: Sequence[Segment], trailer: Segment | None, *, in_group: bool
) -> list[tuple[Segment, str]]:
    """Return what makes a transaction unsound, each with the segment to look at."""
    faults: list[tuple[Segment, str]] = []
    if not in_group:
        faults.append((first, "This ST stands outside any group (no GS before it)."))
    if trailer is None:
        faults.append((first, "This ST has no SE: the file was cut or lost segments."))
    else:
        if not is_count(trailer[1], len(body)):
            faults.append((trailer, f"SE01 counts {shown(trailer[1])} segments; there are {len(body)}."))
        if trailer[2].strip() != first[2].strip():
            faults.append((trailer, f"SE02 is not the control number of its ST (segment {first.number})."))
    odd = [segment for segment in body if not SEGMENT_ID.fullmatch(segment.id)]
    if odd:
        more = f" ({len(odd)} such in this transaction)" if len(odd) > 1 else ""
        faults.append(
            (odd[0], f"A segment's name is two or three capital letters and digits; this is not{more}.")
        )
    return faults


def is_count(text: str, count: int) -> bool:
    """Tell whether an element holds this count, leading zeros allowed."""
    return bool(re.fullmatch(r"[0-9]{1,10}", text)) and int(text) == count


def number_text(text: str) -> str:
    """Return a numeric control number without leading zeros, which ISA13 and GS06 may be padded with."""
    return text.strip().lstrip("0")


def shown(text: str) -> str:
    """Return an element for a message when it is a number, and words when it is anything else."""
    return str(int(text)) if re.fullmatch(r"[0-9]{1,10}", text) else "no number of"
