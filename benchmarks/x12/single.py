"""One small file of claims: as a command, and inside a running process."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.x12.made import make_837
from benchmarks.x12.run import Job, measure

__all__ = ["single"]

_SIZE, _FILES, _COMMANDS = 5_000, 40, 7


def single(folder: Path) -> tuple[list[str], str]:
    """Return what to print, and what failed."""
    small = folder / "small"
    small.mkdir()
    for seed in range(_FILES):
        make_837(small / f"{seed:03}.837", _SIZE, "many", seed)
    job = Job("small", sys.executable, "ours.py", "warm", small, 3)
    measure([job])
    lines = [f"A file of {_SIZE // 1000} KB with some claims, wall time:"]
    if job.fault:
        lines.append(f"  in a running process: SKIPPED: {job.fault}")
    else:
        taken = statistics.median(run["found"]["median_us"] for run in job.runs) / 1e3
        first = statistics.median(run["found"]["first_us"] for run in job.runs) / 1e3
        lines.append(f"  in a running process {taken:8.1f} ms, the first of all {first:.0f} ms")
    fault = job.fault or _command(small / "000.837", lines)
    return lines, fault


def _command(path: Path, lines: list[str]) -> str:
    """Time ``contra check`` from start to end; return what failed."""
    contra = Path(sys.executable).parent / "contra"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    taken = []
    for _ in range(_COMMANDS):
        start = time.perf_counter()
        command = [str(contra), "check", "--today", "2026-11-23", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        taken.append(time.perf_counter() - start)
        if done.returncode not in (0, 1):
            lines.append(f"  as a command: SKIPPED: exit status {done.returncode}")
            return f"contra check ended with {done.returncode}"
    lines.append(f"  as a command         {statistics.median(taken) * 1e3:8.0f} ms, median of {_COMMANDS}")
    return ""
