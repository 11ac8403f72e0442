"""A file of 005010X221A1 remittances of a wanted size, written as it is made; every level is balanced.

BPR stands before the claims that it sums up. Its place is reserved, and it is written again when the sum is known:
the trace number of TRN takes up what the amount does not need of the room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from benchmarks.x12.envelope import Envelope, Layout
from benchmarks.x12.invent import Made, money
from benchmarks.x12.pieces_835 import Pieces
from benchmarks.x12.sink import Sink
from benchmarks.x12.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.x12.invent import Day
    from benchmarks.x12.pieces_835 import Payee, Service

__all__ = ["write_835"]

#: Claims a transaction, claims under one LX, services a claim.
_LAYOUTS = {
    "many": Layout(300, 40, (1, 1, 2, 2, 3, 4, 6)),
    "lines": Layout(20, 10, (50,)),
    "giant": Layout(0, 40, (1, 1, 2, 2, 3, 4, 6)),
}
_ROOM = 34  # characters that the amount of BPR and the trace number have together


def write_835(
    out: BinaryIO, size: int, shape: str = "many", seed: int = 0, *, newline: bool = False
) -> Truth:
    """Write a file of at least ``size`` bytes to a seekable stream; return what it holds.

    The same arguments give the same bytes. ``newline`` puts a line break after each terminator. Raise KeyError for
    a shape that is none of ``many``, ``lines``, ``giant``.
    """
    return _Writer(out, size, shape, seed, newline=newline).write()


class _Claim(NamedTuple):
    text: str
    charge: int
    paid: int


class _Writer:
    def __init__(self, out: BinaryIO, size: int, shape: str, seed: int, *, newline: bool) -> None:
        self.layout, self.size = _LAYOUTS[shape], size
        self.made = Made(seed)
        self.pieces = Pieces(self.made)
        self.truth = Truth("835", shape, seed)
        self.sink = Sink(out, newline=newline)
        self.envelope = Envelope(self.sink, self.truth, "HP", "835", "005010X221A1")
        self.filing = ""  # CLP06 of the transaction
        self.gathered = 0  # bytes of claims not yet put

    def write(self) -> Truth:
        """Write transactions until the size is reached."""
        self.envelope.begin()
        while True:
            self._transaction()
            if self._full():
                return self.envelope.end()

    def _full(self) -> bool:
        return self.sink.size + self.gathered + self.envelope.tail >= self.size

    def _transaction(self) -> None:
        made, truth = self.made, self.truth
        self.envelope.begin_transaction()
        account, issuer = made.number(10**8, 10**9 - 1), f"100{made.number(1000000, 9999999)}"
        header = self._header(0, account, issuer)
        at = self.sink.reserve(header)
        payee = made.pick(self.pieces.payees)
        payer, self.filing = made.pick(self.pieces.payers)
        truth.providers += 1
        self.sink.put(f"REF*EV*RECEIVER01~DTM*405*20261102~{payer}{payee.text}")
        before, until = truth.payments, truth.claims + self.layout.claims if self.layout.claims else -1
        number = 0
        while number == 0 or not (self._full() or truth.claims == until):
            number += 1
            self._group(number, until, payee)
        withheld = self._provider_adjustments(truth.payments - before, payee)
        total = truth.payments - before - withheld
        truth.paid += total
        self.sink.amend(at, header, self._header(total, account, issuer))
        self.envelope.end_transaction()

    def _header(self, total: int, account: int, issuer: str) -> str:
        amount = money(total)
        trace = f"{self.truth.transactions:0{_ROOM - len(amount)}d}"
        return (
            f"BPR*I*{amount}*C*ACH*CCP*01*999999992*DA*{account}*{issuer}**01*999999992*DA*{account + 1}*20261102~"
            f"TRN*1*{trace}*{issuer}~"
        )

    def _provider_adjustments(self, payments: int, payee: Payee) -> int:
        """Write PLB sometimes; return its sum, always less than what the claims bring."""
        made, truth = self.made, self.truth
        if payments < 100_000 or not made.often(0.5):
            return 0
        interest, owed = -made.number(10, 900), made.number(100, 50_000)
        pairs = [f"L6*{money(interest)}"] + (
            [f"WO:C{made.number(10**6, 10**7)}*{money(owed)}"] if made.often(0.6) else []
        )
        total = interest + (owed if len(pairs) == 2 else 0)
        truth.provider_adjustments += len(pairs)
        truth.provider_adjusted += total
        self.sink.put(f"PLB*{payee.npi}*20261231*{'*'.join(pairs)}~")
        return total

    def _group(self, number: int, until: int, payee: Payee) -> None:
        """Write one LX, its summary sometimes, and its claims."""
        claims: list[_Claim] = []
        for _ in range(self.layout.parties):
            claim = self._claim(first=number == 1 and not claims)
            claims.append(claim)
            self.gathered += len(claim.text)
            if self._full() or self.truth.claims == until:
                break
        summary = ""
        if self.made.often(0.3):
            charges = money(sum(claim.charge for claim in claims))
            summary = f"TS3*{payee.npi}*12*20261231*{len(claims)}*{charges}~"
        self.gathered = 0
        self.sink.put(f"LX*{number}~{summary}{''.join([claim.text for claim in claims])}")

    def _claim(self, *, first: bool) -> _Claim:
        """Return a claim; the first of a transaction is paid, so that the payment is never nothing."""
        made, pieces, truth = self.made, self.pieces, self.truth
        pick, roll = made.pick, 1.0 if first else made.random()
        day = pick(pieces.names.days)
        kinds, status = _kinds(pieces, roll, made)
        services = [pick(kinds) for _ in range(pick(self.layout.lines))]
        charge = sum([service.charge for service in services])
        paid = sum([service.paid for service in services])
        patient = sum([service.patient for service in services])
        whole = min(paid // 2, made.number(100, 5000)) if paid > 1 and made.random() < 0.1 else 0
        paid -= whole
        truth.claims += 1
        truth.charges += charge
        truth.payments += paid
        truth.patient_share += patient
        truth.adjustments += bool(whole)
        truth.adjusted += whole
        parts = [
            f"CLP*C{truth.seed % 1000:03d}{truth.claims:09d}*{status}*{money(charge)}*{money(paid)}*{_or_none(patient)}"
            f"*{self.filing}*{made.number(10**13, 10**14 - 1)}*12*1~{f'CAS*OA*23*{money(whole)}~' if whole else ''}"
            f"{self._parties(day)}"
        ]
        parts += [self._service(service, day) for service in services]
        return _Claim("".join(parts), charge, paid)

    def _parties(self, day: Day) -> str:
        """Return NM1 to AMT of loop 2100."""
        made, pieces = self.made, self.pieces
        names, draw = pieces.names, made.random
        member = names.member(made)
        text = f"NM1*QC*1*{names.person(made)}*MI*{member}~"
        if draw() < 0.15:
            text += f"NM1*IL*1*{names.person(made)}*MI*{names.member(made)}~"
        if draw() < 0.1:
            text += f"NM1*74*1*{names.person(made)}*C*{member[:-2]}{made.number(10, 99)}~"
        if draw() < 0.5:
            text += made.pick(pieces.rendering)
        if draw() < 0.6:
            text += f"MOA***{made.pick(('MA01', 'MA01*MA18', 'MA13'))}~"
        text += f"{made.pick(pieces.references)}DTM*232*{day.on}~DTM*233*{day.on}~DTM*050*{day.paid}~"
        return f"{text}AMT*AU*{made.number(1000, 90000)}~" if draw() < 0.3 else text

    def _service(self, service: Service, day: Day) -> str:
        truth = self.truth
        truth.lines += 1
        truth.modifiers += service.modifiers
        truth.line_payments += service.paid
        truth.adjustments += service.triples
        truth.adjusted += service.adjusted
        truth.remarks += service.remarks
        dates = f"DTM*150*{day.on}~DTM*151*{day.span[9:]}~" if service.spanning else f"DTM*472*{day.on}~"
        return f"{service.svc}{dates}{service.cas}REF*6R*L{truth.lines:09d}~{service.end}"


def _kinds(pieces: Pieces, roll: float, made: Made) -> tuple[Sequence[Service], str]:
    """Return the services that a claim of this draw has, and its status (CLP02)."""
    if roll < 0.01:
        return pieces.reversed, "22"
    if roll < 0.1:
        return pieces.denied, "4"
    return pieces.paid, made.pick(("1", "1", "1", "19", "2"))


def _or_none(cents: int) -> str:
    return money(cents) if cents else ""
