"""ISA to IEA around what is written: groups, transaction sets, their counts and control numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from benchmarks.x12.sink import Sink
    from benchmarks.x12.truth import Truth

__all__ = ["Envelope", "Layout"]

_GROUP = 50  # transaction sets


class Layout(NamedTuple):
    """How a file of one shape is laid out."""

    claims: int  # a transaction; 0: all of them in one
    parties: int  # subscribers under a billing provider, or claims under an LX
    lines: tuple[int, ...]  # a claim


class Envelope:
    """Opens and closes the interchange, its groups and its transaction sets."""

    def __init__(self, sink: Sink, truth: Truth, group: str, transaction: str, version: str) -> None:
        self.sink, self.truth = sink, truth
        self.group, self.transaction, self.version = group, transaction, version
        self.control = f"{truth.seed % 10**8 + 1:09d}"
        self.in_group = self.first = 0
        self.tail = 34  # what the trailers take at the least

    def begin(self) -> None:
        """Write ISA."""
        self.sink.put(
            "ISA*00*          *00*          *ZZ*SENDER01       *ZZ*RECEIVER01     *261102*1015*^*00501*"
            f"{self.control}*0*T*:~"
        )

    def begin_transaction(self, convention: str = "") -> str:
        """Write ST, and GS where a group begins; return the control number of the transaction."""
        if self.in_group == 0:
            self.truth.groups += 1
            self.sink.put(
                f"GS*{self.group}*SENDER01*RECEIVER01*20261102*1015*{self.truth.groups}*X*{self.version}~"
            )
        self.first = self.sink.segments
        self.in_group += 1
        self.truth.transactions += 1
        self.sink.put(f"ST*{self.transaction}*{self.truth.transactions:04d}{convention}~")
        return f"{self.truth.transactions:04d}"

    def end_transaction(self) -> None:
        """Write SE, and GE where a group is full."""
        count = self.sink.segments - self.first + 1
        self.sink.put(f"SE*{count}*{self.truth.transactions:04d}~")
        if self.in_group == _GROUP:
            self._end_group()

    def end(self) -> Truth:
        """Write GE and IEA; return the truth with its bytes and segments."""
        if self.in_group:
            self._end_group()
        self.sink.put(f"IEA*{self.truth.groups}*{self.control}~")
        self.sink.flush()
        self.truth.bytes, self.truth.segments = self.sink.size, self.sink.segments
        return self.truth

    def _end_group(self) -> None:
        self.sink.put(f"GE*{self.in_group}*{self.truth.groups}~")
        self.in_group = 0
