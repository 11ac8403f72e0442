"""Prepared pieces of 837P claims: parties, diagnoses, claim notes and service lines, made once for a seed.

What differs from claim to claim (numbers, dates, pointers, the prior payer) is put in when a claim is put together.
"""

from __future__ import annotations

from typing import NamedTuple

from benchmarks.x12.cas import cas
from benchmarks.x12.goods import DIAGNOSES, GOODS, PAYERS, Good
from benchmarks.x12.invent import Made, Pools, money

__all__ = ["Line", "Pieces"]


class Line(NamedTuple):
    """One service line, split where the claim puts something in.

    ``LX*n~ sv1 pointers~ certificate DTP*472*(D8|RD8)*date~ dates REF*6R*number~ note [order] [prior] answers``
    """

    sv1: str
    certificate: str
    spanning: bool
    dates: str
    note: str
    answers: str
    procedure: str  # the composite, for SVD03
    units: int
    modifiers: int
    charge: int
    answered: int
    ordered: bool  # the ordering practitioner is named on the line
    prior: Prior


class Prior(NamedTuple):
    """What the payer before paid of a line: ``SVD*payer* svd cas DTP*573*D8*date~``."""

    svd: str
    cas: str
    paid: int
    adjusted: int
    triples: int


class Pieces:
    """The pools of one seed."""

    def __init__(self, made: Made) -> None:
        self.names = names = Pools(made)
        self.providers = [self._provider(made) for _ in range(60)]
        self.payers = [(payer, self._payer(made, payer)) for payer in PAYERS]
        self.referring = [self._person(made, "DN") for _ in range(1200)]
        self.care = [self._care(made) for _ in range(800)]
        self.orders = [self._order(made) for _ in range(1500)]
        self.diagnoses = [self._diagnoses(made) for _ in range(3000)]
        self.heads = [self._head(made) for _ in range(1500)]
        self.notes = [self._notes(made) for _ in range(1500)]
        self.addresses = [names.address(made) for _ in range(5000)]
        #: Of those for whom a payer pays.
        self.homes = {
            payer.id: [a for a in self.addresses if not payer.states or a.split("*")[-2] in payer.states]
            for payer in PAYERS
        }
        self.lines = [self._line(made, made.pick(GOODS)) for _ in range(6000)]

    def _provider(self, made: Made) -> str:
        """Return 2000A after its HL, 2010AA and sometimes 2010AB."""
        names = self.names
        text = (
            f"PRV*BI*PXC*{made.pick(('335E00000X', '332B00000X', '222Z00000X'))}~"
            f"NM1*85*2*{names.company(made)}*****XX*{made.pick(names.npis)}~{names.address(made)}"
            f"REF*EI*00{made.number(1000000, 9999999)}~PER*IC*{names.company(made)}*TE*{names.phone(made)}~"
        )
        return text + (f"NM1*87*2~{names.address(made)}" if made.often(0.5) else "")

    def _payer(self, made: Made, payer: tuple[str, str, str, bool]) -> str:
        return f"NM1*PR*2*{payer[1]}*****PI*{payer[0]}~{self.names.address(made)}"

    def _person(self, made: Made, role: str) -> str:
        return f"NM1*{role}*1*{self.names.person(made)}*XX*{made.pick(self.names.npis)}~"

    def _care(self, made: Made) -> str:
        """Return loops 2310B and 2310C, each sometimes."""
        names, text = self.names, ""
        if made.often(0.5):
            text += self._person(made, "82") + ("PRV*PE*PXC*222Z00000X~" if made.often(0.5) else "")
        if made.often(0.4):
            number = made.pick(names.npis)
            text += f"NM1*77*2*{names.company(made)}*****XX*{number}~{names.address(made)}"
        return text

    def _order(self, made: Made) -> str:
        """Return loop 2420E."""
        names, text = self.names, self._person(made, "DK")
        if made.often(0.6):
            text += names.address(made)
        if made.often(0.3):
            text += f"REF*1G*F{made.number(10000, 99999)}~"
        if made.often(0.4):
            text += f"PER*IC*OFFICE*TE*{names.phone(made)}~"
        return text

    def _diagnoses(self, made: Made) -> tuple[str, int]:
        """Return HI and how many codes it holds."""
        wanted = made.pick((1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8, 12))
        start = made.number(0, len(DIAGNOSES) - 1)
        codes = [DIAGNOSES[(start + 11 * i) % len(DIAGNOSES)] for i in range(wanted)]
        return f"HI*ABK:{codes[0]}{''.join(f'*ABF:{code}' for code in codes[1:])}~", wanted

    def _head(self, made: Made) -> tuple[str, str, str]:
        """Return the end of CLM, qualifiers of dates before service with ``{}`` for the day, and the rest to HI."""
        often, number = made.often, made.number
        frequency = "7" if often(0.04) else "1"
        accident = often(0.03)
        clm = f"***{made.pick(('12', '12', '12', '11', '31', '32'))}:B:{frequency}*Y*A*Y*Y"
        clm += f"**AA:::{made.pick(('OH', 'TX', 'CA'))}~" if accident else "~"
        dates = "".join(
            f"DTP*{name}*D8*{{}}~"
            for name, share in (("431", 0.3), ("454", 0.3), ("304", 0.1), ("439", 1 if accident else 0))
            if often(share)
        )
        rest = f"PWK*OZ*FX***AC*DME{number(10**6, 10**7)}~" if often(0.1) else ""
        rest += f"REF*G1*PA{number(10**7, 10**8)}~" if often(0.2) else ""
        rest += f"REF*F8*{number(10**12, 10**13)}~" if frequency == "7" else ""
        rest += f"REF*D9*{number(10**14, 10**15)}~" if often(0.5) else ""
        rest += f"REF*EA*MR{number(10**5, 10**6)}~" if often(0.3) else ""
        return clm, dates, rest

    def _notes(self, made: Made) -> str:
        if not made.often(0.15):
            return ""
        number = made.number(1000, 9999)
        return f"NTE*ADD*{made.pick(('DELIVERED TO THE HOME', 'REPLACES WORN ITEM', 'FITTED IN OFFICE'))} {number}~"

    def _line(self, made: Made, good: Good) -> Line:
        often = made.often
        units = made.pick(good.units)
        charge = made.number(good.low, good.high) * units
        modifiers = made.pick(good.modifiers)
        procedure = f"HC:{good.code}{modifiers}"
        described = procedure
        if good.kind == "unlisted":
            described += ":" * (5 - modifiers.count(":")) + f"CUSTOM PART {made.number(100, 999)}"
        place = made.pick(("", "", "12", "11"))
        rental = good.kind == "rental"
        certificate = f"CR3*I*MO*{made.pick(('12', '99'))}~" if rental and often(0.3) else ""
        dates = f"DTP*607*D8*202601{made.number(10, 28)}~" if certificate and often(0.5) else ""
        dates += f"DTP*463*D8*2025{made.number(10, 12)}{made.number(10, 28)}~" if certificate else ""
        note = "NTE*ADD*SEE THE NOTE ON FILE~" if good.kind == "unlisted" or often(0.05) else ""
        if good.kind == "supply" and often(0.05):
            note += f"LIN**UP*{made.number(10**11, 10**12 - 1)}~CTP****{units}*UN~"
        answers, answered = self._answers(made) if certificate else ("", 0)
        return Line(
            sv1=f"SV1*{described}*{money(charge)}*UN*{units}*{place}**",
            certificate=certificate,
            spanning=rental,
            dates=dates,
            note=note,
            answers=answers,
            procedure=procedure,
            units=units,
            modifiers=modifiers.count(":"),
            charge=charge,
            answered=answered,
            ordered=often(0.4),
            prior=self._prior(made, procedure, charge, units),
        )

    @staticmethod
    def _answers(made: Made) -> tuple[str, int]:
        """Return loop 2440: a form and its answers."""
        answers = [f"FRM*{n}*{made.pick('YN')}~" for n in range(1, made.number(2, 5))]
        answers += [f"FRM*6**{made.number(1, 20)}~", f"FRM*7***202601{made.number(10, 28)}~"]
        return f"LQ*UT*{made.pick(('04.04B', '484.03', '10.03'))}~{''.join(answers)}", len(answers)

    @staticmethod
    def _prior(made: Made, procedure: str, charge: int, units: int) -> Prior:
        """Return what a payer before made of the line; charge = paid + adjustments."""
        contract = charge * made.number(10, 50) // 100
        share = (charge - contract) * made.number(0, 20) // 100
        deductible = min(charge - contract - share, made.number(0, 3000)) if made.often(0.3) else 0
        wanted = [("CO", "45", contract), ("PR", "2", share), ("PR", "1", deductible)]
        adjustments = [each for each in wanted if each[2]]
        paid = charge - contract - share - deductible
        svd = f"{money(paid)}*{procedure}**{units}~"
        return Prior(svd, cas(adjustments), paid, charge - paid, len(adjustments))
