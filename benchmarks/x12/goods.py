"""What is billed in the made files: codes with their usual modifiers and a range of charges, diagnoses, payers."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["DIAGNOSES", "GOODS", "PAYERS", "Good", "Payer"]


class Good(NamedTuple):
    """One procedure code: modifiers as components after the code, charge in cents for one unit, kind of item."""

    code: str
    modifiers: tuple[str, ...]
    low: int
    high: int
    units: tuple[int, ...]
    kind: str  # "device", "rental", "supply", "unlisted"


_SIDES = (":RT", ":LT", ":RT:KX", ":LT:KX", ":LT:GA", ":RT:LT", "")
_KNEE = (":RT:KX:K3", ":LT:KX:K3", ":LT:KX:K2", ":RT:K3", ":NU:RT:KX:K4", "")
_FIRST = (1, 1, 1, 1, 2)
_DEVICES = (
    *(
        ("L1200", 150_000, 290_000),
        ("L1240", 5_000, 12_000),
        ("L1290", 6_000, 14_000),
        ("L8030", 21_000, 60_000),
    ),
    *(
        ("L8000", 2_500, 7_000),
        ("L8035", 200_000, 480_000),
        ("L8020", 12_000, 29_000),
        ("L1960", 40_000, 90_000),
    ),
    *(
        ("L1970", 60_000, 130_000),
        ("L2275", 8_000, 20_000),
        ("L1843", 60_000, 140_000),
        ("L0648", 80_000, 150_000),
    ),
    *(
        ("L0650", 90_000, 190_000),
        ("L0631", 70_000, 140_000),
        ("L3908", 4_000, 9_000),
        ("L4361", 18_000, 40_000),
    ),
    *(("L2820", 6_000, 14_000), ("L4396", 12_000, 24_000)),
)
_LIMBS = (
    *(
        ("L5301", 220_000, 420_000),
        ("L5673", 55_000, 99_000),
        ("L5679", 45_000, 85_000),
        ("L5856", 1_900_000, 4_200_000),
    ),
    *(
        ("L5981", 230_000, 400_000),
        ("L5620", 22_000, 40_000),
        ("L5637", 28_000, 50_000),
        ("L5910", 27_000, 48_000),
    ),
    *(("L5940", 36_000, 66_000), ("L5321", 320_000, 590_000), ("L5987", 550_000, 990_000)),
)
_RENTALS = (
    ("E0601", 6_000, 14_000),
    ("E1390", 10_000, 26_000),
    ("E0260", 9_000, 20_000),
    ("K0001", 4_000, 9_000),
)
_SUPPLIES = (
    *(("A5500", 6_000, 9_000), ("A5512", 2_500, 5_000), ("A5513", 4_000, 6_000), ("A4253", 800, 3_500)),
    *(("A7030", 12_000, 22_000), ("A7038", 300, 700), ("A4351", 100, 350)),
)

GOODS = (
    *(Good(code, _SIDES, low, high, _FIRST, "device") for code, low, high in _DEVICES),
    *(Good(code, _KNEE, low, high, (1, 1, 1, 2), "device") for code, low, high in _LIMBS),
    *(
        Good(code, (":RR:KX", ":RR:KH:KX", ":NU", ":RR"), low, high, (1,), "rental")
        for code, low, high in _RENTALS
    ),
    *(Good(code, (":KX", ":NU", ""), low, high, (1, 2, 30, 100), "supply") for code, low, high in _SUPPLIES),
    Good("L5999", (":RT", ":LT:KX"), 20_000, 300_000, (1,), "unlisted"),
    Good("L2999", (":RT", ":LT"), 9_000, 90_000, (1,), "unlisted"),
)

_CODED = """
    Z89511 Z89512 Z89611 Z89612 Z89421 Z89432 Z9011 Z9012 Z9013 M4125 M21371 M21372 M1711 M1712 M170 E1142 E1151 E11621
    E1165 E119 I10 I739 I2510 J449 J9611 G4733 M5450 M48061 S88111S S88112A S78111D C50911 C50912 L97411 L97512 R2681
    R262 Z7901 Z794 Z87891 E785 N186 Z992 M6281 R0902 R32 N3941
"""
DIAGNOSES = tuple(_CODED.split())


class Payer(NamedTuple):
    """A payer by number; only the numbers are real, and only those of the Medicare contractors and of large plans."""

    id: str
    name: str
    filing: str
    medicare: bool
    states: tuple[str, ...] = ()  # whose residents it pays for; none named: any


PAYERS = (
    *(
        Payer(id_, f"DME MAC {letter}", "MB", True, tuple(states.split()))
        for letter, id_, states in (
            ("A", "16013", "NY PA"),
            ("B", "17013", "OH IL MI MN"),
            ("C", "18003", "TX FL GA CO NC"),
            ("D", "19003", "CA WA AZ"),
        )
    ),
    *(Payer(id_, f"PLAN {id_}", "CI", False) for id_ in ("60054", "62308", "87726", "EX001", "EX002")),
    *(
        Payer(id_, f"PLAN {id_}", filing, False)
        for id_, filing in (("EX003", "BL"), ("EX004", "12"), ("EX005", "HM"))
    ),
)
