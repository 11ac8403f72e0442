"""What one piece of work costs a process: CPU and wall seconds, and memory at its highest.

The standard library alone, because other projects are measured with it in their own environment.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["told"]


def told(work: Callable[[str], dict[str, int]], path: str) -> None:
    """Do the work on one core, its imports done before; print what it cost and what it found as a line of JSON.

    CPU seconds are user and system time of all threads. Memory is the greatest resident set in kB, before the work
    (the interpreter and its imports) and after.
    """
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    before = _highest()
    cpu, wall = time.process_time(), time.perf_counter()
    found = work(path)
    cost = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    print(json.dumps({**cost, "before_kb": before, "after_kb": _highest(), "found": found}))


def _highest() -> int:
    """Return VmHWM in kB. ``ru_maxrss`` would do, but it starts at the size of the process that started this one."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
