"""Guides of every device code, timed: all of them in under a minute, none failing, none with a point without a source.

`python benchmarks/bench_guides.py [FILE]`: FILE is a CSV with a column `code`; without it, every code in force in the
sections of orthoses and prostheses, and those that are worn and stand elsewhere.
"""

from __future__ import annotations

import csv
import sys
import time
from datetime import date
from pathlib import Path

from contralateral.guide.page import Shelf, of_shelf
from contralateral.guide.site import device_codes

ON = date(2026, 11, 23)
BUDGET_SECONDS = 60.0


def main(arguments: list[str]) -> int:
    """Make every guide and print the time."""
    began = time.perf_counter()
    shelf = Shelf(ON)
    if arguments:
        with Path(arguments[0]).open(encoding="utf-8", newline="") as file:
            codes = [row["code"] for row in csv.DictReader(file)]
    else:
        codes = device_codes(shelf)
    shelf.foresee(codes)
    points, bare, slowest = 0, [], (0.0, "")
    for code in codes:
        start = time.perf_counter()
        told = of_shelf(code, shelf)
        slowest = max(slowest, (time.perf_counter() - start, code))
        for point in told.points():
            points += 1
            if not point.cite.title or not point.text:
                bare.append(code)
    took = time.perf_counter() - began
    print(f"{len(codes)} guides, {points:,} points, {len(bare)} without a source: {took:.1f} s")
    print(f"{1000 * took / len(codes):.1f} ms a guide; the slowest {slowest[1]}, {1000 * slowest[0]:.0f} ms")
    return int(bool(bare) or took > BUDGET_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
