"""Prepared pieces of 835 remittances: parties and paid or denied service lines, each balanced by itself."""

from __future__ import annotations

from typing import NamedTuple

from benchmarks.x12.cas import Adjustment, cas, shared
from benchmarks.x12.goods import GOODS, PAYERS, Good
from benchmarks.x12.invent import Made, Pools, money

__all__ = ["Pieces", "Service"]


class Service(NamedTuple):
    """One service: ``svc DTM*472*day~ [DTM*150, 151] cas REF*6R*number~ end``; charge = paid + adjusted."""

    svc: str
    spanning: bool
    cas: str
    end: str
    modifiers: int
    charge: int
    paid: int
    adjusted: int
    patient: int  # what of the adjustments is the patient's (PR)
    triples: int
    remarks: int


class Payee(NamedTuple):
    """Loop 1000B and its provider number."""

    text: str
    npi: str


class Pieces:
    """The pools of one seed."""

    def __init__(self, made: Made) -> None:
        self.names = names = Pools(made)
        self.payers = [
            (self._payer(made, payer.id, payer.name), "MB" if payer.medicare else "12") for payer in PAYERS
        ]
        self.payees = [self._payee(made) for _ in range(60)]
        self.rendering = [f"NM1*82*1*{names.person(made)}*XX*{made.pick(names.npis)}~" for _ in range(1500)]
        self.references = [self._reference(made) for _ in range(1500)]
        self.paid = [self._service(made, made.pick(GOODS), denied=False) for _ in range(6000)]
        self.denied = [self._service(made, made.pick(GOODS), denied=True) for _ in range(1500)]
        self.reversed = [_turned(service) for service in self.paid[:1500]]

    def _payer(self, made: Made, id_: str, name: str) -> str:
        names = self.names
        return (
            f"N1*PR*{name}~{names.address(made)}REF*2U*{id_}~PER*CX*CLAIMS*TE*{names.phone(made)}~"
            f"PER*BL*TECHNICAL*TE*{names.phone(made)}~"
        )

    def _payee(self, made: Made) -> Payee:
        names, number = self.names, made.pick(self.names.npis)
        text = f"N1*PE*{names.company(made)}*XX*{number}~{names.address(made)}"
        return Payee(f"{text}REF*TJ*00{made.number(1000000, 9999999)}~", number)

    def _reference(self, made: Made) -> str:
        """Return REF of loop 2100, each sometimes."""
        text = f"REF*EA*MR{made.number(10**5, 10**6)}~" if made.often(0.4) else ""
        return text + (f"REF*G1*PA{made.number(10**7, 10**8)}~" if made.often(0.15) else "")

    def _service(self, made: Made, good: Good, *, denied: bool) -> Service:
        units = made.pick(good.units)
        charge = made.number(good.low, good.high) * units
        modifiers = made.pick(good.modifiers)
        adjustments = _denial(made, charge) if denied else _payment(made, charge)
        paid = charge - sum(amount for _, _, amount in adjustments)
        submitted = ""
        if not denied and good.kind == "device" and made.often(0.02):
            submitted = f"*HC:{made.pick(('L5999', 'L2999'))}{modifiers}"
        if denied:
            remarks = made.pick((("M25",), ("N115", "M25"), ("N130",), ("MA130",), ()))
        else:
            remarks = made.pick(((), (), ("N362",), ("M7",)))
        end = f"AMT*B6*{money(paid + shared(adjustments))}~" if paid and made.often(0.8) else ""
        return Service(
            svc=f"SVC*HC:{good.code}{modifiers}*{money(charge)}*{money(paid)}**{units}{submitted}~",
            spanning=good.kind == "rental",
            cas=cas(adjustments),
            end=end + "".join(f"LQ*HE*{code}~" for code in remarks),
            modifiers=modifiers.count(":"),
            charge=charge,
            paid=paid,
            adjusted=charge - paid,
            patient=shared(adjustments),
            triples=len(adjustments),
            remarks=len(remarks),
        )


def _payment(made: Made, charge: int) -> list[Adjustment]:
    """Return group, reason and cents of what is not paid of a paid service."""
    contract = charge * made.number(5, 50) // 100
    allowed = charge - contract
    deductible = min(allowed // 4, made.number(100, 6000)) if made.often(0.2) else 0
    share = (allowed - deductible) // 5 if made.often(0.8) else 0
    withheld = (allowed - deductible - share) // 50 if made.often(0.7) else 0
    before = (allowed - deductible - share - withheld) // 3 if made.often(0.05) else 0
    group = made.pick(("CO", "CO", "CO", "PI"))
    wanted = ((group, "45", contract), (group, "253", withheld), ("PR", "1", deductible), ("PR", "2", share))
    return [each for each in (*wanted, ("OA", "23", before)) if each[2]]


def _denial(made: Made, charge: int) -> list[Adjustment]:
    """Return why nothing is paid: one reason or two for the whole charge."""
    group, reason = made.pick(
        (("CO", "50"), ("CO", "16"), ("PR", "96"), ("OA", "109"), ("CO", "151"), ("PR", "50"))
    )
    if charge > 1 and made.often(0.3):
        part = charge * made.number(10, 60) // 100 or 1
        return [(group, reason, charge - part), (group, "45" if group == "CO" else "204", part)]
    return [(group, reason, charge)]


def _turned(service: Service) -> Service:
    """Return the same service taken back: every amount with the other sign."""
    code, _, _, rest = service.svc.split("*", 4)[1:]
    return service._replace(
        svc=f"SVC*{code}*{money(-service.charge)}*{money(-service.paid)}*{rest}",
        cas="~".join(_turned_cas(text) for text in service.cas.split("~")),
        end="",
        charge=-service.charge,
        paid=-service.paid,
        adjusted=-service.adjusted,
        patient=-service.patient,
        remarks=0,
    )


def _turned_cas(text: str) -> str:
    elements = text.split("*")
    return "*".join(f"-{value}" if at > 1 and at % 3 == 0 else value for at, value in enumerate(elements))
