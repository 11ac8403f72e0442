"""Claims of every kind, made from a seed: unknown and odd codes, nulls in every column, cases with all they tell."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import polars as pl

from contralateral.claim import ClaimTables
from contralateral.claim.tables import SCHEMAS

CODES = [
    "L1200", "L1240", "L1290", "L8030", "L8000", "L8035", "L8020", "L1960", "L1970", "L2275",
    "L1843", "L0648", "L0650", "L0631", "L5301", "L5673", "L5679", "L5856", "L5981", "L5620",
    "L5637", "L3908", "L4361", "A5500", "L5613", "L5614", "L5848", "L5930", "K0001", "L1833",
    "L7600", "L8010", "L0100", "L1330", "L1291", "99213", "XXXXX", "L8040", "L8041", "E1390",
    "L5000", "L1846", "L1851", "L2999", "L5999", "A9270",
]  # fmt: skip
DIAGNOSES = [
    "Z9011", "M4125", "M1711", "S88111S", "E1142", "M21371", "Z89511", "QQQ", "M41", "I10", "G8191",
    "E119", "M4126", "Z8952", "S72001A",
]  # fmt: skip
MODIFIERS = [
    "RT", "LT", "KX", "GA", "GX", "GY", "GZ", "GK", "GL", "EY", "CG", "KM", "KN", "K0", "K1", "K2",
    "K3", "K4", "RA", "RB", "NU", "RR", "AV", "50", "59", "ZZ", "Q9",
]  # fmt: skip
FACTS = [
    "functional_state_expected", "motivated_to_walk", "functional_level_evaluated",
    "knee_outcomes_named", "simpler_knee_ruled_out", "knee_recovers_stumbles", "can_charge_daily",
    "product_listed", "other",
]  # fmt: skip
NPIS = ("1234567893", "1245319599", "1234567890", "")
FIRST = date(2025, 10, 15)


class Maker:
    """Draws one claim after the other."""

    def __init__(self, seed: int, *, patients: bool) -> None:
        self.pick = random.Random(seed)
        self.patients = patients
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}

    def may(self, value: Any, lacking: float = 0.15) -> Any:
        return None if self.pick.random() < lacking else value

    def one_of(self, *values: Any, lacking: float = 0.15) -> Any:
        return self.may(self.pick.choice(values), lacking)

    def near(self, day: date, low: int, high: int, lacking: float = 0.15) -> Any:
        return self.may(day + timedelta(days=self.pick.randrange(low, high)), lacking)

    def claim(self, number: int, patients: int) -> None:
        day = FIRST + timedelta(days=self.pick.randrange(400))
        told = {
            "claim": number,
            "claim_id": f"C{number}",
            "source": "made",
            "payer_id": self.one_of("18003", "17013", "60054", "62308", " 18003 ", "nobody"),
            "filing_code": self.one_of("MB", "CI", "ZZ", lacking=0.5),
            "patient_key": f"p{self.pick.randrange(patients)}",
            "patient_state": self.one_of("NY", "TX", "CA", "OH", "FL", "IL", "WV"),
            "born": self.near(date(1940, 1, 1), 0, 31_400),
            "frequency": self.one_of("1", "1", "7", "8", lacking=0.05),
            "billing_npi": self.one_of(*NPIS),
            "ordering_npi": self.one_of(*NPIS),
            "rendering_npi": self.one_of(*NPIS, lacking=0.5),
            "authorization": self.one_of("", "A1"),
            "diagnoses_supplied": self.one_of(True, True, True, False, lacking=0.05),
            "claim_charge_cents": self.may(1_000 * self.pick.randrange(1, 6), 0.5),
        }
        if not self.patients:
            told["patient_key"] = self.may(told["patient_key"], 0.5)
        case = self.pick.random() < 0.4
        told |= self._case(day) if case else {}
        self.rows["claims"].append(told)
        for at in range(self.pick.choice([0, 1, 1, 2, 3, 4])):
            diagnosis = self.one_of(*DIAGNOSES, lacking=0.02)
            system = self.pick.choice(["ICD-10-CM"] * 19 + ["ICD-9-CM"])
            row = {"claim": number, "position": at + 1, "diagnosis": diagnosis, "system": system}
            self.rows["diagnoses"].append(row)
        lines: list[dict[str, Any]] = []
        if number > 5 and self.pick.random() < 0.25:
            # The same lines for the same patient as on a claim before, here and there under another day.
            before = self.pick.randrange(number)
            told["patient_key"] = self.rows["claims"][before]["patient_key"]
            lines = [
                {k: v for k, v in row.items() if k not in {"claim", "line"}}
                for row in self.rows["lines"]
                if row["claim"] == before
            ]
            self.rows["lines"] += [{"claim": number, "line": at + 1, **line} for at, line in enumerate(lines)]
        for at in range(len(lines), max(len(lines), self.pick.randrange(1, 7))):
            again = lines and self.pick.random() < 0.1
            lines.append({**self.pick.choice(lines)} if again else self._line(day))
            self.rows["lines"].append({"claim": number, "line": at + 1, **lines[-1]})
        if case:
            self._beside(number, day, lines)

    def _case(self, day: date) -> dict[str, Any]:
        return {
            "condition_region": self.one_of("breast", "spine", "knee"),
            "condition_side": self.one_of("left", "right"),
            "device_kind": self.one_of("orthosis", "prosthesis"),
            "device_region": self.one_of("spine", "breast", "lower limb"),
            "device_make": self.one_of("prefabricated", "custom fabricated"),
            "device_side": self.one_of("left", "right", "both"),
            "order_date": self.near(day, -250, 10),
            "order_received": self.near(day, -250, 10),
            "order_signed": self.one_of(True, True, False),
            "delivered": self.near(day, -3, 3),
            "encounter_date": self.near(day, -400, 0),
            "authorization_exempt": self.one_of(True, False),
            "is_replacement": self.one_of(True, False),
            "in_part_a_stay": self.one_of(True, False),
            "filing_limit_days": self.one_of(30, 90, 365, lacking=0.5),
            "evidence_supplied": self.one_of(True, False, lacking=0.3),
            "history_supplied": self.one_of(True, False, lacking=0.3),
            "notices_supplied": self.one_of(True, False, lacking=0.3),
        }

    def _line(self, day: date) -> dict[str, Any]:
        modifiers = self.pick.sample(MODIFIERS, self.pick.choice([0, 1, 1, 2, 2, 3, 5]))
        return {
            "code": self.one_of(*CODES, lacking=0.03),
            "modifiers": self.one_of(modifiers, modifiers, ["RT", "RT"], lacking=0.05),
            "units": self.one_of(1.0, 1.0, 2.0, 3.0, 0.0, 1.5, 40.0, lacking=0.05),
            "charge_cents": self.one_of(1_000, 2_000, 0, -5, lacking=0.05),
            "dos": self.near(day, 0, 2, 0.03),
            "dos_through": self.near(day, -1, 3, 0.5),
            "place_of_service": self.one_of("12", "11", "31", "32", "21", "99", "A1", lacking=0.05),
            "pointers": self.may([self.pick.randrange(1, 6) for _ in range(self.pick.randrange(4))], 0.2),
            "description": self.one_of("", " ", "a thing", lacking=0.3),
            "authorization": self.one_of("", "A2", lacking=0.8),
            "ordering_npi": self.one_of(*NPIS, lacking=0.8),
            "rendering_npi": self.one_of(*NPIS, lacking=0.9),
            "on_order": self.one_of(True, True, False),
        }

    def _beside(self, number: int, day: date, lines: list[dict[str, Any]]) -> None:
        def line() -> Any:
            return self.may(self.pick.randrange(1, len(lines) + 1), 0.5)

        for _ in range(self.pick.randrange(4)):
            self.rows["evidence"].append(
                {
                    "claim": number,
                    "line": line(),
                    "fact": self.pick.choice(FACTS),
                    "value": self.one_of("true", "false", "yes", "k2", "2"),
                    "number": self.one_of(1.0, 2.0, 3.0, lacking=0.5),
                    "role": self.one_of("practitioner", "prosthetist", "supplier", "physician"),
                    "dated": self.near(day, -400, 0),
                }
            )
        for _ in range(self.pick.randrange(3)):
            own = [each["code"] for each in lines]
            self.rows["history"].append(
                {
                    "claim": number,
                    "code": self.one_of(*own, *CODES[:8], lacking=0.05),
                    "side": self.one_of("right", "left", "both", "none"),
                    "delivered": self.near(day, -1_500, 20),
                    "ended": self.one_of("in use", "lost", "worn", "stolen", lacking=0.3),
                }
            )
        for _ in range(self.pick.randrange(2)):
            self.rows["notices"].append(
                {
                    "claim": number,
                    "line": line(),
                    "kind": self.pick.choice(["abn", "abn", "x"]),
                    "form_expires": self.one_of(date(2026, 1, 31), date(2023, 6, 30), date(2027, 3, 31)),
                    "signed": self.near(day, -10, 3),
                    "names_item": self.one_of(True, True, False),
                    "states_reason": self.one_of(True, True, False),
                }
            )


def claims(count: int, seed: int, *, patients: bool = True) -> ClaimTables:
    """Make so many claims; without ``patients`` half of them do not say whose they are."""
    maker = Maker(seed, patients=patients)
    for number in range(count):
        maker.claim(number, max(2, count // 2))
    return ClaimTables(
        **{
            name: pl.DataFrame(
                [{c: row.get(c) for c in SCHEMAS[name]} for row in rows],
                schema=dict(SCHEMAS[name]),
                orient="row",
            )
            for name, rows in maker.rows.items()
        }
    )


def part(tables: ClaimTables, first: int, last: int) -> ClaimTables:
    """The claims from one number to before another, under the numbers they have."""
    inside = (pl.col("claim") >= first) & (pl.col("claim") < last)
    return ClaimTables(**{name: getattr(tables, name).filter(inside) for name in SCHEMAS})
