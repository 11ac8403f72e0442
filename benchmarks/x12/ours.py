"""Read one X12 file with this project; print the cost. ``python ours.py TASK PATH``, tasks are the keys of ``TASKS``.

The only module here that knows how this project is called. A task whose part is not there says so and fails.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cost import told

if TYPE_CHECKING:
    from collections.abc import Callable

_RECEIPT = date(2026, 11, 23)


def tables(kind: str, *names: str) -> Callable[[str], dict[str, int]]:
    """Read to tables, all or those named, one batch after the other; each is counted and let go."""
    from contralateral.edi import open_x12

    def work(path: str) -> dict[str, int]:
        rows: Counter[str] = Counter()
        with open_x12(path) as file:
            for batch in file.batches({kind}, names or None):
                rows.update({name: frame.height for name, frame in batch.tables.items()})
                rows["diagnostics"] += len(batch.diagnostics)
        if not rows["claims"]:
            raise RuntimeError(f"no claim of kind {kind} was read")
        return dict(rows)

    return work


def judged(*, words: bool) -> Callable[[str], dict[str, int]]:
    """Read, check every segment and element, judge every line by every rule; put the findings into words, or count."""
    from contralateral import policy
    from contralateral.sweep import Sweep

    book = policy.load()

    def work(path: str) -> dict[str, int]:
        sweep = Sweep(today=_RECEIPT, book=book)
        file = Path(path)
        findings = sum(f.height for f in sweep.findings(file)) if words else sweep.count(file)
        return {
            "claims": sweep.summary.claims,
            "findings": findings,
            "diagnostics": sum(sweep.summary.diagnostics.values()),
        }

    return work


def checked() -> Callable[[str], dict[str, int]]:
    """Read, judge, and write a report with suggestions for every claim, as ``contra check`` does."""
    from contralateral import flow, policy

    book = policy.load()

    def work(path: str) -> dict[str, int]:
        answer = flow.check([(path, Path(path).read_bytes())], today=_RECEIPT, book=book)
        return {"claims": len(answer.claims), "diagnostics": len(answer.diagnostics)}

    return work


def warm() -> Callable[[str], dict[str, int]]:
    """Check one small file after the other, from a folder, in a running process; microseconds of wall time each."""
    work_one = checked()

    def work(folder: str) -> dict[str, int]:
        taken = []
        for path in sorted(Path(folder).iterdir()):
            start = time.perf_counter()
            work_one(str(path))
            taken.append(time.perf_counter() - start)
        later = taken[len(taken) // 4 :]  # the first ones load tables
        return {
            "median_us": int(statistics.median(later) * 1e6),
            "first_us": int(taken[0] * 1e6),
            "files": len(taken),
        }

    return work


TASKS: dict[str, Callable[[], Callable[[str], dict[str, int]]]] = {
    "837": lambda: tables("837P"),
    "837-claims": lambda: tables("837P", "claims", "lines", "diagnoses"),
    "837-rules": lambda: judged(words=False),
    "837-words": lambda: judged(words=True),
    "837-reports": checked,
    "835": lambda: tables("835"),
    "warm": warm,
}

if __name__ == "__main__":
    told(TASKS[sys.argv[1]](), sys.argv[2])
