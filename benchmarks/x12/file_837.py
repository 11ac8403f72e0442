"""A file of 005010X222A1 claims of a wanted size, written as it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from benchmarks.x12.envelope import Envelope, Layout
from benchmarks.x12.invent import Made, money
from benchmarks.x12.pieces_837 import Pieces
from benchmarks.x12.sink import Sink
from benchmarks.x12.truth import Truth

if TYPE_CHECKING:
    from benchmarks.x12.goods import Payer
    from benchmarks.x12.invent import Day
    from benchmarks.x12.pieces_837 import Line

__all__ = ["write_837"]

#: Claims a transaction, subscribers under one billing provider, lines a claim. ``giant`` has one transaction.
_LAYOUTS = {
    "many": Layout(300, 40, (1, 1, 2, 2, 3, 4, 6)),
    "lines": Layout(20, 5, (50,)),
    "giant": Layout(0, 40, (1, 1, 2, 2, 3, 4, 6)),
}
_POINTERS = {
    1: ("1",),
    2: ("1", "2", "1:2"),
    3: ("1", "3:1", "2:3:1", "1:2"),
    4: ("1", "4", "1:2:3:4", "2:4:1"),
}


def write_837(
    out: BinaryIO, size: int, shape: str = "many", seed: int = 0, *, newline: bool = False
) -> Truth:
    """Write a file of at least ``size`` bytes (by less than a claim more) to a seekable stream; return what it holds.

    The same arguments give the same bytes. ``newline`` puts a line break after each terminator. Raise KeyError for
    a shape that is none of ``many``, ``lines``, ``giant``.
    """
    return _Writer(out, size, shape, seed, newline=newline).write()


class _Writer:
    def __init__(self, out: BinaryIO, size: int, shape: str, seed: int, *, newline: bool) -> None:
        self.layout, self.size = _LAYOUTS[shape], size
        self.made = Made(seed)
        self.pieces = Pieces(self.made)
        self.truth = Truth("837P", shape, seed)
        self.sink = Sink(out, newline=newline)
        self.envelope = Envelope(self.sink, self.truth, "HC", "837", "005010X222A1")
        self.hl = 0

    def write(self) -> Truth:
        """Write transactions until the size is reached."""
        self.envelope.begin()
        while True:
            self._transaction()
            if self._full():
                return self.envelope.end()

    def _full(self) -> bool:
        return self.sink.size + self.envelope.tail >= self.size

    def _transaction(self) -> None:
        made, names, envelope = self.made, self.pieces.names, self.envelope
        envelope.begin_transaction("*005010X222A1")
        self.hl = 0
        self.sink.put(
            f"BHT*0019*00*B{self.truth.transactions:08d}*20261102*1015*CH~NM1*41*2*{names.company(made)}*****46*SENDER01~"
            f"PER*IC*OFFICE*TE*{names.phone(made)}~NM1*40*2*RECEIVER*****46*RECEIVER01~"
        )
        until = self.truth.claims + self.layout.claims if self.layout.claims else -1
        self._provider(until)
        while not (self._full() or self.truth.claims == until):
            self._provider(until)
        envelope.end_transaction()

    def _provider(self, until: int) -> None:
        self.hl += 1
        provider = self.hl
        self.truth.providers += 1
        self.sink.put(f"HL*{provider}**20*1~{self.made.pick(self.pieces.providers)}")
        for _ in range(self.layout.parties):
            self._subscriber(provider, until)
            if self._full() or self.truth.claims == until:
                return

    def _subscriber(self, provider: int, until: int) -> None:
        made, pieces, truth = self.made, self.pieces, self.truth
        payer, payer_text = made.pick(pieces.payers)
        dependent = not payer.medicare and made.random() < 0.4
        secondary = made.random() < 0.12
        self.hl += 1
        truth.subscribers += 1
        group = "" if payer.medicare else f"GRP{made.number(1000, 9999)}"
        insurance = "12" if secondary and payer.medicare else ""
        self.sink.put(
            f"HL*{self.hl}*{provider}*22*{int(dependent)}~"
            f"SBR*{'S' if secondary else 'P'}*{'' if dependent else '18'}*{group}**{insurance}****{payer.filing}~"
            f"NM1*IL*1*{pieces.names.person(made)}*MI*{pieces.names.member(made)}~"
            f"{'' if dependent else made.pick(pieces.homes[payer.id]) + self._birth()}{payer_text}"
        )
        if dependent:
            self.hl += 1
            truth.patients += 1
            self.sink.put(
                f"HL*{self.hl}*{self.hl - 1}*23*0~PAT*{made.pick(('19', '01'))}~"
                f"NM1*QC*1*{pieces.names.person(made).rstrip('*')}~{made.pick(pieces.homes[payer.id])}{self._birth()}"
            )
        for _ in range(made.pick((1, 1, 1, 1, 2, 3))):
            self._claim(payer, secondary=secondary)
            if self._full() or truth.claims == until:
                return

    def _birth(self) -> str:
        return f"DMG*D8*{self.made.pick(self.pieces.names.births)}*{self.made.pick('FM')}~"

    def _claim(self, payer: Payer, *, secondary: bool) -> None:
        made, pieces, truth = self.made, self.pieces, self.truth
        pick = made.pick
        day = pick(pieces.names.days)
        lines = [pick(pieces.lines) for _ in range(pick(self.layout.lines))]
        charge = sum([line.charge for line in lines])
        hi, coded = pick(pieces.diagnoses)
        end, dates, rest = pick(pieces.heads)
        truth.claims += 1
        truth.diagnoses += coded
        truth.charges += charge
        prior, other = "", ""
        if secondary:
            before = pick([p.id for p, _ in pieces.payers if p.id != payer.id])
            prior = before if made.random() < 0.7 else ""  # else it paid the claim as a whole
            other = self._other_payer(before, lines, day, by_line=bool(prior))
        parts = [
            f"CLM*C{truth.seed % 1000:03d}{truth.claims:09d}*{money(charge)}{end}"
            f"{dates.replace('{}', day.before)}{rest}"
            f"{pick(pieces.notes)}{hi}{pick(pieces.referring) if made.random() < 0.5 else ''}{pick(pieces.care)}{other}"
        ]
        pointers = _POINTERS[min(coded, 4)]
        for number, line in enumerate(lines, 1):
            parts.append(self._line(number, line, day, pick(pointers), prior))
        self.sink.put("".join(parts))

    def _line(self, number: int, line: Line, day: Day, pointers: str, prior: str) -> str:
        truth = self.truth
        truth.lines += 1
        truth.modifiers += line.modifiers
        order = self.made.pick(self.pieces.orders) if line.ordered else ""
        before, answers = "", line.answers
        if prior:
            paid = line.prior
            before = f"SVD*{prior}*{paid.svd}{paid.cas}DTP*573*D8*{day.paid}~"
            truth.line_payments += paid.paid
            truth.adjustments += paid.triples
            truth.adjusted += paid.adjusted
        truth.answers += line.answered
        date = f"RD8*{day.span}" if line.spanning else f"D8*{day.on}"
        return (
            f"LX*{number}~{line.sv1}{pointers}~{line.certificate}DTP*472*{date}~{line.dates}"
            f"REF*6R*L{truth.lines:09d}~{line.note}{order}{before}{answers}"
        )

    def _other_payer(self, prior: str, lines: list[Line], day: Day, *, by_line: bool) -> str:
        """Return loop 2320. What it paid is what the lines say, less an adjustment of the whole claim."""
        made, pieces, truth = self.made, self.pieces, self.truth
        paid = sum(line.prior.paid for line in lines)
        if by_line:
            whole = min(paid, made.number(100, 5000)) if made.often(0.2) else 0
            reason, date = "OA*23", ""
            paid -= whole
        else:
            whole = sum(line.charge for line in lines) - paid
            reason, date = "CO*45", f"DTP*573*D8*{day.paid}~"
        truth.other_payers += 1
        truth.payments += paid
        truth.adjustments += bool(whole)
        truth.adjusted += whole
        member = made.number(10**8, 10**9 - 1)
        return (
            f"SBR*P*18*GRP{made.number(100, 999)}******CI~{f'CAS*{reason}*{money(whole)}~' if whole else ''}"
            f"AMT*D*{money(paid)}~OI***Y*P**Y~NM1*IL*1*{pieces.names.person(made)}*MI*W{member}~"
            f"{made.pick(pieces.addresses)}NM1*PR*2*PLAN {prior}*****PI*{prior}~{date}"
        )
