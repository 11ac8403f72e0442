"""How many rule-line pairs the engine judges per CPU-second, over a million claim lines.

Run: python benchmarks/bench_rules.py [--lines 1000000]. CPU time of the whole process (both cores where used), median
of three. The claims are made from a seed: prostheses and orthoses billed to Medicare, a tenth of them with something
wrong, three lines a claim. Widening (joins with the dated tables) and judging (the rules) are timed apart.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from datetime import date, timedelta

import polars as pl

from contralateral import claim, policy
from contralateral.claim.tables import SCHEMAS

CODES = (
    *(
        "L1200",
        "L1240",
        "L1290",
        "L8030",
        "L8000",
        "L8035",
        "L8020",
        "L1960",
        "L1970",
        "L2275",
        "L1843",
        "L0648",
    ),
    *(
        "L0650",
        "L0631",
        "L5301",
        "L5673",
        "L5679",
        "L5856",
        "L5981",
        "L5620",
        "L5637",
        "L3908",
        "L4361",
        "A5500",
    ),
)
MODIFIERS = (
    ["RT"],
    ["LT"],
    ["RT", "KX"],
    ["LT", "KX"],
    [],
    ["KX"],
    ["RT", "LT"],
    ["LT", "GA"],
    ["RT", "KX", "K3"],
)
DIAGNOSES = ("Z9011", "M4125", "M1711", "S88111S", "E1142", "M21371")


def claims(lines: int, seed: int = 7) -> claim.ClaimTables:
    """Make claims of three lines each, without anything that only a case file tells."""
    pick = random.Random(seed)
    count = lines // 3
    first = date(2026, 7, 1)
    days = [first + timedelta(days=pick.randrange(120)) for _ in range(count)]
    frames = {
        "claims": {
            "claim": range(count),
            "claim_id": [f"C{i}" for i in range(count)],
            "source": ["made"] * count,
            "payer_id": [pick.choice(("18003", "17013", "60054", "87726")) for _ in range(count)],
            "patient_key": [f"{i:032x}" for i in range(count)],
            "patient_state": [pick.choice(("NY", "TX", "CA", "OH", "FL")) for _ in range(count)],
            "frequency": ["1"] * count,
            "billing_npi": ["1234567893"] * count,
            "ordering_npi": ["1245319599"] * count,
            "authorization": [""] * count,
            "diagnoses_supplied": [True] * count,
        },
        "lines": {
            "claim": [i // 3 for i in range(count * 3)],
            "line": [i % 3 + 1 for i in range(count * 3)],
            "code": [pick.choice(CODES) for _ in range(count * 3)],
            "modifiers": [pick.choice(MODIFIERS) for _ in range(count * 3)],
            "units": [float(pick.choice((1, 1, 1, 1, 2))) for _ in range(count * 3)],
            "charge_cents": [pick.randrange(5_000, 900_000) for _ in range(count * 3)],
            "dos": [days[i // 3] for i in range(count * 3)],
            "place_of_service": [pick.choice(("12", "12", "12", "11", "31")) for _ in range(count * 3)],
            "pointers": [[1]] * (count * 3),
            "description": [""] * (count * 3),
        },
        "diagnoses": {
            "claim": range(count),
            "position": [1] * count,
            "diagnosis": [pick.choice(DIAGNOSES) for _ in range(count)],
            "system": ["ICD-10-CM"] * count,
        },
        "evidence": {},
        "history": {},
        "notices": {},
    }
    made = {}
    for name, columns in frames.items():
        schema = dict(SCHEMAS[name])
        height = len(next(iter(columns.values()), []))
        whole = {c: columns.get(c, [None] * height) for c in schema}
        made[name] = pl.DataFrame(whole, schema=schema, strict=False)
    return claim.ClaimTables(**made)


def main() -> int:
    """Print the table of figures."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--lines", type=int, default=1_000_000)
    wanted.add_argument("--repeat", type=int, default=3)
    asked = wanted.parse_args()
    book = policy.load()
    tables = claims(asked.lines)
    payers = policy.recognize(tables.claims, book)
    widening, judging = [], []
    found = pl.DataFrame()
    for _ in range(asked.repeat):
        start = time.process_time()
        frame = claim.widen(tables, book.columns, payer=payers, receipt=date(2026, 11, 23))
        middle = time.process_time()
        found = policy.judge(frame, book)
        widening.append(middle - start)
        judging.append(time.process_time() - middle)
    pairs = _pairs(frame, book)
    height = frame.height
    widen, judge = statistics.median(widening), statistics.median(judging)
    print(
        f"{height:,} lines, {len(book.rules)} rules, {pairs:,} rule-line pairs in scope "
        f"({pairs / (height * len(book.rules)):.0%}), {found.height:,} findings"
    )
    print(f"{'':10}{'CPU s':>8}{'lines/CPU-s':>16}{'pairs/CPU-s':>16}{'rules x lines/CPU-s':>22}")
    for name, seconds in (("widen", widen), ("judge", judge), ("both", widen + judge)):
        print(
            f"{name:10}{seconds:8.2f}{height / seconds:16,.0f}{pairs / seconds:16,.0f}"
            f"{height * len(book.rules) / seconds:22,.0f}"
        )
    return 0


def _pairs(frame: pl.DataFrame, book: policy.Book) -> int:
    """Count the rule-line pairs in scope: a rule of the payer that speaks of the line's code."""
    total = 0
    for payer, code, count in frame.group_by("payer", "code").len().iter_rows():
        total += count * sum(any(e.scope.covers(code) for e in r.editions) for r in book.of_payer(payer))
    return total


if __name__ == "__main__":
    raise SystemExit(main())
