"""Run measured work in processes of its own, one after the other, and keep the medians."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Job", "measure"]

_HERE = Path(__file__).parent
#: One core, whatever a library would like; and compiled modules are kept, as where it is installed.
_ENVIRONMENT = {"POLARS_MAX_THREADS": "1", "RAYON_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": ""}


@dataclass
class Job:
    """One row: who does what with which file, how often; and afterwards what it cost."""

    title: str
    python: str
    script: str  # peer.py or ours.py
    name: str  # of the peer or the task
    path: Path
    repeat: int = 5
    runs: list[dict[str, Any]] = field(default_factory=list)
    fault: str = ""

    @property
    def megabytes(self) -> float:
        """Size of the file in 10^6 bytes."""
        return self.path.stat().st_size / 1e6

    @property
    def cpu(self) -> float:
        """Median CPU seconds."""
        return statistics.median(run["cpu"] for run in self.runs)

    @property
    def speed(self) -> float:
        """MB a CPU-second."""
        return self.megabytes / self.cpu

    @property
    def memory(self) -> float:
        """MB (10^6) that the work took on top of the interpreter and its imports: the worst of the runs."""
        return max(run["after_kb"] - run["before_kb"] for run in self.runs) * 1024 / 1e6


def measure(jobs: list[Job]) -> None:
    """Run every job as often as it asks for, in rounds, so that a slow minute of the machine hits all alike.

    A job that fails keeps the last line it said and is not run again.
    """
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | _ENVIRONMENT
    for turn in range(max((job.repeat for job in jobs), default=0)):
        for job in jobs:
            if turn < job.repeat and not job.fault:
                _run(job, environment)


def _run(job: Job, environment: dict[str, str]) -> None:
    command = [job.python, str(_HERE / job.script), job.name, str(job.path)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode == 0:
        job.runs.append(json.loads(done.stdout.splitlines()[-1]))
    else:
        last = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
        job.fault = re.sub(r" \(/[^)]*\)", "", last)  # without where it is installed
