"""Names, addresses, numbers and dates from a seed; every one of them invented.

Only ``Random.random`` is drawn from, so a seed gives the same bytes with every Python. Telephone numbers are from the
range kept for fiction (555-01xx), tax numbers start with 00, which is never assigned.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Day", "Made", "Pools", "money", "npi"]

T = TypeVar("T")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_STARTS = _words("BAL BEN COR DAN DEL FAR GAL HAR JOR KEL LAM MAR NOR PEL QUI ROS SAN TAR VEL WIN")
_MIDDLES = _words("A E I O ADE ELO INA ORI UVA ETTI")
_ENDS = _words("BERG DAL FORD HAM LEY MAN NER RIS SON TON VAN WICK")
_FIRSTS = _words(
    "ADELA BRAM CLEO DARIO ELSA FINN GRETA HUGO IDA JORIS KARIN LEV MIRA NILS OLGA RUNA SVEN TILDA URI"
)
_STREETS = _words("EXAMPLE INVENTED SAMPLE PATTERN MODEL SPECIMEN FICTION TRIAL")
_WAYS = _words("AVE ST LN RD CT BLVD WAY")
_TRADES = ("ORTHOTICS", "PROSTHETICS", "O AND P", "LIMB AND BRACE", "MEDICAL SUPPLY", "HOME EQUIPMENT")
_STATES = (
    *(
        ("OH", "432"),
        ("NY", "120"),
        ("TX", "787"),
        ("CA", "958"),
        ("FL", "323"),
        ("IL", "627"),
        ("PA", "171"),
    ),
    *(
        ("GA", "303"),
        ("WA", "985"),
        ("CO", "802"),
        ("NC", "276"),
        ("MI", "489"),
        ("AZ", "850"),
        ("MN", "551"),
    ),
)
#: Letters that a Medicare number may hold.
_LETTERS = "ACDEFGHJKMNPQRTUVWXY"


def money(cents: int) -> str:
    """Return whole cents as X12 writes an amount: no trailing zeros, no point without decimals.

    >>> money(120000), money(-1250), money(7)
    ('1200', '-12.5', '0.07')
    """
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    if not rest:
        return f"{sign}{whole}"
    return f"{sign}{whole}.{rest // 10}" if rest % 10 == 0 else f"{sign}{whole}.{rest:02d}"


def npi(nine: int) -> str:
    """Return the nine digits with their check digit: Luhn, with 80840 in front.

    >>> npi(123456789)
    '1234567893'
    """
    total = 24
    for at, digit in enumerate(f"{nine:09d}"):
        value = int(digit) * (2 if at % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{nine:09d}{-total % 10}"


class Day(NamedTuple):
    """A day of service and the dates that go with it, as X12 writes them."""

    on: str
    span: str  # that day and the 29 after it
    before: str  # some weeks earlier: onset, initial treatment
    paid: str  # some weeks later: adjudication


class Made:
    """Draws from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed).random

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[int(self.random() * len(choices))]

    def number(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def often(self, share: float) -> bool:
        """Say yes with this share."""
        return self.random() < share


class Pools:
    """Names, places and numbers to combine: enough of them that a reader's caches do not see the same few."""

    def __init__(self, made: Made) -> None:
        self.lasts = [s + m + e for s in _STARTS for m in _MIDDLES for e in _ENDS]
        self.firsts = [f"{name}{more}" for name in _FIRSTS for more in ("", "A", "E", "INE", "LOU")]
        self.streets = [f"{name} {way}" for name in _STREETS for way in _WAYS]
        self.places = [self._place(made) for _ in range(600)]
        self.npis = [npi(100000000 + int(made.random() * 99999999)) for _ in range(4000)]
        self.births = [f"{d:%Y%m%d}" for d in (date(1931, 1, 1) + timedelta(days=7 * i) for i in range(3800))]
        self.days = [self._day(made, date(2026, 1, 5) + timedelta(days=i)) for i in range(300)]
        self.prefixes = [self._letters(made) for _ in range(700)]

    def _place(self, made: Made) -> str:
        state, zone = made.pick(_STATES)
        city = f"{made.pick(_STARTS)}{made.pick(_MIDDLES)}{made.pick(('VILLE', 'TOWN', 'FIELD', ' CITY'))}"
        return f"N4*{city}*{state}*{zone}{made.number(0, 99):02d}{made.number(1, 9999):04d}~"

    @staticmethod
    def _day(made: Made, on: date) -> Day:
        end, before, paid = (
            on + timedelta(days=29),
            on - timedelta(days=made.number(3, 400)),
            on + timedelta(days=made.number(15, 60)),
        )
        return Day(f"{on:%Y%m%d}", f"{on:%Y%m%d}-{end:%Y%m%d}", f"{before:%Y%m%d}", f"{paid:%Y%m%d}")

    @staticmethod
    def _letters(made: Made) -> str:
        a, b, c, d = (made.pick(_LETTERS) for _ in range(4))
        return f"1{a}{b}{made.number(0, 9)}{c}{d}{made.number(0, 9)}"

    def address(self, made: Made) -> str:
        """Return N3 and N4."""
        suite = f"*SUITE {made.number(1, 400)}" if made.random() < 0.2 else ""
        return f"N3*{made.number(1, 9999)} {made.pick(self.streets)}{suite}~{made.pick(self.places)}"

    def person(self, made: Made) -> str:
        """Return NM103 to NM107: last, first, sometimes a middle initial."""
        middle = made.pick("ABCDEFGHJKLMNPRSTW") if made.random() < 0.4 else ""
        return f"{made.pick(self.lasts)}*{made.pick(self.firsts)}*{middle}**"

    def company(self, made: Made) -> str:
        """Return the name of an organization."""
        return f"{made.pick(self.lasts)} {made.pick(_TRADES)}"

    def member(self, made: Made) -> str:
        """Return a number in the shape of Medicare's."""
        return f"{made.pick(self.prefixes)}{made.pick(_LETTERS)}{made.pick(_LETTERS)}{made.number(10, 99)}"

    def phone(self, made: Made) -> str:
        """Return a telephone number kept for fiction."""
        return f"{made.pick(('614', '212', '512', '916', '850'))}55501{made.number(0, 99):02d}"
