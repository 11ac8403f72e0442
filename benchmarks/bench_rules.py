"""How many claim lines a CPU-second widens and judges by every rule, and how long one claim takes.

Run: python benchmarks/bench_rules.py [--lines 1000000] [--batch 0] [--one 400]. CPU time of one core, median of the
repetitions after one that warms up; only the rates of that first one are of a process that has just begun. The claims
are made from a seed: one to six lines over some 400 codes and 400 days, one to four of some 500 diagnoses, four payers
of which two are not Medicare, a part of the lines with something wrong or odd. Nothing that only a case file tells is
in the file's claims; of the single claims a third is a case with device, order, history, notice and evidence.
"""

from __future__ import annotations

import os

os.environ["POLARS_MAX_THREADS"] = "1"  # before Polars is imported: a CPU-second is one core

import argparse
import statistics
import time
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from contralateral import claim, flow, policy
from contralateral.claim.tables import SCHEMAS
from contralateral.codes.store import frame, releases

RECEIPT = date(2026, 11, 23)
ALWAYS = [
    "L1200", "L1240", "L1290", "L8030", "L8000", "L8035", "L8020", "L1960", "L1970", "L2275",
    "L1843", "L1833", "L0648", "L0650", "L0631", "L5301", "L5673", "L5679", "L5856", "L5981",
    "L5620", "L5637", "L3908", "L4361", "A5500", "L5613", "L5614", "L5848", "L5930", "L7600",
    "L8010", "L8040", "L8041",
]  # fmt: skip
MODIFIERS = (["RT"], ["LT"], ["RT", "KX"], ["LT", "KX"], [], ["KX"], ["RT", "LT"], ["LT", "GA"], ["RT", "KX", "K3"],
             ["RT", "K2"], ["LT", "KX", "K4"], ["NU"], ["RT", "NU"], ["LT", "RA"], ["RT", "EY"], ["LT", "GY"],
             ["KX", "GZ"], ["RT", "GK"], ["RT", "RT"], ["LT", "ZZ"], ["RT", "KX", "RA", "K3", "GA"])  # fmt: skip
PAYERS = ("18003", "17013", "60054", "87726")  # the last two are not Medicare
STATES = ("TX", "FL", "GA", "OH", "IL", "MI", "NY", "CA", "WY")
#: Where the patients of each payer live, by place in STATES: a contractor pays for the states of its own.
HOMES = ((0, 3), (3, 6), (0, 9), (0, 9))


def _pick(draw: np.random.Generator, values: list[Any], count: int, kind: Any = pl.String) -> pl.Series:
    return pl.Series(values, dtype=kind).gather(draw.integers(0, len(values), count))


def claims(lines: int, seed: int = 7) -> claim.ClaimTables:
    """Make about so many claim lines."""
    draw = np.random.default_rng(seed)
    per_claim = draw.integers(1, 7, max(1, round(lines / 3.5)))
    count, total = len(per_claim), int(per_claim.sum())
    every = sorted(c for c in frame(releases("hcpcs")[-1])["code"].to_list() if c[0] in "LAEK")
    codes = [*ALWAYS, *draw.choice(every, 370, replace=False).tolist()]
    full, headings = (
        sorted(frame(releases("icd10")[-1]).filter(billable=billable)["code"].to_list())
        for billable in (True, False)
    )
    diagnoses = ["Z9011", "M4125", "M1711", "E1142", "QQQ", *draw.choice(full, 500, replace=False).tolist()]
    diagnoses += draw.choice(headings, 5, replace=False).tolist()
    of = np.repeat(np.arange(count), per_claim)
    line = np.arange(total) - np.repeat(np.cumsum(per_claim) - per_claim, per_claim) + 1
    dx_per_claim = draw.integers(1, 5, count)
    dx_of = np.repeat(np.arange(count), dx_per_claim)
    position = np.arange(len(dx_of)) - np.repeat(np.cumsum(dx_per_claim) - dx_per_claim, dx_per_claim) + 1
    cents = draw.integers(5_000, 900_000, total)
    sums = np.bincount(of, weights=cents).astype(np.int64)
    day = np.datetime64("2025-10-20") + draw.integers(0, 400, count)
    patients = pl.Series("k", draw.integers(0, count * 4, count)).cast(pl.String).str.zfill(32)
    npis = [_npi(100_000_000 + 37 * i) for i in range(800)]
    payer = draw.integers(0, len(PAYERS), count)
    low, high = np.array(HOMES)[payer].T
    home = low + (draw.random(count) * (high - low)).astype(np.int64)
    frames: dict[str, dict[str, Any]] = {
        "claims": {
            "claim": np.arange(count),
            "claim_id": ("C" + pl.Series(np.arange(count)).cast(pl.String)),
            "source": pl.repeat("made", count, eager=True),
            "payer_id": pl.Series(PAYERS).gather(payer),
            "patient_key": patients,
            "patient_state": pl.Series(STATES).gather(home),
            "born": pl.Series(np.datetime64("1930-01-01") + draw.integers(0, 33_000, count)),
            "frequency": _pick(draw, ["1"] * 30 + ["7", "8"], count),
            "claim_charge_cents": sums + (draw.random(count) < 0.01),
            "billing_npi": _pick(draw, [*npis[:300], "1234567890"], count),
            "ordering_npi": _pick(draw, [*npis[300:], "1234567890", ""], count),
            "authorization": _pick(draw, ["", "", "A1"], count),
            "diagnoses_supplied": pl.repeat(True, count, eager=True),
        },
        "lines": {
            "claim": of,
            "line": line,
            "code": _pick(draw, codes, total),
            "modifiers": _pick(draw, list(MODIFIERS), total, pl.List(pl.String)),
            "units": _pick(draw, [1.0] * 20 + [2.0, 2.0, 3.0, 4.0, 12.0, 0.0], total, pl.Float64),
            "charge_cents": cents,
            "dos": day[of],
            "place_of_service": _pick(draw, ["12"] * 10 + ["11", "31", "32", "21", "99"], total),
            "pointers": _pointers(draw, dx_per_claim[of]),
            "description": _pick(draw, [""] * 20 + ["a device made to measure"], total),
        },
        "diagnoses": {
            "claim": dx_of,
            "position": position,
            "diagnosis": _pick(draw, diagnoses, len(dx_of)),
            "system": pl.repeat("ICD-10-CM", len(dx_of), eager=True),
        },
    }
    return claim.ClaimTables(**{name: _frame(name, frames.get(name, {})) for name in SCHEMAS})


def _npi(nine: int) -> str:
    digits = [int(d) for d in str(1_000_000_000 + nine)[:9]]
    total = 24 + sum((2 * d - 9 * (d > 4)) if at % 2 == 0 else d for at, d in enumerate(digits))
    return "".join(map(str, digits)) + str(-total % 10)


def _pointers(draw: np.random.Generator, most: np.ndarray[Any, Any]) -> pl.Series:
    """One or two pointers a line, now and then to a diagnosis that is not there."""
    choices = [[1], [1, 2], [2, 1], [2], [3], [1, 3]]
    wanted = draw.integers(0, 2, len(most))
    wanted = np.where(most >= 2, draw.integers(0, 4, len(most)), np.where(wanted == 1, 0, wanted))
    wanted = np.where(
        draw.random(len(most)) < 0.01, 4, np.where(most >= 3, draw.integers(0, 6, len(most)), wanted)
    )
    wanted = np.where(most == 1, np.where(draw.random(len(most)) < 0.02, 3, 0), wanted)
    return pl.Series(choices, dtype=pl.List(pl.UInt32)).gather(wanted)


def _frame(name: str, columns: dict[str, Any]) -> pl.DataFrame:
    schema = dict(SCHEMAS[name])
    height = len(next(iter(columns.values()), []))
    made = [
        pl.Series(c, columns[c]).cast(kind)
        if c in columns
        else pl.Series(c, [None], kind).new_from_index(0, height)
        for c, kind in schema.items()
    ]
    return pl.DataFrame(made)


def singles(count: int, seed: int = 11) -> list[claim.ClaimTables]:
    """Take made claims one by one; every third becomes a case that tells more."""
    draw = np.random.default_rng(seed)
    whole = claims(round(count * 3.5), seed)
    found = []
    for at in range(min(count, whole.claims.height)):
        parts = {
            n: getattr(whole, n).filter(pl.col("claim") == at).with_columns(claim=pl.lit(0, pl.UInt32))
            for n in SCHEMAS
        }
        if at % 3 == 0:
            parts |= _case(parts, draw)
        found.append(claim.ClaimTables(**parts))
    return found


def _case(parts: dict[str, pl.DataFrame], draw: np.random.Generator) -> dict[str, pl.DataFrame]:
    day: date = parts["lines"]["dos"][0]
    code = parts["lines"]["code"][0]
    told = {
        "device_kind": ("orthosis", "prosthesis")[int(draw.integers(0, 2))],
        "device_region": ("spine", "lower limb", "breast")[int(draw.integers(0, 3))],
        "device_side": ("left", "right")[int(draw.integers(0, 2))],
        "order_signed": True,
        "order_date": day - timedelta(days=int(draw.integers(1, 60))),
        "evidence_supplied": True,
        "history_supplied": True,
        "notices_supplied": True,
    }
    return {
        "claims": parts["claims"].with_columns(
            pl.lit(v, parts["claims"].schema[k]).alias(k) for k, v in told.items()
        ),
        "evidence": _rows(
            "evidence", {"fact": "motivated_to_walk", "value": "true", "role": "prosthetist", "dated": day}
        ),
        "history": _rows("history", {"code": code, "delivered": day - timedelta(days=400), "ended": "worn"}),
        "notices": _rows("notices", {"kind": "abn", "signed": day, "names_item": True}),
    }  # fmt: skip


def _rows(name: str, row: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{"claim": 0, **row}], schema=dict(SCHEMAS[name]), orient="row")


def main() -> int:
    """Print the tables of figures."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--lines", type=int, default=1_000_000)
    wanted.add_argument("--batch", type=int, default=0, help="lines a batch; 0: all in one")
    wanted.add_argument("--repeat", type=int, default=5)
    wanted.add_argument("--one", type=int, default=600, help="single claims; the first half warms up")
    asked = wanted.parse_args()
    book = policy.load()
    batches = _batches(claims(asked.lines), asked.batch or 2 * asked.lines)
    runs = [_run(batches, book) for _ in range(asked.repeat + 1)]
    height = sum(t.lines.height for t in batches)
    pairs = sum(_pairs(t, book) for t in batches)
    print(
        f"{height:,} lines in {len(batches)} batches, {len(book.rules)} rules, {pairs:,} rule-line pairs in scope "
        f"({pairs / (height * len(book.rules)):.0%}), {runs[0][2]:,} findings"
    )
    print(f"{'':16}{'CPU s':>8}{'lines/CPU-s':>16}{'pairs/CPU-s':>16}{'rules x lines/CPU-s':>22}")
    warm = [statistics.median(run[i] for run in runs[1:]) for i in (0, 1)]
    for name, seconds in (
        ("first, both", sum(runs[0][:2])),
        ("widen", warm[0]),
        ("judge", warm[1]),
        ("both", statistics.median(run[0] + run[1] for run in runs[1:])),
    ):
        print(
            f"{name:16}{seconds:8.2f}{height / seconds:16,.0f}{pairs / seconds:16,.0f}"
            f"{height * len(book.rules) / seconds:22,.0f}"
        )
    if asked.one:
        _print_singles(asked.one, book)
    return 0


def _batches(whole: claim.ClaimTables, size: int) -> list[claim.ClaimTables]:
    """Cut between claims, as a sweep does: a batch is full when it has so many lines."""
    per_claim = whole.lines.group_by("claim", maintain_order=True).len()["len"].to_numpy()
    number = np.cumsum(per_claim) // size
    cuts = np.flatnonzero(np.diff(number, prepend=-1))
    return [
        claim.ClaimTables(
            **{
                name: getattr(whole, name)
                .filter(pl.col("claim").is_between(first, last - 1))
                .with_columns(pl.col("claim") - first)
                .rechunk()
                for name in SCHEMAS
            }
        )
        for first, last in zip(cuts.tolist(), [*cuts[1:].tolist(), len(per_claim)], strict=True)
    ]


def _run(batches: list[claim.ClaimTables], book: policy.Book) -> tuple[float, float, int]:
    widening = judging = 0.0
    found = 0
    seen = claim.Seen()
    for tables in batches:
        payers = policy.recognize(tables.claims, book)
        start = time.process_time()
        lines = claim.widen(tables, book.columns, payer=payers, receipt=RECEIPT, seen=seen)
        middle = time.process_time()
        found += policy.judge(lines, book).height
        widening += middle - start
        judging += time.process_time() - middle
    return widening, judging, found


def _print_singles(count: int, book: policy.Book) -> None:
    """From tables to reports, with suggestions and the payer's word, each claim another."""
    spent, suggested = [], []
    for tables in singles(count):
        start = time.process_time()
        (report,) = flow.judge(tables, today=RECEIPT, payer=None, book=book)
        spent.append((time.process_time() - start) * 1e3)
        suggested.append(bool(report.suggestions))
    warm = list(zip(spent, suggested, strict=True))[count // 2 :]
    all_, with_ = [ms for ms, _ in warm], [ms for ms, said in warm if said] or [0.0]
    print(
        f"one claim: {_spread(all_)}; with suggestions {_spread(with_)} ({len(with_)} of {len(all_)} claims); "
        f"the first one {spent[0]:.0f} ms"
    )


def _spread(spent: list[float]) -> str:
    tenth = sorted(spent)[int(len(spent) * 0.9)]
    return f"median {statistics.median(spent):.1f} ms, nine of ten within {tenth:.1f} ms"


def _pairs(tables: claim.ClaimTables, book: policy.Book) -> int:
    """Count the rule-line pairs in scope: a rule of the payer that speaks of the line's code."""
    payers = tables.claims.select("claim", payer=policy.recognize(tables.claims, book))
    met = tables.lines.select("claim", "code").join(payers, on="claim").group_by("payer", "code").len()
    return sum(
        count * sum(any(e.scope.covers(code) for e in r.editions) for r in book.of_payer(payer))
        for payer, code, count in met.iter_rows()
    )


if __name__ == "__main__":
    raise SystemExit(main())
