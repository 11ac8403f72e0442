"""How fast X12 files are read, by this project and by others: made from a seed, one core, medians of five.

Run: make bench-x12, or: python -m benchmarks.x12.table [--peers PYTHON] [--gigabyte] [--sizes 1,3,10,30,100,300]

Every run is a process of its own. What is compared is MB of file for each CPU-second of the work (user and system time,
imports left out); peers that need minutes for more get 1 MB. A row that cannot be measured says why, and the command
ends with 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.x12.made import SHAPES, make_835, make_837
from benchmarks.x12.run import Job, measure
from benchmarks.x12.single import single

_MAKES = {"837": make_837, "835": make_835}
_SMALL, _LARGE, _SEED = 1, 100, 7
#: Peer, kind of file, MB, runs.
_PEERS = (
    *(("pyx12", "837", _SMALL, 3), ("x12sdk", "837", _SMALL, 5), ("pyx12", "835", _SMALL, 3)),
    *(("x12sdk", "835", _SMALL, 5), ("oxedi", "835", _LARGE, 5)),
)
_WORDS = {"pyx12": "full validation", "x12sdk": "to its models", "oxedi": "to its tables"}
#: Task of ours.py, kind, MB, runs, what it is.
_OURS = (
    ("837", "837", _LARGE, 5, "to all tables"),
    ("837-claims", "837", _LARGE, 5, "to claims, lines and diagnoses"),
    ("837-rules", "837", _LARGE, 5, "tables, SNIP 1 to 5, all rules"),
    ("837-words", "837", _LARGE, 5, "the same, every finding in words"),
    ("837-reports", "837", _SMALL, 3, "to a report of every claim"),
    ("835", "835", _LARGE, 5, "to tables, balanced"),
)


class Files:
    """Made files, each once, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, kind: str, megabytes: float, shape: str = "many") -> Path:
        """Return a file of this kind, size and shape, made if it is not there."""
        path = self.folder / f"{shape}-{megabytes:g}.{kind}"
        if not path.exists():
            _MAKES[kind](path, int(megabytes * 1e6), shape, _SEED)
        return path


def main() -> int:
    """Print the tables; 1 where a row is missing."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument(
        "--peers", default=".venv-peers/bin/python", help="the interpreter of the peers' environment"
    )
    wanted.add_argument(
        "--gigabyte", action="store_true", help="sizes and memory up to 1 GB (takes 7 GB of disk)"
    )
    wanted.add_argument("--sizes", default="1,3,10,30,100,300", help="MB, for cost against size")
    asked = wanted.parse_args()
    sizes = [float(size) for size in asked.sizes.split(",")] + ([1000.0] if asked.gigabyte else [])
    with tempfile.TemporaryDirectory() as folder:
        files = Files(Path(folder))
        jobs = compared(files, asked.peers)
        for kind in _MAKES:
            jobs += growth(files, kind, sizes)
        jobs += memory(files, 1000 if asked.gigabyte else 100)
        lines, fault = single(Path(folder))
        print("", *lines, sep="\n")
    skipped = [job.title for job in jobs if job.fault] + ([fault] if fault else [])
    if skipped:
        print(f"\n{len(skipped)} ROWS WERE NOT MEASURED; see SKIPPED above.")
    return 1 if skipped else 0


def compared(files: Files, peers: str) -> list[Job]:
    """Print everybody's speed, and ours against each peer's."""
    theirs = [
        Job(f"{peer} {kind}: {_WORDS[peer]}", peers, "peer.py", peer, files.of(kind, size), runs)
        for peer, kind, size, runs in _PEERS
    ]
    ours = [
        Job(f"contralateral {kind}: {words}", sys.executable, "ours.py", task, files.of(kind, size), runs)
        for task, kind, size, runs, words in _OURS
    ]
    measure(theirs + ours)
    print(f"{'':58}{'MB':>6}{'CPU s':>9}{'MB/CPU-s':>10}{'runs':>6}")
    for job in theirs + ours:
        print(row(job))
    print("\nTimes as fast, in MB/CPU-s:")
    for kind in _MAKES:
        others = [job for job in theirs if job.path.suffix == f".{kind}" and not job.fault]
        for job in (job for job in ours if job.path.suffix == f".{kind}" and not job.fault):
            told = ", ".join(f"{times(job.speed / other.speed)} x {other.name}" for other in others)
            print(f"  {job.title}: {told}")
    return theirs + ours


def times(ratio: float) -> str:
    """Return a ratio with two figures that count.

    >>> times(345.6), times(12.3), times(0.0123)
    ('346', '12', '0.012')
    """
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2g}"


def row(job: Job) -> str:
    """Return one line of the first table."""
    if job.fault:
        return f"{job.title:58}SKIPPED: {job.fault}"
    return f"{job.title:58}{job.megabytes:6.0f}{job.cpu:9.3f}{job.speed:10.2f}{len(job.runs):6}"


def growth(files: Files, kind: str, sizes: list[float]) -> list[Job]:
    """Print cost against size, and how far it is from a straight line."""
    jobs = [
        Job(f"{size:g} MB", sys.executable, "ours.py", kind, files.of(kind, size), 5 if size <= 100 else 3)
        for size in sizes
    ]
    measure(jobs)
    print(f"\n{kind} to tables, cost against size:\n{'MB':>8}{'CPU s':>10}{'MB/CPU-s':>10}")
    for job in jobs:
        told = f"SKIPPED: {job.fault}" if job.fault else f"{job.cpu:8.3f}{job.speed:10.1f}"
        print(f"{job.megabytes:8.0f}  {told}")
    done = [(job.megabytes, job.cpu) for job in jobs if not job.fault]
    if len(done) > 2:
        start, slope, worst, at = line(done)
        print(
            f"line: {start * 1e3:.1f} ms + {slope * 1e3:.3f} ms/MB; farthest from it: {worst:+.1%} at {at:.0f} MB"
        )
    return jobs


def line(points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return start and slope of a line by least squares of relative errors, the worst of them, and where it is.

    Relative, because sizes span three orders of magnitude and the largest would otherwise decide alone.
    """
    sums = [0.0] * 5
    for x, y in points:
        w = 1 / (y * y)
        for at, value in enumerate((w, w * x, w * x * x, w * y, w * x * y)):
            sums[at] += value
    w, wx, wxx, wy, wxy = sums
    slope = (w * wxy - wx * wy) / (w * wxx - wx * wx)
    start = (wy - slope * wx) / w
    worst, at = max((((y - start - slope * x) / y, x) for x, y in points), key=lambda each: abs(each[0]))
    return start, slope, worst, at


def memory(files: Files, megabytes: float) -> list[Job]:
    """Print the memory that a file of each shape takes above the interpreter with its imports."""
    jobs = [
        Job(f"{kind} {shape}", sys.executable, "ours.py", kind, files.of(kind, megabytes, shape), 1)
        for kind in _MAKES
        for shape in SHAPES
    ]
    measure(jobs)
    print(f"\nGreatest memory above the imports, files of {megabytes:g} MB:")
    for job in jobs:
        told = f"SKIPPED: {job.fault}" if job.fault else f"{job.memory:8.0f} MB in {job.cpu:.1f} CPU s"
        print(f"  {job.title:12}{told}")
    return jobs


if __name__ == "__main__":
    raise SystemExit(main())
