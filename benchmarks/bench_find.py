"""How often `contra find` puts the right code first, and among the first five, for a clinic's own phrases.

Run: python benchmarks/bench_find.py [--show]. The phrases stand in phrases.toml; a third is held aside while the search
is tuned, and counted apart. --show lists the tuned phrases whose code is not first, never a held one. Ends with 1 if
either set misses a target.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from contralateral import codes
from contralateral.codes.search import Index

ON = date(2026, 11, 1)  # the phrases mean codes in force in November 2026
FIRST, AMONG_FIVE = 0.80, 0.95


def place(index: Index, phrase: dict[str, Any]) -> int:
    """Return the place of the right code among the first fifty, from 1; 51 where it is not there."""
    found = [hit.code for hit in index.find(phrase["text"], limit=50)]
    right = {phrase["code"], *phrase.get("also", [])}
    return next((at for at, code in enumerate(found, 1) if code in right), 51)


def main() -> int:
    """Print the rates of both sets and the time; return 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="list the tuned phrases whose code is not first")
    show = parser.parse_args().show
    phrases = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))["phrase"]
    names = codes.names(on=ON)
    Index(names)  # patterns and synonyms are read once a process
    began = time.process_time()
    index = Index(names)
    built = time.process_time() - began
    missed = False
    for title, held in (("tuned", False), ("held aside", True)):
        chosen = [phrase for phrase in phrases if phrase["held"] is held]
        began = time.process_time()
        places = [place(index, phrase) for phrase in chosen]
        each = (time.process_time() - began) / len(chosen)
        first, five = (sum(at <= n for at in places) / len(chosen) for n in (1, 5))
        missed |= first < FIRST or five < AMONG_FIVE
        print(
            f"{title:10} {len(chosen):4} phrases: first {first:6.1%} (at least {FIRST:.0%}), "
            f"among five {five:6.1%} (at least {AMONG_FIVE:.0%}), {each * 1000:.0f} ms CPU each"
        )
        if show and not held:
            for phrase, at in zip(chosen, places, strict=True):
                if at > 1:
                    print(f"    {at:2}  {phrase['code']}  {phrase['text']}")
    print(f"index of {names.height} names: {built * 1000:.0f} ms CPU")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
